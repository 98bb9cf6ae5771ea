"""What a register of migrants says beside the usual: a second telephone, the third sex, the day of coming back."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.models import RowWarning
from jatan.kernel.numbers import parse_phone, phone_parts
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from tests.intake.registers.workbooks import write

HEAD = ["S.No.", "Registered on", "Name", "लिंग", "Phone", "Destination", "Leaves on", "कब लौटे"]


def _row(**cells: Any) -> list[Any]:
    usual = {"sex": "पुरुष", "phone": "9431100003", "leaves_on": "15/03/2022", "returned_on": ""} | cells
    return [
        1,
        "12/03/2022",
        "Etwa Oraon",
        usual["sex"],
        usual["phone"],
        "Surat",
        usual["leaves_on"],
        usual["returned_on"],
    ]


@pytest.fixture
def taken(tmp_path: Path, take_in: Any) -> Any:
    return lambda **cells: take_in(write(tmp_path / "m.xlsx", {"Migration register": [HEAD, _row(**cells)]}))[
        "journeys"
    ]


@pytest.mark.parametrize(
    "written",
    ["9431100003 / 9431100004", "9431100003,9431100004", "9431100003 या 9431100004", "9431100003 9431100004",
     "9431100003 / पड़ोसी का", "९४३११००००३ & 9431100004"],
)  # fmt: skip
def test_a_second_phone_is_kept_in_the_warning_of_the_row(taken: Any, behind_gumla: Any, written: str) -> None:
    """Before: 9431100004 was dropped without a word."""
    assert taken(phone=written)["warnings"] == {"several_phones": 1}
    with behind_gumla():
        assert Person.objects.get().phone == "9431100003"
        warning = RowWarning.objects.get()
        assert (warning.field, phone_parts(warning.detail)) == ("phone", phone_parts(written))


@pytest.mark.parametrize("written", ["94311 00003", "+91-94311-00003", "09431100003", "9431100003."])
def test_one_phone_gives_no_warning(taken: Any, written: str) -> None:
    assert "warnings" not in taken(phone=written)
    assert parse_phone(written) == "9431100003"


@pytest.mark.parametrize("written", ["किन्नर", "ट्रांसजेंडर", "तृतीय", "तृतीय लिंग", "Transgender", "Kinnar"])
def test_the_third_sex_is_read(taken: Any, behind_gumla: Any, written: str) -> None:
    """Before: किन्नर and तृतीय were words that nobody knew."""
    assert "warnings" not in taken(sex=written)
    with behind_gumla():
        assert Person.objects.get().sex == "t"


def test_the_day_of_coming_back_is_recorded(taken: Any, behind_gumla: Any) -> None:
    """Before: the column could not be read nor taught."""
    counts = taken(returned_on="20/06/2022")
    assert "unknown_columns" not in counts
    with behind_gumla():
        journey = Journey.objects.get()
        assert (journey.returned_on, journey.expected_return_on) == (dt.date(2022, 6, 20), None)


def test_an_impossible_day_of_coming_back_waits_and_an_odd_one_is_warned_about(taken: Any) -> None:
    assert taken(returned_on="31/06/2022")["refused"] == {"no_such_date": 1}
    assert taken(returned_on="01/03/2055")["refused"] == {"date_in_future": 1}
    assert taken(returned_on="01/03/2022")["warnings"] == {"returned_before_leaving": 1}
    assert "warnings" not in taken(returned_on="अभी नहीं", leaves_on="16/03/2022")
