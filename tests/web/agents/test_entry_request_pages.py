"""Entry requests: the secretariat asks, the member answers, the statement is readable until the last day."""

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.agents.entry_requests import entry_number
from jatan.programme.agents.models import EntryRequest, Statement
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(cast: Cast) -> Statement:
    with acting_as(cast.actor("coordinator")) as by:
        journey = a_journey(by, a_person(by, cast, name="फूलमनी कुजूर"), agent_name="", agent_phone="")
        return a_statement(by, cast, vehicle="JH-01-4711", journey=journey)


def _ask(client: Client, cast: Cast, entry: Statement, **more: str) -> int:
    number = entry_number(entry.pk)
    asked = {"organisation_id": str(cast.gumla.pk), "number": f"{number[:5]} - {number[5:].lower()}", "reason": "पुलिस"}
    return int(client.post("/agent-asks/new/", asked | more).status_code)


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_request_is_answered_and_the_statement_is_readable_until_the_last_day(
    cast: Cast, entry: Statement, browser: Browser
) -> None:
    number = entry_number(entry.pk)
    assert f"{number[:5]}-{number[5:]}" in _text(browser("counsellor"), f"/agents/{entry.pk}/")
    secretariat = browser("secretariat")
    assert 'href="/agent-asks/"' in _text(secretariat, "/")
    assert _ask(secretariat, cast, entry) == 302
    with acting_as(cast.actor("secretariat")):
        row = EntryRequest.objects.get()
    own_page, members_page = f"/agent-asks/{row.pk}/", f"/agent-requests/{row.pk}/"
    assert "JH-01-4711" not in _text(secretariat, own_page)
    coordinator = browser("coordinator")
    assert members_page in _text(coordinator, "/")
    asked = _text(coordinator, members_page)
    assert f"/agents/{entry.pk}/" in asked
    assert "पुलिस" in asked
    assert "Test secretariat" in asked
    assert coordinator.post(members_page, {"reply": "yes", "until": ""}).status_code == 422
    assert coordinator.post(members_page, {"reply": "yes", "until": f"{clock.today():%d/%m/%Y}"}).status_code == 302
    read = _text(secretariat, own_page)
    assert "JH-01-4711" in read
    assert "बिरसा महतो" in read
    assert "फूलमनी" not in read
    assert secretariat.get(f"/agents/{entry.pk}/").status_code == 404
    assert coordinator.post(members_page, {"reply": "no"}).status_code == 404
    assert members_page not in _text(coordinator, "/")


def test_an_answer_of_no_is_read_with_its_note(cast: Cast, entry: Statement, browser: Browser) -> None:
    secretariat = browser("secretariat")
    _ask(secretariat, cast, entry)
    with acting_as(cast.actor("secretariat")):
        row = EntryRequest.objects.get()
    browser("supervisor").post(f"/agent-requests/{row.pk}/", {"reply": "no", "note": "अभी जाँच चल रही है"})
    page = _text(secretariat, f"/agent-asks/{row.pk}/")
    assert "अभी जाँच चल रही है" in page
    assert "JH-01-4711" not in page


def test_an_invalid_number_is_a_field_error(cast: Cast, entry: Statement, browser: Browser) -> None:
    answer = browser("secretariat").post(
        "/agent-asks/new/", {"organisation_id": str(cast.gumla.pk), "number": "12", "reason": "x"}
    )
    assert answer.status_code == 422
    assert "number" in answer.context["form"].errors


def test_a_counsellor_reads_the_request_and_does_not_answer_it(cast: Cast, entry: Statement, browser: Browser) -> None:
    _ask(browser("secretariat"), cast, entry)
    with acting_as(cast.actor("secretariat")):
        path = f"/agent-requests/{EntryRequest.objects.get().pk}/"
    client = browser("counsellor")
    assert 'name="reply"' not in _text(client, path)
    assert client.post(path, {"reply": "yes", "until": f"{clock.today():%d/%m/%Y}"}).status_code == 404


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "khunti_coordinator", "researcher", "auditor"])
def test_other_roles_get_404_for_both_pages(part: str, cast: Cast, entry: Statement, browser: Browser) -> None:
    _ask(browser("secretariat"), cast, entry)
    with acting_as(cast.actor("secretariat")):
        pk = EntryRequest.objects.get().pk
    client = browser(part)
    for path in (f"/agent-requests/{pk}/", f"/agent-asks/{pk}/", "/agent-asks/", "/agent-asks/new/"):
        assert client.get(path).status_code == 404, path
    assert str(pk) not in client.get("/agent-requests/").content.decode()
