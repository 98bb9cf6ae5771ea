"""Danger stays on the phone until a person says that it is over, and with it what must be known of her health."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.bundle import bundle
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.services import record_unsolicited_contact
from tests.cast import Cast
from tests.intake.danger.doors import House, make_house
from tests.intake.fieldbook.field import leaving
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
HEALTH = "मिर्गी, रोज़ दवा"


@pytest.fixture
def house(cast: Cast) -> House:
    made = make_house(cast)
    with acting_as(cast.actor("coordinator")):
        Journey.objects.filter(pk=made.journey.pk).update(health_note=HEALTH)
    return made


def _on_phone(house: House, who: Journey | None = None) -> dict[str, Any]:
    by = sender_of(house.field.device).actor
    with acting_as(by):
        buckets = bundle(by, {})
    rows = [row for name, one in buckets.items() if name.startswith("journeys/") and one for row in one["rows"]]
    return next(row for row in rows if row["id"] == str((who or house.journey).pk))


def _answer(house: House, outcome: str) -> None:
    spoke = (clock.now() - dt.timedelta(minutes=5)).isoformat()
    row = house.field.row("contact", {"journey": str(house.journey.pk), "outcome": outcome, "spoke_at": spoke})
    assert house.field.receipt(row)["state"] == "recorded", house.field.waits(row)


def _seen(house: House) -> tuple[bool, str]:
    row = _on_phone(house)
    return row["danger"], row["health"]


def test_not_safe_stays_danger_until_the_issue_is_closed_whatever_is_heard_meanwhile(house: House) -> None:
    assert _seen(house) == (False, "")
    _answer(house, "unsafe")
    assert _seen(house) == (True, HEALTH)
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)):
        _answer(house, "safe")
        assert _seen(house) == (True, HEALTH)
        with acting_as(house.cast.actor("desk_operator")) as by:
            (issue,) = house.urgent()
            resolve_issue(by=by, issue=issue, on=clock.today())
        assert _seen(house) == (False, "")


def test_no_news_is_danger_on_the_phone_that_wrote_it(house: House) -> None:
    row = house.field.row("no_news", {"journey": str(house.journey.pk), "teller": "सलोमी"})
    assert house.field.receipt(row)["state"] == "recorded"
    assert _seen(house) == (True, HEALTH)


def test_what_others_brought_to_the_desk_is_on_no_phone(house: House) -> None:
    """A complaint made in confidence does not come to her forum; that she is not safe, as the contacts say, does."""
    with acting_as(house.cast.actor("desk_operator")) as by:
        an_issue(by, house.cast, is_urgent=True, about_journey=house.journey.pk, person=house.journey.person)
    assert _seen(house) == (False, "")
    with acting_as(house.cast.actor("desk_operator")) as by:
        record_unsolicited_contact(by=by, journey=house.journey, outcome="unsafe")
    assert _seen(house) == (True, HEALTH)


def test_a_note_on_health_is_written_at_departure_and_comes_back_with_a_warning(house: House) -> None:
    answers = leaving(house.field, house.girl)
    answers["travellers"][0]["health_note"] = "गर्भवती, तीसरा महीना"
    row = house.field.row("leaving", answers)
    assert house.field.receipt(row)["state"] == "recorded", house.field.waits(row)
    with acting_as(machine_for([house.cast.gumla.pk])):
        journey = Journey.objects.get(person=house.girl)
        assert journey.health_note == "गर्भवती, तीसरा महीना"
        assert Issue.objects.filter(about_journey=journey.pk).exists()
    assert _on_phone(house, journey)["health"] == "गर्भवती, तीसरा महीना"
