"""Ledger verbs of rows of phones. Payloads hold codes and ids."""

ROW_PARKED = "fieldbook.row_parked"
ROW_TAKEN_IN = "fieldbook.row_taken_in"
ROW_SET_ASIDE = "fieldbook.row_set_aside"
ROW_TAKEN_UP_AGAIN = "fieldbook.row_taken_up_again"
