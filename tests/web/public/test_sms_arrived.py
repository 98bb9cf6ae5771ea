"""The webhook of a commercial gateway: closed without a secret, one message once, nothing said to a stranger."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import InState, OutState, Reason
from jatan.intake.messaging.delivery import send_all
from jatan.intake.messaging.due import queue_due
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import everybody, machine
from jatan.intake.messaging.worker_round import take_in
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.web.public.sms.views import WRONG_AN_HOUR
from tests.cast import Cast
from tests.intake.messaging.builders import NOON, PaperGateway, a_traveller, asked_by_text, outbox

pytestmark = pytest.mark.django_db
URL = "/sms/arrived/"
SECRET = "a-long-secret-of-this-house"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.moved_to(NOON):
        yield


@pytest.fixture(autouse=True)
def secret(settings: Any) -> None:
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"webhook_secret": SECRET, "gateway": ""}


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return a_traveller(by, cast)


def post(body: Any, secret: str = SECRET) -> int:
    """A gateway's call, which brings no cookie and no forgery mark."""
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, body, content_type="application/json", headers={"X-Jatan-Secret": secret}).status_code


def inbox() -> list[InMessage]:
    with acting_as(machine(everybody())):
        return list(InMessage.objects.order_by("id"))


def test_a_2_becomes_an_urgent_issue_at_the_workers_next_look(journey: Journey) -> None:
    assert post({"from": "+919876543210", "text": "2", "id": "m-1"}) == 200
    assert inbox()[0].state == InState.NEW
    take_in()
    with acting_as(machine(everybody())):
        (issue,) = Issue.objects.all()
    assert issue.is_urgent


def test_a_form_is_read_as_well_and_the_same_message_is_taken_once(journey: Journey) -> None:
    for _time in range(2):
        client = Client(enforce_csrf_checks=True)
        said = {"from": "+919876543210", "text": "ठीक", "id": "m-1"}
        assert client.post(URL, said, headers={"X-Jatan-Secret": SECRET}).status_code == 200
    assert len(inbox()) == 1


def test_a_missed_call_is_one(journey: Journey) -> None:
    assert post({"kind": "missed_call", "from": "+919876543210", "id": "c-1"}) == 200
    take_in()
    assert inbox()[0].reason == Reason.CALL_BACK


def test_a_delivery_report_moves_the_text(journey: Journey) -> None:
    contact = asked_by_text(journey)
    queue_due(contact.organisation_id)
    send_all(PaperGateway())
    assert post({"kind": "delivered", "reference": outbox()[0].gateway_reference}) == 200
    assert outbox()[0].state == OutState.DELIVERED


@pytest.mark.parametrize("wrong", ["", "x", SECRET[:-1], SECRET + "x", "é"])
def test_a_wrong_secret_changes_nothing(journey: Journey, wrong: str) -> None:
    assert post({"from": "+919876543210", "text": "2", "id": "m-1"}, secret=wrong) == 403
    assert inbox() == []


def test_guessing_is_slowed_down_by_address(journey: Journey) -> None:
    answers = [post({}, secret="guess") for _time in range(WRONG_AN_HOUR + 2)]
    assert answers[-1] == 429
    assert post({"from": "+919876543210", "text": "1", "id": "m-1"}) == 200, "the gateway itself is not shut out"


def test_without_a_secret_set_the_address_does_not_exist(settings: Any) -> None:
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
def test_what_cannot_be_read_is_refused(body: Any) -> None:
    assert post(body) == 400


def test_too_much_is_refused() -> None:
    assert post({"from": "+919876543210", "text": "क" * 20_000}) == 413


def test_only_post_is_answered() -> None:
    assert Client().get(URL).status_code == 405
