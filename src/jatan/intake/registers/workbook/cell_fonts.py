"""Finds the cells of a workbook that are set in a Hindi font older than Unicode (Kruti Dev, DevLys).

python-calamine gives no styles. Sheets are scanned only where xl/styles.xml names such a font at all.
"""

import re
import zipfile
from collections.abc import Iterator

from jatan.intake.registers.workbook.cell_styles import styles_with
from jatan.kernel.text.legacy_fonts import is_legacy_font, is_unread_font

_FONT_NAME = re.compile(rb"""<(?:\w+:)?name\s[^<>]*?val\s*=\s*["']([^"']*)["']""")
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])[^<>]*?\bs\s*=\s*["'](\d{1,6})["']"""
)


class FontText(str):
    """The text of a cell that is set in a font of that kind, as stored: not what the font shows."""

    __slots__ = ()


class UnreadFontText(str):
    """The text of a cell that is set in a Hindi font older than Unicode that is not read: it must not be recorded."""

    __slots__ = ()


def legacy_font_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles whose font is of that kind."""
    return styles_with(archive, font=lambda font: is_legacy_font(_name_of(font)))


def unread_font_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles whose font is Chanakya or another one that is not read."""
    return styles_with(archive, font=lambda font: is_unread_font(_name_of(font)))


def legacy_font_cells(archive: zipfile.ZipFile, part: str, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
    """(row, column), from 0, of each cell of a sheet that has one of these styles."""
    for letters, row, style in _CELL.findall(archive.read(part)):
        if int(style) in styles:
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            yield int(row) - 1, column - 1


def _name_of(font: bytes) -> str:
    name = _FONT_NAME.search(font)
    return name[1].decode("utf-8", "replace") if name is not None else ""
