"""The webhook of a commercial gateway: needs the secret, and stores each message once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import InState, OutState, Reason
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.due import queue_due_questions
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.intake.messaging.worker_round import receive_messages
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.web.public.sms.views import WRONG_AN_HOUR
from tests.cast import Cast
from tests.intake.messaging.builders import NOON, RecordingGateway, create_sms_contact, create_traveller, outbox

pytestmark = pytest.mark.django_db
URL = "/sms/arrived/"
SECRET = "a-long-secret-of-this-house"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture(autouse=True)
def secret(settings: Any) -> None:
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"webhook_secret": SECRET, "gateway": ""}


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def post(body: Any, secret: str = SECRET) -> int:
    """Post as a gateway does, without cookies or CSRF token; return the status."""
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, body, content_type="application/json", headers={"X-Jatan-Secret": secret}).status_code


def inbox() -> list[InMessage]:
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(InMessage.objects.order_by("id"))


def test_2_becomes_urgent_issue_in_the_workers_next_round(journey: Journey) -> None:
    assert post({"from": "+919876543210", "text": "2", "id": "m-1"}) == 200
    assert inbox()[0].state == InState.NEW
    receive_messages()
    with acting_as(messaging_actor(all_organisation_ids())):
        (issue,) = Issue.objects.all()
    assert issue.is_urgent


def test_form_body_is_accepted_and_a_repeated_message_stored_once(journey: Journey) -> None:
    for _time in range(2):
        client = Client(enforce_csrf_checks=True)
        fields = {"from": "+919876543210", "text": "ठीक", "id": "m-1"}
        assert client.post(URL, fields, headers={"X-Jatan-Secret": SECRET}).status_code == 200
    assert len(inbox()) == 1


def test_missed_call_is_stored(journey: Journey) -> None:
    assert post({"kind": "missed_call", "from": "+919876543210", "id": "c-1"}) == 200
    receive_messages()
    assert inbox()[0].reason == Reason.CALL_BACK


def test_delivery_report_updates_the_text(journey: Journey) -> None:
    contact = create_sms_contact(journey)
    queue_due_questions(contact.organisation_id)
    send_due_messages(RecordingGateway())
    assert post({"kind": "delivered", "reference": outbox()[0].gateway_reference}) == 200
    assert outbox()[0].state == OutState.DELIVERED


@pytest.mark.parametrize("wrong", ["", "x", SECRET[:-1], SECRET + "x", "é"])
def test_a_wrong_secret_changes_nothing(journey: Journey, wrong: str) -> None:
    assert post({"from": "+919876543210", "text": "2", "id": "m-1"}, secret=wrong) == 403
    assert inbox() == []


def test_wrong_secrets_are_rate_limited_by_address(journey: Journey) -> None:
    answers = [post({}, secret="guess") for _time in range(WRONG_AN_HOUR + 2)]
    assert answers[-1] == 429
    assert post({"from": "+919876543210", "text": "1", "id": "m-1"}) == 200, "the right secret must not be rate limited"


def test_404_without_a_configured_secret(settings: Any) -> None:
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"webhook_secret": ""}
    assert post({"from": "+919876543210", "text": "2"}, secret="") == 404


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "not json",
        "null",
        '"2"',
        {"text": "2"},
        {"from": "9" * 41, "text": "2"},
        {"kind": "odd", "from": "1", "text": ""},
        {"kind": "sent"},
    ],
)
def test_invalid_body_is_400(body: Any) -> None:
    assert post(body) == 400


def test_too_large_body_is_413() -> None:
    assert post({"from": "+919876543210", "text": "क" * 20_000}) == 413


def test_only_post_is_allowed() -> None:
    assert Client().get(URL).status_code == 405
