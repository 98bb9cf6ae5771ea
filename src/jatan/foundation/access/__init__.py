"""Access: accounts, postings, the permission table, permission checks (`gate`), row-level security (`walls`), `acts`.

Services write through `acts` only: permission check, rows and ledger event in one transaction.
"""
