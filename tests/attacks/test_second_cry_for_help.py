"""A cry for help is written twice, in the same words from the same number: both must reach the desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.intake.messaging.worker_round import receive_messages
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from tests.cast import Cast
from tests.intake.messaging.builders import NOON, create_traveller

pytestmark = pytest.mark.django_db
SECRET = "a-long-secret-of-this-house"
CRY = {"from": "+919876543210", "text": "2"}


@pytest.fixture(autouse=True)
def at_noon(settings: Any) -> Iterator[None]:
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"webhook_secret": SECRET, "gateway": ""}
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def journey(cast: Cast, as_: Any) -> Journey:
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def stored_after(*bodies: dict[str, str]) -> int:
    """Post each body as the gateway does; the number of messages stored and interpreted."""
    for body in bodies:
        headers = {"X-Jatan-Secret": SECRET}
        assert Client().post("/sms/arrived/", body, content_type="application/json", headers=headers).status_code == 200
        receive_messages()
    with acting_as(messaging_actor(all_organisation_ids())):
        return InMessage.objects.count()


def test_same_words_without_an_id_are_stored_each_time(journey: Journey) -> None:
    """Before: without `id` and `at` the second message was taken for a repetition of the first and dropped."""
    assert stored_after(CRY, CRY) == 2


def test_same_words_at_another_time_are_stored_again(journey: Journey) -> None:
    assert stored_after(CRY | {"at": "2026-01-01T10:00"}, CRY | {"at": "2026-03-01T10:00"}) == 2


def test_an_id_that_the_gateway_uses_again_hides_no_other_message(journey: Journey) -> None:
    """Before: gateways that count from 1 again after a restart hid every message with a number used before."""
    assert (
        stored_after(CRY | {"id": "1", "text": "1"}, CRY | {"id": "1"}, CRY | {"id": "1", "kind": "missed_call"}) == 3
    )


def test_a_message_that_the_gateway_sends_again_with_its_id_is_stored_once(journey: Journey) -> None:
    assert stored_after(CRY | {"id": "m-1"}, CRY | {"id": "m-1"}) == 1
