"""Comparison with another period, totals of tables, and numbers that were never recorded, counted again from rows."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.definitions import COUNTED, INDICATORS, PERSONS
from jatan.evidence.indicators.models import PlaceMonth
from jatan.evidence.indicators.recorded import KNOWN_BY
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.reports.comparison import compared_period
from jatan.evidence.reports.impact import as_json
from jatan.evidence.reports.layout import build_layout
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period
from jatan.programme.activities.models import Activity
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RegisterJourney
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
MEETINGS, PEOPLE = ("shg_meetings", "meetings"), ("shg_meetings", "participants")
# (office, day, heads)
HELD = (
    ("gumla", "2021-05-03", 10),
    ("gumla", "2022-02-03", 30),
    ("gumla", "2022-05-03", 40),
    ("gumla", "2022-12-09", 5),
    ("khunti", "2021-12-24", 7),
    ("khunti", "2022-04-01", 16),
    ("khunti", "2023-03-31", 9),
)


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """SHG meetings in two years and two members; in Khunti an awareness programme in 2022 too; journeys of Gumla."""
    for office, day, total in HELD:
        with as_("coordinator" if office == "gumla" else "khunti_coordinator") as by:
            block = cast.gumla_block if office == "gumla" else cast.khunti_block
            builders.meeting(by, getattr(cast, office), block, dt.date.fromisoformat(day), total=total)
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 6, 6), total=60, kind="awareness")
    with as_("coordinator") as by:
        person = builders.person(by, cast.gumla, cast.gumla_block)
        command = RegisterJourney(
            organisation=cast.gumla.id,
            place=cast.gumla_block,
            person=person,
            registered_on=dt.date(2022, 5, 1),
            leaves_on=dt.date(2022, 5, 3),
        )
        register_imported_journeys(by=by, commands=[command])
    recount_pending([cast.gumla.id, cast.khunti.id])
    return cast


def report_of(as_: As, part: str = "secretariat", **more: object) -> ImpactReport:
    with as_(part) as by:
        return impact_report(YEAR, by=by, annex=True, compared_with=YEAR.before(), **more)  # type: ignore[arg-type]


def heads_by_hand(first: str, last: str, office: str = "") -> int:
    return sum(total for where, day, total in HELD if first <= day <= last and office in ("", where))


def test_change_is_the_difference_of_what_the_rows_of_both_periods_say(held: Cast, as_: As) -> None:
    report = report_of(as_)
    one, value = next((one, value) for one, value in values() if (one.code, value.name) == PEOPLE)
    now, before = heads_by_hand("2022-04-01", "2023-03-31"), heads_by_hand("2021-04-01", "2022-03-31")
    change = report.change(one, value)
    assert change is not None
    assert (report.number(*PEOPLE), change.before, change.difference) == (now, before, now - before)
    assert change.percent == round((now - before) * 100 / before)
    # Once more, from the table of activities itself.
    with acting_as(held.actor("coordinator")):
        rows = Activity.objects.filter(kind="shg_meeting", held_on__range=(YEAR.start, YEAR.end))
        assert sum(row.total or 0 for row in rows) == heads_by_hand("2022-04-01", "2023-03-31", "gumla")


def test_comparison_of_one_member_is_hers(held: Cast, as_: As) -> None:
    report = report_of(as_, organisation=held.khunti.pk)
    assert report.earlier is not None
    assert report.earlier.totals[PEOPLE] == 7
    assert report.number(*PEOPLE) == 25


def test_chosen_period_may_overlap_no_month_wholly(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        days = Period(dt.date(2022, 2, 3), dt.date(2022, 4, 1))
        report = impact_report(YEAR, by=by, compared_with=days)
    assert report.earlier is not None
    assert report.earlier.totals[PEOPLE] == heads_by_hand("2022-02-03", "2022-04-01")


def test_a_comparison_reads_the_rows_of_places_once(held: Cast, as_: As) -> None:
    with as_("secretariat") as by, CaptureQueriesContext(connection) as alone:
        impact_report(YEAR, by=by)
    for days in (YEAR.before(), Period(dt.date(2023, 4, 1), dt.date(2024, 3, 31))):
        with as_("secretariat") as by, CaptureQueriesContext(connection) as compared:
            report = impact_report(YEAR, by=by, compared_with=days)
        assert len(compared) <= len(alone) + 4
        assert sum(PlaceMonth._meta.db_table in query["sql"] for query in compared) == 1
        assert report.number(*PEOPLE) == heads_by_hand("2022-04-01", "2023-03-31")
        assert report.earlier is not None
        assert report.earlier.totals.get(PEOPLE, 0) == heads_by_hand(f"{days.start}", f"{days.end}")


def test_totals_of_every_table_are_sums_of_its_lines(held: Cast, as_: As) -> None:
    report = report_of(as_, part="coordinator")
    for table in build_layout(report, "en", "Report").tables:
        for place, (indicator, unit) in enumerate(table.columns):
            column = [numbers[place] for _label, numbers in table.rows]
            total = table.total[1][place]
            if unit == "centres":
                continue  # open in many months, one centre
            assert sum(cell for cell in column if isinstance(cell, int)) == (total if isinstance(total, int) else 0), (
                table.title,
                indicator,
                unit,
            )


def test_quarters_add_up_to_the_year_and_months_to_quarters(held: Cast, as_: As) -> None:
    report = report_of(as_)
    quarters = [line.number(*PEOPLE) for line in report.by_quarter]
    by_hand = Counter[int]()
    for _office, day, total in HELD:
        if "2022-04-01" <= day <= "2023-03-31":
            by_hand[(int(day[5:7]) - 4) % 12 // 3] += total
    assert quarters == [by_hand[number] for number in range(4)]
    assert report.by_quarter[0].label.en == "April–June 2022"
    with as_("secretariat") as by:
        assert impact_report(Period(YEAR.start, dt.date(2023, 2, 28)), by=by).by_quarter == ()


def test_what_was_never_recorded_is_no_nought(held: Cast, as_: As) -> None:
    report = report_of(as_, part="coordinator")
    assert report.cell(*PEOPLE) == 45
    # No awareness programme in Gumla, ever; and nobody was counselled or came home.
    for key in (("awareness_programmes", "participants"), ("counselled", "counselled"), ("returned", "returned")):
        assert report.number(*key) == 0
        assert report.cell(*key) == "दर्ज नहीं"
    # Journeys are on record, and the day of registering with them.
    assert report.cell("registered_before_leaving", "before") == 1
    # The list of centres is known.
    assert isinstance(report.cell("information_centres", "centres"), int)
    document = as_json(report)
    assert document["absent"]["awareness_programmes.programmes"] == "not_recorded"
    annex = {one["code"]: one for one in document["annex"]["indicators"]}
    assert annex["counselled"]["values"] == {"counselled": None}
    assert annex["counselled"]["percent"] is None
    # Who left unseen is in no register: "1 of 1" is no share of those who left.
    assert annex["registered_before_leaving"]["percent"] is None


def test_a_nought_after_the_first_record_is_a_nought(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        later = impact_report(Period(dt.date(2023, 4, 1), dt.date(2024, 3, 31)), by=by)
        earlier = impact_report(Period(dt.date(2020, 4, 1), dt.date(2021, 3, 31)), by=by)
    assert later.cell(*PEOPLE) == 0
    assert later.cell("awareness_programmes", "programmes") == 0
    assert earlier.cell(*PEOPLE) == "दर्ज नहीं"
    gumla, khunti = (
        next(line for line in later.by_organisation if line.id == office.pk) for office in (held.gumla, held.khunti)
    )
    assert gumla.cell("awareness_programmes", "programmes") == "दर्ज नहीं"
    assert khunti.cell("awareness_programmes", "programmes") == 0
    assert [line.cell(*PEOPLE) for line in earlier.by_month] == ["दर्ज नहीं"] * 12


def test_change_is_not_said_from_or_to_what_was_never_recorded(held: Cast, as_: As) -> None:
    report = report_of(as_)
    one, value = next(
        pair for pair in values() if (pair[0].code, pair[1].name) == ("awareness_programmes", "programmes")
    )
    change = report.change(one, value)
    assert report.cell(one.code, value.name) == 1
    assert change is not None
    assert (change.difference, change.percent) == (None, None)


def test_rounded_counts_tell_no_more_than_is_published(held: Cast, as_: As) -> None:
    """One case in Gumla is rounded to 0: the reader of counts gets the same words as where there is none."""
    with as_("supervisor") as by:
        builders.case(by, held.gumla, held.gumla_district, dt.date(2022, 5, 9))
    assert take_due()
    with as_("secretariat") as by:
        rounded = [impact_report(YEAR, by=by, organisation=office.pk) for office in (held.gumla, held.khunti)]
    cells = {report.cell("case_work", "cases") for report in rounded}
    assert cells <= {5, "बहुत कम या कोई नहीं"}
    assert rounded[1].cell("case_work", "cases") == "बहुत कम या कोई नहीं"


def test_rounded_counts_are_compared_over_equal_published_months_only(held: Cast, as_: As) -> None:
    assert take_due()
    with as_("secretariat") as by:
        long = Period(dt.date(2022, 4, 1), dt.date(2022, 9, 30))
        report = impact_report(long, by=by, compared_with=Period(dt.date(2021, 4, 1), dt.date(2021, 6, 30)))
    assert report.earlier is not None
    assert ("information_centres", "received") in report.earlier.incomparable & PERSONS
    assert not report.earlier.incomparable & {MEETINGS, PEOPLE}


def test_parts_are_known_by_numbers_that_exist() -> None:
    keys = {(one.code, value.name) for one in COUNTED for value in one.values}
    assert set(KNOWN_BY) | set(KNOWN_BY.values()) <= keys
    assert not set(KNOWN_BY) & set(KNOWN_BY.values())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("before", Period(dt.date(2025, 4, 1), dt.date(2025, 11, 28))),
        ("year", Period(dt.date(2025, 4, 1), dt.date(2025, 11, 28))),
        ("none", None),
    ],
)
def test_a_year_that_is_not_over_is_compared_with_as_many_days(kind: str, expected: Period | None) -> None:
    year, today = Period(dt.date(2026, 4, 1), dt.date(2027, 3, 31)), dt.date(2026, 11, 28)
    assert compared_period(year, kind, today) == expected


def test_json_has_both_periods(held: Cast, as_: As) -> None:
    document = json.loads(json.dumps(as_json(report_of(as_))))
    found = {one["code"]: one for one in document["indicators"]}["shg_meetings"]
    assert document["compared_with"] == ["2021-04-01", "2022-03-31"]
    assert (found["values"]["participants"], found["before"]["participants"]) == (70, 47)
    assert found["change"]["participants"] == 23
    assert found["percent_change"]["participants"] == 49


def values() -> list[tuple[Indicator, Value]]:
    return [(one, value) for one in INDICATORS for value in one.values]
