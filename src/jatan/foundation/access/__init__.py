"""Access: accounts, postings, the permission table, the gate, PostgreSQL's walls under it, and acts.

An act is the one way a service writes: gate, rows and ledger event in one transaction.
"""
