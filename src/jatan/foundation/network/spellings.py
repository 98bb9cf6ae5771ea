"""Spellings that this house adds to the lexicon of names: one small file among its files.

A file, because folding must know them before any table is asked, in every process alike; among the uploaded files, so
that every backup holds them. It is replaced as a whole. Who may change it is asked one floor higher (`access`).
"""

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from jatan.kernel.files import write_file
from jatan_names import KINDS, Spelling, names

__all__ = ["refresh", "replace", "written"]

_HEAD = ["kind", "canonical", "forms"]
# What the file looked like when it was last read: folding asks at every door whether another process changed it.
_seen: tuple[str, int, int, int] | None = None


def written() -> tuple[Spelling, ...]:
    """The rows of this house, in the order in which they were added. A row that cannot be read is left out."""
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


def replace(rows: Iterable[Spelling]) -> None:
    """Write the rows in the place of those that are there, and fold by them from now on."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(_HEAD)
    out.writerows((row.kind, row.canonical, " ".join(row.forms)) for row in rows)
    write_file(_path(), text.getvalue().encode(), replaces=True)
    refresh()


def refresh() -> None:
    """Fold by what the file says now; costs a few microseconds when nobody has changed it."""
    global _seen
    look = _look()
    if look != _seen:
        names.use_lexicon(written())
        _seen = look


def _look() -> tuple[str, int, int, int] | None:
    path = _path()
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino


def _path() -> Path:
    return Path(settings.MEDIA_ROOT) / "lexicon.csv"
