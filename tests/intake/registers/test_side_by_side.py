"""Tables that stand side by side in one sheet are read each by itself, and no row of either is lost."""

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jatan.demo.workbooks import write_workbooks
from jatan.intake.registers.models import ImportedRow, ParkedRow
from jatan.intake.registers.recognise.layout import HEAD_ROWS
from jatan.intake.registers.recognise.side_by_side import find_column_spans
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.row_account import counted_rows
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.corpus.workbooks import book, names

LEFT = ["S.No.", "Date", "Block", "Village", "Group name", "Women", "Total"]
RIGHT = ["क्र.सं.", "दिनांक", "प्रखंड", "ग्राम", "महिला", "पुरुष", "कुल प्रतिभागी"]


def _write(path: Path, seed: int) -> dict[str, set[tuple[int, str, int]]]:
    """A workbook of one sheet; returns {kind: {(row, village, total)}}."""
    rng = random.Random(seed)
    gap = rng.randrange(3)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["SHG meetings", *[""] * (len(LEFT) - 1 + gap), "Awareness programmes"])
    sheet.append([*LEFT, *[""] * gap, *RIGHT])
    truth: dict[str, set[tuple[int, str, int]]] = {"shg_meeting": set(), "awareness": set()}
    lengths = rng.randrange(4, 9), rng.randrange(4, 9)
    for number in range(1, max(lengths) + 1):
        left: list[Any] = [""] * len(LEFT)
        right: list[Any] = [""] * len(RIGHT)
        if number <= lengths[0]:
            women = rng.randrange(5, 20)
            left = [number, f"{12 + number}/03/2022", "Basia", f"Toli {number}", f"Toli {number} Mandal", women, women]
            truth["shg_meeting"].add((number + 2, f"Toli {number}", women))
        if number <= lengths[1]:
            women, men = rng.randrange(5, 20), rng.randrange(5)
            right = [number, f"{12 + number}/05/2022", "Palkot", f"Dih {number}", women, men, women + men]
            truth["awareness"].add((number + 2, f"Dih {number}", women + men))
        sheet.append([*left, *[""] * gap, *right])
    book.save(path)
    return truth


@pytest.mark.parametrize("seed", range(4))
def test_tables_side_by_side_are_read_each_by_itself(seed: int, tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    """Before: the right one was named as columns left out."""
    truth = _write(tmp_path / "a.xlsx", seed)
    tally = import_workbook(tmp_path / "a.xlsx", cast.gumla)
    (account,) = tally.account()
    assert counted_rows(account) == account["rows"]
    assert account["others"] == {"headers": {"count": 2, "rows": "1–2"}}
    with behind_gumla():
        assert not ParkedRow.objects.exists()
        records = {one.pk: one for one in Activity.objects.all()}
        found: dict[str, set[tuple[int, str, int]]] = {}
        for row in ImportedRow.objects.all():
            record = records[row.record_id]
            found.setdefault(row.kind, set()).add((row.row_number, record.village, record.total))
    assert found == truth


def _spans(*headings: str, rows: int = 6) -> list[range]:
    records = [
        [f"{number}/05/2022" if "Date" in one else number for one in headings] for number in range(13, 13 + rows)
    ]
    below = [["" if not one else cell for one, cell in zip(headings, row, strict=True)] for row in records]
    return find_column_spans([["Register"], list(headings), *below], Vocabulary())


@pytest.mark.parametrize(
    "headings",
    [
        ["S.No", "Date", "Name", "Village", "Block", "Issue", "Date", "Name", "Issue", "Remarks"],
        ["S.No", "Date", "Name", "Village", "Block", "Issue", "What was done", "Date", "Name", "Issue"],
        ["Date", "Block", "Village", "Women", "Total", "Date", "Village", "Men"],
    ],
)
def test_a_second_column_of_days_makes_no_second_table(headings: list[str]) -> None:
    """Before: a register of four issues was split, and came in as eight."""
    assert _spans(*headings) == [range(len(headings))]


def test_headings_that_come_again_in_their_order_are_a_second_table() -> None:
    headings = ["Village", "Date", "Women", "Men", "Total"]
    assert _spans(*headings, *headings) == [range(5), range(5, 10)]
    assert _spans(*headings, *headings, *headings) == [range(5), range(5, 10), range(10, 15)]
    assert _spans(*headings, "", *headings) == [range(6), range(6, 11)]


def test_no_register_of_the_corpus_is_split() -> None:
    words = Vocabulary()
    for name in names():
        for sheet in book(name).sheets:
            rows = [["" if cell is None else cell.value for cell in row] for row in sheet.rows[:HEAD_ROWS]]
            assert len(find_column_spans(rows, words)) == 1, (name, sheet.name)


@pytest.mark.django_db
def test_no_register_of_the_demo_is_split(tmp_path: Path, cast: Cast) -> None:
    words, sheets = Vocabulary(), 0
    for path in write_workbooks(tmp_path, lambda _text: None, first=3):
        with open_workbook(path) as opened:
            for name in opened.names:
                rows = [row for row, _number in zip(opened.rows(name), range(HEAD_ROWS), strict=False)]
                assert len(find_column_spans(rows, words)) == 1, (path.name, name)
                sheets += 1
    assert sheets > 10
