"""Ledger verbs of applications to offices."""

LETTER_GIVEN = "letters.letter_given"
