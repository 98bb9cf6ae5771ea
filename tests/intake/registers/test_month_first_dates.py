"""A column of dates that can only be month first is read so from its first row; every other column day first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import DATES as ABOUT_DATES
from jatan.intake.registers.choices import DateAnswer
from jatan.intake.registers.hidden_answers import HiddenPart, stored_parts
from jatan.intake.registers.models import ImportRun, RowWarning
from jatan.intake.registers.repair.many_rows import confirm_figures
from jatan.intake.registers.run import import_paths, import_workbook
from jatan.intake.registers.selectors import parked_rows
from jatan.kernel.dates import DateOrder, date_order
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, meetings, write

DATES = {"03/04/2022": dt.date(2022, 3, 4), "03/25/2022": dt.date(2022, 3, 25), "04/13/2022": dt.date(2022, 4, 13)}


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("25/03/2022", DateOrder.DAY_FIRST), ("03-25-22", DateOrder.MONTH_FIRST), ("०३/२५/२०२२", DateOrder.MONTH_FIRST),
        ("03.04.2022", DateOrder.EITHER), ("दि० 03/25/2022", DateOrder.MONTH_FIRST), ("31/31/2022", None),
        ("02/31/2022", None), ("2022-03-25", None), ("12 मार्च 2022", None), ("", None), ("1/2", None),
    ],
)  # fmt: skip
def test_the_order_of_a_date_in_figures(text: str, order: DateOrder | None) -> None:
    assert date_order(text) is order


def _days(path: Path, take_in: Any, *dates: str) -> dict[str, int]:
    rows = [meeting(n, date=date, village=f"Village {n}") for n, date in enumerate(dates, 1)]
    refused: dict[str, int] = take_in(meetings(path, *rows))["shg_meeting"]["refused"]
    return refused


def test_a_column_that_proves_month_first_is_read_so_from_its_first_row(
    tmp_path: Path, take_in: Any, behind_gumla: Any
) -> None:
    """Before: 03/04/2022 was recorded as 3 April and 03/25/2022 waited as no day of the calendar."""
    assert _days(tmp_path / "us.xlsx", take_in, *DATES) == {}
    with behind_gumla():
        assert list(Activity.objects.order_by("village").values_list("held_on", flat=True)) == [*DATES.values()]
        warnings = RowWarning.objects.select_related("imported_row")
        assert [(one.code, one.field, one.imported_row.row_number) for one in warnings] == [("month_first", "date", 2)]
    assert take_in(tmp_path / "us.xlsx")["shg_meeting"]["already_in"] == 3


def test_the_proof_may_stand_far_below(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    dates = [*("03/04/2022",) * 45, *("03/25/2022",) * 45]
    assert _days(tmp_path / "us.xlsx", take_in, *dates) == {}
    with behind_gumla():
        assert Activity.objects.filter(held_on=dt.date(2022, 3, 4)).count() == 45


@pytest.mark.parametrize(
    "dates",
    [
        ("03/04/2022", "25/03/2022", "04/13/2022"),  # both orders: no proof
        ("03/04/2022", *("05/06/2022",) * 7, "04/13/2022"),  # one slip among many
        ("03/04/2022", "04/31/2022"),  # no day in either order
    ],
)
def test_a_column_without_proof_is_read_day_first(
    tmp_path: Path, take_in: Any, behind_gumla: Any, dates: tuple[str, ...]
) -> None:
    assert _days(tmp_path / "in.xlsx", take_in, *dates) == {"no_such_date": 1}
    with behind_gumla():
        assert Activity.objects.get(village="Village 1").held_on == dt.date(2022, 4, 3)


def test_each_column_is_proved_by_itself(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    head = ["Date", "Name", "Issue", "Status", "Resolved on"]
    rows = [
        ["03/25/2022", "Etwa Oraon", "Unpaid wages", "Resolved", "04/05/2022"],
        ["03/04/2022", "Somra Oraon", "Unpaid wages", "Resolved", "25/05/2022"],
    ]
    assert take_in(write(tmp_path / "i.xlsx", {"Help desk": [head, *rows]}))["issues"]["imported"] == 2
    with behind_gumla():
        found = Issue.objects.order_by("caller_name").values_list("received_on", "resolved_on")
        assert list(found) == [
            (dt.date(2022, 3, 25), dt.date(2022, 5, 4)),
            (dt.date(2022, 3, 4), dt.date(2022, 5, 25)),
        ]


@pytest.mark.parametrize(("other", "is_month_first"), [("03/25/2022", True), ("25/03/2022", False)])
def test_a_sheet_without_proof_is_read_as_the_other_sheets_of_the_register(
    tmp_path: Path, take_in: Any, behind_gumla: Any, other: str, is_month_first: bool
) -> None:
    """Before: 03/04/2022 in a sheet of its own was 3 April, although every other sheet was month first."""
    sheets = {
        f"SHG meetings {n}": [HEADER, meeting(1, day, village=day)] for n, day in enumerate(["03/04/2022", other])
    }
    assert take_in(write(tmp_path / "a.xlsx", sheets))["shg_meeting"]["imported"] == 2
    with behind_gumla():
        day = Activity.objects.get(village="03/04/2022").held_on
        assert day == (dt.date(2022, 3, 4) if is_month_first else dt.date(2022, 4, 3))


def _counts(tmp_path: Path, take_in: Any, dates: Sequence[str], **options: Any) -> dict[str, Any]:
    rows = [meeting(n, date=date, village=f"Village {n}") for n, date in enumerate(dates, 1)]
    return take_in(meetings(tmp_path / "d.xlsx", *rows), **options)["shg_meeting"]


@pytest.mark.parametrize("day", ["05/07/1921", "01/01/1900", "31/12/2020", dt.date(1970, 1, 1)])
def test_days_before_the_network_are_asked_once_a_file(
    tmp_path: Path, take_in: Any, behind_gumla: Any, as_: Any, day: Any
) -> None:
    """Before: a meeting of 1921 was recorded without a word."""
    counts = _counts(tmp_path, take_in, [day, day, "01/04/2021"])
    assert (counts["imported"], counts["refused"]) == (1, {"implausible": 2})
    with as_("coordinator") as by:
        waiting = list(parked_rows(by))
        assert sorted(one.problems[0]["cell"] for one in waiting) == ["B2", "B3"]
        assert confirm_figures(by=by, parked=waiting[0], column="date") == (2, 0)


_IN_ORDER = ["04/05/2022", "05/02/2022", "06/01/2022", "07/03/2022", "08/02/2022"]


def test_days_that_run_in_order_month_first_are_asked_about(tmp_path: Path, cast: Cast) -> None:
    """Before: they were turned to February and January without a word."""
    rows = [meeting(n, date=date, village=f"Village {n}") for n, date in enumerate(_IN_ORDER, 1)]
    path = meetings(tmp_path / "d.xlsx", *rows)
    run = ImportRun.objects
    with acting_as(importer_for(cast.gumla.id)):
        made = run.create(organisation=cast.gumla, file_name="d.xlsx")
    asked = import_workbook(path, cast.gumla, run=made, dry_run=True).hidden
    assert asked == [HiddenPart("", ABOUT_DATES, 5)]
    with pytest.raises(Problem, match="hidden_unanswered"):
        import_workbook(path, cast.gumla, run=made)
    made.hidden_parts = stored_parts([replace(asked[0], answer=DateAnswer.MONTH_FIRST)])
    assert import_workbook(path, cast.gumla, run=made).document()["shg_meeting"]["imported"] == 5
    with acting_as(importer_for(cast.gumla.id)):
        days = Activity.objects.order_by("village").values_list("held_on", flat=True)
        assert [day.month for day in days] == [4, 5, 6, 7, 8]
        assert not RowWarning.objects.filter(code="month_first").exists()


@pytest.mark.parametrize(
    ("dates", "is_asked"),
    [
        (_IN_ORDER, True),
        (_IN_ORDER[:3], False),  # too few
        (["05/04/2022", "02/05/2022", "01/06/2022", "03/07/2022"], False),  # in order as days, not as months
        (["01/02/2022", "02/03/2022", "03/04/2022", "04/05/2022"], True),  # in order both ways
        ([*_IN_ORDER, "25/08/2022"], False),  # proved
        (["04/04/2022", "05/05/2022", "06/06/2022", "07/07/2022"], False),  # the same day both ways
    ],
)
def test_only_days_for_which_something_speaks_for_the_month_are_asked_about(
    tmp_path: Path, cast: Cast, dates: list[str], is_asked: bool
) -> None:
    rows = [meeting(n, date=date, village=f"Village {n}") for n, date in enumerate(dates, 1)]
    tally = import_workbook(meetings(tmp_path / "d.xlsx", *rows), cast.gumla, dry_run=True)
    assert bool(tally.hidden) is is_asked
    assert any(one["is_asked"] for one in tally.undecided_dates()) is is_asked


def test_a_column_that_proves_the_month_first_is_no_proof_of_another_but_a_question(tmp_path: Path, cast: Cast) -> None:
    """Before: six dates beside a month-first column of time stamps were turned without a word."""
    head = ["Timestamp", *HEADER]
    rows = [[stamp, *meeting(n, "03/04/2022")] for n, stamp in enumerate(["03/25/2022", "03/26/2022"], 1)]
    path = write(tmp_path / "a.xlsx", {SHG: [head, *rows]})
    document = import_paths([path], organisation=cast.gumla, dry_run=True)
    assert document["undecided_dates"] == {"a.xlsx": [{"sheet": SHG, "heading": "Date", "count": 2, "is_asked": True}]}
