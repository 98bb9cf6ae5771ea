"""A wage of a day, a week, an hour or a year is never recorded as the wage of a month."""

from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.selectors import parked_rows
from jatan.kernel.problems import Problems
from jatan.programme.journeys.models import Journey
from tests.intake.registers.workbooks import write

HEADER = ["S.No.", "Registered on", "Name", "Age", "Block", "Destination"]


def _register(path: Path, wage: Any, heading: str = "Wage") -> Path:
    row = [1, "12/03/2022", "Etwa Oraon", 24, "Basia", "Surat", wage]
    return write(path, {"Migration register": [[*HEADER, heading], row]})


@pytest.mark.parametrize(
    ("wage", "period"),
    [
        *(
            (wage, "a day")
            for wage in ("350 रोज़", "350/दिन", "दैनिक 350", "₹350 प्रतिदिन", "Rs. 350/- per day", "350 daily")
        ),
        *((wage, "a day") for wage in ("३५० रोजाना", "१२०० दिहाड़ी", "1200 p.d.", "350 प्रति दिन")),
        *((wage, "a week") for wage in ("2000 हफ़्ता", "2,000 per week", "साप्ताहिक 2000")),
        *((wage, "a year") for wage in ("60000 साल", "1,20,000 per annum", "सालाना 96000", "60000 per year")),
        *((wage, "an hour") for wage in ("50/घंटा", "50 per hour")),
    ],
)
def test_another_wage_waits_with_its_reason(tmp_path: Path, take_in: Any, as_: Any, wage: str, period: str) -> None:
    """Before: left out with a warning, or, for that of a year, recorded as that of a month."""
    counts = take_in(_register(tmp_path / "a.xlsx", wage))["journeys"]
    assert (counts["imported"], counts["refused"]) == (0, {"unreadable": 1})
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        ((code, field, message),) = [(one["code"], one["field"], one["message"]) for one in row.problems]
        assert (code, field) == ("unreadable", "wage")
        assert period in message
        with pytest.raises(Problems, match="unreadable"):
            repair_row(by=by, parked=row, cells={}, confirmed=["wage"])
        assert Journey.objects.get(pk=repair_row(by=by, parked=row, cells={"wage": "9100"})).wage_promised == 9100


@pytest.mark.parametrize(
    "wage", ["9000 माह", "9000/month", "9000 प्रति माह", "9000 pm", "9,000 मासिक (26 दिन)", "9000", 9000]
)
def test_the_wage_of_a_month_is_recorded(tmp_path: Path, take_in: Any, as_: Any, wage: Any) -> None:
    counts = take_in(_register(tmp_path / "a.xlsx", wage))["journeys"]
    assert counts["refused"] == {}
    with as_("coordinator"):
        expected = None if wage == "9,000 मासिक (26 दिन)" else 9000
        assert Journey.objects.get().wage_promised == expected


@pytest.mark.parametrize("heading", ["मजदूरी (रोज़)", "Wages (daily)"])
@pytest.mark.parametrize("wage", [350, 1200, "1,200"])
def test_a_heading_that_names_the_day_is_heard(tmp_path: Path, take_in: Any, as_: Any, heading: str, wage: Any) -> None:
    """Before: 1,200 rupees a day were recorded as 1,200 a month without a word."""
    counts = take_in(_register(tmp_path / "a.xlsx", wage, heading))["journeys"]
    assert (counts["imported"], counts["refused"]) == (0, {"unreadable": 1})
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        assert heading in row.cells["wage"]
        repair_row(by=by, parked=row, cells={"wage": "9100"})
        assert Journey.objects.get().wage_promised == 9100
    again = take_in(_register(tmp_path / "a.xlsx", wage, heading))["journeys"]
    assert (again["imported"], again["already_in"], again["refused"]) == (0, 1, {})


def test_a_cell_that_names_the_month_is_believed_more_than_its_heading(tmp_path: Path, take_in: Any, as_: Any) -> None:
    assert take_in(_register(tmp_path / "a.xlsx", "9000 माह", "Wages (daily)"))["journeys"]["imported"] == 1
    with as_("coordinator"):
        assert Journey.objects.get().wage_promised == 9000


@pytest.mark.parametrize("wage", ["", "-", "ज्ञात नहीं"])
def test_no_wage_below_such_a_heading_is_no_problem(tmp_path: Path, take_in: Any, as_: Any, wage: str) -> None:
    assert take_in(_register(tmp_path / "a.xlsx", wage, "Wages (daily)"))["journeys"]["imported"] == 1
    with as_("coordinator"):
        assert Journey.objects.get().wage_promised is None


def test_a_bare_small_wage_asks_whether_it_is_of_a_day(tmp_path: Path, take_in: Any, as_: Any) -> None:
    take_in(_register(tmp_path / "a.xlsx", 350))
    with as_("coordinator") as by:
        message = parked_rows(by).get().problems[0]["message"]
        assert message == "This looks like the wage of a day. Is it really the wage of a month?"
