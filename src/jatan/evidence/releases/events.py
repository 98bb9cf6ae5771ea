"""Ledger verbs of releases, in the secretariat's chain."""

PROPOSED = "releases.proposed"
RELEASED = "releases.released"
REFUSED = "releases.refused"
TAKEN_BACK = "releases.taken_back"
TAKEN_DOWN = "releases.taken_down"
