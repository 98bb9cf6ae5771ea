"""Of spoilt workbooks with a known truth every row is accounted for: none wrong, none lost, each wrong cell named."""

import re
from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.choices import ABOVE, SHEET_NAMES, AboveAnswer, NamesAnswer
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow
from jatan.intake.registers.row_account import counted_rows
from jatan.intake.registers.run import import_workbook
from jatan.kernel.text.legacy_fonts import read_legacy_text
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.trap_books import PARTS, Book, make_book, write_book
from tests.intake.registers.trap_books import TRAPS as PLAIN_TRAPS
from tests.intake.registers.trap_layouts import LAYOUT_TRAPS

TRAPS = PLAIN_TRAPS | LAYOUT_TRAPS
_SEEDS = 4
_BOOKS = [(name, seed) for name in TRAPS for seed in range(_SEEDS)]


def _numbers(text: str) -> list[int]:
    """The numbers that "1–3, 9" stands for."""
    found = [tuple(map(int, re.findall(r"\d+", span))) for span in text.split(", ")]
    return [number for span in found for number in range(span[0], span[-1] + 1)]


def _read_names(book: Book) -> None:
    """Give the sheets whose names were typed in an old font the names that it shows: so the house calls them."""
    shown = {name: read_legacy_text(name).text for name in book.sheets if ";" in name}
    book.sheets = {shown.get(name, name): lines for name, lines in book.sheets.items()}
    book.rows = {shown.get(name, name): rows for name, rows in book.rows.items()}
    book.others = {(shown.get(name, name), number): why for (name, number), why in book.others.items()}


def _check(book: Book, path: Path, cast: Cast, behind_gumla: Any, run: ImportRun | None = None) -> None:
    tally = import_workbook(path, cast.gumla, file_name=book.name, run=run)
    _read_names(book)
    account = {one["sheet"]: one for one in tally.account()}
    assert account.keys() == {name for name, lines in book.sheets.items() if lines}
    for name, one in account.items():
        assert counted_rows(one) == one["rows"] == len(book.sheets[name])
        left_out = {(name, number): why for why, those in one["others"].items() for number in _numbers(those["rows"])}
        assert left_out == {place: why for place, why in book.others.items() if place[0] == name}
    rows = {(sheet, row.number): row for sheet, those in book.rows.items() for row in those}
    with behind_gumla():
        imported = {(one.sheet, one.row_number): one.record_id for one in ImportedRow.objects.all()}
        waiting = {(one.sheet, one.row_number): one.problems for one in ParkedRow.objects.all()}
        records = {one.pk: one for one in Activity.objects.select_related("place")}
    unsure = {place for place, row in rows.items() if row.may_wait} & waiting.keys()
    taken = {place: row for place, row in rows.items() if not row.wrong and place not in unsure}
    assert imported.keys() == taken.keys()
    assert waiting.keys() == rows.keys() - taken.keys()
    for place, row in taken.items():
        record = records[imported[place]]
        found = {name: getattr(record, name) for name in PARTS}
        village, group = (row.shown.get(name, row.cells[name]) for name in ("village", "group_name"))
        assert (record.held_on, record.village, record.group_name) == (row.day, village, group), place
        assert (row.block or row.cells["block"]) in (record.place.name_en, record.place.name_hi) or row.shown, place
        assert found == row.figures, place
        assert record.total == sum(row.figures.values()), place
    for place, problems in waiting.items():
        assert (problems[0]["field"], problems[0]["cell"]) == (
            rows[place].wrong or rows[place].may_wait,
            book.cell(rows[place]),
        ), place
    assert [part.sort for part in tally.hidden] == ([book.asks] if book.asks else [])


def test_there_are_enough_of_them() -> None:
    assert len(_BOOKS) >= 40


@pytest.mark.parametrize("name", TRAPS)
def test_every_row_of_a_spoilt_workbook_is_accounted_for(
    name: str, tmp_path: Path, cast: Cast, behind_gumla: Any
) -> None:
    book = make_book(0, name, TRAPS[name])
    _check(book, write_book(book, tmp_path), cast, behind_gumla)


@pytest.mark.parametrize(("name", "seed"), [one for one in _BOOKS if one[1]])
def test_every_row_of_further_spoilt_workbooks_is_accounted_for(
    name: str, seed: int, tmp_path: Path, cast: Cast, behind_gumla: Any
) -> None:
    book = make_book(seed, name, TRAPS[name])
    _check(book, write_book(book, tmp_path), cast, behind_gumla)


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_cells_left_empty_are_read_as_somebody_said(seed: int, tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    book = make_book(seed, "left empty", TRAPS["left empty"])
    for row in book.rows["SHG meetings"]:
        row.wrong = ""
    path = write_book(book, tmp_path)
    part = {"sheet": "", "sort": ABOVE, "count": 1, "answer": AboveAnswer.AS_ABOVE}
    with behind_gumla():
        run = ImportRun.objects.create(organisation=cast.gumla, file_name=book.name, hidden_parts=[part])
    _check(book, path, cast, behind_gumla, run)


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_names_of_sheets_are_read_as_somebody_said(seed: int, tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    book = make_book(seed, "sheet of each village", TRAPS["sheet of each village"])
    for sheet, rows in book.rows.items():
        for row in rows:
            row.cells["village"] = sheet
    part = {"sheet": "", "sort": SHEET_NAMES, "count": 3, "answer": NamesAnswer.PLACES}
    with behind_gumla():
        run = ImportRun.objects.create(organisation=cast.gumla, file_name=book.name, hidden_parts=[part])
    _check(book, write_book(book, tmp_path), cast, behind_gumla, run)
