"""Finds the styles of an xlsx workbook by the font or the fill that they name. python-calamine gives no styles."""

import re
import zipfile
from collections.abc import Callable

_STYLES = "xl/styles.xml"
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b[^<>]*>(.*?)</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font(?:\s[^<>]*?)?(?:/>|>(.*?)</(?:\w+:)?font>)", re.DOTALL)
_FILLS = re.compile(rb"<(?:\w+:)?fills\b[^<>]*>(.*?)</(?:\w+:)?fills>", re.DOTALL)
_FILL = re.compile(rb"<(?:\w+:)?fill(?:\s[^<>]*?)?(?:/>|>(.*?)</(?:\w+:)?fill>)", re.DOTALL)
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b[^<>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^<>]*)>")
_FONT_NUMBER = re.compile(rb"""\bfontId\s*=\s*["'](\d{1,6})["']""")
_FILL_NUMBER = re.compile(rb"""\bfillId\s*=\s*["'](\d{1,6})["']""")

type _Asks = Callable[[bytes], bool]


def styles_with(archive: zipfile.ZipFile, *, font: _Asks, fill: _Asks = lambda _xml: False) -> frozenset[int]:
    """Numbers of the cell styles with such a font or fill. `font`, `fill`: get the inner XML of one."""
    if _STYLES not in archive.namelist():
        return frozenset()
    content = archive.read(_STYLES)
    styles = _CELL_STYLES.search(content)
    if styles is None:
        return frozenset()
    fonts, fills = _numbers(_FONTS.search(content), _FONT, font), _numbers(_FILLS.search(content), _FILL, fill)
    if not fonts and not fills:
        return frozenset()
    return frozenset(
        number
        for number, style in enumerate(_CELL_STYLE.findall(styles[1]))
        if _number_in(style, _FONT_NUMBER) in fonts or _number_in(style, _FILL_NUMBER) in fills
    )


def _numbers(section: re.Match[bytes] | None, item: re.Pattern[bytes], is_wanted: _Asks) -> frozenset[int]:
    found = item.finditer(section[1]) if section is not None else ()
    return frozenset(number for number, one in enumerate(found) if is_wanted(one[1] or b""))


def _number_in(style: bytes, pattern: re.Pattern[bytes]) -> int:
    found = pattern.search(style)
    return int(found[1]) if found is not None else -1
