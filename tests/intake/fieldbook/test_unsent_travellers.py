"""Rows about a traveller whom another row registers: joined in the house in whatever order they arrive."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook import files
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.repair import send_on, set_aside
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Contact, Escalation
from tests.intake.danger.conftest import house
from tests.intake.danger.doors import House
from tests.intake.fieldbook.field import Row, days, leaving

__all__ = ["house"]

pytestmark = pytest.mark.django_db
NAMES = ("रोशनी टोप्पनवार", "जसिंता मिंज")
FLOWS = ("unsafe", "home", "help", "no_news")
FIRST, LATER, TOGETHER = "first", "later", "together"


def _departure(house: House) -> Row:
    """Two women of whom the house knows nothing left this morning."""
    answers = leaving(house.field, house.field.members[1], house.field.members[2], leaves_on=days(0))
    for one, name, age in zip(answers["travellers"], NAMES, (24, 31), strict=True):
        del one["person"]
        one["new"] = {"name": name, "age": age, "village": "टोटो", "phone": "9835077777"}
    return house.field.row("leaving", answers)


def _about(house: House, departure: Row, flow: str, *, number: int = 1, **more: Any) -> Row:
    named = {"traveller": f"{departure.id}:{number}", "traveller_name": NAMES[number]} | more
    spoke = {"spoke_at": (clock.now() - dt.timedelta(minutes=5)).isoformat()}
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "unsafe": ("contact", {"outcome": "unsafe", "note": "रो रही थी"} | spoke),
        "home": ("contact", {"outcome": "returned"} | spoke),
        "help": ("help", {"kind": "violence", "description": "मारपीट"}),
        "no_news": ("no_news", {"teller": "सलोमी"}),
    }
    kind, answers = kinds[flow]
    return house.field.row(kind, named | answers)


def _journey(house: House) -> Journey:
    with acting_as(machine_for([house.cast.gumla.pk])):
        person = Person.objects.get(organisation_id=house.cast.gumla.pk, name=NAMES[1])
        return Journey.objects.select_related("person").get(organisation_id=house.cast.gumla.pk, person=person)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("order", [FIRST, LATER, TOGETHER])
def test_both_are_joined_in_any_order(house: House, flow: str, order: str) -> None:
    departure = _departure(house)
    row = _about(house, departure, flow)
    if order == FIRST:
        house.field.receipt(departure)
        assert house.field.receipt(row)["state"] == "recorded", house.field.waits(row)
    elif order == TOGETHER:
        states = {one["id"]: one["state"] for one in house.field.send(departure, row)["receipts"]}
        assert set(states.values()) == {"recorded"}
    else:
        assert house.field.receipt(row)["state"] == "parked"
        assert house.field.waits(row) == ["waits_for_row"]
        if flow != "home":
            (issue,) = house.urgent()
            assert NAMES[1] in issue.caller_name + issue.description
            assert house.alerts_out() == 1
        house.field.receipt(departure)
    (stored,) = house.field.stored(row)
    assert stored.state == "recorded", stored.problems
    journey = _journey(house)
    with acting_as(machine_for([house.cast.gumla.pk])):
        about = Issue.objects.filter(organisation_id=house.cast.gumla.pk, is_urgent=True).exclude(origin="trigger")
        if flow == "home":
            assert journey.returned_on == clock.today()
            assert not about.exists()
        else:
            (found,) = about
            assert (found.about_journey, found.person_id) == (journey.pk, journey.person_id)
        if flow == "unsafe":
            assert Contact.objects.filter(journey=journey, outcome="unsafe").count() == 1
        if flow == "no_news":
            assert Escalation.objects.filter(journey=journey, closed_at__isnull=True).count() == 1
    house.field.receipt(row)
    house.field.receipt(departure)
    assert len(house.field.stored(row)) == len(house.field.stored(departure)) == 1


@pytest.mark.parametrize("flow", FLOWS)
def test_a_member_is_named_by_herself_and_by_the_row_that_registers_her(house: House, flow: str) -> None:
    """As the phone names who is on record and whose departure was not sent yet."""
    member = house.field.members[2]
    departure = house.field.row("leaving", leaving(house.field, member, leaves_on=days(0)))
    more = {"person": str(member.pk)} if flow in ("help", "no_news") else {}
    row = _about(house, departure, flow, number=0, **more)
    states = {one["id"]: one["state"] for one in house.field.send(departure, row)["receipts"]}
    assert set(states.values()) == {"recorded"}, house.field.waits(row)
    (stored,) = house.field.stored(row)
    assert stored.recorded["journeys"] == house.field.stored(departure)[0].recorded["journeys"]


def test_a_row_waits_until_the_office_has_put_the_other_right(house: House) -> None:
    departure = house.field.row("leaving", leaving(house.field, house.field.members[0], leaves_on=days(0)))
    spoke = (clock.now() - dt.timedelta(minutes=5)).isoformat()
    named = {"traveller": f"{departure.id}:0", "outcome": "safe", "spoke_at": spoke}
    row = house.field.row("contact", named)
    house.field.send(departure, row)
    assert house.field.waits(departure) == ["open_journey"]
    assert house.field.waits(row) == ["waits_for_row"]
    with acting_as(house.cast.actor("coordinator")) as by:
        send_on(by=by, row=house.field.stored(departure)[0], decisions=Decisions(despite_open=True))
    (stored,) = house.field.stored(row)
    assert stored.state == "recorded", stored.problems
    with acting_as(machine_for([house.cast.gumla.pk])):
        (contact,) = Contact.objects.filter(outcome="safe")
        assert contact.contacted_by == house.cast.accounts["forum_leader"].pk


def test_two_rows_under_one_id_let_those_about_her_wait_for_a_person(house: House) -> None:
    """Her number may be another woman's in the other one: nobody is chosen. Before: whichever was recorded."""
    departure, other = _departure(house), leaving(house.field, house.field.members[2], leaves_on=days(0))
    other["travellers"].insert(0, leaving(house.field, house.field.members[1])["travellers"][0])
    second = house.field.row("leaving", other, id=departure.id)
    row = _about(house, departure, "unsafe")
    for one in (departure, second, row):
        house.field.receipt(one)
    assert [one.state for one in house.field.stored(departure)] == ["recorded", "conflict"]
    (stored,) = house.field.stored(row)
    assert [(one["code"], one["field"]) for one in stored.problems] == [("unreadable", "traveller")]
    (issue,) = house.urgent()
    assert (issue.person, issue.about_journey) == (None, None)
    assert NAMES[1] in issue.caller_name
    with acting_as(house.cast.actor("coordinator")) as by:
        set_aside(by=by, row=house.field.stored(departure)[1], reason="दूसरे फ़ोन की")
        done = send_on(by=by, row=stored)
    assert done.state == "recorded", done.problems
    assert house.urgent()[0].about_journey == _journey(house).pk


def test_a_waiting_row_that_fails_keeps_neither_the_departure_nor_the_others_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: its error undid the departure, and the phone sent that again each time."""
    departure = _departure(house)
    bad, good = _about(house, departure, "help"), _about(house, departure, "unsafe")
    for row in (bad, good):
        assert house.field.receipt(row)["state"] == "parked"
    attach = files.attach_complete

    def fail(row: ReceivedRow, *, by: Actor) -> None:
        if row.row == bad.id:
            raise ValueError("a fault that nobody foresaw")
        attach(row, by=by)

    with monkeypatch.context() as patch:
        patch.setattr(files, "attach_complete", fail)
        assert house.field.receipt(departure)["state"] == "recorded"
    assert house.field.stored(good)[0].state == "recorded"
    (stored,) = house.field.stored(bad)
    assert (stored.state, house.field.waits(bad)) == ("parked", ["unexpected"])
    with acting_as(house.cast.actor("coordinator")) as by:
        assert send_on(by=by, row=stored).state == "recorded"


def test_a_row_that_names_nobody_that_can_be_is_put_right_by_choosing_her(house: House) -> None:
    row = house.field.row("help", {"kind": "violence", "traveller": "x:1", "traveller_name": NAMES[0]})
    assert house.field.receipt(row)["state"] == "parked"
    (issue,) = house.urgent()
    assert issue.caller_name == NAMES[0]
    answers = {"kind": "violence", "traveller": "x:1", "person": str(house.journey.person_id)}
    with acting_as(house.cast.actor("coordinator")) as by:
        done = send_on(by=by, row=house.field.stored(row)[0], answers=answers)
    assert done.state == "recorded", done.problems
    (after,) = house.urgent()
    assert (after.pk, after.person, after.about_journey) == (issue.pk, house.journey.person, house.journey.pk)
