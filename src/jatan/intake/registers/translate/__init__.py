"""One translator per register: takes a row and the office's data, returns a command or raises Problems.

Nothing here writes to the database, and no value is guessed that the office did not write.
"""
