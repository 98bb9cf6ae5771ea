"""Ledger verbs of applications to offices."""

LETTER_WRITTEN = "letters.letter_written"
LETTER_AMENDED = "letters.letter_amended"
LETTER_GIVEN = "letters.letter_given"
LETTER_WITHDRAWN = "letters.letter_withdrawn"
