"""Checks .xls files (BIFF records inside an OLE compound file) before python-calamine reads them.

python-calamine follows the chains of sectors and believes the counts that a file states. A chain that returns to
itself would be followed for ever and a false count would exhaust the memory, so both are refused here. Formats:
[MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import olefile

from jatan.intake.registers.workbook.refusals import damaged, dangerous, protected
from jatan.intake.registers.workbook.scanned import ScannedSheet
from jatan.kernel.problems import Problem

_RESERVED = 0xFFFFFFFA  # from here on a sector number is a mark, such as the end of a chain
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_BOF, _EOF, _FILE_PASS, _BOUND_SHEET, _DIMENSIONS, _SHARED, _MERGED = 0x809, 0x0A, 0x2F, 0x85, 0x200, 0xFC, 0xE5
_BOOLEAN_OR_ERROR, _MANY_NUMBERS = 0x205, 0xBD
_ROW, _COLUMNS = 0x208, 0x7D
_FORMULAS = frozenset({0x06, 0x206, 0x406})
# NUMBER, RK, LABEL, LABELSST, RSTRING; blank cells are not read by python-calamine.
_CELLS = frozenset({0x203, 0x27E, 0x204, 0xFD, 0xD6, _BOOLEAN_OR_ERROR, _MANY_NUMBERS, *_FORMULAS})
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256


def check_compound_file(path: Path) -> None:
    """Check the chains and sizes of an OLE file. Raises Problem: not_a_workbook, dangerous_workbook."""
    content = path.read_bytes()
    if len(content) < 512:
        raise damaged()
    shift, fat_sectors, next_table = (
        struct.unpack_from("<H", content, 30)[0],
        struct.unpack_from("<I", content, 44)[0],
        struct.unpack_from("<I", content, 68)[0],
    )
    if shift not in (9, 12):
        raise damaged()
    size = 1 << shift
    if fat_sectors > len(content) // size:
        raise dangerous()
    seen: set[int] = set()
    while next_table < _RESERVED:
        end = (next_table + 2) * size
        if next_table in seen or end > len(content):
            raise dangerous()
        seen.add(next_table)
        next_table = struct.unpack_from("<I", content, end - 4)[0]


def scan_old_excel(path: Path) -> tuple[ScannedSheet, ...]:
    """The sheets of an .xls file in the workbook's order.

    Raises Problem: protected_workbook for an encrypted file, also for .xlsx; not_a_workbook, dangerous_workbook,
    workbook_too_large.
    """
    check_compound_file(path)
    try:
        with olefile.OleFileIO(path) as compound:
            _check_chains(compound.fat)
            if compound.minifatsect < _RESERVED:
                compound.loadminifat()
                _check_chains(compound.minifat)
            _check_sizes(compound, path.stat().st_size)
            if compound.exists("EncryptedPackage"):
                raise protected()
            name = next((name for name in ("Workbook", "Book") if compound.exists(name)), "")
            if not name:
                raise damaged()
            records = compound.openstream(name).read()
        return tuple(_sheets(records))
    except Problem:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error):
        raise damaged() from None


def _check_chains(table: Sequence[int]) -> None:
    """Raise Problem("dangerous_workbook") where a chain of sectors returns to itself."""
    done = bytearray(len(table))
    for start in range(len(table)):
        chain: list[int] = []
        sector = start
        while sector < len(table) and not done[sector]:
            done[sector] = 1
            chain.append(sector)
            sector = table[sector]
        if sector < len(table) and done[sector] == 1:
            raise dangerous()
        for number in chain:
            done[number] = 2


def _check_sizes(compound: olefile.OleFileIO, file_size: int) -> None:
    """Raise Problem("dangerous_workbook") where the directory states a stream larger than the file."""
    directory = compound.directory_fp.getvalue()
    is_wide = compound.sector_size > 512
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        kind = directory[start + 66]
        low, high = struct.unpack_from("<II", directory, start + 120)
        if kind in (_STREAM, _ROOT) and (low > file_size or (is_wide and high)):
            raise dangerous()


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(offset, type, data) of every record."""
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        data = content[at + 4 : at + 4 + length]
        if len(data) < length:
            raise damaged()
        yield at, kind, data
        at += 4 + length
        if kind == 0 and length == 0:
            return  # padding after the last record


def _sheets(content: bytes) -> list[ScannedSheet]:
    """The scanned sheets in the order in which the workbook names them."""
    named: list[int] = []
    found: dict[int, ScannedSheet] = {}
    sheet = ScannedSheet()
    depth = 0
    is_biff8 = True
    for offset, kind, data in _records(content):
        if kind == _BOF:
            depth += 1
            if depth == 1:
                is_biff8 = struct.unpack_from("<H", data, 0)[0] == 0x600
                sheet = found.setdefault(offset, ScannedSheet())
        elif kind == _EOF:
            depth -= 1
        elif kind == _FILE_PASS:
            raise protected()
        elif kind == _BOUND_SHEET:
            named.append(struct.unpack_from("<I", data, 0)[0])
        elif kind == _SHARED and struct.unpack_from("<I", data, 4)[0] > len(content):
            raise dangerous()
        elif kind == _DIMENSIONS:
            _check_dimensions(data, is_biff8)
        elif depth <= 1:  # a chart inside a sheet has records of the same numbers
            _scan_record(sheet, kind, data)
    for one in found.values():
        one.check_area()
    return [found.get(offset, ScannedSheet()) for offset in named]


def _check_dimensions(data: bytes, is_biff8: bool) -> None:
    first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH" if is_biff8 else "<HHHH", data, 0)
    if not (first_row <= last_row <= _MOST_ROWS and first_column <= last_column <= _MOST_COLUMNS):
        raise dangerous()


def _scan_record(sheet: ScannedSheet, kind: int, data: bytes) -> None:
    if kind == _MERGED:
        (number,) = struct.unpack_from("<H", data, 0)
        for place in range(number):
            top, bottom, left, right = struct.unpack_from("<HHHH", data, 2 + 8 * place)
            sheet.merged.append((top, left, bottom, right))
    elif kind == _ROW and len(data) > 12 and data[12] & 0x20:
        sheet.hide_row(struct.unpack_from("<H", data, 0)[0])
    elif kind == _COLUMNS and len(data) > 8 and data[8] & 1:
        sheet.hide_columns(*struct.unpack_from("<HH", data, 0))
    if kind not in _CELLS:
        return
    row, column = struct.unpack_from("<HH", data, 0)
    sheet.include(row, column)
    if kind == _MANY_NUMBERS:
        sheet.include(row, struct.unpack_from("<H", data, len(data) - 2)[0])
    elif kind == _BOOLEAN_OR_ERROR and data[7]:
        sheet.note_error(row, column, data[6])
    elif kind in _FORMULAS and data[12:14] == b"\xff\xff" and data[6] == 2:
        sheet.note_error(row, column, data[8])
