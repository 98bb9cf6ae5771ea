"""Ledger verbs of paragraphs. Payload: `place`, the code of the place in the paper; never a word of the text."""

PARAGRAPH_WRITTEN = "narrative.written"
PARAGRAPH_TAKEN_BACK = "narrative.taken_back"
