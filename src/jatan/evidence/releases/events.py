"""Ledger verbs of releases, in the secretariat's chain; what left with a changed record stands in its office's."""

PROPOSED = "releases.proposed"
RELEASED = "releases.released"
REFUSED = "releases.refused"
TAKEN_BACK = "releases.taken_back"
TAKEN_DOWN = "releases.taken_down"
