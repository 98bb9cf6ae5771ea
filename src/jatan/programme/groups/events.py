"""Ledger verbs of groups."""

GROUP_FORMED = "groups.group_formed"
MEMBERSHIP_AMENDED = "groups.membership_amended"
