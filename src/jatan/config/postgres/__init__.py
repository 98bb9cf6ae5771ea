"""The database under the house: an embedded PostgreSQL, or any server given by URL.

`urls` is the fork and the only one: once the two URLs are known (owner and app), every later step
is the same for both. This package does not know a single table of ours.
"""
