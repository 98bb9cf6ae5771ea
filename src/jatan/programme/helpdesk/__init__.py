"""Help desk: issues that are brought to an information centre, from receipt to resolution.

Cases that need protection are in the coded register of `cases` and not described here.
"""
