"""Reads a file of villages as the LGD site gives it: XLSX, XLS, ODS or CSV, with the headings of its different lists.

Headings are found in the first rows, in one row or in two (merged ones above). A line without a code and a name is no
village: empty lines, sums, "report generated on". Nothing is asked of the network.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.official_list import VillageLine
from jatan.intake.registers.workbook.book_view import Workbook
from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

_HEADING_ROWS: Final = 15
_LARGEST_CODE: Final = 2_147_483_647
# Headings without spaces and signs, as the lists of the site and their exports write them.
_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("villagecode", "villagelgdcode", "lgdvillagecode", "lgdcodeofvillage", "lgdcode"),
    "name_en": ("villagenameinenglish", "villagenameenglish", "villagename", "nameofvillage", "villagenameineng"),
    "name_hi": ("villagenameinlocal", "villagenamelocal", "villagenameinlocallanguage", "villagenameinhindi"),
    "census2011_code": ("census2011code", "villagecensus2011code", "censuscode2011", "census2011", "villagecensuscode"),
    "district_code": ("districtcode", "districtlgdcode"),
    "district": ("districtnameinenglish", "districtnameenglish", "districtname"),
    "block_code": ("blockcode", "blocklgdcode", "developmentblockcode", "blockcodelgd"),
    "block": ("blocknameinenglish", "blocknameenglish", "blockname", "developmentblockname"),
    "subdistrict": ("subdistrictnameinenglish", "subdistrictnameenglish", "subdistrictname", "tehsilname"),
    "panchayat_code": (
        "grampanchayatcode",
        "gpcode",
        "localbodycode",
        "localbodylgdcode",
        "panchayatcode",
        "gplgdcode",
    ),
    "panchayat_en": (
        *("grampanchayatnameinenglish", "grampanchayatname", "gpname", "panchayatname"),
        *("localbodynameinenglish", "localbodynameenglish", "localbodyname", "villagepanchayatname"),
    ),
    "panchayat_hi": ("localbodynameinlocal", "localbodynamelocal", "grampanchayatnameinlocal"),
    "hierarchy": ("hierarchy",),
}
_FIELD_OF: Final = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
_NEEDED: Final = frozenset({"code", "name_en"})
_CODES: Final = frozenset({"code", "district_code", "block_code", "panchayat_code"})
# "Basia(Sub-District) / Gumla(District) / Jharkhand(State)"
_IN_HIERARCHY: Final = re.compile(r"([^/]+?)\s*\((sub-?\s?district|district|block)\)", re.IGNORECASE)


@dataclass
class ListFile:
    """The lines of one file, read once. `skipped`: lines that are no village; `unreadable`: rows, from 1, of which the
    code is no number (up to twenty are named)."""

    lines: Iterator[VillageLine]
    skipped: int = 0
    unreadable: list[int] = field(default_factory=list)


def read_list(book: Workbook) -> ListFile:
    """The villages of the first sheet that has their headings. Raises Problem("no_village_list") where none has."""
    for name in book.names:
        start, columns = _headings(list(islice(book.rows(name), _HEADING_ROWS)))
        if columns:
            found = ListFile(iter(()))
            found.lines = _lines(islice(book.rows(name), start, None), start, columns, found)
            return found
    raise Problem(
        "no_village_list",
        _("This is no list of villages from the LGD site: no columns with the code and the name of the village."),
    )


def _headings(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """(first row of data, column by field), or (0, {}) without headings."""
    for number, row in enumerate(rows):
        columns = _columns([_plain(cell) for cell in row])
        if columns:
            return number + 1, columns
        if number + 1 < len(rows):
            columns = _columns(_joined(row, rows[number + 1]))
            if columns:
                return number + 2, columns
    return 0, {}


def _joined(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Two rows of headings as one: a merged cell above stands over all that follow until the next."""
    found, above = list[str](), ""
    for place, below in enumerate(lower):
        above = _plain(upper[place]) if place < len(upper) and _plain(upper[place]) else above
        found.append(above + _plain(below))
    return found


def _columns(headings: Iterable[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if heading in _FIELD_OF:
            columns.setdefault(_FIELD_OF[heading], place)
    return columns if columns.keys() >= _NEEDED else {}


def _lines(
    rows: Iterable[Sequence[Any]], start: int, columns: dict[str, int], found: ListFile
) -> Iterator[VillageLine]:
    for number, row in enumerate(rows, start + 1):
        cells = {name: _text(row[place]) if place < len(row) else "" for name, place in columns.items()}
        if not cells["name_en"] or not cells["code"]:
            found.skipped += any(cells.values())
            continue
        code = _code(cells["code"])
        if code is None:
            found.skipped += 1
            if len(found.unreadable) < 20:
                found.unreadable.append(number)
            continue
        yield _line(code, cells)


def _line(code: int, cells: dict[str, str]) -> VillageLine:
    values: dict[str, Any] = {
        name: _code(text) if name in _CODES else text[:120]
        for name, text in cells.items()
        if name not in ("code", "hierarchy")
    }
    values["census2011_code"] = values.get("census2011_code", "")[:8]
    for name, level in _IN_HIERARCHY.findall(cells.get("hierarchy", "")):
        key = "subdistrict" if level.lower().startswith("sub") else level.lower()
        if not values.get(key):
            values[key] = name.strip()[:120]
    return VillageLine(code=code, **values)


def _code(text: str) -> int | None:
    """A code with or without leading zeros, also as Excel writes a number ("375123.0"); None if it is none."""
    whole = re.fullmatch(r"0*(\d{1,10})(?:\.0+)?", text)
    number = int(whole.group(1)) if whole else 0
    return number if 0 < number <= _LARGEST_CODE else None


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(ascii_digits(without_invisible(str(cell if cell is not None else ""))).split())


def _plain(cell: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", _text(cell).lower())
