"""Checks a workbook file before it is opened: which format it has, and whether it is small enough to read.

The format is found by the content, never by the name. Refuses zip bombs, too many parts, links, paths outside the
archive and encrypted files. Macros, external links and DDE are never run: only cell values are read.
"""

import re
import zipfile
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.workbook.binary_excel import scan_binary_excel
from jatan.intake.registers.workbook.delimited import TextForm, check_text
from jatan.intake.registers.workbook.old_excel import scan_old_excel
from jatan.intake.registers.workbook.open_document import check_open_document, is_open_document
from jatan.intake.registers.workbook.refusals import damaged, dangerous, protected_otherwise, refusal, too_large
from jatan.intake.registers.workbook.scanned import ScannedSheet
from jatan.kernel.archives import UnsafeName, zip_members
from jatan.kernel.unpacked_sizes import UNREADABLE_ARCHIVE, is_bomb, unpacked

LARGEST_FILE = 60 * 1024 * 1024
MAX_UNPACKED_SIZE = 600 * 1024 * 1024
MAX_PARTS = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
# Office programs write a cell's reference as its first attribute; other cells are only counted.
_CELL_WITH_REFERENCE = re.compile(rb"""<(?:[^<>\s/:]+:)?c\s+r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_CELL = re.compile(rb"<(?:[^<>\s/:]+:)?c[\s/>]")
_MAX_TAG = 1 << 16
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_BYTE_ORDER = b"\xef\xbb\xbf"
# A sheet larger than this is streamed: read at once, it would take too much memory for a laptop.
_BIG_XML = 24 * 1024 * 1024
_BIG_AREA = 1_500_000


class Format(Enum):
    """The formats that are read. XLSX is .xlsm, too; TEXT is .csv and .tsv."""

    XLSX = auto()
    XLSB = auto()
    XLS = auto()
    ODS = auto()
    TEXT = auto()


@dataclass(frozen=True)
class CheckedWorkbook:
    """A workbook that passed the checks. `is_big`: read it as a stream (XLSX).

    `sheets`: what the scan of XLS and XLSB found; `text`: how a TEXT file is written.
    """

    path: Path
    is_big: bool = False
    format: Format = Format.XLSX
    sheets: tuple[ScannedSheet, ...] = ()
    text: TextForm | None = None


def check_workbook(path: Path) -> CheckedWorkbook:
    """Check a file. Raises Problem: not_a_workbook, protected_workbook, dangerous_workbook, workbook_too_large,
    letters_lost."""
    size = path.stat().st_size
    if size == 0:
        raise refusal("not_a_workbook", _("This file is empty."))
    if size > LARGEST_FILE:
        raise too_large()
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLE:
        return CheckedWorkbook(path, format=Format.XLS, sheets=scan_old_excel(path))
    if not start.startswith(_ZIP):
        return CheckedWorkbook(path, format=Format.TEXT, text=check_text(path))
    try:
        with zipfile.ZipFile(path) as archive:
            return _check_archive(path, archive)
    except UNREADABLE_ARCHIVE:
        raise damaged() from None


def _check_archive(path: Path, archive: zipfile.ZipFile) -> CheckedWorkbook:
    if len(archive.infolist()) > MAX_PARTS:
        raise refusal("dangerous_workbook", _("This file has too many parts to be a register."))
    parts = _members(archive)
    names = {part.filename for part in parts}
    is_excel = "[Content_Types].xml" in names and any(name.startswith("xl/workbook") for name in names)
    if not is_excel and not is_open_document(names):
        raise damaged()
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_SIZE:
        raise too_large()
    if not is_excel:
        check_open_document(archive)
        return CheckedWorkbook(path, format=Format.ODS)
    if "xl/workbook.bin" in names:
        return CheckedWorkbook(path, format=Format.XLSB, sheets=scan_binary_excel(archive))
    is_big = any(part.file_size > _BIG_XML for part in parts)
    # All parts are measured: a workbook may use any of them as a sheet, whatever its name.
    return CheckedWorkbook(path, is_big or any(_used_area(archive, part) > _BIG_AREA for part in parts))


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    try:
        return zip_members(archive)
    except UnsafeName as unsafe:
        raise refusal("dangerous_workbook", unsafe.message) from unsafe


def _check_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 0x1:
        raise protected_otherwise()
    if is_bomb(part):
        raise dangerous()


def _used_area(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Rows times columns of a sheet's used area: two cells far apart would make the reader allocate all between them.

    A sheet whose cell references cannot be read here counts as above the limit.
    """
    rows = columns = cells = cells_with_reference = 0
    tail = b""
    is_first = is_readable = is_xml = True
    for chunk in unpacked(archive, part):
        if is_first:
            start, is_first = chunk.removeprefix(_BYTE_ORDER).lstrip(), False
            is_readable = not start.startswith(_UTF_16)
            is_xml = start.startswith(b"<") or not is_readable
        if not is_xml or not is_readable:
            continue
        text, tail = _split_after_last_tag(tail + chunk)
        is_readable = len(tail) <= _MAX_TAG
        cells += len(_CELL.findall(text))
        found = _CELL_WITH_REFERENCE.findall(text)
        cells_with_reference += len(found)
        rows = max([rows, *map(int, {row for _letters, row in found})])
        columns = max([columns, *map(_column_number, {letters for letters, _row in found})])
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
