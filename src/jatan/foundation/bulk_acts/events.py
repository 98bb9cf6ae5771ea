"""Ledger verbs of acts on many records. The payload names what was done ("withdraw", "project") as `act`."""

DONE_TOGETHER = "bulk.done"
UNDONE_TOGETHER = "bulk.undone"
