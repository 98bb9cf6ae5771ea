"""Ledger verbs of corrections by workbook."""

ROWS_TAKEN_IN = "web.workbook_taken_in"
ROWS_TAKEN_BACK = "web.workbook_taken_back"
