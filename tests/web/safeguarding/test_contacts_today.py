"""The page of contacts due today, and recording an outcome with one button."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.programme.safeguarding.builders import at, away, day, waiting, walked
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
PHONE = "9835012345"


@pytest.fixture(autouse=True)
def on_the_first_day() -> object:
    with clock.frozen_at(at(day(1), 10)):
        yield


@pytest.fixture
def contact(cast: Cast) -> Contact:
    with acting_as(cast.actor("coordinator")) as by:
        journey = away(by, cast, family_contact_phone=PHONE, family_contact_relation="माँ")
        walked(1)
        found = waiting(journey)
        assert found is not None
        return found


def test_a_card_shows_the_reason_and_tel_links(contact: Contact, browser: Browser) -> None:
    page = browser("field_worker").get("/contacts/").content.decode()
    assert "सोमरा उराँव" in page
    assert f'href="tel:{PHONE}"' in page
    assert "माँ" in page
    for outcome in ("safe", "unsafe", "unreachable", "someone_else", "returned"):
        assert f'value="{outcome}"' in page


def test_titles_and_urls_contain_no_name_and_no_number(contact: Contact, browser: Browser) -> None:
    for address in ("/contacts/", f"/contacts/{contact.pk}/", "/contacts/overdue/"):
        title = browser("field_worker").get(address).content.decode().partition("<title>")[2].partition("</title>")[0]
        assert "सोमरा" not in title
        assert PHONE not in title


def test_one_button_records_the_outcome(cast: Cast, contact: Contact, browser: Browser) -> None:
    answer = browser("field_worker").post(f"/contacts/{contact.pk}/", {"outcome": "safe", "note": "ठीक हैं"})
    assert answer.status_code == 302
    with acting_as(cast.actor("coordinator")):
        row = Contact.objects.get()
        assert (row.outcome, row.note, row.contacted_by) == ("safe", "ठीक हैं", cast.accounts["field_worker"].pk)
    assert "सोमरा" not in browser("field_worker").get("/contacts/").content.decode()


def test_outcome_unsafe_opens_an_urgent_issue_first_in_the_queue(
    cast: Cast, contact: Contact, browser: Browser
) -> None:
    browser("field_worker").post(f"/contacts/{contact.pk}/", {"outcome": "unsafe"})
    with acting_as(cast.actor("desk_operator")):
        assert Issue.objects.get().is_urgent
    assert "सोमरा उराँव" in browser("desk_operator").get("/issues/waiting/").content.decode()


def test_an_unknown_outcome_or_an_aadhaar_number_is_refused(contact: Contact, browser: Browser) -> None:
    client = browser("field_worker")
    assert client.post(f"/contacts/{contact.pk}/", {"outcome": "fine"}).status_code == 422
    answer = client.post(f"/contacts/{contact.pk}/", {"outcome": "safe", "note": "2345 6789 0124"})
    assert answer.status_code == 422
    assert "0124" in answer.content.decode()


@pytest.mark.parametrize("part", ["khunti_desk", "khunti_coordinator", "secretariat", "researcher", "stranger"])
def test_contacts_out_of_reach_are_404(contact: Contact, browser: Browser, part: str) -> None:
    client = browser(part)
    assert client.get(f"/contacts/{contact.pk}/").status_code == 404
    assert client.post(f"/contacts/{contact.pk}/", {"outcome": "safe"}).status_code == 404


def test_number_of_queries_does_not_grow_with_the_contacts(cast: Cast, contact: Contact, browser: Browser) -> None:
    client = browser("coordinator")
    client.get("/contacts/")
    with CaptureQueriesContext(connection) as one:
        client.get("/contacts/")
    with acting_as(cast.actor("coordinator")) as by:
        for _number in range(5):
            away(by, cast)
        walked(1)
    with CaptureQueriesContext(connection) as six:
        client.get("/contacts/")
    assert len(six) == len(one) <= 22


def test_contacts_due_are_on_the_home_page(contact: Contact, browser: Browser) -> None:
    assert f"/contacts/{contact.pk}/" in browser("field_worker").get("/").content.decode()


def test_her_journey_shows_the_contacts(contact: Contact, browser: Browser) -> None:
    page = browser("field_worker").get(f"/journeys/{contact.journey_id}/").content.decode()
    assert f"/contacts/{contact.pk}/" in page
