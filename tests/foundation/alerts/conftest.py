"""A push service and a mail server on this machine, and the settings with which alerts go there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.foundation.alerts.mail_end import MailEnd, running_mail_end
from tests.foundation.alerts.push_end import PushEnd, running_push_end


@pytest.fixture
def push_end(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushEnd]:
    with running_push_end(tmp_path) as end:
        monkeypatch.setenv("SSL_CERT_FILE", str(end.certificate))
        settings.PUSH_ENABLED, settings.PUSH_HOSTS, settings.PUSH_TO_THIS_MACHINE = True, ["localhost"], True
        settings.PUSH_SECONDS = 2.0
        yield end


@pytest.fixture
def mail_end(settings: Settings) -> Iterator[MailEnd]:
    with running_mail_end() as end:
        settings.MAIL_ENABLED, settings.MAIL_FROM = True, "jatan@example.org"
        settings.MAILERS = {
            **settings.MAILERS,
            "alerts": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": end.port, "timeout": 5},
            },
        }
        yield end
