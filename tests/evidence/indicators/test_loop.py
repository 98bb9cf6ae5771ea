"""Loop indicators of the annex: registration and counselling before leaving, returns, wages, money recovered."""

import datetime as dt
import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection

from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.loop import LOOP
from jatan.evidence.indicators.models import NetworkYear
from jatan.evidence.indicators.results import ImpactReport, Share, share_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.flows.corrections import amend_journey
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.commands import RecordCounselling, RecordOutcome, RegisterJourney
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import record_counselling, record_outcome
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31))
LEAVES = dt.date(2025, 6, 30)


def journey(by: Actor, cast: Cast, **fields: Any) -> Journey:
    values = {"registered_on": dt.date(2025, 6, 20), "leaves_on": LEAVES, "wage_promised": 10000} | fields
    where = {"organisation": cast.gumla.id, "place": cast.gumla_block}
    person = builders.person(by, cast.gumla, cast.gumla_block)
    return register_imported_journeys(by=by, commands=[RegisterJourney(**where, person=person, **values)])[0]


def counselled(by: Actor, which: Journey, day: dt.date) -> None:
    record_counselling(by=by, command=RecordCounselling(journey=which, held_on=day, topics=["rights"]))


def returned(by: Actor, which: Journey, day: dt.date, **fields: Any) -> None:
    record_outcome(by=by, command=RecordOutcome(journey=which, returned_on=day, **fields))


def read(cast: Cast, as_: As, part: str = "coordinator", period: Period = YEAR) -> ImpactReport:
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_(part) as by:
        return impact_report(period, by=by, annex=True)


def test_registration_on_the_day_of_leaving_counts_as_before(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day in (dt.date(2025, 6, 29), LEAVES, dt.date(2025, 7, 1)):
            journey(by, cast, registered_on=day)
        journey(by, cast, leaves_on=None)
    report = read(cast, as_)
    assert share_of(report.totals, "registered_before_leaving") == Share(2, 3)
    assert report.number("registered_before_leaving", "leaving") == 3


def test_counselling_before_leaving_counts_in_the_month_of_leaving(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        early, late, none = (journey(by, cast) for _number in range(3))
        recount_pending([cast.gumla.id])
        counselled(by, early, dt.date(2025, 5, 30))
        counselled(by, early, dt.date(2025, 6, 1))
        counselled(by, late, dt.date(2025, 7, 1))
        assert none.leaves_on == LEAVES
    report = read(cast, as_)
    assert share_of(report.totals, "counselled") == Share(1, 3)
    months = {line.month: line.number("counselled", "counselled") for line in report.by_month}
    assert months[dt.date(2025, 6, 1)] == 1
    assert sum(number or 0 for number in months.values()) == 1


def test_returns_and_wages_are_counted_by_the_date_of_return(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        returned(by, journey(by, cast), dt.date(2025, 9, 1), wage_actual=7000)
        returned(by, journey(by, cast), dt.date(2025, 9, 30), wage_actual=12000)
        returned(by, journey(by, cast), dt.date(2025, 9, 30))
        returned(by, journey(by, cast, wage_promised=None), dt.date(2025, 9, 30), wage_actual=9000)
    report = read(cast, as_)
    assert report.number("returned", "returned") == 4
    wages = {value.name: number for value, number in dict(_by_code(report))["wage_gap"]}
    assert wages == {"outcomes": 2, "less": 1, "promised": 10000, "paid": 9500}


def test_corrected_wage_or_date_changes_the_numbers(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        which = journey(by, cast)
        returned(by, which, dt.date(2025, 9, 1), wage_actual=7000)
        recount_pending([cast.gumla.id])
        amend_journey(by=by, journey=which, changes={"wage_promised": 6000, "leaves_on": dt.date(2025, 8, 1)})
    report = read(cast, as_)
    assert report.number("wage_gap", "less") == 0
    assert report.number("wage_gap", "promised") == 6000
    assert {line.month.month for line in report.by_month if line.number("registered_before_leaving", "leaving")} == {8}
    assert verify([cast.gumla.id]) == []


def test_removed_wage_is_no_longer_counted(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        which = journey(by, cast)
        returned(by, which, dt.date(2025, 9, 1), wage_actual=7000)
        recount_pending([cast.gumla.id])
        amend_journey(by=by, journey=which, changes={"wage_promised": None})
    report = read(cast, as_)
    assert report.number("wage_gap", "outcomes") == 0
    assert "promised" not in {value.name for value, _number in dict(_by_code(report))["wage_gap"]}
    assert verify([cast.gumla.id]) == []


def test_recovered_money_counts_on_the_date_of_resolution(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        for money, day in ((12000, dt.date(2025, 7, 1)), (0, dt.date(2025, 7, 2)), (3000, dt.date(2024, 7, 1))):
            command = ReceiveIssue(
                organisation=cast.gumla.id,
                place=cast.gumla_block,
                received_on=dt.date(2024, 6, 1),
                kind="unpaid_wages",
                resolved_on=day,
                money_recovered=money,
            )
            receive_issue(by=by, command=command)
    report = read(cast, as_)
    assert report.number("money_recovered", "issues") == 1
    assert report.number("money_recovered", "rupees") == 12000


def test_sum_of_money_is_given_to_readers_of_counts_for_network_and_year_only(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for number in range(4):
            returned(by, journey(by, cast), dt.date(2025, 9, 1 + number), wage_actual=7000)
    assert take_due()
    report = read(cast, as_, "secretariat")
    wages = {value.name: number for value, number in dict(_by_code(report))["wage_gap"]}
    assert (wages["promised"], wages["paid"]) == (None, None)
    assert {wages["outcomes"], wages["less"]} <= {0, 5, 10}
    lines = itertools.chain(report.by_organisation, report.by_district, report.by_month)
    assert not [line for line in lines if line.number("wage_gap", "paid")]
    NetworkYear.objects.create(year=YEAR.start, indicator="wage_gap", value="outcomes", amount=25)
    NetworkYear.objects.create(year=YEAR.start, indicator="wage_gap", value="paid", amount=25 * 7100)
    for part, period, expected in (
        ("secretariat", YEAR, 7100),
        ("secretariat", Period(YEAR.start, dt.date(2026, 2, 28)), None),
        ("coordinator", YEAR, 7000),
    ):
        wages = {value.name: number for value, number in dict(_by_code(read(cast, as_, part, period)))["wage_gap"]}
        assert wages["paid"] == expected


def test_edge_days_are_counted_by_the_same_rules(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        which = journey(by, cast)
        counselled(by, which, dt.date(2025, 6, 30))
        returned(by, which, dt.date(2025, 9, 1), wage_actual=7000)
    edged = Period(dt.date(2025, 6, 30), dt.date(2025, 9, 1))
    report = read(cast, as_, period=edged)
    assert share_of(report.totals, "counselled") == Share(1, 1)
    assert report.number("wage_gap", "paid") == 7000
    missed = read(cast, as_, period=Period(dt.date(2025, 7, 1), dt.date(2025, 8, 31)))
    assert not [number for _code, values in _by_code(missed) for _value, number in values if number]


def test_rows_behind_a_number_of_the_annex(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        which = journey(by, cast)
        counselled(by, which, dt.date(2025, 6, 30))
        returned(by, which, dt.date(2025, 9, 1), wage_actual=7000)
        journey(by, cast, registered_on=dt.date(2025, 7, 3))
        assert rows_behind("counselled", "counselled", YEAR, by=by).get() == which
        assert rows_behind("registered_before_leaving", "leaving", YEAR, by=by).count() == 2
        assert rows_behind("wage_gap", "less", YEAR, by=by).get().journey_id == which.pk
    with as_("khunti_coordinator") as by:
        assert not rows_behind("registered_before_leaving", "leaving", YEAR, by=by).exists()


def test_annex_is_separate_from_the_published_table_and_stays_within_reach(cast: Cast, as_: As) -> None:
    assert len(INDICATORS) == 14
    assert not {one.code for one in LOOP} & {one.code for one in INDICATORS}
    with as_("coordinator") as by:
        journey(by, cast)
    assert read(cast, as_, "khunti_coordinator").number("registered_before_leaving", "leaving") == 0
    with as_("khunti_coordinator"), connection.cursor() as cursor:
        cursor.execute("SELECT indicator FROM jatan_network_totals(%s, %s)", [YEAR.start, YEAR.end])
        assert not {code for (code,) in cursor.fetchall()} & {one.code for one in LOOP}


@pytest.mark.parametrize("one", LOOP, ids=lambda one: one.code)
def test_codes_fit_their_database_columns(one: Any) -> None:
    assert len(one.code) <= 32
    assert all(len(value.name) <= 16 for value in one.values)


def _by_code(report: ImpactReport) -> list[tuple[str, Any]]:
    return [(one.code, values) for one, values in report.loop()]
