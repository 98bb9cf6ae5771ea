"""Replacing keys needs reauthentication; data sent before it is not stored."""

import json
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
from pytest_django import Settings

from jatan.foundation.access.models import Session
from jatan.foundation.access.session_store import decoded
from jatan.foundation.vault.models import DirectoryKey
from tests.cast import Cast
from tests.foundation.vault.vault_office import VaultHouse
from tests.sign_in import age_second_step, signed_in, totp_code
from tests.web.vault.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
OTHER = "लाल मिट्टी सूखी पगडंडी साँझ"
AGAIN = "/account/second-step/code/again/"
SENT = {"passphrase": OTHER, "again": OTHER}


def kept() -> list[Any]:
    """All sessions, decoded and as stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM access_session")
        raw = [row[0] for row in cursor.fetchall()]
    return [*raw, *[str(decoded(row)) for row in Session.objects.all()]]


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_a_passphrase_that_was_sent_too_early_lies_in_no_session(unlocked: Unlocked, method: str) -> None:
    client = unlocked("supervisor")
    age_second_step(client)
    cookie = client.cookies["s1"].value
    answer = getattr(client, method)("/keys/set-up/", SENT)
    assert answer.headers["Location"] == f"{AGAIN}?next=%2Fkeys%2Fset-up%2F"
    rows = kept()
    assert len(rows) == 2
    for secret in (OTHER, OTHER.split()[0], cookie, "passphrase", "csrfmiddlewaretoken", "HTTP_COOKIE"):
        assert not any(secret in row for row in rows), secret


def test_after_the_code_the_page_is_come_back_to_and_nothing_is_sent_by_itself(
    browser: Browser, keys: VaultHouse
) -> None:
    client = browser("supervisor")
    age_second_step(client)
    asked = client.post("/keys/set-up/", SENT).headers["Location"]
    assert client.post(asked, {"code": totp_code()}).headers["Location"] == "/keys/set-up/"
    rows = DirectoryKey.objects.filter(principal=keys.people["supervisor"])
    assert rows.count() == 1
    assert client.get("/keys/set-up/").status_code == 200
    assert client.post("/keys/set-up/", SENT).status_code == 200
    assert rows.count() == 2


def test_a_change_of_how_one_signs_in_stores_no_cookie_and_no_code(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    age_second_step(client)
    cookie = client.cookies["s1"].value
    answer = client.post("/account/second-step/telephone/", {"code": "123456"})
    assert answer.headers["Location"].startswith(AGAIN)
    assert not any(secret in row for secret in (cookie, "HTTP_COOKIE", "code=123456") for row in kept())


def _passkey() -> dict[str, Any]:
    """What a browser answers when a passkey is made."""
    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    held = AttestedCredentialData.create(b"\0" * 16, b"key", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    made = AttestationObject.create("none", AuthenticatorData.create(b"\0" * 32, flags, 0, held), {})
    client = json.dumps({"type": "webauthn.create", "challenge": "", "origin": "http://testserver"}).encode()
    response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(made))}
    return {"id": websafe_encode(b"key"), "rawId": websafe_encode(b"key"), "type": "public-key", "response": response}


@pytest.fixture
def with_passkey_only(keys: VaultHouse, cast: Cast) -> Client:
    """The browser of a supervisor who has no password, only a passkey."""
    account = cast.accounts["supervisor"]
    account.set_unusable_password()
    account.save()
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": _passkey()}
    )
    client = signed_in(account, second_step=False)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, account, "mfa", type=Authenticator.Type.WEBAUTHN, passwordless=True)
    request.session.save()
    age_second_step(client)
    return client


def test_who_has_a_passkey_and_no_password_is_asked_for_it(with_passkey_only: Client, keys: VaultHouse) -> None:
    for answer in (with_passkey_only.get("/keys/set-up/"), with_passkey_only.post("/keys/set-up/", SENT)):
        assert answer.headers["Location"] == "/account/second-step/keys/again/?next=%2Fkeys%2Fset-up%2F"
    assert DirectoryKey.objects.filter(principal=keys.people["supervisor"]).count() == 1


def test_the_page_that_asks_for_the_passkey_opens_for_her(with_passkey_only: Client) -> None:
    assert with_passkey_only.get("/account/second-step/keys/again/").status_code == 200
    assert with_passkey_only.get("/account/second-step/keys/add/").headers["Location"] == "/account/"


def test_who_has_nothing_to_show_is_not_asked(keys: VaultHouse, cast: Cast, settings: Settings) -> None:
    """The demonstration's people: no password, no second step."""
    account = cast.accounts["supervisor"]
    settings.JATAN_DEMO, account.is_demo = True, True
    account.set_unusable_password()
    account.save()
    client = signed_in(account, second_step=False)
    assert client.get("/keys/set-up/").status_code == 200
    assert client.get("/account/second-step/keys/again/").headers["Location"] == "/account/"
