"""The indicator "heard from on time" counts contacts answered in time; open escalations are as of now."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators.results import ImpactReport, Share, share_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import record_return
from jatan.programme.safeguarding.models import Contact
from jatan.programme.safeguarding.services import record_contact, record_unsolicited_contact, start_contacts, walk
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
JUNE = Period(dt.date(2025, 6, 1), dt.date(2025, 6, 30))
LEFT = dt.date(2025, 6, 2)


def at(day: int, hour: int = 9) -> AbstractContextManager[None]:
    return clock.frozen_at(dt.datetime(2025, 6, day, hour, tzinfo=clock.INDIA))


@pytest.fixture
def away(cast: Cast, as_: As) -> Journey:
    """A man of Gumla who left alone on 2 June; the plan asks for him on the 3rd, the 5th and the 9th."""
    with at(1), as_("coordinator") as by:
        person = builders.person(by, cast.gumla, cast.gumla_block, sex="m", age=30)
        command = RegisterJourney(
            organisation=cast.gumla.id, place=cast.gumla_block, person=person, registered_on=at_day(1), leaves_on=LEFT
        )
        journey = register_imported_journeys(by=by, commands=[command])[0]
        start_contacts(by, [journey])
    return journey


def at_day(day: int) -> dt.date:
    return dt.date(2025, 6, day)


def waiting(journey: Journey) -> Contact:
    return Contact.objects.select_related("place").get(journey=journey, outcome="", missed_at__isnull=True)


def read(cast: Cast, as_: As, part: str = "coordinator") -> ImpactReport:
    recount_pending([cast.gumla.id])
    assert verify([cast.gumla.id]) == []
    with as_(part) as by:
        return impact_report(JUNE, by=by, annex=True)


def test_only_an_answer_in_time_is_counted_as_heard(cast: Cast, as_: As, away: Journey) -> None:
    with at(3):
        walk(organisations=[cast.gumla.id])
        with as_("coordinator") as by:
            record_contact(by=by, contact=waiting(away), outcome="safe")
    with at(5):
        walk(organisations=[cast.gumla.id])
    with at(6):
        walk(organisations=[cast.gumla.id])
        with as_("coordinator") as by:
            late = Contact.objects.select_related("place").get(journey=away, missed_at__isnull=False)
            record_contact(by=by, contact=late, outcome="safe")
    assert share_of(read(cast, as_).totals, "heard_from_on_time") == Share(1, 2)


@pytest.mark.parametrize("outcome", ["unreachable", "someone_else"])
def test_contact_with_somebody_else_or_nobody_is_not_heard(cast: Cast, as_: As, away: Journey, outcome: str) -> None:
    with at(3):
        walk(organisations=[cast.gumla.id])
        with as_("coordinator") as by:
            record_contact(by=by, contact=waiting(away), outcome=outcome)
    report = read(cast, as_)
    assert share_of(report.totals, "heard_from_on_time") == Share(0, 1)
    assert [step.open for step in report.steps or () if step.open] == [1]


def test_unsolicited_contact_is_not_counted_as_due(cast: Cast, as_: As, away: Journey) -> None:
    with at(4), as_("coordinator") as by:
        record_unsolicited_contact(by=by, journey=away, outcome="safe")
    assert share_of(read(cast, as_).totals, "heard_from_on_time") == Share(0, 0)


def test_return_before_the_contact_counts_as_heard(cast: Cast, as_: As, away: Journey) -> None:
    with at(3):
        walk(organisations=[cast.gumla.id])
    recount_pending([cast.gumla.id])
    with at(3, hour=12):
        with as_("coordinator") as by:
            record_return(by=by, journey=away, on=at_day(3))
        walk(organisations=[cast.gumla.id])
    report = read(cast, as_)
    assert share_of(report.totals, "heard_from_on_time") == Share(1, 1)
    assert report.number("returned", "returned") == 1


def test_open_steps_are_as_of_now_with_overdue_counts(cast: Cast, as_: As, away: Journey) -> None:
    for day in (3, 4, 5):
        with at(day):
            walk(organisations=[cast.gumla.id])
    with at(5, hour=10):
        fresh = read(cast, as_)
    assert {step.code: (step.open, step.overdue) for step in fresh.steps or () if step.open} == {"family": (1, 0)}
    stale = read(cast, as_)
    assert {step.code: (step.open, step.overdue) for step in stale.steps or () if step.open} == {"family": (1, 1)}
    assert {(step.open, step.overdue) for step in read(cast, as_, "secretariat").steps or ()} == {(None, None)}
    worker = read(cast, as_, "field_worker")
    assert sum(step.open or 0 for step in worker.steps or ()) == 1
