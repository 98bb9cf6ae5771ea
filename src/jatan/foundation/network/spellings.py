"""Spellings that this installation adds to the lexicon of names, in `lexicon.csv` under MEDIA_ROOT.

A file and not a table, because every process needs the spellings before its first query; under MEDIA_ROOT, so that
backups contain it. It is replaced as a whole. Permissions are checked in `access.spelling_acts`.
"""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from jatan.kernel.files import write_file_durably
from jatan_names import KINDS, Spelling, names

__all__ = ["read_spellings", "refresh", "write_spellings"]

_HEAD = ["kind", "canonical", "forms"]
# Path, mtime, size and inode of the file when it was last read; compared in `refresh`.
_file_state: tuple[str, int, int, int] | None = None


def read_spellings() -> tuple[Spelling, ...]:
    """This installation's spellings, in the order they were added. Invalid rows are skipped."""
    try:
        lines = _path().read_text(encoding="utf-8").splitlines()
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
    write_file_durably(_path(), text.getvalue().encode(), replaces=True)
    refresh()


def refresh() -> None:
    """Read the file again if it changed since the last call; one `stat` (a few microseconds) if it did not."""
    global _file_state
    state = _current_file_state()
    if state != _file_state:
        names.use_lexicon(read_spellings())
        _file_state = state


def _current_file_state() -> tuple[str, int, int, int] | None:
    path = _path()
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        return None
    return str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino


def _path() -> Path:
    return Path(settings.MEDIA_ROOT) / "lexicon.csv"
