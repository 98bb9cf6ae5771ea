"""One pure translator per register: a row and what is known of the office in, a command out, or Problems.

Nothing here writes, and nothing is guessed that an office did not write.
"""
