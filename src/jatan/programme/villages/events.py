"""Ledger verbs of links between writings of villages."""

VILLAGES_DECIDED = "villages.decided"
VILLAGE_TAKEN_BACK = "villages.taken_back"
