"""Registers with a column for each month: asked about, then one record for each filled month, without a day."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import Teaching
from jatan.intake.registers.models import ImportRun, ParkedRow, ProposedCorrection
from jatan.intake.registers.recognise.month_columns import BY_ROW, MEETINGS, find_month_sheet
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.repair.actions import accept_correction
from jatan.intake.registers.repair.lessons import learn_mapping
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.dates import MonthOnly
from jatan.kernel.periods import Period
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import write

As = Callable[[str], AbstractContextManager[Actor]]
MONTHS = ["अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर", "जनवरी", "फरवरी", "मार्च"]
SHEET = "SHG meetings"


def _head(title: str = "वित्तीय वर्ष 2022-23") -> list[list[Any]]:
    return [[title], ["क्र.सं.", "प्रखंड", "समूह का नाम", *MONTHS, "कुल"]]


def _line(serial: int, block: str, group: str, numbers: dict[str, Any]) -> list[Any]:
    cells = [numbers.get(month, "") for month in MONTHS]
    return [serial, block, group, *cells, sum(cell for cell in cells if isinstance(cell, int))]


ROWS = [
    _line(1, "Basia", "सीता महिला मंडल", {"अप्रैल": 14, "मई": 12, "मार्च": 9}),
    _line(2, "Basia", "दुर्गा महिला मंडल", {"अप्रैल": 11, "जून": "-", "जुलाई": 0}),
    ["", "कुल", "", 25, 12, *[""] * 9, 9, 46],
]


def _pivot(
    path: Path, rows: Sequence[Any] = tuple(ROWS), head: Sequence[Any] | None = None, sheet: str = SHEET
) -> Path:
    return write(path, {sheet: [*(_head() if head is None else head), *rows]})


def _say(cast: Cast, path: Path, meaning: str, sheet: str = SHEET) -> None:
    """Remember for the office what the numbers of a sheet mean, as the page does."""
    with open_workbook(path) as book:
        found = find_month_sheet(sheet, list(book.rows(sheet))[:40], Vocabulary())
    assert found is not None
    importer = importer_for(cast.gumla.id)
    with acting_as(importer):
        learn_mapping(
            by=importer, organisation_id=cast.gumla.id, what=Teaching.MONTHS, written=found.signature, meaning=meaning
        )


def _unknown(cast: Cast) -> list[tuple[str, str]]:
    with acting_as(importer_for(cast.gumla.id)):
        run = ImportRun.objects.latest("started_at", "id")
    return [(one["sheet"], one["reason"]) for one in run.unknown_sheets]


def test_nothing_is_recorded_before_somebody_has_said_what_the_numbers_are(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    assert take_in(_pivot(tmp_path / "a.xlsx")) == {}
    assert _unknown(cast) == [(SHEET, "months")]
    with behind_gumla():
        run = ImportRun.objects.get()
        assert run.unknown_sheets[0]["details"]["sample"][0] == ["Basia · सीता महिला मंडल", "2022-04-XX", "total:14"]
        assert not Activity.objects.exists()


def test_each_filled_month_is_one_meeting_without_a_day(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    path = _pivot(tmp_path / "a.xlsx")
    _say(cast, path, "shg_meeting")
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"], counts["warnings"]) == (4, {}, {"month_only": 4})
    assert counts["skipped"] == {"totals": 1}
    with behind_gumla():
        rows = Activity.objects.order_by("group_name", "held_on")
        assert [(row.group_name, row.held_on, row.total, row.women) for row in rows] == [
            ("दुर्गा महिला मंडल", dt.date(2022, 4, 1), 11, None),
            ("सीता महिला मंडल", dt.date(2022, 4, 1), 14, None),
            ("सीता महिला मंडल", dt.date(2022, 5, 1), 12, None),
            ("सीता महिला मंडल", dt.date(2023, 3, 1), 9, None),
        ]
        assert {type(row.held) for row in rows} == {MonthOnly}


def test_months_quarters_and_years_are_counted_right(cast: Cast, tmp_path: Path, take_in: Any, as_: As) -> None:
    path = _pivot(tmp_path / "a.xlsx")
    _say(cast, path, "shg_meeting")
    take_in(path)

    assert recount_pending([cast.gumla.id])

    def counted(start: dt.date, end: dt.date) -> tuple[int | None, int | None]:
        with as_("coordinator") as by:
            report = impact_report(Period(start, end), by=by)
        return report.number("shg_meetings", "meetings"), report.number("shg_meetings", "participants")

    assert counted(dt.date(2022, 4, 1), dt.date(2022, 4, 30)) == (2, 25)
    assert counted(dt.date(2022, 4, 1), dt.date(2022, 6, 30)) == (3, 37)
    assert counted(dt.date(2022, 4, 1), dt.date(2023, 3, 31)) == (4, 46)


def test_the_same_sheet_again_brings_nothing_and_a_changed_cell_is_proposed(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    path = _pivot(tmp_path / "a.xlsx")
    _say(cast, path, "shg_meeting")
    take_in(path)
    assert take_in(path)["shg_meeting"]["already_in"] == 4
    changed = [_line(1, "Basia", "सीता महिला मंडल", {"अप्रैल": 14, "मई": 16, "जून": 10, "मार्च": 9}), *ROWS[1:]]
    counts = take_in(_pivot(tmp_path / "a.xlsx", changed))["shg_meeting"]
    assert (counts["imported"], counts["proposed"], counts["already_in"]) == (1, 1, 3)
    with behind_gumla():
        proposed = ProposedCorrection.objects.get()
        assert (proposed.fields, proposed.cells["date"], proposed.cells["total"]) == (["total"], "2022-05-XX", 16)
        accept_correction(by=importer_for(cast.gumla.id), correction=proposed)
        record = Activity.objects.get(held_on=dt.date(2022, 5, 1))
        assert (record.total, record.is_day_known) == (16, False)


@pytest.mark.parametrize(
    "months",
    [
        ["Apr-22", "May-22", "Jun-22"],
        ["April 2022", "May 2022", "June 2022"],
        ["अप्रैल २०२२", "मई २०२२", "जून २०२२"],
        ["04/2022", "05/2022", "06/2022"],
        [dt.date(2022, 4, 1), dt.date(2022, 5, 1), dt.date(2022, 6, 1)],
        ["Apr", "May", "June"],
    ],
)
def test_months_are_read_in_every_way_of_writing(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any, months: list[Any]
) -> None:
    path = _pivot(tmp_path / "a.xlsx", [["Basia", 5, 6, 7]], [["FY 2022-23"], ["Block", *months]])
    _say(cast, path, "shg_meeting")
    take_in(path)
    with behind_gumla():
        held = Activity.objects.order_by("held_on").values_list("held_on", "total")
        assert list(held) == [(dt.date(2022, 4, 1), 5), (dt.date(2022, 5, 1), 6), (dt.date(2022, 6, 1), 7)]


def test_columns_under_each_month_are_parts_of_the_same_meeting(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    head = [
        ["प्रखंड", "गाँव", "अप्रैल 2022", "", "", "मई 2022", "", "", "जून 2022", "", "", "कुल", "", ""],
        ["", "", *["बैठक", "महिला", "पुरुष"] * 4],
    ]
    rows = [["Basia", "नवापुर", 1, 10, 2, "", "", "", 3, 30, 5, 4, 40, 7]]
    path = _pivot(tmp_path / "a.xlsx", rows, head)
    _say(cast, path, "shg_meeting")
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (1, {"unreadable": 1})
    with behind_gumla():
        assert list(Activity.objects.values_list("held_on", "women", "men", "total")) == [
            (dt.date(2022, 4, 1), 10, 2, 12)
        ]
        waiting = ParkedRow.objects.get()
        assert "Several meetings" in waiting.problems[0]["message"]
        assert waiting.cells["meetings"] == 3


def test_rows_that_say_their_kind_become_records_of_that_kind(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    head = [["2022-23"], ["गतिविधि", "प्रखंड", *MONTHS]]
    rows = [
        ["स्वयं सहायता समूह बैठक", "Basia", 14],
        ["जागरूकता कार्यक्रम", "Basia", "", 60],
        ["खेल दिवस", "Basia", 30],
        ["कुल", "", 44, 60],
    ]
    path = _pivot(tmp_path / "a.xlsx", rows, head, sheet="Sheet1")
    _say(cast, path, BY_ROW, sheet="Sheet1")
    counts = take_in(path)
    assert {kind: one["imported"] for kind, one in counts.items()} == {"shg_meeting": 1, "awareness": 1}
    assert _unknown(cast) == [("खेल दिवस", "kind_unclear")]


def test_numbers_of_meetings_are_not_taken_for_people(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    path = _pivot(tmp_path / "a.xlsx")
    _say(cast, path, MEETINGS)
    assert take_in(path) == {}
    assert _unknown(cast) == [(SHEET, "months_of_meetings")]


def test_months_without_a_year_are_asked_about(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    assert take_in(_pivot(tmp_path / "a.xlsx", head=_head("मासिक बैठकें"))) == {}
    assert _unknown(cast) == [(SHEET, "months_without_year")]


def test_a_month_in_a_date_column_waits_as_before(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    rows: list[list[Any]] = [["Date", "Block", "Group name", "Total"], ["मार्च 2022", "Basia", "सीता", 12]]
    counts = take_in(write(tmp_path / "a.xlsx", {SHEET: rows}))["shg_meeting"]
    assert counts["refused"] == {"unreadable": 1}


def test_an_unreadable_cell_waits_with_its_month(cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    path = _pivot(tmp_path / "a.xlsx", [_line(1, "Basia", "सीता", {"मई": "बहुत", "जून": 8})])
    _say(cast, path, "shg_meeting")
    counts = take_in(path)["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (1, {"unreadable": 1})
    with behind_gumla():
        assert (ParkedRow.objects.get().cells["date"], ParkedRow.objects.get().row_number) == ("2022-05-XX", 3)


def test_an_answer_holds_for_sheets_with_the_same_headings_only(cast: Cast, tmp_path: Path, take_in: Any) -> None:
    _say(cast, _pivot(tmp_path / "a.xlsx"), "shg_meeting")
    other = [["2022-23"], ["प्रखंड", "गाँव", *MONTHS]]
    assert take_in(_pivot(tmp_path / "b.xlsx", [["Basia", "नवापुर", 3]], other)) == {}
    assert _unknown(cast) == [(SHEET, "months")]


def test_quarters_between_the_months_and_merged_blocks_are_read_right(
    cast: Cast, tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet(SHEET)
    rows: list[list[Any]] = [
        ["वर्ष 2022-2023"],
        ["प्रखंड", "समूह का नाम", "Apr", "May", "Jun", "Q1", "Jul", "Aug", "Sep", "Q2", "कुल"],
        ["Basia", "सीता", 10, 11, 12, 33, "", 14, "", 14, 47],
        ["", "दुर्गा", 9, "", "", 9, "", "", 8, 8, 17],
        ["कुल योग", "", 19, 11, 12, 42, 0, 14, 8, 22, 64],
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(number, column, cell)
    sheet.merge_range(2, 0, 3, 0, "Basia")
    book.close()
    _say(cast, tmp_path / "a.xlsx", "shg_meeting")
    counts = take_in(tmp_path / "a.xlsx")["shg_meeting"]
    assert (counts["imported"], counts["participants"]) == (6, 10 + 11 + 12 + 14 + 9 + 8)
    with behind_gumla():
        assert set(Activity.objects.values_list("place__name_en", flat=True)) == {"Basia"}
        assert Activity.objects.filter(held_on=dt.date(2022, 9, 1), group_name="दुर्गा", total=8).exists()


def test_an_ordinary_register_with_days_is_no_sheet_of_months(tmp_path: Path, take_in: Any) -> None:
    rows: list[list[Any]] = [
        ["Date", "Block", "Group name", "Total", "April", "May", "June"],
        ["12/03/2022", "Basia", "सीता", 12, "", "", ""],
    ]
    assert take_in(write(tmp_path / "a.xlsx", {SHEET: rows}))["shg_meeting"]["imported"] == 1
