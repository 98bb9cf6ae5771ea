"""Ledger verbs of scheme linkages."""

LINKAGE_RECORDED = "schemes.linkage_recorded"
LINKAGE_APPLIED = "schemes.linkage_applied"
LINKAGE_SANCTIONED = "schemes.linkage_sanctioned"
LINKAGE_RECEIVED = "schemes.linkage_received"
LINKAGE_REFUSED = "schemes.linkage_refused"
LINKAGE_AMENDED = "schemes.linkage_amended"
LINKAGE_WITHDRAWN = "schemes.linkage_withdrawn"
