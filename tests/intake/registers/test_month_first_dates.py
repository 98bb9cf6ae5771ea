"""A column of dates that can only be month first is read so from its first row; every other column day first."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.models import RowWarning
from jatan.kernel.dates import DateOrder, date_order
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from tests.intake.registers.workbooks import HEADER, meeting, meetings, write

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
