"""Characters of written text: what is invisible, digits, Hindi spellings, codes read aloud, Aadhaar numbers.

Each table stands here once; every door and every comparison uses it.
"""
