"""Verbs of the coded register in the ledger."""

CASE_OPENED = "cases.case_opened"
CASE_CLOSED = "cases.case_closed"
CASE_REOPENED = "cases.case_reopened"
CASE_ASSIGNED = "cases.case_assigned"
CASE_AMENDED = "cases.case_amended"
CASE_WITHDRAWN = "cases.case_withdrawn"
FACTS_CHANGED = "cases.facts_changed"
