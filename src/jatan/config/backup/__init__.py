"""Database and files as one verified file, and the way back.

`archive` is the file's shape and knows no database; `dumping` talks to PostgreSQL's own programs;
`saving` and `restoring` are the two verbs. Not here: the signing key and passwords, which belong to
a machine and not to its records.
"""
