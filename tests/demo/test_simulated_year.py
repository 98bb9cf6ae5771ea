"""The demo's simulated year: about two hundred travellers after the published period; idempotent."""

import datetime as dt
from collections import Counter

import pytest

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.journeys import simulate_journeys
from jatan.demo.trips import SILENT_SINCE, Trip, trips
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.journeys.models import Journey, Outcome, Trigger
from jatan.programme.safeguarding.models import Contact, Escalation, HandOff

TODAY = dt.date(2026, 11, 24)


def test_the_plan_has_about_two_hundred_travellers_and_is_deterministic() -> None:
    planned = trips(TODAY)
    assert 170 <= sum(len(trip.travellers) for trip in planned) <= 230
    assert planned == trips(TODAY)
    assert {trip.member for trip in planned} == {code for code, *_rest in plan.MEMBERS_OF_THE_DEMO}
    assert min(trip.leaves_on for trip in planned) > plan.LAST + dt.timedelta(days=180)
    assert all(trip.registered_on < TODAY for trip in planned)
    assert all(trip.returned_on is None or trip.leaves_on < trip.returned_on < TODAY for trip in planned)


def selected_trips(today: dt.date) -> list[Trip]:
    """The silent parties, the child, and some parties that came home."""
    planned = [trip for trip in trips(today) if trip.member == "D03"]
    home = [trip for trip in planned if trip.returned_on is not None]
    return home[:4] + planned[-len(SILENT_SINCE) - 1 :]


def counts() -> Counter[str]:
    return Counter(
        {model.__name__: model.objects.count() for model in (Journey, Outcome, Contact, Escalation, HandOff)}
    )


@pytest.mark.django_db
def test_simulating_twice_writes_once_and_escalations_are_on_different_steps() -> None:
    load_network(plan.network_document())
    make_accounts(PEOPLE)
    gumla = Organisation.objects.get(code="D03")
    simulate_journeys(selected_trips(clock.today()))
    with acting_as(machine_for([gumla.id])):
        once = counts()
        steps = set(Escalation.objects.filter(closed_at__isnull=True).values_list("step_code", flat=True))
        assert Trigger.objects.filter(code="minor_for_work").exists()
    assert len(steps) >= 4
    assert once["Outcome"] >= 4
    assert once["HandOff"] >= 1
    simulate_journeys(selected_trips(clock.today()))
    with acting_as(machine_for([gumla.id])):
        assert counts() == once

    recount_pending([gumla.id])
    assert verify([gumla.id]) == []
    with acting_as(machine_for([gumla.id])) as by:
        published = impact_report(Period(plan.FIRST, plan.LAST), by=by)
        year = impact_report(Period(clock.today() - dt.timedelta(days=400), clock.today()), by=by)
    non_zero = {key: number for key, number in published.totals.items() if number and key[1] != "centres"}
    assert non_zero == {}
    # Minus the child, whose departure is in two days.
    assert year.number("registered_before_leaving", "leaving") == once["Journey"] - 1
    assert (year.number("heard_from_on_time", "due") or 0) >= len(SILENT_SINCE)
