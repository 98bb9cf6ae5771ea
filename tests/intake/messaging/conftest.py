"""Every test of the message room stands at noon of a day in March 2026, with a gateway on paper."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured

from jatan.kernel import clock
from tests.intake.messaging.builders import NOON, PaperGateway


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.moved_to(NOON):
        yield


@pytest.fixture
def gateway() -> PaperGateway:
    return PaperGateway()


@pytest.fixture(autouse=True)
def sms(settings: Any) -> dict[str, str]:
    """The options of the gateway, for this test alone; none is set up."""
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"gateway": "", "office": "", "webhook_secret": ""}
    told: dict[str, str] = settings.JATAN_SMS
    return told
