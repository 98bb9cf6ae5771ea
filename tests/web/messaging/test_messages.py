"""Message pages: read, decide, link, answer; forecast; templates and sending rules."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.messaging.choices import InState, OutState, Purpose
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.due import queue_due_questions
from jatan.intake.messaging.models import InMessage, OutMessage, SendingRules, Template
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.models import Contact
from jatan.web.ui.forms.who import NEW
from tests.cast import Cast
from tests.intake.messaging.builders import (
    NOON,
    PHONE,
    RecordingGateway,
    create_sms_contact,
    create_traveller,
    outbox,
    receive_text,
)
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
PAGES = ("/messages/", "/messages/arrived/", "/messages/sent/", "/messages/today/")
SETTINGS = ("/messages/texts/", "/messages/texts/check/hi/", "/messages/rules/")
QUERIES = 22


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def the_row(row: InMessage) -> InMessage:
    with acting_as(messaging_actor(all_organisation_ids())):
        return InMessage.objects.get(pk=row.pk)


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize("part", ["desk_operator", "counsellor", "supervisor", "coordinator"])
def test_roles_with_permission_open_every_page(browser: Browser, journey: Journey, part: str) -> None:
    client = browser(part)
    (row,) = receive_text("didi phone kijiye")
    for url in (*PAGES, f"/messages/{row.pk}/", f"/messages/{row.pk}/decide/", f"/messages/{row.pk}/answer/"):
        text_of(client, url)


@pytest.mark.parametrize("part", ["field_worker", "secretariat", "researcher", "auditor", "khunti_desk"])
def test_roles_without_permission_get_404(browser: Browser, journey: Journey, part: str) -> None:
    client = browser(part)
    (row,) = receive_text("didi phone kijiye")
    assert client.get(f"/messages/{row.pk}/").status_code == 404
    assert client.post(f"/messages/{row.pk}/read/").status_code == 404
    if part != "khunti_desk":
        assert all(client.get(url).status_code == 404 for url in PAGES)


def test_only_coordinators_open_templates_and_rules(browser: Browser) -> None:
    assert all(browser("desk_operator").get(url).status_code == 404 for url in SETTINGS)
    for url in SETTINGS:
        text_of(browser("coordinator"), url)


def test_lists_mask_numbers_and_titles_and_urls_hold_no_personal_data(browser: Browser, journey: Journey) -> None:
    (row,) = receive_text("didi phone kijiye")
    client = browser("desk_operator")
    listed = text_of(client, "/messages/")
    assert PHONE not in listed
    assert PHONE[-3:] in listed
    page = text_of(client, f"/messages/{row.pk}/")
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None
    assert "सुनीता" not in title[1]


def test_query_count_does_not_grow_with_the_list(
    browser: Browser, journey: Journey, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        receive_text(f"kuch baat {number}", reference=f"many:{number}")
    client = browser("desk_operator")
    for url in PAGES:
        with django_assert_max_num_queries(QUERIES):
            client.get(url)


def test_read_message_shows_the_reader(browser: Browser, journey: Journey, cast: Cast) -> None:
    (row,) = receive_text("didi phone kijiye")
    client = browser("desk_operator")
    assert client.post(f"/messages/{row.pk}/read/").status_code == 302
    read = the_row(row)
    assert (read.state, read.handled_by) == (InState.DONE, cast.accounts["desk_operator"].pk)
    assert "Test desk_operator" in text_of(client, f"/messages/{row.pk}/")


def test_second_reader_gets_a_warning_and_changes_nothing(browser: Browser, journey: Journey, cast: Cast) -> None:
    (row,) = receive_text("didi phone kijiye")
    browser("desk_operator").post(f"/messages/{row.pk}/read/")
    browser("counsellor").post(f"/messages/{row.pk}/read/")
    assert the_row(row).handled_by == cast.accounts["desk_operator"].pk


def test_a_person_decides_that_she_needs_help(browser: Browser, journey: Journey) -> None:
    (row,) = receive_text("2 din se khana nahi mila")
    answers = {"meaning": "unsafe", "journey": str(journey.pk)}
    assert browser("desk_operator").post(f"/messages/{row.pk}/decide/", answers).status_code == 302
    with acting_as(messaging_actor(all_organisation_ids())):
        (issue,) = Issue.objects.all()
    assert issue.is_urgent
    assert issue.about_journey == journey.pk
    assert the_row(row).issue == issue.pk


def test_a_person_decides_that_she_is_well(browser: Browser, journey: Journey) -> None:
    contact = create_sms_contact(journey)
    (row,) = receive_text("madam ji namaste, kaam accha chal raha, khana milta, kal chutti hai aur phone karungi")
    answers = {"meaning": "safe", "journey": str(journey.pk)}
    browser("desk_operator").post(f"/messages/{row.pk}/decide/", answers)
    with acting_as(messaging_actor(all_organisation_ids())):
        contact.refresh_from_db()
    assert contact.outcome == "safe"
    assert the_row(row).state == InState.DONE


def test_decision_safe_is_recorded_without_open_question(browser: Browser, journey: Journey, cast: Cast) -> None:
    (row,) = receive_text("1")
    assert row.state == InState.WAITING
    client = browser("desk_operator")
    with clock.frozen_at(NOON + dt.timedelta(hours=2)):
        client.post(f"/messages/{row.pk}/decide/", {"meaning": "safe", "journey": str(journey.pk)})
    with acting_as(messaging_actor(all_organisation_ids())):
        (contact,) = Contact.objects.filter(journey=journey)
    assert (contact.outcome, contact.contacted_at) == ("safe", row.arrived_at)
    assert contact.contacted_by == cast.accounts["desk_operator"].pk
    assert the_row(row).state == InState.DONE


def test_a_decision_without_a_journey_is_refused_at_the_field(browser: Browser, cast: Cast) -> None:
    (row,) = receive_text("namaste", phone="+919000000001")
    answer = browser("desk_operator").post(f"/messages/{row.pk}/decide/", {"meaning": "unsafe"})
    assert answer.status_code == 422
    assert the_row(row).state == InState.WAITING


def test_2_from_unknown_number_opens_an_issue_when_linked_to_a_person(browser: Browser, cast: Cast, as_: Any) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast, name="फूलमनी कुजूर")
    (row,) = receive_text("2", phone="+919000000001")
    answer = browser("desk_operator").post(f"/messages/{row.pk}/link/", {"person": str(person.pk), "person_name": ""})
    assert answer.status_code == 302
    with acting_as(messaging_actor(all_organisation_ids())):
        (issue,) = Issue.objects.all()
    assert issue.person_id == person.pk
    assert (the_row(row).state, the_row(row).person_id) == (InState.DONE, person.pk)


def test_answer_is_queued_once_and_marks_the_message_as_read(browser: Browser, journey: Journey) -> None:
    (row,) = receive_text("didi kab phone karogi")
    client = browser("desk_operator")
    for _time in range(2):
        assert client.post(f"/messages/{row.pk}/answer/", {"text": "शाम को फोन करेंगे।"}).status_code == 302
    (sent,) = outbox()
    assert (sent.purpose, sent.text, sent.state) == (Purpose.ANSWER, "शाम को फोन करेंगे।", OutState.QUEUED)
    assert the_row(row).state == InState.DONE


@pytest.mark.parametrize("text", ["सुनीता, शाम को फोन करेंगे।", "पुलिस आ रही है", "तस्करी से बचें", "Toto me sab thik"])
def test_answer_with_forbidden_words_is_refused_at_the_field(browser: Browser, journey: Journey, text: str) -> None:
    (row,) = receive_text("didi kab phone karogi")
    assert browser("desk_operator").post(f"/messages/{row.pk}/answer/", {"text": text}).status_code == 422
    assert outbox() == []


def test_forecast_counts_and_sends_nothing(browser: Browser, journey: Journey) -> None:
    create_sms_contact(journey)
    page = text_of(browser("coordinator"), "/messages/today/")
    assert outbox() == []
    assert "₹ 0.00" in page, "without a gateway the forecast costs nothing"


def test_failed_text_is_queued_again_and_waiting_text_cancelled(browser: Browser, journey: Journey) -> None:
    contact = create_sms_contact(journey)
    queue_due_questions(contact.organisation_id)
    send_due_messages(None)
    (row,) = outbox()
    client = browser("desk_operator")
    assert row.state == OutState.REFUSED
    assert client.post(f"/messages/sent/{row.pk}/again/").status_code == 302
    assert outbox()[0].state == OutState.QUEUED
    assert client.post(f"/messages/sent/{row.pk}/cancel/").status_code == 302
    assert outbox()[0].state == OutState.NOT_NEEDED
    gateway = RecordingGateway()
    assert send_due_messages(gateway) == 0


def test_coordinator_edits_a_template_that_the_filter_checks(browser: Browser, cast: Cast, as_: Any) -> None:
    client = browser("coordinator")
    assert client.post("/messages/texts/check/hi/", {"text": "गुमला से नमस्ते", "registered_as": ""}).status_code == 422
    wording = "जोहार। सब ठीक हो तो 1, मदद चाहिए तो 2 भेजें।"
    assert client.post("/messages/texts/check/hi/", {"text": wording, "registered_as": "1107"}).status_code == 302
    with as_("coordinator"):
        assert Template.objects.get().text == wording
    assert client.get("/messages/texts/other/hi/").status_code == 404


def test_a_coordinator_sets_the_rules(browser: Browser, as_: Any) -> None:
    answers = {
        "quiet_from": "21:00",
        "quiet_until": "07:30",
        "paise_per_part": "१८",
        "monthly_rupees": "1200",
        "monthly_messages": "",
        "helpline_phone": "",
        "language": "hi",
    }
    for _time in range(2):
        assert browser("coordinator").post("/messages/rules/", answers).status_code == 302
    with as_("coordinator"):
        rules = SendingRules.objects.get()
    assert (rules.paise_per_part, rules.monthly_rupees, rules.monthly_messages) == (18, 1200, None)
    assert f"{rules.quiet_from:%H:%M}" == "21:00"


def test_ledger_holds_no_text_or_number(journey: Journey, as_: Any) -> None:
    receive_text("2")
    with acting_as(messaging_actor(all_organisation_ids())):
        assert OutMessage.objects.count() == 1
    with as_("auditor"):
        events = [str(event.payload) for event in Event.objects.filter(verb__startswith="messages.")]
    assert events
    assert not [event for event in events if PHONE in event or "सुनीता" in event]


def test_waiting_message_is_on_the_home_page_of_roles_that_answer(browser: Browser, journey: Journey) -> None:
    (row,) = receive_text("2 din se khana nahi mila")
    assert f"/messages/{row.pk}/" in text_of(browser("desk_operator"), "/")
    assert f"/messages/{row.pk}/" not in text_of(browser("field_worker"), "/")


def test_all_people_with_the_number_are_offered_and_none_preselected(browser: Browser, cast: Cast, as_: Any) -> None:
    with as_("desk_operator") as by:
        family = {str(a_person(by, cast, name=name, phone="9000000001").pk) for name in ("फूलमनी कुजूर", "बुधनी कुजूर")}
    (row,) = receive_text("namaste", phone="+919000000001")
    form = browser("desk_operator").get(f"/messages/{row.pk}/link/").context["form"]
    assert {key for key, _label in form.fields["person"].choices} == family | {NEW}
    assert form["person"].value() is None


def test_single_journey_is_not_preselected(browser: Browser, journey: Journey) -> None:
    (row,) = receive_text("1")
    form = browser("desk_operator").get(f"/messages/{row.pk}/decide/").context["form"]
    assert str(journey.pk) in {key for key, _label in form.fields["journey"].choices}
    assert form["journey"].value() is None
