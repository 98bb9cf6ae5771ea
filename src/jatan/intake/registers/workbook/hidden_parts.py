"""What is hidden in a workbook: sheets, and rows and columns within a sheet. It is read all the same, and reported."""

import re
import zipfile
from typing import NamedTuple

__all__ = ["Hidden", "hidden_parts"]

_CHUNK = 1 << 16
# An empty row ends with "/>": a sheet may hide everything below its last record.
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*\s)?hidden=["'](?:1|true)["'][^<>]*(?<!/)>""")
_COLUMN = re.compile(rb"""<(?:\w+:)?col\s(?:[^<>]*\s)?hidden=["'](?:1|true)["'][^<>]*>""")
_BOUND = re.compile(rb"""\s(min|max)=["'](\d{1,5})["']""")
# Hidden columns beyond it are the empty rest of the sheet.
_LAST_COLUMN = 256


class Hidden(NamedTuple):
    """Numbers of hidden rows and columns of a sheet; `is_sheet`: the whole sheet is hidden."""

    rows: int = 0
    columns: int = 0
    is_sheet: bool = False


def hidden_parts(archive: zipfile.ZipFile, part: str, *, is_sheet: bool) -> Hidden:
    """The hidden rows and columns of a sheet (`part`: its name in the archive), read in constant memory."""
    rows = columns = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            end = text.rfind(b">") + 1
            tail = text[end:][-_CHUNK:]
            if b"hidden=" in text[:end]:
                rows += len(_ROW.findall(text[:end]))
                columns += sum(_width(match) for match in _COLUMN.findall(text[:end]))
    return Hidden(rows, columns, is_sheet)


def _width(column: bytes) -> int:
    bounds = {name: int(number) for name, number in _BOUND.findall(column)}
    first, last = bounds.get(b"min", 1), bounds.get(b"max", 0)
    return last - first + 1 if first <= last <= _LAST_COLUMN else 0
