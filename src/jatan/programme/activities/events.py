"""Ledger verbs of activities."""

ACTIVITY_RECORDED = "activities.activity_recorded"
ACTIVITY_AMENDED = "activities.activity_amended"
ACTIVITY_LINKED = "activities.activity_linked"
FOLLOW_UP_AMENDED = "activities.follow_up_amended"
FOLLOW_UP_DONE = "activities.follow_up_done"
PHOTOGRAPH_ADDED = "activities.photograph_added"
PHOTOGRAPH_USES_RECORDED = "activities.photograph_uses_recorded"
