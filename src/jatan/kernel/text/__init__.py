"""Characters: invisible ones, digits, Hindi spellings, codes for people to copy, Aadhaar numbers.

The only tables of these characters in the project; parsers and comparisons import them from here.
"""
