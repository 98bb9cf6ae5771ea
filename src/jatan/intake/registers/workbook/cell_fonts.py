"""Finds the cells of a workbook that are set in a Hindi font older than Unicode (Kruti Dev, DevLys).

python-calamine gives no styles. Sheets are scanned only where xl/styles.xml names such a font at all.
"""

import re
import zipfile
from collections.abc import Callable, Iterator

from jatan.kernel.text.legacy_fonts import is_legacy_font, is_unread_font

__all__ = ["FontText", "UnreadFontText", "legacy_font_cells", "legacy_font_styles", "unread_font_styles"]

_STYLES = "xl/styles.xml"
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b[^<>]*>(.*?)</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font(?:\s[^<>]*?)?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_FONT_NAME = re.compile(rb"""<(?:\w+:)?name\s[^<>]*?val\s*=\s*["']([^"']*)["']""")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b[^<>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^<>]*)>")
_FONT_NUMBER = re.compile(rb"""\bfontId\s*=\s*["'](\d{1,6})["']""")
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
    return _font_styles(archive, is_legacy_font)


def unread_font_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles whose font is Chanakya or another one that is not read."""
    return _font_styles(archive, is_unread_font)


def _font_styles(archive: zipfile.ZipFile, is_wanted: Callable[[str], bool]) -> frozenset[int]:
    if _STYLES not in archive.namelist():
        return frozenset()
    content = archive.read(_STYLES)
    section, styles = _FONTS.search(content), _CELL_STYLES.search(content)
    if section is None or styles is None:
        return frozenset()
    wanted = {number for number, font in enumerate(_FONT.finditer(section[1])) if is_wanted(_name_of(font[1] or b""))}
    if not wanted:
        return frozenset()
    fonts = [_FONT_NUMBER.search(style) for style in _CELL_STYLE.findall(styles[1])]
    return frozenset(number for number, font in enumerate(fonts) if font is not None and int(font[1]) in wanted)


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
