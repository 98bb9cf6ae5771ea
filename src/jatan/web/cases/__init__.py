"""Pages of case work: the coded register, and sealed files for users with keys.

No URL, page title or log contains a survivor's name; her name is shown on request only, which is recorded.
"""
