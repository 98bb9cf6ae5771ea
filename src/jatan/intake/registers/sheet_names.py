"""Reads the names of sheets as villages or blocks, where an office keeps one sheet for each of them.

Two sheets at least have to have one register, the same columns and no such column. Where most of their names are
blocks, or villages that the office has recorded, they are read so; otherwise they may as well be members of the staff,
and it is asked once a workbook. A sheet that came in before without its name is read as it was.
"""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from jatan.intake.registers.recognise.attendance import AttendanceLayout
from jatan.intake.registers.recognise.given_values import Given, GivenValue
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.month_columns import MonthLayout
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vertical_forms import FormLayout
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.places import OfficePlaces, place_key
from jatan.kernel.dates import parse_month
from jatan.kernel.text.digits import ascii_digits
from jatan_names import fold

_MIN_SHEETS = 2
# Lists whose words are no places: "Girls" and "Boys", "Pending" and "Closed".
_OTHER_WORDS = ("sex", "category", "status", "case_status", "scheme", "issue")
_ANY_YEAR = 2022
# "Sheet1", "Page 2", "Table 3", "शीट 1", and names with figures: "2022-23", "Ward 5".
_SAYS_NOTHING = re.compile(
    r"(?:sheet|page|table|book|data|list|copy|new|old|final|total|शीट|पेज|सूची)\b.*", re.IGNORECASE
)


@dataclasses.dataclass(frozen=True)
class KnownNames:
    """What is on record of names of sheets. `villages`: folded names of those that the office has recorded;
    `came_without`: whether rows of that register (its code) and sheet came in before, and none of them with this field;
    `are_places`: somebody said so of this workbook."""

    words: Vocabulary
    places: OfficePlaces
    villages: Collection[str]
    came_without: Callable[[str, str, str], bool]
    are_places: bool = False


def with_sheet_names(tables: Sequence[Layout], known: KnownNames) -> tuple[list[Layout], int]:
    """The tables, those of such sheets with the village or the block that the name says; and how many sheets are to be
    asked about, whether somebody has answered or not."""
    alike: dict[tuple[str, frozenset[str]], dict[str, str]] = defaultdict(dict)
    for table in tables:
        if level := _level(table, known.words, known.places):
            alike[_look(table)][table.sheet] = level
    named: list[Layout] = []
    asked: set[str] = set()
    for table in tables:
        of_sheets = alike[_look(table)]
        level = of_sheets.get(table.sheet, "") if len(of_sheets) >= _MIN_SHEETS else ""
        if not level or known.came_without(table.kind.code, table.sheet, level):
            named.append(table)
            continue
        is_plain = sum(_is_on_record(name, known) for name in of_sheets) * 2 > len(of_sheets)
        asked |= set() if is_plain else {table.sheet}
        named.append(_named(table, level) if is_plain or known.are_places else table)
    return named, len(asked)


def _is_on_record(name: str, known: KnownNames) -> bool:
    return "block" in known.places.levels_of(name) or fold(name) in known.villages


def _look(table: Layout) -> tuple[str, frozenset[str]]:
    return table.kind.code, frozenset(table.columns)


def _level(table: Layout, words: Vocabulary, places: OfficePlaces) -> str:
    """What the name of a table's sheet may say of its rows: "block", "village", or "" for nothing."""
    name = ascii_digits(str(table.sheet))
    if (
        isinstance(table, MonthLayout | AttendanceLayout | FormLayout)
        or any(letter.isdigit() for letter in name)
        or not plain(name)
    ):
        return ""
    if _SAYS_NOTHING.fullmatch(name.strip()) or words.title_weights(table.sheet) or _is_month(name):
        return ""
    if words.field(name) or any(words.code(codes, name) for codes in _OTHER_WORDS):
        return ""
    is_block = "block" in places.levels_of(name)
    level = "block" if is_block and "block" not in table.present else "village"
    if is_block and level == "village" and _is_named_after_its_block(table, name):
        return ""
    return level if level in table.kind.fields and level not in table.present else ""


def _is_month(name: str) -> bool:
    return parse_month(name) is not None or parse_month(f"{name} {_ANY_YEAR}") is not None


def _is_named_after_its_block(table: Layout, name: str) -> bool:
    """Whether the sheet has the name of a block that its own rows name: then it is no village of that name."""
    column = table.columns.get("block")
    cells = [row[column] for row in table.first_rows if column is not None and column < len(row)]
    return column is None or any(place_key(str(cell)) == place_key(name) for cell in cells)


def _named(table: Layout, level: str) -> Layout:
    values = {**table.given.values, level: GivenValue(str(table.sheet))}
    return dataclasses.replace(table, given=Given(values, table.given.month))
