"""A workbook file is looked at before it is opened: is it an XLSX at all, and would opening it eat the machine?

Refuses zip bombs, too many parts, links, parts outside the archive and files behind a password. Macros, external
links and DDE are never run: only cell values are read.
"""

import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Message, Problem

__all__ = ["Checked", "check"]

LARGEST_FILE = 60 * 1024 * 1024
LARGEST_UNPACKED = 600 * 1024 * 1024
MOST_PARTS = 2_000
_HIGHEST_RATIO = 200
_RATIO_FROM = 5 * 1024 * 1024
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Every office program writes a cell's place first; a cell that begins otherwise is only counted.
_PLACED = re.compile(rb"""<(?:[^<>\s/:]+:)?c\s+r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_OPENED = re.compile(rb"<(?:[^<>\s/:]+:)?c[\s/>]")
_LONGEST_TAG = 1 << 16
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_BYTE_ORDER = b"\xef\xbb\xbf"
# A sheet larger than this is read cell by cell: opened at once it would take more memory than a laptop should give.
_BIG_XML = 24 * 1024 * 1024
_BIG_BOX = 1_500_000


@dataclass(frozen=True)
class Checked:
    """A workbook that may be opened. `is_big`: read it as a stream."""

    path: Path
    is_big: bool


def check(path: Path) -> Checked:
    """Say how to read it, or raise Problem: not_a_workbook, protected_, dangerous_workbook, workbook_too_large."""
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
            return _checked(path, archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, RuntimeError, zipfile.LargeZipFile):
        raise _refusal("not_a_workbook", _("This is not an Excel workbook (.xlsx), or it is damaged.")) from None


def _checked(path: Path, archive: zipfile.ZipFile) -> Checked:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise _refusal("dangerous_workbook", _("This file has too many parts to be a register."))
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise _refusal("not_a_workbook", _("This is not an Excel workbook (.xlsx), or it is damaged."))
    if len(names) != len(parts):
        raise _refusal("dangerous_workbook", _("This file holds the same part twice."))
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _refusal("workbook_too_large", _("This file is too large. Please split the workbook."))
    is_big = any(part.file_size > _BIG_XML for part in parts)
    # Every part: a workbook may call any of them a sheet, whatever its name.
    return Checked(path, is_big or any(_box(archive, part) > _BIG_BOX for part in parts))


def _check_part(part: zipfile.ZipInfo) -> None:
    if stat.S_ISLNK(part.external_attr >> 16) or part.filename.startswith("/") or ".." in part.filename.split("/"):
        raise _refusal("dangerous_workbook", _("This file points outside itself."))
    if part.flag_bits & 0x1:
        raise _refusal("protected_workbook", _("This workbook has a password. Save it without one."))
    if part.file_size > _RATIO_FROM and part.file_size > _HIGHEST_RATIO * max(part.compress_size, 1):
        raise _refusal("dangerous_workbook", _("This file unpacks to far more than it is. It was not opened."))


def _box(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Rows times columns of a sheet's used area: two far cells span a box that nobody's memory holds.

    A sheet that does not say plainly where its cells stand counts as larger than any.
    """
    rows = columns = opened = placed = unpacked = 0
    tail = b""
    is_plain = is_xml = True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not unpacked:
                start = chunk.removeprefix(_BYTE_ORDER).lstrip()
                is_plain = not start.startswith(_UTF_16)
                is_xml = start.startswith(b"<") or not is_plain
            unpacked += len(chunk)
            if unpacked > part.file_size:
                raise _refusal("dangerous_workbook", _("This file unpacks to far more than it is. It was not opened."))
            if not is_xml or not is_plain:
                continue
            text, tail = _whole_tags(tail + chunk)
            is_plain = len(tail) <= _LONGEST_TAG
            opened += len(_OPENED.findall(text))
            for letters, row in _PLACED.findall(text):
                placed += 1
                rows = max(rows, int(row))
                if len(letters) > 1 or columns < 26:
                    columns = max(columns, _column(letters))
    return rows * columns if is_plain and opened == placed else _BIG_BOX + 1


def _whole_tags(text: bytes) -> tuple[bytes, bytes]:
    """The text up to its last tag that is complete, and the rest."""
    end = text.rfind(b">") + 1
    return text[:end], text[end:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refusal(code: str, message: Message) -> Problem:
    return Problem(code, message, field="file")
