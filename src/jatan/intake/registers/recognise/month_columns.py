"""Recognises a register with a column for each month, and reads one row for each filled month.

Rows of such a sheet are blocks, villages, groups or kinds of activity. A cell counts people who came in that month, or
says how many meetings were held, alone or in columns of its own under the month. Which, only the office knows: it says
so once for the sheet (`MonthSheet.code`), before anything is recorded. A row that is read has the month as its date,
written with an unknown day as in ISO 8601-2: "2022-05-XX".
"""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jatan.intake.registers.recognise.columns import whole_number
from jatan.intake.registers.recognise.header import text_of
from jatan.intake.registers.recognise.layout import Layout, Unknown
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.repeated_cells import Merged, repeat_merged_cells, replace_ditto_marks
from jatan.intake.registers.recognise.rows import Cell, Note, RegisterRow, build_row, not_noted, serial_of
from jatan.intake.registers.recognise.titles import kinds_by_title
from jatan.intake.registers.recognise.vocabulary.cell_phrases import is_nothing, is_zero_word
from jatan.intake.registers.recognise.vocabulary.count_headings import PARTS, parse_count_heading
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES, kinds
from jatan.intake.registers.recognise.vocabulary.totals import holds_total, is_total
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.dates import parse_month
from jatan.kernel.text.digits import ascii_digits

MEETINGS: Final = "meetings"
# In place of a register: each row says its own kind of activity.
BY_ROW: Final = "by_row"

_HEAD_ROWS = 15
_SAMPLE = 6
_SHOWN = ("block", "panchayat", "village", "group_name")
_MIN_MONTHS = 3
_MAX_COLUMNS = 256
_YEARS = re.compile(r"(20\d{2})\s*[-–/]\s*(?:20)?(\d{2})(?!\d)")
_FIRST_MONTH_OF_YEAR = 4
_MEETINGS = frozenset(
    map(plain, ("meetings", "meeting", "no of meetings", "number of meetings", "no of programmes", "programmes"))
) | frozenset(map(plain, ("बैठक", "बैठकें", "बैठकों की संख्या", "बैठक संख्या", "बैठक की संख्या", "कार्यक्रम", "कार्यक्रमों की संख्या")))
_KIND_HEADINGS = frozenset(
    map(plain, ("activity", "activities", "kind of activity", "type of activity", "programme", "name of activity"))
) | frozenset(map(plain, ("गतिविधि", "गतिविधियाँ", "गतिविधि का प्रकार", "गतिविधि का नाम", "कार्यक्रम", "कार्यक्रम का नाम")))
_LABELS = frozenset({"district", "block", "panchayat", "village", "group_name", "facilitator", "topic", "title"})

type Row = Sequence[Any]


@dataclass(frozen=True)
class MonthSheet:
    """A sheet with months as columns. `months`: {"2022-05": {column: women, men, girls, boys, total or meetings}}.

    `labels`: {column of the register: column of the sheet} left of them; `kind_column`: the column that says the kind
    of activity of each row; `kind`: the register by title, "" where none is named; `unknown`: headings not understood;
    `says_people`: the headings under the months say whom the numbers count; `signature`: name and headings, by which an
    answer about its numbers is remembered.
    """

    sheet: str
    header_rows: int
    months: Mapping[str, Mapping[int, str]]
    labels: Mapping[str, int]
    kind_column: int | None
    kind: str
    unknown: tuple[str, ...] = ()
    says_people: bool = False
    has_year: bool = True
    signature: str = ""

    @property
    def details(self) -> dict[str, Any]:
        """What the page shows of the sheet, as JSON."""
        return {
            "signature": self.signature,
            "first": min(self.months),
            "last": max(self.months),
            "says_people": self.says_people,
            "by_row": self.kind_column is not None,
            "kind": self.kind,
        }


@dataclass(frozen=True)
class MonthLayout(Layout):
    """The rows of one register in such a sheet. `only_kind`: rows of other kinds of activity belong to other layouts;
    `details`: what the page shows of the sheet."""

    months: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    kind_column: int | None = None
    only_kind: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


def find_month_sheet(sheet: str, head: Sequence[Row], words: Vocabulary) -> MonthSheet | None:
    """The sheet, if one of its first rows has at least three months as headings; else None. `head`: its first rows."""
    for index, row in enumerate(head[:_HEAD_ROWS]):
        found = {column: month for column, cell in enumerate(row[:_MAX_COLUMNS]) if (month := parse_month(cell))}
        if len(set(found.values())) >= max(_MIN_MONTHS, len(found)):
            return _month_sheet(sheet, head, index, found, words)
    return None


def read_month_sheet(found: MonthSheet, rows: Sequence[Row], words: Vocabulary) -> list[Layout | Unknown]:
    """The layouts of a sheet of which somebody said what its numbers mean; else Unknown, with what to ask.

    Also Unknown: a sheet of counts of meetings, one without a year, and each kind of activity of its rows (where they
    say it) that is not known.
    """
    if not found.has_year:
        return [Unknown(found.sheet, "months_without_year", kind=found.kind)]
    shown = found.details | {"sample": _sample(found, rows, words)}
    meaning = words.taught_months(found.signature)
    if meaning == MEETINGS:
        return [Unknown(found.sheet, "months_of_meetings", kind=found.kind, details=shown)]
    by_row = meaning == BY_ROW
    if meaning not in ACTIVITIES and not (by_row and found.kind_column is not None):
        return [Unknown(found.sheet, "months", kind=found.kind, details=shown)]
    body = list(itertools.islice(rows, found.header_rows, None))
    labels = {_label(found, row) for row in body if not _is_total_row(found.months, row)} - {""} if by_row else set()
    codes = {_kind_in(label, words) for label in labels} if by_row else {meaning}
    layouts = [_layout(found, code, shown, only_kind=by_row) for code in kinds() if code in codes]
    unknown = [Unknown(label, "kind_unclear") for label in sorted(labels) if not _kind_in(label, words)]
    return [*layouts, *unknown]


def read_month_records(
    layout: MonthLayout,
    rows: Iterable[Row],
    words: Vocabulary,
    skipped: Counter[str],
    merged: Iterable[Merged] = (),
    left_out: Collection[int] = frozenset(),
    note: Note = not_noted,
) -> Iterator[RegisterRow]:
    """One record for each filled month of each row. Empty months, "-" and 0 are none: nothing was held.

    `left_out`: the numbers of rows that are no records, but stand above ditto marks. `note` is called with the number
    and the reason of each row without a record, "blank" also of one that may yet have some.
    """
    above: dict[str, Cell] = {}
    for number, raw in enumerate(repeat_merged_cells(layout, rows, merged), start=1):
        if number <= layout.header_rows or not any(cell not in ("", None) for cell in raw):
            continue
        if _is_total_row(layout.months, raw):
            skipped["totals"] += 1
            note(number, "totals")
            continue
        if layout.only_kind and _kind_in(_text_at(layout.kind_column, raw), words) != layout.kind.code:
            continue
        note(number, "hidden" if number in left_out else "blank")
        at = layout.columns.get("serial", len(raw))
        serial = serial_of(raw[at]) if at < len(raw) else ""
        label = build_row(layout.sheet, number, serial, _labels(layout, raw))
        label.repeated = replace_ditto_marks(label.cells, above)
        above = label.cells
        if number in left_out:
            continue
        months = {month: _counts(columns, raw) for month, columns in layout.months.items()}
        if not any(months.values()):
            skipped["blank"] += 1
        for month, cells in months.items():
            if cells:
                yield _record(label, month, cells)


def _record(label: RegisterRow, month: str, cells: Mapping[str, Any]) -> RegisterRow:
    """The record of one month: the row's own cells, the month, and its counts."""
    row = build_row(label.sheet, label.number, label.serial, [("date", f"{month}-XX"), *cells.items()])
    row.cells = {**label.cells, **row.cells}
    row.masked, row.repeated, row.converted = [*label.masked], [*label.repeated], dict(label.converted)
    return row


def _month_sheet(
    sheet: str, head: Sequence[Row], index: int, found: Mapping[int, tuple[int | None, int]], words: Vocabulary
) -> MonthSheet | None:
    row = head[index]
    below = head[index + 1] if index + 1 < len(head) else []
    spans = _spans(row, sorted(found))
    fields = {
        column: _count_field(text_of(below[column]))
        for span in spans.values()
        for column in span
        if column < len(below)
    }
    is_double = sum(map(bool, fields.values())) * 2 >= max(len(fields), 1)
    header_rows = index + (2 if is_double else 1)
    first = min(found)
    labels, unknown, kind_column = _label_columns(row, below if is_double else [], first, words)
    if "date" in labels:
        return None  # a register with a day in each row
    above = [[text for cell in line if (text := text_of(cell))] for line in head[:index]]
    year = _year_in([sheet, *(text for line in above for text in line)])
    months: dict[str, Mapping[int, str]] = {}
    for column, (written, month) in found.items():
        of_year = written or (year and year + (month < _FIRST_MONTH_OF_YEAR))
        columns = {at: name for at in spans[column] if (name := fields.get(at))} if is_double else {column: "total"}
        months[f"{of_year or 0:04d}-{month:02d}"] = columns
    titled = [kind for kind in kinds_by_title(sheet, above, words) if kind in ACTIVITIES]
    under = sorted({name for columns in months.values() for name in columns.values()}) if is_double else []
    body = head[header_rows:]
    if kind_column is None:
        kind_column = _kind_column(body, first, labels, words)
    return MonthSheet(
        sheet=sheet,
        header_rows=header_rows,
        months=months,
        labels={name: column for name, column in labels.items() if name in _LABELS or name == "serial"},
        kind_column=kind_column,
        kind=titled[0] if titled else "",
        unknown=tuple(unknown),
        says_people=is_double and any(name != MEETINGS for columns in months.values() for name in columns.values()),
        has_year=all(not month.startswith("0000") for month in months),
        signature=f"{sheet}: {', '.join([*labels, *unknown, *under])}"[:200],
    )


def _spans(row: Row, columns: Sequence[int]) -> dict[int, range]:
    """{column of a month: the columns under it}: up to the next heading of the row, or as wide as the widest."""
    filled = [at for at, cell in enumerate(row[:_MAX_COLUMNS]) if cell not in ("", None)]
    ends = {column: next((at for at in filled if at > column), None) for column in columns}
    widest = max((end - column for column, end in ends.items() if end is not None), default=1)
    return {column: range(column, end if end is not None else column + widest) for column, end in ends.items()}


def _count_field(heading: str) -> str:
    """What a heading under a month counts: a part, "total" or "meetings"; "" for another heading."""
    if plain(heading) in _MEETINGS:
        return MEETINGS
    count = parse_count_heading(heading)
    return count.field if count is not None and count.field in (*PARTS, "total") else ""


def _label_columns(row: Row, below: Row, end: int, words: Vocabulary) -> tuple[dict[str, int], list[str], int | None]:
    """({register column: sheet column}, headings not understood, column of the kind of activity) left of the months."""
    labels: dict[str, int] = {}
    unknown: list[str] = []
    kind_column: int | None = None
    for column in range(end):
        cells = [line[column] for line in (row, below) if column < len(line)]
        heading = next((text for cell in cells if (text := text_of(cell))), "")
        name = words.field(heading, kinds()["shg_meeting"]) if heading else None
        if plain(heading) in _KIND_HEADINGS and kind_column is None:
            kind_column = column
        elif name is not None and name not in labels:
            labels[name] = column
        elif heading:
            unknown.append(tidy(heading))
    return labels, unknown, kind_column


def _kind_column(body: Sequence[Row], end: int, labels: Mapping[str, int], words: Vocabulary) -> int | None:
    """The column left of the months, without a meaning of its own, most of whose cells name a kind of activity."""
    for column in set(range(end)) - set(labels.values()):
        cells = [text for line in body if column < len(line) and (text := text_of(line[column]))]
        known = sum(_kind_in(text, words) != "" for text in cells)
        if known and known * 2 >= len(cells):
            return column
    return None


def _text_at(column: int | None, row: Row) -> str:
    return text_of(row[column]) if column is not None and column < len(row) else ""


def _label(found: MonthSheet, row: Row) -> str:
    """What a row calls its kind of activity."""
    return tidy(_text_at(found.kind_column, row))[:120]


def _layout(found: MonthSheet, code: str, shown: Mapping[str, Any], *, only_kind: bool) -> MonthLayout:
    return MonthLayout(
        sheet=found.sheet,
        kind=kinds()[code],
        header_rows=found.header_rows,
        columns=found.labels,
        unknown=found.unknown,
        months=found.months,
        kind_column=found.kind_column,
        only_kind=only_kind,
        details=shown,
    )


def _sample(found: MonthSheet, rows: Sequence[Row], words: Vocabulary) -> list[list[str]]:
    """The first filled months as they would be read: [place and group, month, counts]. Nobody is named."""
    layout = _layout(found, found.kind or "shg_meeting", {}, only_kind=False)
    shown = []
    for row in itertools.islice(read_month_records(layout, rows, words, Counter()), _SAMPLE):
        places = (str(row.cells[name]) for name in _SHOWN if name in row.cells)
        label = " · ".join(filter(None, [_label(found, rows[row.number - 1]), *places]))
        cells = {name: row.cells[name] for name in (MEETINGS, *PARTS, "total") if name in row.cells}
        counts = [f"{name}:{_count_or_text(cell)}"[:60] for name, cell in cells.items()]
        shown.append([label[:120], str(row.cells["date"]), *counts])
    return shown


def _count_or_text(cell: Any) -> Any:
    number = whole_number(cell)
    return cell if number is None else number


def _kind_in(text: str, words: Vocabulary) -> str:
    return next((code for code in words.kinds_of_title(text) if code in ACTIVITIES), "") if text else ""


def _year_in(texts: Iterable[str]) -> int | None:
    """The first year of a financial year such as 2022-23 in one of these texts."""
    for text in texts:
        for match in _YEARS.finditer(ascii_digits(text)):
            if int(match[2]) == (int(match[1]) + 1) % 100:
                return int(match[1])
    return None


def _labels(layout: MonthLayout, raw: Row) -> list[tuple[str, Any]]:
    return [(name, raw[column]) for name, column in layout.columns.items() if column < len(raw)]


def _counts(columns: Mapping[int, str], raw: Row) -> dict[str, Any]:
    """{women, men, girls, boys, total or meetings: cell} of a month; {} where nothing was held."""
    cells = {name: raw[column] for column, name in columns.items() if column < len(raw) and not _is_empty(raw[column])}
    return cells if any(whole_number(cell) != 0 for cell in cells.values()) else {}


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and (is_nothing(cell) or is_zero_word(cell)))


def _is_total_row(months: Mapping[str, Mapping[int, str]], raw: Row) -> bool:
    first = min((column for columns in months.values() for column in columns), default=0)
    texts = [text for cell in raw[:first] if (text := text_of(cell))]
    return any(is_total(text) for text in texts) or (len(texts) == 1 and holds_total(texts[0]))
