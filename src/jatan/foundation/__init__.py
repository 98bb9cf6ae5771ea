"""Places, organisations, ledger, vault, accounts and permissions; used by every package above.

Imports go one way: places < network < ledger, vault < access. Nothing here imports `programme`.
"""
