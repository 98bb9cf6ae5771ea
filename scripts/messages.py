"""Bring both catalogues in line with the source: `uv run python scripts/messages.py [FRAGMENT.po …]`.

Fragments are plain catalogues with new translations. Prints what is still without Hindi, ready to be filled in.
"""

import sys

import polib

from jatan.config import extraction, texts

more = {}
for name in sys.argv[1:]:
    for entry in polib.pofile(name):
        more[extraction.text_of(entry)] = entry
for language in ("hi", "en"):
    catalogue = texts.LOCALE / language / "LC_MESSAGES" / "django.po"
    missing = extraction.update(catalogue, more if language == "hi" else {}, same=language == "en")
    for text in missing:
        entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None, msgid_plural=text.plural)
        if text.plural:
            entry.msgstr_plural = {0: "", 1: ""}
        print(entry)
