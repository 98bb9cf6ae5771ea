"""Secrets of the second factor are encrypted: with the database alone no valid code can be made."""

import os
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from tests.cast import PASSWORD, Cast
from tests.sign_in import totp_code
from tests.web.accounts.conftest import SIGN_IN

pytestmark = pytest.mark.django_db
CODE = "/account/second-step/code/"


@pytest.fixture
def secret(cast: Cast) -> str:
    made: str = generate_totp_secret()
    TOTP.activate(cast.accounts["coordinator"], made)
    return made


def opens(secret: str) -> bool:
    client = Client()
    client.post(SIGN_IN, {"login": "coordinator@example.org", "password": PASSWORD})
    answer = client.post(CODE, {"code": totp_code(secret)})
    return answer.status_code == 302


def test_secret_and_recovery_seed_are_not_in_clear_in_the_database(secret: str, cast: Cast) -> None:
    RecoveryCodes.activate(cast.accounts["coordinator"])
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)
    assert stored.count("s1:") == 2
    assert opens(secret)


def test_without_the_pepper_no_code_is_right(secret: str, settings: Settings, tmp_path: Path) -> None:
    settings.VAULT_PEPPER_FILE = tmp_path / "pepper"
    settings.VAULT_PEPPER_FILE.write_text("cd" * 32)
    assert not opens(secret)


def test_without_the_signing_key_no_code_is_right(secret: str, settings: Settings) -> None:
    sealed = Authenticator.objects.get(type="totp")
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert TOTP(sealed).validate_code(totp_code(secret)) is False
    settings.SECRET_KEY = before


def test_an_altered_secret_accepts_no_code_and_raises_nothing(secret: str) -> None:
    row = Authenticator.objects.get(type="totp")
    for stored in (row.data["secret"][:-2] + "00", "s1:", "s1:zz", "s1:" + os.urandom(80).hex()):
        row.data = {"secret": stored}
        row.save()
        assert not opens(secret)


def test_secrets_stored_before_encryption_still_work(secret: str) -> None:
    row = Authenticator.objects.get(type="totp")
    row.data = {"secret": secret}
    row.save()
    assert opens(secret)
