"""Ledger verbs of letters between organisations and of exports. Payloads hold codes, never content."""

LETTER_SENT = "cases.letter_sent"
LETTER_READ = "cases.letter_read"
LETTER_TAKEN = "cases.letter_taken"
LETTER_REFUSED = "cases.letter_refused"
EXPORT_MADE = "cases.export_made"
EXPORT_TAKEN = "cases.export_taken"
EXPORT_DELETED = "cases.export_deleted"
