"""Checks .xlsb files (BIFF12 records inside a ZIP archive) before python-calamine reads them. Format: [MS-XLSB]."""

import struct
import zipfile
from collections.abc import Iterator

from jatan.intake.registers.workbook.refusals import damaged, dangerous
from jatan.intake.registers.workbook.scanned import ScannedSheet
from jatan.intake.registers.workbook.stream import elements

_ROW, _FIRST_VALUE, _LAST_CELL, _COLUMNS = 0, 2, 11, 60
_ERRORS = frozenset({3, 11})  # a cell, and a formula, whose value is an error
_SHEET, _SHARED, _MERGED = 156, 159, 176
_RELATIONS = "xl/_rels/workbook.bin.rels"


def scan_binary_excel(archive: zipfile.ZipFile) -> tuple[ScannedSheet, ...]:
    """The sheets of the workbook in its order. Raises Problem: not_a_workbook, dangerous_workbook, workbook_too_large.

    Every part that the workbook names is scanned: python-calamine reads any of them as a sheet.
    """
    try:
        targets = {
            item["Id"]: _part_name(item["Target"])
            for tag, item in elements(archive, _RELATIONS)
            if tag == "Relationship"
        }
        names = set(archive.namelist())
        scanned = {
            part: _scan(archive.read(part))
            for part in set(targets.values()) & names
            if not part.lower().endswith((".xml", ".rels"))
        }
        parts = [
            targets.get(_relation(data), "")
            for kind, data in _records(archive.read("xl/workbook.bin"))
            if kind == _SHEET
        ]
    except (KeyError, IndexError, struct.error, UnicodeDecodeError):
        raise damaged() from None
    for sheet in scanned.values():
        sheet.check_area()
    return tuple(scanned.get(part, ScannedSheet()) for part in parts)


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"


def _relation(data: bytes) -> str:
    """The relationship's id in the record of a sheet: after two numbers, a text with its length before it."""
    (length,) = struct.unpack_from("<I", data, 8)
    return data[12 : 12 + 2 * length].decode("utf-16-le")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, data) of every record. Type and length are numbers of seven bits a byte, the lowest first."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (content[at] & 0x7F) << 7
            at += 1
        length = 0
        for place in range(4):
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        if at + length > end:
            raise damaged()
        yield kind, content[at : at + length]
        at += length


def _scan(content: bytes) -> ScannedSheet:
    sheet = ScannedSheet()
    row = 0
    for kind, data in _records(content):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", data, 0)
            if len(data) > 11 and data[11] & 0x10:
                sheet.hide_row(row)
        elif kind == _COLUMNS:
            if len(data) > 16 and data[16] & 1:
                sheet.hide_columns(*struct.unpack_from("<II", data, 0))
        elif _FIRST_VALUE <= kind <= _LAST_CELL:
            (column,) = struct.unpack_from("<I", data, 0)
            sheet.include(row, column)
            if kind in _ERRORS:
                sheet.note_error(row, column, data[8])
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", data, 0)
            sheet.merged.append((top, left, bottom, right))
        elif kind == _SHARED and struct.unpack_from("<I", data, 4)[0] > len(content):
            raise dangerous()
    return sheet
