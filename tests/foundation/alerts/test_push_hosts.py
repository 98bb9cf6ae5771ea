"""Alerts go to the browsers' own push services; what a stolen session names instead is refused."""

from typing import Any

import pytest

from jatan.foundation.alerts.push_services import is_acceptable
from jatan.settings.options import OPTIONS

SERVICES = (
    "https://fcm.googleapis.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://wns2-pn1p.notify.windows.com/w/?token=abc",
    "https://web.push.apple.com/abc",
)
OTHERS = (
    "https://script.google.com/macros/s/abc/exec",
    "https://storage.googleapis.com/bucket/abc",
    "https://sites.google.com/view/abc",
    "https://metadata.googleapis.com/",
    "https://www.googleapis.com/upload/abc",
    "https://firebasestorage.googleapis.com/v0/b/abc",
    "https://metadata.google.internal/",
    "https://evil.fcm.googleapis.com/abc",
    "https://fcm.googleapis.com.evil.example/abc",
    "https://push.services.mozilla.com.evil.example/abc",
    "https://notify.windows.com/abc",
    "https://push.apple.com@evil.example/abc",
)


@pytest.fixture(autouse=True)
def as_shipped(settings: Any) -> None:
    shipped = next(one.default for one in OPTIONS if one.variable == "JATAN_PUSH_HOSTS")
    settings.PUSH_HOSTS, settings.PUSH_TO_THIS_MACHINE = shipped.split(","), False


@pytest.mark.parametrize("endpoint", SERVICES)
def test_each_browser_is_reached(endpoint: str) -> None:
    assert is_acceptable(endpoint)


@pytest.mark.parametrize("endpoint", OTHERS)
def test_no_other_host_is_called(endpoint: str) -> None:
    assert not is_acceptable(endpoint)
