"""Steps of records through pages: a scheme's benefit, a journey and its return, an ally's promise."""

import datetime as dt

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.programme.allies.models import Ally, Commitment
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, answers: dict[str, str]) -> None:
    answer = client.post(path, answers)
    assert answer.status_code == 302, answer.context["form"].errors


def newest[M: (Ally, Commitment, Journey, Linkage, Person)](cast: Cast, part: str, model: type[M]) -> M:
    with acting_as(cast.actor(part)):
        found: M = model.objects.latest("recorded_at")  # type: ignore[assignment]
        return found


def a_person(cast: Cast, client: Client) -> Person:
    post(client, "/people/new/", {"name": "फुलमनी कुमारी", "age": "17", "place": str(cast.gumla_block.pk)})
    return newest(cast, "desk_operator", Person)


def test_benefit_is_received_after_it_was_sanctioned(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    person = a_person(cast, client)
    sheet = client.get(f"/linkages/new/?person={person.pk}").context["form"]
    assert sheet.initial["place"] == person.place_id
    answers = {"person": str(person.pk), "place": str(person.place_id), "scheme": "pension", "applied_on": "1/1/2024"}
    post(client, "/linkages/new/", answers)
    linkage = newest(cast, "desk_operator", Linkage)
    post(client, f"/linkages/{linkage.pk}/sanction/", {"on": "1/2/2024"})
    post(client, f"/linkages/{linkage.pk}/receive/", {"on": "1/3/2024", "amount": "1,000"})
    linkage = newest(cast, "desk_operator", Linkage)
    assert (linkage.received_on, linkage.amount) == (dt.date(2024, 3, 1), 1000)
    assert str(linkage.pk) in client.get(f"/people/{person.pk}/").content.decode()


def test_journey_of_a_minor_is_recorded_with_a_warning(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    person = a_person(cast, client)
    answers = {"person": str(person.pk), "registered_on": "1/1/2024", "place": str(person.place_id)}
    answers |= {"leaves_on": "2/1/2024", "no_talk_because": "family_told"}
    post(client, "/journeys/new/", answers | {"destination_as_written": "दिल्ली"})
    journey = newest(cast, "desk_operator", Journey)
    assert journey.destination is not None
    page = client.get(f"/journeys/{journey.pk}/").content.decode()
    head = page.partition('class="record-head')[2].partition("</section>")[0]
    assert "18 से कम" in head
    assert 'class="badge late"' in head
    post(client, f"/journeys/{journey.pk}/returned/", {"on": "1/5/2024"})
    assert newest(cast, "desk_operator", Journey).returned_on == dt.date(2024, 5, 1)


def test_outcome_of_an_allys_promise_is_recorded(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    ally = {"name": "श्रम अधीक्षक", "kind": "government", "level": "district", "place": str(cast.gumla_district.pk)}
    post(client, "/allies/new/", ally)
    row = newest(cast, "coordinator", Ally)
    post(client, f"/allies/{row.pk}/promises/new/", {"promised_on": "1/1/2024", "what": "शिविर", "due_on": "1/2/2024"})
    promise = newest(cast, "coordinator", Commitment)
    assert f"/promises/{promise.pk}/" in client.get("/").content.decode()
    outcome = {"outcome": "kept", "settled_on": "1/2/2024"}
    post(client, f"/allies/{row.pk}/promises/{promise.pk}/settle/", outcome)
    assert newest(cast, "coordinator", Commitment).outcome == "kept"
    assert browser("khunti_coordinator").get(f"/allies/{row.pk}/").status_code == 200
    assert browser("khunti_coordinator").get(f"/allies/{row.pk}/edit/").status_code == 404
