"""Cases: the coded register of case work. A code, a kind, days, and nothing that tells whose case it is.

Not the case file: there is no field for a name or a narrative, and none may be added here.
"""
