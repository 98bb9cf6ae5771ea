"""Checks a workbook file before it is opened: whether it is an XLSX file, and small enough to read.

Refuses zip bombs, too many parts, links, paths outside the archive and encrypted files. Macros, external links and
DDE are never run: only cell values are read.
"""

import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message, Problem

__all__ = ["CheckedWorkbook", "check_workbook"]

LARGEST_FILE = 60 * 1024 * 1024
MAX_UNPACKED_SIZE = 600 * 1024 * 1024
MAX_PARTS = 2_000
_MAX_RATIO = 200
_RATIO_FROM = 5 * 1024 * 1024
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Office programs write a cell's reference as its first attribute; other cells are only counted.
_CELL_WITH_REFERENCE = re.compile(rb"""<(?:[^<>\s/:]+:)?c\s+r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_CELL = re.compile(rb"<(?:[^<>\s/:]+:)?c[\s/>]")
_MAX_TAG = 1 << 16
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_BYTE_ORDER = b"\xef\xbb\xbf"
# A sheet larger than this is streamed: read at once, it would take too much memory for a laptop.
_BIG_XML = 24 * 1024 * 1024
_BIG_AREA = 1_500_000


@dataclass(frozen=True)
class CheckedWorkbook:
    """A workbook that passed the checks. `is_big`: read it as a stream."""

    path: Path
    is_big: bool


def check_workbook(path: Path) -> CheckedWorkbook:
    """Check a file. Raises Problem: not_a_workbook, protected_workbook, dangerous_workbook, workbook_too_large."""
    size = path.stat().st_size
    if size == 0:
        raise _refusal("not_a_workbook", _("This file is empty."))
    if size > LARGEST_FILE:
        raise _refusal("workbook_too_large", _("This file is too large. Please split the workbook."))
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            message = _("This workbook has a password or is in the old .xls format. Save it as .xlsx without one.")
            raise _refusal("protected_workbook", message)
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_archive(path, archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, RuntimeError, zipfile.LargeZipFile):
        raise _refusal("not_a_workbook", _("This is not an Excel workbook (.xlsx), or it is damaged.")) from None


def _check_archive(path: Path, archive: zipfile.ZipFile) -> CheckedWorkbook:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise _refusal("dangerous_workbook", _("This file has too many parts to be a register."))
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise _refusal("not_a_workbook", _("This is not an Excel workbook (.xlsx), or it is damaged."))
    if len(names) != len(parts):
        raise _refusal("dangerous_workbook", _("This file holds the same part twice."))
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_SIZE:
        raise _refusal("workbook_too_large", _("This file is too large. Please split the workbook."))
    is_big = any(part.file_size > _BIG_XML for part in parts)
    # All parts are measured: a workbook may use any of them as a sheet, whatever its name.
    return CheckedWorkbook(path, is_big or any(_used_area(archive, part) > _BIG_AREA for part in parts))


def _check_part(part: zipfile.ZipInfo) -> None:
    if stat.S_ISLNK(part.external_attr >> 16) or part.filename.startswith("/") or ".." in part.filename.split("/"):
        raise _refusal("dangerous_workbook", _("This file points outside itself."))
    if part.flag_bits & 0x1:
        raise _refusal("protected_workbook", _("This workbook has a password. Save it without one."))
    if part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * max(part.compress_size, 1):
        raise _refusal("dangerous_workbook", _("This file unpacks to far more than it is. It was not opened."))


def _used_area(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Rows times columns of a sheet's used area: two cells far apart would make the reader allocate all between them.

    A sheet whose cell references cannot be read here counts as above the limit.
    """
    rows = columns = cells = cells_with_reference = unpacked = 0
    tail = b""
    is_readable = is_xml = True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not unpacked:
                start = chunk.removeprefix(_BYTE_ORDER).lstrip()
                is_readable = not start.startswith(_UTF_16)
                is_xml = start.startswith(b"<") or not is_readable
            unpacked += len(chunk)
            if unpacked > part.file_size:
                raise _refusal("dangerous_workbook", _("This file unpacks to far more than it is. It was not opened."))
            if not is_xml or not is_readable:
                continue
            text, tail = _split_after_last_tag(tail + chunk)
            is_readable = len(tail) <= _MAX_TAG
            cells += len(_CELL.findall(text))
            for letters, row in _CELL_WITH_REFERENCE.findall(text):
                cells_with_reference += 1
                rows = max(rows, int(row))
                if len(letters) > 1 or columns < 26:
                    columns = max(columns, _column_number(letters))
    return rows * columns if is_readable and cells == cells_with_reference else _BIG_AREA + 1


def _split_after_last_tag(text: bytes) -> tuple[bytes, bytes]:
    """Split the text after its last complete tag."""
    end = text.rfind(b">") + 1
    return text[:end], text[end:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refusal(code: str, message: Message) -> Problem:
    return Problem(code, message, field="file")
