"""After "not safe" the page of the journey says so until a person closes the issue; a call can be noted on any day."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.flows.departures import register_departures
from jatan.programme.flows.homecoming import record_homecoming
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.models import Journey
from jatan.programme.people.commands import GiveConsent
from jatan.programme.people.services import give_consent
from jatan.programme.safeguarding.models import Agreement, Contact
from jatan.programme.safeguarding.services import record_unsolicited_contact
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey, a_traveller, departures_command
from tests.programme.people.builders import a_person
from tests.programme.safeguarding.builders import at, away, day, walked
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
HER = {"name": "तेरेसा बारला", "sex": "f", "age": 24, "phone": "9835066001"}


def gone(by: Actor, cast: Cast, *, person: dict[str, Any] | None = None, **answers: Any) -> Journey:
    """Somebody who left four days ago."""
    left = clock.today() - dt.timedelta(days=4)
    usual = {"leaves_on": left, "registered_on": left}
    return a_journey(by, a_person(by, cast, **(HER | (person or {}))), **(usual | answers))


def head_of(client: Client, journey: Journey) -> list[Any]:
    return list(client.get(reverse("journeys_detail", args=[journey.pk])).context["head"])


def words_of(lines: list[Any]) -> str:
    return " | ".join(f"{line.badge.text}: {line.text} {line.note}" for line in lines)


def test_danger_stands_first_until_a_person_closes_the_issue(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("desk_operator") as by:
        journey = gone(by, cast)
        record_unsolicited_contact(by=by, journey=journey, outcome="unsafe", danger="stranded")
        issue = Issue.objects.get()
    client = browser("desk_operator")
    head = head_of(client, journey)
    assert str(head[0].badge.text) == "खतरा"
    assert "फँसे" in str(head[0].text) or "बंद" in str(head[0].text)
    assert head[0].act.url == reverse("issues_detail", args=[issue.pk])
    assert "आज कोई खुद फ़ोन करे" in words_of(head)
    assert "अपने आप" not in words_of(head)
    with as_("desk_operator") as by:
        record_unsolicited_contact(by=by, journey=journey, outcome="returned")
    assert "खतरा" in words_of(head_of(client, journey))
    with as_("desk_operator") as by:
        resolve_issue(by=by, issue=Issue.objects.get(), on=clock.today())
    assert "खतरा" not in words_of(head_of(client, journey))


def test_her_health_is_said_in_danger_and_only_then(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("desk_operator") as by:
        journey = gone(by, cast, health_note="मिर्गी, रोज़ दवा")
    client = browser("desk_operator")
    assert "मिर्गी" not in words_of(head_of(client, journey))
    with as_("desk_operator") as by:
        record_unsolicited_contact(by=by, journey=journey, outcome="unsafe")
        issue = Issue.objects.get()
    assert "मिर्गी, रोज़ दवा" in words_of(head_of(client, journey))
    assert "मिर्गी" in client.get(reverse("issues_detail", args=[issue.pk])).content.decode()
    assert "मिर्गी" in client.get(reverse("no_news_next", args=[issue.pk])).content.decode()


def test_an_unsafe_answer_without_a_kind_is_called_not_safe(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("desk_operator") as by:
        journey = gone(by, cast)
        record_unsolicited_contact(by=by, journey=journey, outcome="unsafe")
        issue = Issue.objects.get()
    page = browser("desk_operator").get(reverse("issues_detail", args=[issue.pk]))
    assert str(page.context["label"]) == "सुरक्षित नहीं"


def test_a_contact_of_somebody_who_was_not_safe_is_never_an_automatic_text(cast: Cast, as_: As) -> None:
    """The shipped plan sends everybody a text on day 60."""
    asked = {}
    for outcome in ("safe", "unsafe"):
        with as_("desk_operator") as by:
            journey = away(by, cast, person={"name": f"तेरेसा {outcome}", "sex": "m", "age": 30, "phone": "9835066001"})
            consent = GiveConsent(
                organisation=journey.organisation_id,
                place=journey.place,
                person=journey.person,
                purpose="contact",
                text_version="2026-1",
                given_on=day(0),
            )
            give_consent(by=by, command=consent)
            for number, sentence in ((50, outcome), (58, "safe")):
                with clock.frozen_at(at(day(number), 10)):
                    record_unsolicited_contact(by=by, journey=journey, outcome=sentence)
            Agreement.objects.filter(journey=journey).update(walked_until=day(58))
        walked(60)
        with as_("desk_operator"):
            asked[outcome] = Contact.objects.get(journey=journey, due_on=day(60)).by_whom
    assert asked == {"safe": "sms", "unsafe": "desk"}


def test_a_call_is_noted_on_any_day(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("desk_operator") as by:
        journey = gone(by, cast)
    client, address = browser("desk_operator"), reverse("call_noted", args=[journey.pk])
    assert address in client.get(reverse("journeys_detail", args=[journey.pk])).content.decode()
    answer = client.post(address, {"outcome": "unsafe", "note": "पैसे नहीं मिले", "danger": "unpaid_wages"})
    assert answer["Location"] == reverse("journeys_detail", args=[journey.pk])
    with as_("desk_operator"):
        assert Contact.objects.get(journey=journey).outcome == "unsafe"
        assert (Issue.objects.get().kind, Issue.objects.get().is_urgent) == ("unpaid_wages", True)
    assert client.post(address, {"outcome": "unreachable"}).status_code == 422


def test_nobody_without_a_number_is_promised_an_automatic_text(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        journey = gone(by, cast, person={"phone": "", "sex": "m"}, leaves_on=clock.today())
    words = words_of(head_of(browser("coordinator"), journey))
    assert "अपने आप" not in words
    assert "कोई नंबर नहीं है: घर जाकर पूछना है।" in words


def test_the_number_of_the_mother_who_left_with_her_is_offered(cast: Cast, as_: As, browser: Browser) -> None:
    with as_("coordinator") as by:
        mother = a_traveller(cast, person={"name": "मरियम बारला", "phone": "9835066002"})
        daughter = a_traveller(cast, person={"name": "रोज़ालिया बारला", "phone": ""})
        register_departures(by=by, command=departures_command(cast, mother, daughter))
        journey = Journey.objects.get(person__name="रोज़ालिया बारला")
    lines = [line for line in head_of(browser("coordinator"), journey) if line.phones]
    assert "9835066002" in [phone.number for line in lines for phone in line.phones]


def test_a_serious_injury_is_urgent_with_a_day_and_hospitals_are_among_the_offices(
    cast: Cast, as_: As, browser: Browser
) -> None:
    with as_("desk_operator") as by:
        journey = gone(by, cast)
        record_homecoming(
            by=by,
            command=RecordOutcome(
                organisation=journey.organisation_id,
                place=journey.place,
                journey=journey,
                returned_on=clock.today(),
                injury="serious",
            ),
            issues_about=["injury"],
        )
        issue = Issue.objects.get()
    assert (issue.is_urgent, issue.next_follow_up_on) == (True, clock.today())
    page = browser("desk_operator").get(reverse("issues_send", args=[issue.pk])).content.decode()
    assert 'value="hospital"' in page
