"""Verbs of letters between houses and of files that leave the house. Payloads carry codes, never a word of them."""

LETTER_SENT = "cases.letter_sent"
LETTER_READ = "cases.letter_read"
LETTER_TAKEN = "cases.letter_taken"
LETTER_REFUSED = "cases.letter_refused"
EXPORT_MADE = "cases.export_made"
EXPORT_TAKEN = "cases.export_taken"
EXPORT_DELETED = "cases.export_deleted"
