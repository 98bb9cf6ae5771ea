"""Ledger verbs of month-ends. Payload: `month_ends`, the months as "2026-03"."""

MONTHS_COMPLETED = "months.completed"
MONTHS_ACCEPTED = "months.accepted"
MONTH_SENT_BACK = "months.sent_back"
