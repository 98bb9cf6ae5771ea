"""The ledger: what was done, by whom, in an append-only chain per organisation, written in the act's transaction.

Payloads carry codes and counts, never names: what a field said before lives in `Revision`, behind the row's own wall.
"""
