"""Floor 2: what everything stands on. places < network < ledger < access; nothing here knows the programme."""
