"""Ledger verbs of groups."""

GROUP_FORMED = "groups.group_formed"
GROUP_AMENDED = "groups.group_amended"
GROUP_WITHDRAWN = "groups.group_withdrawn"
GROUP_JOINED = "groups.group_joined"
MEMBERSHIP_AMENDED = "groups.membership_amended"
MEMBERSHIP_WITHDRAWN = "groups.membership_withdrawn"
