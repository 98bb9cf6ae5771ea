"""Cases: the coded register, dates that wait to be sealed, facts for statistics, and the sealed case files.

The register holds a code, a kind and a quarter, and nothing that shows whose case it is or when she came. It has
no field for a name or a narrative, and none may be added.
"""
