"""Ledger verbs of acts on many records. The payload names what was done ("withdraw", "project") as `act`."""

DONE_TOGETHER = "bulk_acts.done"
UNDONE_TOGETHER = "bulk_acts.undone"
