"""What was registered before she left goes into her file with two presses, and no open table ties her to the case."""

import json
import uuid

import pytest
from django.core import serializers

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases.models import Case
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import name_stops
from jatan.programme.safeguarding.contacts import record_contact
from jatan.web.ui.case_prefill import case_prefill_fields
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.programme.landmarks.builders import a_landmark
from tests.programme.safeguarding.builders import at, away, day, waiting, walked
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db

NEW = {"kind": "trafficking", "opened_on": "05/10/2026", "code": ""}


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def journey(house: CaseHouse) -> Journey:
    """Budhni left Gumla for sewing work with Raju, for nine thousand a month."""
    with acting_as(house.cast.actor("coordinator")) as by:
        made = away(
            by,
            house.cast,
            person={"name": "बुधनी कुजूर", "age": 17, "sex": "f"},
            agent_name="राजू ठेकेदार",
            agent_phone="9835104050",
            wage_promised=9000,
            hours_promised=8,
            village="लोंगा",
        )
        return Journey.objects.select_related("person").get(pk=made.pk)


def begun(client: object, journey: Journey) -> uuid.UUID:
    answer = client.post("/cases/new/", NEW | {"journey": str(journey.pk)})  # type: ignore[attr-defined]
    assert answer.status_code == 302, page(answer)
    return Case.objects.get().pk


def test_after_her_consent_what_was_written_is_offered_looked_at_and_sealed(
    house: CaseHouse, unlocked: Unlocked, journey: Journey
) -> None:
    client = unlocked("counsellor")
    begins = client.post("/cases/new/", case_prefill_fields(journey.pk))
    assert (begins.status_code, "जाने से पहले" in page(begins)) == (200, True)
    assert begins.context["form"]["journey"].value() == journey.pk
    assert not Case.objects.exists()
    case = begun(client, journey)
    offer = f"/cases/{case}/write/departure/"
    assert offer not in page(client.get(f"/cases/{case}/"))
    house.write(house.read(case), "consent", AGREED)
    assert offer in page(client.get(f"/cases/{case}/"))
    form = client.get(offer).context["form"]
    data = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    assert (data["a-agent"], data["a-agent_phone"], data["a-wage"]) == ("राजू ठेकेदार", "9835104050", 9000)
    assert client.post(offer, data).status_code == 302
    (entry,) = house.read(case).file.all("departure")
    assert entry.get("hours") == 8
    assert entry.get("registered_on") == journey.registered_on
    assert offer not in page(client.get(f"/cases/{case}/")).split("<details")[0]


def test_stops_of_her_journey_are_offered_to_the_sealed_file(
    house: CaseHouse, unlocked: Unlocked, journey: Journey
) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        stop = a_landmark(by, house.cast)
        name_stops(by=by, journey=journey, stops=[stop.pk])
    client = unlocked("counsellor")
    case = begun(client, journey)
    house.write(house.read(case), "consent", AGREED)
    form = client.get(f"/cases/{case}/write/departure/").context["form"]
    assert stop.label in form["transit"].value()
    sheet = page(client.get(f"/cases/{case}/write/exploitation/"))
    assert ('value="bus_stand"' in sheet, 'value="police_station"' in sheet) == (True, False)


def test_her_card_begins_with_what_the_register_says(house: CaseHouse, unlocked: Unlocked, journey: Journey) -> None:
    client = unlocked("counsellor")
    case = begun(client, journey)
    form = client.post(f"/cases/{case}/identity/", {"deed": "show"}).context["form"]
    assert form["name"].value() == "बुधनी कुजूर"
    assert (form["age"].value(), form["village"].value()) == (17, journey.person.village)
    assert house.read(case).file.identity is None


def test_nothing_open_says_with_which_journey_a_case_began(
    house: CaseHouse, unlocked: Unlocked, journey: Journey
) -> None:
    case = begun(unlocked("counsellor"), journey)
    assert house.read(case).file.last("origin").get("journey") == str(journey.pk)
    payloads = json.dumps([event.payload for event in Event.objects.filter(about=case)])
    assert str(journey.pk) not in payloads + serializers.serialize("json", Case.objects.all())


@pytest.mark.parametrize("address", ["", "x", "01900000-0000-7000-8000-000000000000"])
def test_a_journey_that_is_not_there_begins_a_case_without_one(
    house: CaseHouse, unlocked: Unlocked, address: str
) -> None:
    client = unlocked("counsellor")
    assert client.post("/cases/new/", NEW | {"journey": address}).status_code == 302
    assert house.read(Case.objects.get().pk).file.last("origin") is None


def test_a_journey_of_another_member_is_not_there(house: CaseHouse, unlocked: Unlocked) -> None:
    cast = house.cast
    with acting_as(cast.actor("khunti_coordinator")) as by:
        elsewhere = away(by, cast, person={"organisation": cast.khunti.id, "place": cast.khunti_block})
    client = unlocked("counsellor")
    assert client.post("/cases/new/", NEW | {"journey": str(elsewhere.pk)}).status_code == 302
    assert house.read(Case.objects.get().pk).file.last("origin") is None


def test_the_last_day_on_which_she_herself_was_heard_goes_along(
    house: CaseHouse, unlocked: Unlocked, journey: Journey
) -> None:
    """Somebody else's answer is not her voice."""
    with acting_as(house.cast.actor("desk_operator")) as by:
        for number, outcome in ((3, "safe"), (10, "someone_else")):
            walked(number)
            with clock.frozen_at(at(day(number), 11)):
                record_contact(by=by, contact=waiting(journey), outcome=outcome)
    client = unlocked("counsellor")
    case = begun(client, journey)
    house.write(house.read(case), "consent", AGREED)
    assert client.get(f"/cases/{case}/write/departure/").context["form"]["last_heard_on"].value() == day(3)


@pytest.mark.parametrize(("part", "may"), [("counsellor", True), ("supervisor", True), ("field_worker", False)])
def test_a_journey_leads_to_a_case_whoever_may_open_one(
    house: CaseHouse, browser: Browser, journey: Journey, part: str, may: bool
) -> None:
    shown = page(browser(part).get(f"/journeys/{journey.pk}/"))
    assert ('action="/cases/new/"' in shown) is may
    assert "/cases/new/?" not in shown
