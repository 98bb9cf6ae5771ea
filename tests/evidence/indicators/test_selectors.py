"""The impact report by reader: reach, edge days, hidden small counts, number of queries."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.scope import roles_with_rows
from jatan.evidence.indicators.selectors import impact_report, network_totals
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.suppression import hide_small_numbers, hide_small_remainders
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period
from jatan.programme.activities.commands import AddParticipant
from jatan.programme.activities.services import add_participants
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Gumla: three meetings (two blocks); Khunti: one; a case in Gumla. Counted."""
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=10)
        builders.meeting(by, cast.gumla, cast.other_gumla_block, dt.date(2022, 5, 20), total=20)
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 10), total=40)
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 4), total=100)
    with as_("supervisor") as by:
        builders.case(by, cast.gumla, cast.gumla_district, dt.date(2022, 5, 9))
    recount_pending([cast.gumla.id, cast.khunti.id])
    return cast


def test_coordinator_reads_her_organisation_and_network_sums(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        report = impact_report(YEARS, by=by)
    assert report.number("shg_meetings", "participants") == 70
    assert [line.id for line in report.by_organisation] == [held.gumla.id]
    assert {line.id for line in report.by_district} == {held.gumla_district.id}
    assert report.network is not None
    assert report.network[("shg_meetings", "participants")] == 170
    assert report.network[("information_centres", "centres")] == 2


def test_secretariat_reads_every_member_with_small_case_counts_hidden(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by)
    assert report.number("shg_meetings", "meetings") == 4
    assert report.number("case_work", "cases") is None
    gumla = next(line for line in report.by_organisation if line.id == held.gumla.id)
    assert gumla.number("shg_meetings", "participants") == 70
    assert gumla.number("case_work", "cases") is None
    with as_("supervisor") as by:
        assert impact_report(YEARS, by=by).number("case_work", "cases") == 1


def test_field_worker_reads_numbers_of_her_block_only(held: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        report = impact_report(YEARS, by=by)
        assert report.number("shg_meetings", "participants") == 50
        assert {line.id for line in report.by_block} == {held.gumla_block.id}
        assert report.network is None
        with pytest.raises(Forbidden):
            network_totals(YEARS, by=by)


def test_edge_days_are_counted_exactly_for_every_reader(held: Cast, as_: As) -> None:
    ragged = Period(dt.date(2022, 5, 4), dt.date(2022, 6, 10))
    for part, expected in (("coordinator", 60), ("secretariat", 160), ("field_worker", 40)):
        with as_(part) as by:
            report = impact_report(ragged, by=by)
        assert report.number("shg_meetings", "participants") == expected
        months = {f"{line.month:%m}": line.number("shg_meetings", "participants") for line in report.by_month}
        assert sum(number or 0 for number in months.values()) == expected
    across = Period(dt.date(2022, 4, 20), dt.date(2022, 6, 9))
    with as_("coordinator") as by:
        assert impact_report(across, by=by).number("shg_meetings", "participants") == 30


def test_district_filter_shows_its_blocks(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by, district=held.gumla_district.id)
    assert report.number("shg_meetings", "participants") == 70
    blocks = {line.id: line.number("shg_meetings", "participants") for line in report.by_block}
    assert blocks == {held.gumla_block.id: 50, held.other_gumla_block.id: 20}


def test_other_members_report_is_forbidden_to_a_coordinator(held: Cast, as_: As) -> None:
    with as_("coordinator") as by, pytest.raises(Forbidden):
        impact_report(YEARS, by=by, organisation=held.khunti.id)
    with as_("stranger") as by, pytest.raises(Forbidden):
        impact_report(YEARS, by=by)


def test_network_function_returns_sums_and_keeps_the_access_settings(held: Cast, as_: As) -> None:
    with as_("coordinator"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jatan_network_totals(%s, %s)", [YEARS.start, YEARS.end])
        rows = cursor.fetchall()
        assert [column.name for column in cursor.description] == ["indicator", "value", "amount"]
        assert ("shg_meetings", "participants", 170) in rows
        assert ("case_work", "cases", None) in rows
        assert {cell.organisation_id for cell in MonthlyCell.objects.all()} == {held.gumla.id}


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "field_worker"])
def test_report_makes_few_queries(held: Cast, as_: As, part: str) -> None:
    with as_(part) as by, CaptureQueriesContext(connection) as queries:
        impact_report(Period(dt.date(2021, 4, 2), dt.date(2024, 3, 30)), by=by)
    assert len(queries) <= 20


def test_rows_behind_a_number_are_exactly_the_counted_ones(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        rows = rows_behind("shg_meetings", "participants", YEARS, by=by, month=dt.date(2022, 5, 1))
        assert sorted(row.total for row in rows) == [10, 20]
        assert not rows_behind("shg_meetings", "meetings", YEARS, by=by, organisation=held.khunti.id).exists()
        assert rows_behind("information_centres", "centres", YEARS, by=by).count() == 1
        block = rows_behind("shg_meetings", "meetings", YEARS, by=by, block=held.gumla_block.id)
        assert block.count() == 2
    with as_("secretariat") as by:
        assert rows_behind("shg_meetings", "meetings", YEARS, by=by).count() == 4
        assert not rows_behind("case_work", "cases", YEARS, by=by).exists()
    assert "supervisor" in roles_with_rows("case_work", "cases")
    assert "coordinator" not in roles_with_rows("case_work", "cases")


def test_named_people_are_counted_once_each(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        who = builders.person(by, held.gumla, held.gumla_block)
        for row in rows_behind("shg_meetings", "meetings", YEARS, by=by):
            add_participants(by=by, commands=[AddParticipant(activity=row, person=who)])
        report = impact_report(YEARS, by=by)
    assert report.named_people == {"shg_meetings": 1}
    assert report.number("shg_meetings", "participants") == 70


def test_the_machine_reads_the_whole_network_for_the_command_line(held: Cast) -> None:
    actor = machine_for([held.gumla.id, held.khunti.id])
    with acting_as(actor):
        report = impact_report(YEARS, by=actor)
    assert report.number("shg_meetings", "participants") == 170
    assert report.number("case_work", "cases") == 1
    assert report.counted_at is not None


def test_single_small_count_hides_another_line_too() -> None:
    table = hide_small_numbers({"a": {"k": 3}, "b": {"k": 9}, "c": {"k": 30}, "d": {"k": 0}}, lambda _line, _key: True)
    assert {line: numbers["k"] for line, numbers in table.items()} == {"a": None, "b": None, "c": 30, "d": 0}


@pytest.mark.parametrize("small", [[1, 1], [4, 4], [1, 1, 1, 1, 1], [1, 2]], ids=str)
def test_small_counts_revealed_by_their_sum_hide_another_line(small: list[int]) -> None:
    lines = {f"s{place}": {"k": number} for place, number in enumerate(small)} | {"x": {"k": 9}, "y": {"k": 30}}
    table = hide_small_numbers(lines, lambda _line, _key: True)
    assert {line for line, numbers in table.items() if numbers["k"] is None} == {*lines} - {"y"}


def test_small_counts_without_larger_lines_hide_a_zero() -> None:
    lines = {f"s{place}": {"k": 1} for place in range(5)} | {"none": dict[str, int](), "other": {"k": 0}}
    table = hide_small_numbers(lines, lambda _line, _key: True)
    assert {line for line, numbers in table.items() if numbers.get("k", 0) is None} == {*lines} - {"other"}


def test_two_small_counts_with_ambiguous_sum_hide_nothing_else() -> None:
    table = hide_small_numbers({"a": {"k": 2}, "b": {"k": 3}, "c": {"k": 9}}, lambda _line, _key: True)
    assert [numbers["k"] for numbers in table.values()] == [None, None, 9]


def test_network_sum_minus_own_number_reveals_no_small_count() -> None:
    found = hide_small_remainders({"a": 12, "b": 12, "c": 12, "d": None}, {"a": 9, "b": 7, "c": 12}, lambda _key: True)
    assert found == {"a": None, "b": 12, "c": 12, "d": None}


def test_coordinator_cannot_derive_the_only_meeting_of_other_members(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day in range(1, 5):
            builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 5, day), total=10)
    recount_pending([held.gumla.id])
    with as_("coordinator") as by:
        report = impact_report(YEARS, by=by)
    assert report.number("shg_meetings", "meetings") == 7
    assert report.network is not None
    assert report.network[("shg_meetings", "meetings")] is None
    assert report.network[("shg_meetings", "participants")] == 210
    with as_("coordinator") as by:
        edged = impact_report(Period(dt.date(2021, 3, 30), YEARS.end), by=by)
    assert edged.network is not None
    assert edged.network[("shg_meetings", "meetings")] is None
