"""Ledger verbs of calls for help."""

CALL_PARKED = "calls.call_parked"
CALL_ANSWERED = "calls.call_answered"
CALL_PASSED_ON = "calls.call_passed_on"
