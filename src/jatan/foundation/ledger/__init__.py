"""The ledger: an append-only hash chain of events per organisation, written in the same transaction as the change.

Payloads hold codes and counts, never names. Former field values are stored in `Revision`, which has the row-level
security of the row it belongs to.
"""
