"""A PostgreSQL of one's own beside a Python program, shared by all its processes.

`cluster` says where it lies and makes it, `server` starts and stops it, `installations` chooses the programs, and
`programs` runs them as a user that PostgreSQL accepts.
"""
