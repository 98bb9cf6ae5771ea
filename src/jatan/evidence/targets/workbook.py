"""Targets as a workbook: one is made with the present targets, filled in, and read as changes to look at first.

Texts are written as strings, so no cell can become a formula. Reading takes rows of cells of any workbook format.
"""

import datetime as dt
import io
import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from jatan.evidence.indicators.definitions import COUNTABLE, COUNTED
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.services import SetTarget
from jatan.foundation.network.models import Organisation
from jatan.kernel.dates import parse_date
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import parse_int
from jatan.kernel.periods import Period
from jatan.kernel.problems import Message, Problem
from jatan.kernel.workbook_options import IN_MEMORY

MOST_ROWS: Final = 5_000
_ROWS_ABOVE: Final = 20  # the headings stand among the first rows
# Headings in both languages: a workbook made in one is read by a reader of the other.
_HEADINGS: Final = {
    "organisation": Localised(hi="संस्था का कोड", en="Organisation code"),
    "name": Localised(hi="संस्था", en="Organisation"),
    "number": Localised(hi="संख्या का कोड", en="Number code"),
    "what": Localised(hi="क्या", en="What"),
    "first": Localised(hi="कब से", en="From"),
    "last": Localised(hi="कब तक", en="To"),
    "amount": Localised(hi="लक्ष्य", en="Target"),
}
_NEEDED: Final = ("organisation", "number", "first", "last", "amount")
_TAKE_BACK: Final = frozenset({"हटाएँ", "हटाएं", "remove", "take back"})


@dataclass(frozen=True)
class TargetChange:
    """One target that the workbook changes; `target.before` is the present amount. `row`: its row, counted from 1."""

    row: int
    owner: Organisation
    target: SetTarget


@dataclass(frozen=True)
class RefusedRow:
    """A row that could not be read: where, what stands in it, and why it was refused."""

    row: int
    text: str
    message: Message


@dataclass(frozen=True)
class WorkbookReading:
    """What a workbook says: changes, refused rows, and how many targets stay as they are."""

    changes: tuple[TargetChange, ...]
    refused: tuple[RefusedRow, ...]
    unchanged: int


def write_targets(
    organisations: Sequence[Organisation], period: Period, present: Iterable[Target], language: str
) -> bytes:
    """An XLSX with a row for each organisation and number of one period, filled with the present targets."""
    amounts = {(row.organisation_id, *row.key): row.amount for row in present if row.period == period}
    out = io.BytesIO()
    with override(language), xlsxwriter.Workbook(out, IN_MEMORY) as book:
        _fill(book, organisations, period, amounts)
    return out.getvalue()


def _fill(
    book: Any, organisations: Sequence[Organisation], period: Period, amounts: Mapping[tuple[Any, ...], int | None]
) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    fixed = book.add_format({"font_color": "#6B6259", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    asked = book.add_format({"bg_color": "#F6F0E4", "num_format": "0", "valign": "top"})
    sheet = book.add_worksheet(gettext("Targets"))
    for column, width in enumerate((12, 30, 32, 52, 12, 12, 14)):
        sheet.set_column(column, column, width)
    sheet.write_string(
        0, 0, gettext("Fill in the last column. An empty cell changes nothing; “remove” takes a target back.")
    )
    for column, words in enumerate(_HEADINGS.values()):
        sheet.write_string(1, column, words.in_language(), head)
    for row, (office, (code, name, label)) in enumerate(itertools.product(organisations, _numbers()), start=2):
        for column, text in enumerate((office.code, office.name, f"{code}.{name}", label)):
            sheet.write_string(row, column, text, fixed)
        sheet.write_datetime(row, 4, dt.datetime.combine(period.start, dt.time()), day)
        sheet.write_datetime(row, 5, dt.datetime.combine(period.end, dt.time()), day)
        amount = amounts.get((office.id, code, name))
        if amount is None:
            sheet.write_blank(row, 6, None, asked)
        else:
            sheet.write_number(row, 6, amount, asked)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _numbers() -> Iterator[tuple[str, str, str]]:
    """(indicator code, value name, label) of the numbers that can have a target, in published order."""
    for one in COUNTED:
        for value in one.values:
            if (one.code, value.name) in COUNTABLE:
                yield one.code, value.name, f"{one.label.in_language()}: {value.label.in_language()}"


def read_targets(
    rows: Iterable[Sequence[Any]], organisations: Sequence[Organisation], present: Iterable[Target]
) -> WorkbookReading:
    """Read the rows of a sheet. `organisations`: those whose targets the reader may set.

    Raises Problem: no_headings, too_many_rows. A row that cannot be read is refused and the others are read.
    """
    numbered = iter(enumerate(rows, start=1))
    places = _find_headings(numbered)
    by_code = {row.code.casefold(): row for row in organisations}
    amounts = {(row.organisation_id, *row.key, row.first, row.last): row.amount for row in present}
    changes, refused, unchanged = list[TargetChange](), list[RefusedRow](), 0
    met = set[tuple[Any, ...]]()
    for number, cells in numbered:
        found = {name: _cell(cells, place) for name, place in places.items()}
        if not any(_text(cell) for cell in found.values()) or not _text(found["amount"]):
            unchanged += bool(_text(found["number"]))
            continue
        if len(changes) + len(refused) >= MOST_ROWS:
            raise Problem("too_many_rows", _("This workbook has too many rows."), field="workbook")
        try:
            change = _read_row(number, found, by_code, amounts)
            key = (change.target.organisation, *change.target.place)
            if key in met:
                raise Problem("twice", _("This target stands twice in the workbook."), field="amount")
        except Problem as problem:
            refused.append(RefusedRow(number, _shown(found), problem.message))
            continue
        met.add(key)
        if change.target.amount == change.target.before:
            unchanged += 1
        else:
            changes.append(change)
    return WorkbookReading(tuple(changes), tuple(refused), unchanged)


def _find_headings(rows: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """{heading: column}, from the first row that has all that are needed."""
    words = {text.casefold(): name for name, both in _HEADINGS.items() for text in (both.hi, both.en)}
    for _number, cells in itertools.islice(rows, _ROWS_ABOVE):
        found = {
            words[_text(cell).casefold()]: place for place, cell in enumerate(cells) if _text(cell).casefold() in words
        }
        if found.keys() >= set(_NEEDED):
            return {name: found[name] for name in _NEEDED}
    raise Problem(
        "no_headings",
        _("The headings were not found. Download the workbook here, and fill in that one."),
        field="workbook",
    )


def _read_row(
    number: int,
    found: Mapping[str, Any],
    organisations: Mapping[str, Organisation],
    amounts: Mapping[tuple[Any, ...], int | None],
) -> TargetChange:
    owner = organisations.get(_text(found["organisation"]).casefold())
    if owner is None:
        raise Problem("unknown_organisation", _("You set no targets for an organisation with this code."))
    indicator, _dot, value = _text(found["number"]).partition(".")
    first, last = parse_date(found["first"]), parse_date(found["last"])
    key: tuple[uuid.UUID, str, str, dt.date, dt.date] = (owner.id, indicator, value, first, last)
    amount = None if _text(found["amount"]).casefold() in _TAKE_BACK else parse_int(found["amount"])
    target = SetTarget(*key, amount=amount, before=amounts.get(key), is_checked=True)
    return TargetChange(number, owner, target)


def _cell(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _shown(found: Mapping[str, Any]) -> str:
    """What stands in a refused row, short."""
    return " · ".join(_text(cell)[:40] for cell in found.values() if _text(cell))
