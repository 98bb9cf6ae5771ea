"""Ledger verbs of scheme linkages."""

LINKAGE_APPLIED = "schemes.linkage_applied"
LINKAGE_SANCTIONED = "schemes.linkage_sanctioned"
LINKAGE_RECEIVED = "schemes.linkage_received"
LINKAGE_REFUSED = "schemes.linkage_refused"
