"""An attendance list, members down and days across, becomes a meeting for each day with those who came."""

import datetime as dt
import random
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from jatan.intake.registers.models import ImportedRow, ParkedRow
from jatan.intake.registers.recognise.attendance import find_attendance, read_attendance
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.row_account import counted_rows
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.workbook.row_marks import Marks
from jatan.programme.activities.models import Activity
from tests.cast import Cast

NAMES = ("सुनीता देवी", "बसंती कुमारी", "फूलमनी तिर्की", "Anita Oraon", "Mary Kujur", "Jitni Devi", "राधा कुमारी")
MARKS = (
    ("✓", ("", "अ")),
    ("P", ("A", "")),
    ("उ", ("अ", "-")),
    ("उपस्थित", ("अनुपस्थित",)),
    (1, (0, "")),
    ("✔", ("✗", "x")),
)


class Truth(NamedTuple):
    """{day: (women, men, total)} of the meetings; `waits`: {cell of an unknown mark}; `rows` of the sheet."""

    meetings: dict[dt.date, tuple[int | None, int | None, int]]
    waits: set[str]
    rows: int


def _write(path: Path, seed: int) -> Truth:
    rng = random.Random(seed)
    present, absent = MARKS[seed % len(MARKS)]
    has_sex, has_month = bool(seed % 2), seed % 3 == 0
    days = [dt.date(2022, 5, number) for number in sorted(rng.sample(range(2, 30), 5))]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = rng.choice(["Attendance", "उपस्थिति", "Sheet1"])
    sheet.append(["स्वयं सहायता समूह बैठक उपस्थिति"])
    sheet.append([f"समूह का नाम: Toli {seed} महिला मंडल", "", "गाँव: Toli", "प्रखंड: Basia"])
    if has_month:
        sheet.append(["माह: मई 2022"])
    headings: list[Any] = ["क्र.सं.", "सदस्य का नाम", *(["लिंग"] if has_sex else [])]
    sheet.append([*headings, *(day.day if has_month else f"{day:%d/%m/%Y}" for day in days)])
    counts = {day: [0, 0, 0] for day in days}
    waits: set[str] = set()
    for number, name in enumerate(NAMES, start=1):
        sex = rng.choice("fm")
        line: list[Any] = [number, name, *([{"f": "महिला", "m": "पुरुष"}[sex]] if has_sex else [])]
        for day in days:
            came = rng.random() < 0.7 or number == 1
            line.append(present if came else rng.choice(absent))
            counts[day][0] += came and sex == "f"
            counts[day][1] += came and sex == "m"
            counts[day][2] += came
        sheet.append(line)
    if seed % 4 == 1:
        cell = sheet.cell(sheet.max_row, len(headings) + 2)
        cell.value = "देर से"
        waits.add(cell.coordinate)
        del counts[days[1]]
    totals = [sum(sheet.cell(row, column).value == present for row in range(1, sheet.max_row + 1)) for column in (4, 5)]
    sheet.append(["", "कुल उपस्थित", *([""] if has_sex else []), *totals])
    book.save(path)
    found = {
        day: (women if has_sex else None, men if has_sex else None, total)
        for day, (women, men, total) in counts.items()
    }
    return Truth(found, waits, sheet.max_row)


@pytest.mark.parametrize("seed", range(6))
def test_every_day_of_an_attendance_list_is_a_meeting(seed: int, tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    """Before: refused, because it has no column of days."""
    truth = _write(tmp_path / "a.xlsx", seed)
    tally = import_workbook(tmp_path / "a.xlsx", cast.gumla)
    (account,) = tally.account()
    assert counted_rows(account) == account["rows"] == truth.rows
    assert account["others"]["attendance"]["count"] == len(NAMES)
    assert account["others"]["totals"]["count"] == 1
    assert "unread" not in account["others"]
    with behind_gumla():
        found = {one.held_on: (one.women, one.men, one.total) for one in Activity.objects.all()}
        assert found == truth.meetings
        assert {problem["cell"] for row in ParkedRow.objects.all() for problem in row.problems} == truth.waits
        of_group = Activity.objects.filter(village="Toli", group_name=f"Toli {seed} महिला मंडल", kind="shg_meeting")
        assert of_group.count() == len(truth.meetings)


@pytest.mark.parametrize("has_month", [True, False])
def test_a_whole_date_gives_its_month_to_the_numbers_after_it(has_month: bool) -> None:
    headings = ["क्र.सं.", "सदस्य का नाम", dt.date(2022, 5, 30), 31, dt.date(2022, 6, 1), 2]
    rows: list[list[Any]] = [["स्वयं सहायता समूह बैठक उपस्थिति"], *([["माह: मई 2022"]] if has_month else []), headings]
    rows += [[number, name, "P", "A", "P", "P"] for number, name in enumerate(NAMES, start=1)]
    found = find_attendance("Attendance", rows, Vocabulary())
    assert found is not None
    assert [*found.days.values()] == [dt.date(2022, *day) for day in ((5, 30), (5, 31), (6, 1), (6, 2))]


def test_a_day_added_later_is_one_more_meeting(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    _write(tmp_path / "a.xlsx", 0)
    import_workbook(tmp_path / "a.xlsx", cast.gumla)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.active
    column = sheet.max_column + 1
    sheet.cell(4, column).value = 31
    sheet.cell(5, column).value = "✓"
    book.save(tmp_path / "a.xlsx")
    counts = import_workbook(tmp_path / "a.xlsx", cast.gumla).document()["shg_meeting"]
    assert (counts["imported"], counts["already_in"]) == (1, 5)
    with behind_gumla():
        assert ImportedRow.objects.count() == 6


def test_a_holiday_is_no_meeting_until_somebody_says_so(tmp_path: Path, cast: Cast, behind_gumla: Any) -> None:
    """Before: "H" was read as present, so that everybody came on a holiday."""
    book = openpyxl.Workbook()
    book.active.append(["स्वयं सहायता समूह बैठक उपस्थिति"])
    book.active.append(["समूह का नाम: Toli महिला मंडल", "", "गाँव: Toli", "प्रखंड: Basia"])
    book.active.append(["क्र.सं.", "सदस्य का नाम", *(f"{day}/05/2022" for day in range(13, 20))])
    for number, name in enumerate(NAMES, start=1):
        book.active.append([number, name, *["P"] * 6, "H"])
    book.save(tmp_path / "a.xlsx")
    counts = import_workbook(tmp_path / "a.xlsx", cast.gumla).document()["shg_meeting"]
    assert counts["imported"] == 6
    with behind_gumla():
        assert [row.problems[0]["cell"] for row in ParkedRow.objects.all()] == ["I4"]


def test_a_member_struck_through_and_a_comment_are_not_overlooked() -> None:
    days = [f"{day}/05/2022" for day in range(13, 16)]
    marks = [[number, name, "P", "A" if number == 2 else "P", "P"] for number, name in enumerate(NAMES, start=1)]
    rows = [["स्वयं सहायता समूह बैठक उपस्थिति"], ["क्र.सं.", "सदस्य का नाम", *days], *marks]
    layout = find_attendance("Sheet1", rows, Vocabulary())
    assert layout is not None
    seen = Marks({4: "A4"}, {3: [(2, "by phone")], 1: [(0, "all present?")]})
    found = list(read_attendance(layout, rows, Vocabulary(), marks=seen))
    assert [row.asked["total"].cell if row.asked else "" for row in found] == ["C4", "", "E4"]
    assert [row.comments for row in found] == [("all present?", "by phone"), (), ()]
