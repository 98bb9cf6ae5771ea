"""The ends of alerts on this machine; every test runs at noon of 10 March 2026 unless it says otherwise."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as configured

from jatan.kernel import clock
from tests.foundation.alerts.conftest import mail_end, push_end
from tests.intake.messaging.builders import NOON, RecordingGateway

__all__ = ["mail_end", "push_end"]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def gateway() -> RecordingGateway:
    return RecordingGateway()


@pytest.fixture(autouse=True)
def sms(settings: Any) -> dict[str, str]:
    """The gateway options of this test; no gateway is set up by default."""
    settings.JATAN_SMS = dict(configured.JATAN_SMS) | {"gateway": "", "office": "", "webhook_secret": ""}
    options: dict[str, str] = settings.JATAN_SMS
    return options
