"""Ledger verbs of lists that an office shares."""

OFFICE_LIST_SAVED = "lists.office_list_saved"
OFFICE_LIST_RENAMED = "lists.office_list_renamed"
OFFICE_LIST_REMOVED = "lists.office_list_removed"
