"""The sealed file of a case: opened with a holder's keyring, written entry by entry, searched in her own session.

Nothing here is kept open: what was read lives as long as the request. Every reading and writing is in the ledger.
"""
