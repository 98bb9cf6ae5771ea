"""Cases: the coded register, the days that wait to be sealed, and facts for statistics.

The register has a code, a kind and a quarter, and nothing that tells whose case it is or when somebody came. It is not
the case file: there is no field for a name or a narrative, and none may be added here.
"""
