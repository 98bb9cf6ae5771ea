"""Help desk: an issue that somebody brings to an information centre, from the day it is received to its end.

Not case work: what needs protection goes into the coded register of `cases`, and is not described here.
"""
