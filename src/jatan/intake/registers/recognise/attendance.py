"""Recognises an attendance list, members down and days across, and reads one meeting for each day.

A meeting has the number of those who are marked as present; by sex only where the list has a column for it. A mark that
is not known makes its meeting wait. Who came is not kept: a meeting is counted, not its members.
"""

import calendar
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.given_values import given_in_titles
from jatan.intake.registers.recognise.header import text_of
from jatan.intake.registers.recognise.layout import Layout, meetings_named
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.questions import UNKNOWN_MARK, Asked
from jatan.intake.registers.recognise.rows import (
    NO_MARKS,
    Note,
    RegisterRow,
    add_given,
    build_row,
    mark_row,
    not_noted,
)
from jatan.intake.registers.recognise.titles import kinds_by_title
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES, kinds
from jatan.intake.registers.recognise.vocabulary.totals import holds_total, is_total
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.workbook.row_marks import Marks, place_of
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem

_HEAD_ROWS, _BODY_ROWS = 15, 25
_MIN_DAYS, _MIN_MEMBERS = 2, 3
_MAX_COLUMNS = 256
_LAST_DAY = 31
# None, and one of each length.
_ANY_MONTHS = (None, (2000, 1), (2000, 4), (2000, 2), (2001, 2))
# So many of the cells below the days have to be marks.
_MIN_SHARE = 0.8
_PRESENT = frozenset({"✓", "✔", "√", "☑", "p", "present", "y", "yes", "1", "उ", "उप", "उपस्थित", "प", "हाँ", "हां"})
_ABSENT = frozenset(
    {"✗", "✘", "×", "x", "a", "ab", "absent", "n", "no", "0", "अ", "अनु", "अनुपस्थित", "नहीं", "गैर", "l", "leave"}
)
_ABSENT_SIGNS = frozenset({"-", "–", "—", "."})
_LADY, _MAN = "f", "m"
_YOUNG = "adolescent_meeting"

type Row = Sequence[Any]


@dataclass(frozen=True)
class AttendanceLayout(Layout):
    """Such a list. `days`: {column: day as in its heading}; `sex_column`: the one that says who is a woman."""

    days: Mapping[int, dt.date] = field(default_factory=dict)
    sex_column: int | None = None


def find_attendance(sheet: str, head: Sequence[Row], words: Vocabulary) -> AttendanceLayout | None:
    """The list, if one of the first rows has days as headings above marks, and titles say which register it is."""
    for index, row in enumerate(head[:_HEAD_ROWS]):
        written, body = _written_days(row), head[index + 1 : index + 1 + _BODY_ROWS]
        # What the titles say is dear to find out: days above marks come first, whatever the month of the title.
        of_dates = _days(written, None, follows_dates=True)
        any_days = (of_dates, *(_days(written, month) for month in _ANY_MONTHS))
        if not any(_are_above_marks(days, body) for days in any_days):
            continue
        titles = head[:index]
        kind = _kind(sheet, titles, words)
        if not kind:
            continue
        given = given_in_titles(sheet, titles, words)
        read = (_days(written, given.month), of_dates) if given.month else (of_dates, _days(written, None))
        days = next((one for one in read if _are_above_marks(one, body)), None)
        if days is not None:
            first = min(days)
            fields = {words.field(text): column for column, cell in enumerate(row[:first]) if (text := text_of(cell))}
            if "date" in fields:
                return None
            return AttendanceLayout(
                sheet=sheet,
                kind=kinds()[kind],
                header_rows=index + 1,
                columns={},
                given=given.within(kinds()[kind]),
                days=days,
                sex_column=fields.get("sex"),
            )
    return None


def read_attendance(
    layout: AttendanceLayout,
    rows: Iterable[Row],
    words: Vocabulary,
    left_out: Collection[int] = frozenset(),
    note: Note = not_noted,
    marks: Marks = NO_MARKS,
) -> Iterator[RegisterRow]:
    """One record for each day on which somebody is marked; days without any mark are none. `note`: gets every row;
    `marks`: what marks them: a member who is struck through is neither present nor absent."""
    counts: dict[int, Counter[str]] = {column: Counter() for column in layout.days}
    unknown: dict[int, str] = {}
    for number, row in enumerate(rows, start=1):
        if number <= layout.header_rows or not any(cell not in ("", None) for cell in row):
            continue
        if number in left_out:
            note(number, "hidden")
            continue
        texts = [text for cell in row[: min(layout.days)] if (text := text_of(cell))]
        if any(map(is_total, texts)) or (len(texts) == 1 and holds_total(texts[0])):
            note(number, "totals")
            continue
        note(number, "attendance")
        sex = _sex(layout, row, words)
        for column in layout.days:
            cell = row[column] if column < len(row) else ""
            mark = _mark(cell)
            if mark == "present" and number in marks.struck:
                mark = "unknown"
            counts[column][mark] += 1
            if mark == "present":
                counts[column][sex] += 1
            elif mark == "unknown":
                unknown.setdefault(column, place_of(number, column))
    held = [column for column in layout.days if counts[column]["present"] or counts[column]["unknown"]]
    for column in held:
        meeting = _record(layout, column, layout.days[column], counts[column], unknown.get(column, ""))
        mark_row(
            layout, meeting, "", _comments(marks, column, others=layout.days.keys() if column == held[0] else ()), ()
        )
        yield meeting


def _comments(marks: Marks, column: int, *, others: Collection[int]) -> list[tuple[str, str]]:
    """The comments at a day: [(cell, text)]. `others`: with those that stand at none of these days as well."""
    return [
        (place_of(number, at), text)
        for number, found in sorted(marks.comments.items())
        for at, text in found
        if at == column or (others and at not in others)
    ]


def _record(layout: AttendanceLayout, column: int, day: dt.date, counts: Counter[str], unknown: str) -> RegisterRow:
    values: list[tuple[str, Any]] = [("date", day)]
    if layout.sex_column is not None and not counts["sex unknown"]:
        names = ("girls", "boys") if layout.kind.code == _YOUNG else ("women", "men")
        values += [(names[0], counts[_LADY]), (names[1], counts[_MAN])]
    values.append(("total", counts["present"]))
    row = build_row(layout.sheet, layout.header_rows, "", values)
    row.cell_names = dict.fromkeys(row.cells, place_of(layout.header_rows, column))
    add_given(row, layout.given)
    if unknown:
        row.asked["total"] = Asked(UNKNOWN_MARK, (), unknown)
    return row


def _kind(sheet: str, titles: Sequence[Row], words: Vocabulary) -> str:
    above = [[text for cell in row if (text := text_of(cell))] for row in titles]
    titled = [kind for kind in kinds_by_title(sheet, above, words) if kind in ACTIVITIES]
    if titled:
        return titled[0]
    texts = itertools.chain([sheet], *above)
    return next((kind for text in texts if (kind := meetings_named(text, words))), "")


def _written_days(row: Row) -> dict[int, dt.date | int]:
    """{column: day} of the headings that are one; a number alone is a day of a month named elsewhere."""
    found = {column: day for column, cell in enumerate(row[:_MAX_COLUMNS]) if (day := _written_day(cell)) is not None}
    return found if len(found) >= _MIN_DAYS else {}


def _written_day(cell: Any) -> dt.date | int | None:
    if isinstance(cell, bool) or cell in ("", None):
        return None
    try:
        if isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().isdecimal()):
            number = float(cell)  # which may be the number of a telephone, or of a paper
            return int(number) if number.is_integer() and 1 <= number <= _LAST_DAY else None
        return parse_date(cell)
    except (Problem, ValueError):
        return None


def _days(
    written: Mapping[int, dt.date | int], month: tuple[int, int] | None, *, follows_dates: bool = False
) -> dict[int, dt.date]:
    """{column: day} of these headings, if they run in order. `follows_dates`: a number is a day of the month of the
    whole date before it ("1 May", 2, 3)."""
    found: dict[int, dt.date] = {}
    for column, day in written.items():
        if isinstance(day, dt.date):
            found[column] = day
            month = (day.year, day.month) if follows_dates else month
        elif month and day <= calendar.monthrange(*month)[1]:
            found[column] = dt.date(*month, day)
    days = list(found.values())
    return found if all(one < other for one, other in itertools.pairwise(days)) else {}


def _are_above_marks(days: Mapping[int, dt.date], body: Sequence[Row]) -> bool:
    if len(days) < _MIN_DAYS:
        return False
    cells = [row[column] for row in body for column in days if column < len(row) and row[column] not in ("", None)]
    members = sum(any(column < len(row) and row[column] not in ("", None) for column in days) for row in body)
    known = Counter(_mark(cell) for cell in cells)
    return members >= _MIN_MEMBERS and known["present"] > 0 and len(cells) - known["unknown"] >= _MIN_SHARE * len(cells)


def _mark(cell: Any) -> str:
    """present, absent or unknown."""
    if cell in ("", None) or cell is False:
        return "absent"
    if cell is True:
        return "present"
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    word = plain(text)
    if text in _PRESENT or word in _PRESENT:
        return "present"
    return "absent" if text in _ABSENT or text in _ABSENT_SIGNS or word in _ABSENT else "unknown"


def _sex(layout: AttendanceLayout, row: Row, words: Vocabulary) -> str:
    column = layout.sex_column
    text = text_of(row[column]) if column is not None and column < len(row) else ""
    code = words.code("sex", text) if text else None
    return code if code in (_LADY, _MAN) else "sex unknown"
