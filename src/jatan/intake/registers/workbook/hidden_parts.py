"""What is hidden in a workbook: sheets, and rows and columns within a sheet."""

import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

_CHUNK = 1 << 16
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*\s)?hidden=["'](?:1|true)["'][^<>]*>""")
_ANY_ROW = re.compile(rb"""<(?:\w+:)?row(?:\s[^<>]*)?>""")
_IS_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_COLUMN = re.compile(rb"""<(?:\w+:)?col\s(?:[^<>]*\s)?hidden=["'](?:1|true)["'][^<>]*>""")
_BOUND = re.compile(rb"""\s(min|max)=["'](\d{1,5})["']""")
# Hidden columns beyond it are the empty rest of the sheet.
LAST_COLUMN = 256


class Hidden(NamedTuple):
    """Hidden rows of a sheet by their numbers from 1, hidden columns from 0; `is_sheet`: the whole sheet is hidden."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    is_sheet: bool = False


def hidden_parts(archive: zipfile.ZipFile, part: str, *, is_sheet: bool) -> Hidden:
    """The hidden rows and columns of a sheet (`part`: its name in the archive), read in chunks."""
    rows: set[int] = set()
    columns: set[int] = set()
    for text in _whole_tags(archive, part):
        if b"hidden=" not in text:
            continue
        columns.update(number for tag in _COLUMN.findall(text) for number in _columns(tag))
        # An empty row ends with "/>": a sheet may hide everything below its last record.
        for tag in _HIDDEN_ROW.findall(text):
            if tag.endswith(b"/>"):
                continue
            number = _ROW_NUMBER.search(tag)
            if number is None:
                return Hidden(frozenset(_counted_rows(archive, part)), frozenset(columns), is_sheet)
            rows.add(int(number[1]))
    return Hidden(frozenset(rows), frozenset(columns), is_sheet)


def _counted_rows(archive: zipfile.ZipFile, part: str) -> Iterator[int]:
    """The hidden rows of a sheet that leaves out the numbers of rows: such a row follows the one before it."""
    number = 0
    for text in _whole_tags(archive, part):
        for tag in _ANY_ROW.findall(text):
            written = _ROW_NUMBER.search(tag)
            number = int(written[1]) if written else number + 1
            if _IS_HIDDEN.search(tag) and not tag.endswith(b"/>"):
                yield number


def _whole_tags(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end with a tag."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            end = text.rfind(b">") + 1
            tail = text[end:][-_CHUNK:]
            yield text[:end]


def _columns(tag: bytes) -> range:
    bounds = {name: int(number) for name, number in _BOUND.findall(tag)}
    first, last = bounds.get(b"min", 1), bounds.get(b"max", 0)
    return range(first - 1, last) if first <= last <= LAST_COLUMN else range(0)
