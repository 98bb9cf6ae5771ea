"""A figure outside the plausible range of its register waits for a yes, and one yes is enough for a whole workbook."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.ledger.models import Event
from jatan.intake.registers.models import ParkedRow, RowWarning
from jatan.intake.registers.recognise.vocabulary.figure_ranges import figure_ranges
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.reconcile.identity import NUMBERS
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.repair.many_rows import confirm_figures
from jatan.intake.registers.selectors import parked_rows
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from tests.intake.registers.workbooks import meeting, meetings, write

JOURNEYS = ["S.No.", "Registered on", "Name", "Age", "Block", "Destination", "Wage"]


def _migrant(serial: int, name: str, age: Any = 24, wage: Any = 12000, block: str = "Basia") -> list[Any]:
    return [serial, "12/03/2022", name, age, block, "Surat", wage]


def _migrants(path: Path, *rows: list[Any]) -> Path:
    return write(path, {"Migration register": [JOURNEYS, *rows]})


def _refused(counts: dict[str, Any], kind: str = "shg_meeting") -> dict[str, int]:
    refused: dict[str, int] = counts[kind]["refused"]
    return refused


@pytest.mark.parametrize("kind", list(kinds()))
def test_every_range_is_of_a_figure_of_its_register(kind: str) -> None:
    ranges = figure_ranges(kind)
    assert ranges.keys() <= NUMBERS & {*kinds()[kind].fields}
    assert NUMBERS & {*kinds()[kind].fields} == ranges.keys()
    assert all(0 < usual.smallest < usual.largest for usual in ranges.values())
    compared = {"women", "men", "girls", "boys", "total", "money_recovered", "wage"}
    for column, usual in ranges.items():
        assert (column in compared) == (usual.smallest < usual.never_compared < usual.largest)


@pytest.mark.parametrize("women", [123456, "1,23,456", "१,२३,४५६", 301])
def test_a_meeting_of_implausibly_many_women_waits(tmp_path: Path, take_in: Any, as_: Any, women: Any) -> None:
    """Before: 1,23,456 women of one SHG meeting were recorded without a word."""
    counts = take_in(meetings(tmp_path / "a.xlsx", meeting(1, women=20), meeting(2, women=women)))
    assert (counts["shg_meeting"]["imported"], _refused(counts)) == (1, {"implausible": 1})
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        assert [(problem["code"], problem["field"]) for problem in row.problems] == [("implausible", "women")]
        assert row.cells["women"] == women


def test_a_total_without_parts_is_checked_and_a_sum_of_checked_parts_is_not(tmp_path: Path, take_in: Any) -> None:
    only_total = meeting(1, women="", men="", girls="", boys="", total=400)
    all_parts = meeting(2, women=200, men=200, girls=0, boys=0, total=400, village="Tengra")
    counts = take_in(meetings(tmp_path / "a.xlsx", only_total, all_parts))
    assert (counts["shg_meeting"]["imported"], _refused(counts)) == (1, {"implausible": 1})


def test_yes_records_the_row_as_written_and_is_remembered(
    tmp_path: Path, take_in: Any, as_: Any, behind_gumla: Any
) -> None:
    path = meetings(tmp_path / "a.xlsx", meeting(1, women=450))
    take_in(path)
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        with pytest.raises(Problems, match="implausible"):
            repair_row(by=by, parked=row, cells={})
        record_id = repair_row(by=by, parked=row, cells={}, confirmed={"women"})
        made = Activity.objects.get(pk=record_id)
        assert (made.women, made.total) == (450, 450)
        warning = RowWarning.objects.get()
        assert (warning.code, warning.field, warning.detail) == ("figure_confirmed", "women", "450")
    again = take_in(path)["shg_meeting"]
    assert (again["imported"], again["already_in"], again["refused"]) == (0, 1, {})


def test_one_yes_is_enough_for_the_rows_of_the_run_with_the_same_field_and_reason(
    tmp_path: Path, take_in: Any, as_: Any
) -> None:
    path = _migrants(
        tmp_path / "a.xlsx",
        _migrant(1, "Sushila Kumari", wage=350),
        _migrant(2, "Phulmani Devi", wage=400),
        _migrant(3, "Etwa Oraon", wage=350, block="Xyzabad"),
        _migrant(4, "Birsa Munda", age=350),
        _migrant(5, "Somra Oraon"),
    )
    assert _refused(take_in(path), "journeys") == {"implausible": 3, "unknown_place": 1}
    with as_("coordinator") as by:
        row = parked_rows(by).filter(problems__contains=[{"field": "wage"}]).first()
        assert confirm_figures(by=by, parked=row, column="wage") == (2, 1)
        assert sorted(Journey.objects.values_list("wage_promised", flat=True)) == [350, 400, 12000]
        left = {row.code: row for row in parked_rows(by)}
        assert left.keys() == {"unknown_place", "implausible"}
        assert left["implausible"].cells["age"] == 350
        event = Event.objects.get(verb="registers.figures_confirmed")
        assert event.payload == {"kind": "journeys", "field": "wage", "confirmed": 3}
        assert "Etwa" not in json.dumps(event.payload)
        with pytest.raises(Problem, match="not_waiting"):
            confirm_figures(by=by, parked=left["implausible"], column="wage")
    # The yes is kept with the row that waits for its block, through another import and its repair.
    assert _refused(take_in(path), "journeys") == {"implausible": 1, "unknown_place": 1}
    with as_("coordinator") as by:
        row = parked_rows(by).get(code="unknown_place")
        assert Journey.objects.get(pk=repair_row(by=by, parked=row, cells={"block": "Basia"})).wage_promised == 350


def test_a_figure_written_anew_is_asked_about_again(tmp_path: Path, take_in: Any, as_: Any) -> None:
    take_in(_migrants(tmp_path / "a.xlsx", _migrant(1, "Etwa Oraon", wage=350, block="Xyzabad")))
    with as_("coordinator") as by:
        row = parked_rows(by).get()
        assert confirm_figures(by=by, parked=row, column="wage") == (0, 1)
        with pytest.raises(Problems, match="implausible"):
            repair_row(by=by, parked=row, cells={"block": "Basia", "wage": "35"})
        repair_row(by=by, parked=row, cells={"block": "Basia", "wage": "9000"})
        assert Journey.objects.get().wage_promised == 9000


def test_a_year_of_birth_in_the_column_of_age_is_proposed_and_recorded_as_such(
    tmp_path: Path, take_in: Any, as_: Any
) -> None:
    """Before: recorded as an age of 1998 years."""
    counts = take_in(_migrants(tmp_path / "a.xlsx", _migrant(1, "Etwa Oraon", age="१९९८")))
    assert _refused(counts, "journeys") == {"implausible": 1}
    with as_("coordinator") as by:
        row = ParkedRow.objects.get()
        assert row.problems[0]["message"] == "This looks like a year of birth, not an age. Is it the year of birth?"
        assert confirm_figures(by=by, parked=row, column="age") == (1, 0)
        person = Person.objects.get()
        assert (person.age, person.birth_year) == (None, 1998)


@pytest.mark.parametrize(("earlier", "found"), [(50, {"implausible": 1}), (49, {})])
def test_three_times_the_largest_of_the_office_waits_once_there_are_fifty(
    tmp_path: Path, take_in: Any, earlier: int, found: dict[str, int]
) -> None:
    rows = [meeting(n, women=12, village=f"Village {n}") for n in range(1, earlier + 1)]
    assert _refused(take_in(meetings(tmp_path / "a.xlsx", *rows))) == {}
    later = [meeting(1, date="01/02/2023", women=36, village="P"), meeting(2, date="02/02/2023", women=37, village="Q")]
    assert _refused(take_in(meetings(tmp_path / "b.xlsx", *later))) == found


@pytest.mark.parametrize(("women", "found"), [(30, {}), (31, {"implausible": 1})])
def test_an_office_of_small_meetings_is_not_asked_about_an_ordinary_one(
    tmp_path: Path, take_in: Any, women: int, found: dict[str, int]
) -> None:
    """Before: an office whose largest meeting had 2 women was asked about 7."""
    rows = [meeting(n, women=2, village=f"Village {n}") for n in range(1, 51)]
    take_in(meetings(tmp_path / "a.xlsx", *rows))
    later = meetings(tmp_path / "b.xlsx", meeting(1, date="01/02/2023", women=women, village="P"))
    assert _refused(take_in(later)) == found


def test_the_figures_of_an_office_are_asked_once_per_register_of_a_run(tmp_path: Path, take_in: Any) -> None:
    rows = [meeting(n, women=12, village=f"Village {n}") for n in range(1, 60)]
    with CaptureQueriesContext(connection) as queries:
        take_in(meetings(tmp_path / "a.xlsx", *rows))
    assert sum("MAX(" in query["sql"] for query in queries) == 1
