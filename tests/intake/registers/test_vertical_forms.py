"""Forms with a label and a value in each line become one record each."""

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jatan.intake.registers import selectors
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.recognise.vertical_forms import find_form, read_forms
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.row_account import counted_rows
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.workbook.row_marks import Marks
from jatan.programme.activities.models import Activity
from tests.cast import Cast

LABELS = {
    "date": ("दिनांक", "Date", "तिथि :"),
    "block": ("प्रखंड", "Block:"),
    "village": ("गाँव", "Village -"),
    "group_name": ("समूह का नाम", "Group name"),
    "women": ("महिला", "Women"),
    "men": ("पुरुष", "Men :"),
    "total": ("कुल प्रतिभागी", "Total"),
}


@pytest.mark.parametrize("seed", range(6))
def test_each_form_is_one_record(seed: int, tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    """Before: refused, because no line of headings was found. A figure that is no number waits, with its cell."""
    rng = random.Random(seed)
    labels = {name: rng.choice(words) for name, words in LABELS.items()}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["स्वयं सहायता समूह बैठक"])
    truth, waits, cell = set(), set(), ""
    beside = 2 if seed % 2 else 1
    for number in range(1, 4):
        sheet.append([])
        records = []
        for at in range(beside):
            women, men = rng.randrange(5, 15), rng.randrange(4)
            village = f"Toli {number}{at}"
            values: dict[str, Any] = {
                "date": f"{12 + number}/0{at + 3}/2022",
                "block": "Basia",
                "village": village,
                "group_name": f"{village} महिला मंडल",
                "women": women,
                "men": men,
                "total": women + men,
            }
            if number == 2 and at == 0:
                values["women"] = "बहुत"
                waits.add(number)
            else:
                truth.add((village, women, men, women + men))
            records.append(values)
        for name, label in labels.items():
            sheet.append([label, *(values[name] for values in records)])
            if name == "women" and number in waits:
                cell = f"B{sheet.max_row}"
    book.save(tmp_path / "a.xlsx")
    tally = import_workbook(tmp_path / "a.xlsx", cast.gumla)
    (account,) = tally.account()
    assert counted_rows(account) == account["rows"]
    assert "unread" not in account["others"]
    with behind_gumla():
        assert {(one.village, one.women, one.men, one.total) for one in Activity.objects.all()} == truth
        assert {row.problems[0]["cell"] for row in ParkedRow.objects.all()} == {cell}


def _lines(records: int, **lines: list[Any]) -> list[list[Any]]:
    """Labels with the values of so many meetings beside each other; `lines`: other values of a label."""
    usual = {
        "Date": [f"{13 + at % 15}/03/2022" for at in range(records)],
        "Village": [f"Toli {at}" for at in range(records)],
        "Group name": [f"Toli {at} महिला मंडल" for at in range(records)],
        "Women": [5 + at for at in range(records)],
        "Total": [5 + at for at in range(records)],
    }
    return [[label, *values] for label, values in (usual | lines).items()]


def _book(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in [["स्वयं सहायता समूह बैठक"], ["प्रखंड: Basia"], [], *rows]:
        book.active.append(row)
    book.save(path / "a.xlsx")
    return path / "a.xlsx"


@pytest.mark.parametrize("records", [1, 12, 13, 40])
def test_every_record_beside_another_is_read(records: int, tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    """Before: the thirteenth and all after it were lost without a word, and the block above them was never read."""
    counts = import_workbook(_book(tmp_path, _lines(records)), cast.gumla).document()["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (records, {})
    with behind_gumla():
        assert {one.village for one in Activity.objects.all()} == {f"Toli {at}" for at in range(records)}
        assert {one.place.name_en for one in Activity.objects.select_related("place")} == {"Basia"}


def test_a_gap_between_records_loses_none(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    rows = [[*row[:3], "", *row[3:]] for row in _lines(4)]
    assert import_workbook(_book(tmp_path, rows), cast.gumla).document()["shg_meeting"]["imported"] == 4


def test_a_line_that_the_first_record_lacks_is_read_for_the_others(
    tmp_path: Path, cast: Cast, behind_gumla: Any
) -> None:
    """Before: such a line was no line of the form, and what the others said in it was lost."""
    path = _book(tmp_path, _lines(3, Women=["", 6, 7], Men=["", 1, 2], Total=[5, 7, 9]))
    assert import_workbook(path, cast.gumla).document()["shg_meeting"]["imported"] == 3
    with behind_gumla():
        assert sorted((one.village, one.men) for one in Activity.objects.all())[1:] == [("Toli 1", 1), ("Toli 2", 2)]


def test_labels_in_two_columns_are_no_form() -> None:
    """Before: the labels of the second column were read as a second meeting, and their values as a third."""
    beside = [("Men", 3), ("Girls", 2), ("Boys", 1), ("Block", "Basia"), ("Panchayat", "Toto")]
    rows = [[*row, *pair] for row, pair in zip(_lines(1), beside, strict=True)]
    assert find_form("SHG meetings", [["SHG meetings"], *rows], Vocabulary()) is None


def test_a_block_between_two_forms_is_said_of_the_second(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    rows = [*_lines(1), [], ["प्रखंड: Palkot"], *_lines(1, Village=["Dih"], Date=["14/04/2022"])]
    assert import_workbook(_book(tmp_path, rows), cast.gumla).document()["shg_meeting"]["imported"] == 2
    with behind_gumla():
        found = {one.village: one.place.name_en for one in Activity.objects.select_related("place")}
    assert found == {"Toli 0": "Basia", "Dih": "Palkot"}


def test_a_hidden_line_that_is_left_out_is_not_read() -> None:
    rows = [["स्वयं सहायता समूह बैठक"], *_lines(2, Men=[3, 4], Total=[8, 10])]
    layout = find_form("SHG", rows, Vocabulary())
    assert layout is not None
    fates: dict[int, str] = {}
    men = next(number for number, row in enumerate(rows, start=1) if row[0] == "Men")
    found = list(read_forms(layout, rows, Vocabulary(), {men}, fates.__setitem__))
    assert ["men" in row.cells for row in found] == [False, False]
    assert fates[men] == "hidden"


def test_marks_and_comments_reach_the_record_they_stand_at() -> None:
    rows = [["स्वयं सहायता समूह बैठक"], *_lines(2, Remarks=["", "Cancelled"])]
    layout = find_form("SHG", rows, Vocabulary())
    assert layout is not None
    found = list(read_forms(layout, rows, Vocabulary(), marks=Marks({}, {2: [(1, "by phone")]})))
    assert [(row.comments, list(row.asked)) for row in found] == [(("by phone",), []), ((), ["date"])]
    struck = list(read_forms(layout, rows, Vocabulary(), marks=Marks({2: "A2"}, {})))
    assert [row.asked["date"].cell for row in struck] == ["A2", "A2"]


def test_what_stands_beside_an_unknown_label_is_kept_with_its_record(
    tmp_path: Path, cast: Cast, behind_gumla: Any, as_: Any
) -> None:
    """Two forms below each other, two records beside each other: each keeps its own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["स्वयं सहायता समूह बैठक"])
    for number in (1, 2):
        sheet.append([])
        lines = (
            ("दिनांक", f"1{number}/03/2022", f"2{number}/03/2022"),
            ("प्रखंड", "Basia", "Basia"),
            ("गाँव", f"Toli {number}0", f"Toli {number}1"),
            ("महिला", 5, 6),
            ("Xylophones", f"sound {number}0", ""),
            ("पुरुष", 1, 0),
            ("कुल प्रतिभागी", 6, 6),
            ("Bus fare", 40, 2341_2341_2346),
        )
        for line in lines:
            sheet.append(list(line))
    path = tmp_path / "form.xlsx"
    book.save(path)
    import_workbook(path, cast.gumla)
    with as_("coordinator") as by:
        kept = {
            record.village: [(one.heading, one.value) for one in selectors.other_cells_of(by, record)]
            for record in Activity.objects.live()
        }
    assert kept == {
        "Toli 10": [("Xylophones", "sound 10"), ("Bus fare", "40")],
        "Toli 11": [("Bus fare", "XXXX XXXX 2346")],
        "Toli 20": [("Xylophones", "sound 20"), ("Bus fare", "40")],
        "Toli 21": [("Bus fare", "XXXX XXXX 2346")],
    }
