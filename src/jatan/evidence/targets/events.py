"""Ledger verbs of targets. Payload: how many were `set` and how many were `taken_back`."""

TARGETS_SET = "targets.set"
