"""Case work on pages: the register by code, and the sealed files of those who hold keys.

No name stands in an address, a title or a log; what she is called is shown when somebody asks for it, and told.
"""
