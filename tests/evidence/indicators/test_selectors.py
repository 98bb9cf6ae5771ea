"""The impact report by reader: reach, edge days, rounded counts of persons, number of queries."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.definitions import BY_NETWORK_YEAR, INDICATORS, PERSONS
from jatan.evidence.indicators.models import MonthlyCell, NetworkYear
from jatan.evidence.indicators.rounding_rule import BASE
from jatan.evidence.indicators.scope import roles_with_rows, scope_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.sources import SOURCES
from jatan.evidence.indicators.who_came import sums_by_sex
from jatan.evidence.studio.facts import CAME
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period
from jatan.programme.activities.commands import AddParticipant
from jatan.programme.activities.services import PARTICIPATION
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
PUBLISHED = frozenset((one.code, value.name) for one in INDICATORS for value in one.values)
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
    assert take_due()
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


def test_secretariat_reads_acts_of_every_member_exactly_and_cases_rounded(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by)
    assert report.number("shg_meetings", "meetings") == 4
    assert report.number("case_work", "cases") in (0, 5)
    assert report.is_rounded("case_work", "cases")
    assert not report.is_rounded("shg_meetings", "meetings")
    gumla = next(line for line in report.by_organisation if line.id == held.gumla.id)
    assert gumla.number("shg_meetings", "participants") == 70
    assert gumla.number("case_work", "cases") == report.number("case_work", "cases")
    with as_("supervisor") as by:
        exact = impact_report(YEARS, by=by)
    assert exact.number("case_work", "cases") == 1
    assert exact.rounded <= {key for key in PERSONS if key[0] in ("case_stages", "case_outcomes")} | BY_NETWORK_YEAR


def test_field_worker_reads_numbers_of_her_block_only(held: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        report = impact_report(YEARS, by=by)
        assert report.number("shg_meetings", "participants") == 50
        assert {line.id for line in report.by_block} == {held.gumla_block.id}
        assert report.network is None


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


def test_who_came_on_edge_days_is_asked_of_activities_alone(held: Cast, as_: As) -> None:
    ragged = Period(dt.date(2022, 5, 4), dt.date(2022, 6, 10))
    with as_("secretariat") as by, CaptureQueriesContext(connection) as asked:
        came = sums_by_sex(scope_of(by), ragged, CAME)
    tables = {source.table._meta.db_table for source in SOURCES.values()}
    assert came is not None
    assert sum(came.values()) == 160
    assert {one for one in tables for query in asked if f'"{one}"' in query["sql"]} == {"activities_activity"}


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
        assert not {(code, value) for code, value, _amount in rows} & (PERSONS - PUBLISHED)
        assert all(amount % BASE == 0 for code, value, amount in rows if (code, value) in PERSONS)
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
            PARTICIPATION.record_all(by=by, commands=[AddParticipant(activity=row, person=who)])
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


def test_network_sums_of_persons_are_exact_in_whole_years_only_where_published_so(held: Cast, as_: As) -> None:
    year = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
    NetworkYear.objects.create(year=year.start, indicator="case_work", value="cases", amount=31)
    for period, expected in ((year, 31), (Period(year.start, dt.date(2023, 2, 28)), 0)):
        with as_("coordinator") as by:
            report = impact_report(period, by=by)
        assert report.network is not None
        rest = report.network.get(("case_work", "cases"), 0)
        assert (rest == 31) if expected else (rest is not None and rest % BASE == 0)


def test_other_members_only_meeting_is_an_act_and_stays_exact(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day in range(1, 5):
            builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 5, day), total=10)
    recount_pending([held.gumla.id])
    with as_("coordinator") as by:
        report = impact_report(YEARS, by=by)
    assert report.number("shg_meetings", "meetings") == 7
    assert report.network is not None
    assert report.network[("shg_meetings", "meetings")] == 8


def test_reader_of_counts_gets_no_person_before_the_first_snapshot(cast: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        builders.case(by, cast.gumla, cast.gumla_district, dt.date(2022, 5, 9))
    recount_pending([cast.gumla.id])
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by)
    assert report.number("case_work", "cases") is None
    assert report.published is None
    assert report.rounding_note is not None
