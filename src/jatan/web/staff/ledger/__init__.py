"""The ledger for the auditor: what was done, by which code, in an unbroken chain. Names never come here."""
