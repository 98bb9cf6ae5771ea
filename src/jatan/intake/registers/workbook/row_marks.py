"""What marks a row of an xlsx sheet besides its text: rows struck through or in red, and comments at cells.

python-calamine gives neither. A sheet is scanned only where xl/styles.xml has a font that is struck or red, or a fill
that is red, and its comments only where it has some.
"""

import posixpath
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

from jatan.intake.registers.workbook.cell_names import column_letters, column_number
from jatan.intake.registers.workbook.cell_styles import styles_with

_STRUCK = re.compile(rb"""<(?:\w+:)?strike(?:\s[^<>]*?val=["'](?:1|true)["'][^<>]*)?\s*/?>""")
_COLOUR = re.compile(rb"""<(?:\w+:)?(?:color|fgColor)\s[^<>]*?rgb=["'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})["']""")
# A cell that holds something: one that ends with "/>" is only formatted.
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])([^<>]*[^/<>]|[^<>/]*)>""", re.DOTALL
)
_STYLE_NUMBER = re.compile(rb"""(?:^|\s)s\s*=\s*["'](\d{1,6})["']""")
_RELATED = re.compile(rb"""<(?:\w+:)?Relationship\s[^<>]*>""")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']+)["']""")
_COMMENT = re.compile(
    rb"""<(?:\w+:)?comment\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>(.*?)</(?:\w+:)?comment>""",
    re.DOTALL,
)
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</")
_LEAST_RED, _MOST_OTHER = 0xB0, 0x50
# A sheet in which more rows than these are marked so is merely set in that colour.
_MOST_SHARE = 0.5
_LONGEST_COMMENT, _MOST_COMMENTS = 500, 5_000


class Marks(NamedTuple):
    """`struck`: {number of a row, from 1: its first cell} of rows mostly struck through or red; `comments`: {number of
    a row: [(column from 0, text)]}."""

    struck: Mapping[int, str] = {}
    comments: Mapping[int, list[tuple[int, str]]] = {}


def row_marks(archive: zipfile.ZipFile, part: str) -> Marks:
    """The marks of one sheet (`part`: its name in the archive)."""
    return Marks(_struck_rows(archive, part), _comments(archive, part))


def _struck_rows(archive: zipfile.ZipFile, part: str) -> dict[int, str]:
    styles = styles_with(archive, font=lambda font: bool(_STRUCK.search(font)) or _is_red(font), fill=_is_red)
    if not styles:
        return {}
    cells: Counter[int] = Counter()
    marked: Counter[int] = Counter()
    first: dict[int, str] = {}
    for letters, row, attributes in _CELL.findall(archive.read(part)):
        number = int(row)
        cells[number] += 1
        style = _STYLE_NUMBER.search(attributes)
        if style is not None and int(style[1]) in styles:
            marked[number] += 1
            first.setdefault(number, f"{letters.decode()}{number}")
    found = {number: first[number] for number, count in marked.items() if count * 2 > cells[number]}
    return found if len(found) <= _MOST_SHARE * len(cells) else {}


def _is_red(part: bytes) -> bool:
    colour = _COLOUR.search(part)
    if colour is None:
        return False
    red, green, blue = (int(colour[1][at : at + 2], 16) for at in (0, 2, 4))
    return red >= _LEAST_RED and max(green, blue) <= _MOST_OTHER


def _comments(archive: zipfile.ZipFile, part: str) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    count = 0
    for name in _comment_parts(archive, part):
        for letters, row, content in _COMMENT.findall(archive.read(name)):
            text = " ".join(unescape(b"".join(_TEXT.findall(content)).decode("utf-8", "replace")).split())
            if text and count < _MOST_COMMENTS:
                found[int(row)].append((column_number(letters.decode()), text[:_LONGEST_COMMENT]))
                count += 1
    return dict(found)


def _comment_parts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    present = set(archive.namelist())
    if relations not in present:
        return
    for relation in _RELATED.findall(archive.read(relations)):
        target = _TARGET.search(relation)
        if target is None or b"/comments" not in relation or b"threaded" in relation.lower():
            continue
        path = target[1].decode("utf-8", "replace")
        whole = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))
        if whole in present:
            yield whole


def place_of(row: int, column: int) -> str:
    """The name of a cell: its row from 1, its column from 0."""
    return f"{column_letters(column)}{row}"
