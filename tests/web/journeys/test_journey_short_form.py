"""The short form for somebody who has left already, and the warning about a second open journey in both forms."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.journeys.models import HardStopCheck, Journey, Trigger
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
PAGE = "/journeys/new/"


@pytest.fixture
def person(cast: Cast) -> Person:
    """An adult woman on record."""
    with acting_as(cast.actor("desk_operator")) as by:
        return a_person(by, cast)


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("desk_operator")


def answers(cast: Cast, person: Person, **more: Any) -> dict[str, Any]:
    usual = {
        "person": str(person.pk),
        "place": str(cast.gumla_block.pk),
        "registered_on": shown(0),
        "leaves_on": shown(-1),
        "work": "garment",
        "no_talk_because": "sudden",
    }
    return usual | more


def shown(days: int) -> str:
    """The date in `days` days, as typed."""
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


def journeys(cast: Cast) -> list[Journey]:
    with acting_as(cast.actor("desk_operator")):
        return list(Journey.objects.order_by("recorded_at", "id"))


def open_journey(cast: Cast, person: Person) -> Journey:
    with acting_as(cast.actor("desk_operator")) as by:
        return a_journey(by, person, destination_as_written="दिल्ली", leaves_on=clock.today() - dt.timedelta(days=40))


def test_the_reason_for_no_conversation_is_required_and_shown_on_the_journey(
    cast: Cast, client: Client, person: Person
) -> None:
    refused = client.post(PAGE, answers(cast, person, no_talk_because=""))
    assert refused.status_code == 422
    assert "no_talk_because" in refused.context["form"].errors
    saved = client.post(PAGE, answers(cast, person))
    assert saved.status_code == 302
    page = client.get(saved.headers["Location"]).content.decode()
    assert "अचानक जाना पड़ा" in page


def test_a_future_day_of_leaving_is_referred_to_the_registration_before_departure(
    cast: Cast, client: Client, person: Person
) -> None:
    answer = client.post(PAGE, answers(cast, person, leaves_on=shown(1)))
    assert answer.status_code == 422
    assert "जाने से पहले पंजीकरण" in str(answer.context["form"].errors["leaves_on"])
    assert journeys(cast) == []


@pytest.mark.parametrize(("under_18", "stops"), [("no", []), ("", ["minor_for_work"]), ("yes", ["minor_for_work"])])
def test_without_an_age_under_18_is_asked(under_18: str, stops: list[str], cast: Cast, client: Client) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        ageless = a_person(by, cast, age=None)
    assert client.post(PAGE, answers(cast, ageless, under_18=under_18)).status_code == 302
    with acting_as(cast.actor("desk_operator")):
        assert list(Trigger.objects.values_list("code", flat=True)) == stops
        assert HardStopCheck.objects.count() == 1


def test_a_second_open_journey_is_shown_with_a_link_before_it_is_saved(
    cast: Cast, client: Client, person: Person
) -> None:
    first = open_journey(cast, person)
    answer = client.post(PAGE, answers(cast, person))
    assert answer.status_code == 422
    assert f'href="/journeys/{first.pk}/"' in answer.content.decode()
    assert journeys(cast) == [first]
    assert client.post(PAGE, answers(cast, person, despite_open=[str(first.pk)])).status_code == 302
    assert len(journeys(cast)) == 2


def test_the_review_before_leaving_shows_an_open_journey_with_a_link(
    cast: Cast, client: Client, person: Person
) -> None:
    first = open_journey(cast, person)
    begun = client.post("/departures/", {"person": str(person.pk)})
    root = begun.headers["Location"].removesuffix("who/")
    client.post(f"{root}journey/0/", {"leaves_on": shown(2), "work": "garment"})
    page = client.get(f"{root}review/").content.decode()
    assert f'href="/journeys/{first.pk}/"' in page
    assert f'name="despite_open" value="{first.pk}"' in page
    # Opened by somebody else since the page was shown: listed first, saved after confirmation.
    stale = client.post(f"{root}review/", {})
    assert stale.status_code == 200
    assert f'href="/journeys/{first.pk}/"' in stale.content.decode()
    assert journeys(cast) == [first]
    assert client.post(f"{root}review/", {"despite_open": str(first.pk)}).status_code == 302
    assert len(journeys(cast)) == 2


def test_tile_and_button_begin_the_registration_before_leaving(client: Client, person: Person) -> None:
    page = client.get("/record/").context
    others = [act for _room, acts in page["others"] for act in acts]
    tiles = {address: str(words) for address, words, _icon in (*page["acts"], *others)}
    assert next(iter(tiles)) == "/departures/"
    assert tiles["/journeys/new/"] == "जो जा चुके हैं उन्हें दर्ज करें"
    assert 'action="/departures/"' in client.get(f"/people/{person.pk}/").content.decode()
    assert "जो जा चुके हैं उन्हें दर्ज करें" in client.get("/departures/").content.decode()


def test_a_correction_asks_no_reason_and_keeps_other_values(cast: Cast, client: Client, person: Person) -> None:
    first = open_journey(cast, person)
    form = client.get(f"/journeys/{first.pk}/edit/").context["form"]
    assert {"no_talk_because", "despite_open"} & set(form.fields) == set()
    changed_answers = {name: form[name].value() for name in form.fields} | {
        "work": "hotel",
        "registered_on": shown(-40),
    }
    changed_answers = {name: value for name, value in changed_answers.items() if value not in (None, "")}
    changed_answers["leaves_on"] = shown(-40)
    answer = client.post(f"/journeys/{first.pk}/edit/", changed_answers)
    assert answer.status_code == 302, answer.context["form"].errors
    (corrected,) = journeys(cast)
    assert (corrected.work, corrected.destination_as_written) == ("hotel", "दिल्ली")


def test_a_day_of_leaving_that_moves_is_corrected_on_either_side_of_today(
    cast: Cast, client: Client, person: Person
) -> None:
    """She leaves later than she said, or left already: both are one press, and a day without a year is the nearer."""
    with acting_as(cast.actor("desk_operator")) as by:
        journey = a_journey(by, person, leaves_on=clock.today())
    path = f"/journeys/{journey.pk}/edit/"
    form = client.get(path).context["form"]
    assert [one.rpartition(":")[2] for one in form.fields["leaves_on"].widget.buttons.split("|")] == ["0", "-1", "1"]
    for days in (4, -3):
        day = clock.today() + dt.timedelta(days=days)
        values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
        values |= {"registered_on": shown(-5), "person": str(person.pk), "leaves_on": f"{day:%d/%m}"}
        assert client.post(path, values).status_code == 302
        with acting_as(cast.actor("desk_operator")):
            assert Journey.objects.get(pk=journey.pk).leaves_on == day
