"""Spellings that this installation adds to the lexicon of names, in `lexicon.csv` among the files of the house.

A file and not a table, because every process needs the spellings before its first query; among the files, so that
backups contain it. It is replaced as a whole. Permissions are checked in `access.spelling_acts`.
"""

import csv
import io
import logging
from collections.abc import Iterable

from jatan.kernel.file_store import file_store, read_file, write_file
from jatan.kernel.file_stores.base import StoreProblem
from jatan_names import KINDS, Spelling, names

_HEAD = ["kind", "canonical", "forms"]
_NAME = "lexicon.csv"
# What `FileStore.state` gave when the file was last read; compared in `refresh`.
_file_state: tuple[object, ...] | None = None
_is_away = False
_log = logging.getLogger(__name__)


def read_spellings() -> tuple[Spelling, ...]:
    """This installation's spellings, in the order they were added. Invalid rows are skipped."""
    try:
        lines = read_file(_NAME).decode().splitlines()
    except FileNotFoundError:
        return ()
    rows = csv.DictReader(lines)
    return tuple(
        Spelling(row["kind"], row["canonical"], tuple((row["forms"] or "").split()))
        for row in rows
        if row.get("kind") in KINDS and names.fold(row.get("canonical") or "")
    )


def write_spellings(rows: Iterable[Spelling]) -> None:
    """Replace all rows of the file, and fold names with them from now on."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(_HEAD)
    out.writerows((row.kind, row.canonical, " ".join(row.forms)) for row in rows)
    write_file(_NAME, text.getvalue().encode(), replaces=True)
    refresh()


def refresh() -> None:
    """Read the file again if it changed since the last call; one `stat` (a few microseconds) if it did not.

    While a store does not answer, the spellings known so far go on: words pass.
    """
    global _file_state, _is_away
    try:
        state = file_store().state(_NAME)
        if state != _file_state:
            names.use_lexicon(read_spellings())
            _file_state = state
        _is_away = False
    except StoreProblem:
        if not _is_away:
            _log.warning("the spellings of this house cannot be read again now")
        _is_away = True
