"""The sealed file of a case: opened with a reader's keyring, written entry by entry, searched in her session.

Decrypted data exists only during the request. Every reading and writing is recorded in the ledger.
"""
