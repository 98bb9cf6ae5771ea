"""Browsers that are signed in, with a second step where the role needs one."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.session_store import SessionStore
from jatan.web.accounts.sessions import begin

__all__ = [
    "SECRET",
    "age_second_step",
    "client_of_session",
    "give_second_step",
    "held_telephones",
    "signed_in",
    "totp_code",
]

SECRET = "JBSWY3DPEHPK3PXP"


def signed_in(account: Account, *, second_step: bool = True) -> Client:
    """A client signed in as this account just now: with a second step if her role needs one and `second_step`."""
    client = Client(raise_request_exception=True)
    # As `client.force_login` does, which writes the session twice more and reads it twice: 10 statements, not 19.
    request = HttpRequest()
    request.session = SessionStore()
    login(request, account, settings.AUTHENTICATION_BACKENDS[0])
    begin(request)  # as the sign-in page does
    if second_step and actor_of(account).needs_second_step:
        row = give_second_step(account)
        record_authentication(request, account, "mfa", id=row.pk, type=row.type)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


def client_of_session(cookies: Iterable[Mapping[str, Any]]) -> Client:
    """A client with the session of a browser's cookies."""
    client = Client()
    for cookie in cookies:
        if cookie["name"] == settings.SESSION_COOKIE_NAME:
            client.cookies[cookie["name"]] = cookie["value"]
    return client


def give_second_step(account: Account) -> Authenticator:
    """Codes of a telephone (SECRET) for this account, unless it has them."""
    held = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    return held or TOTP.activate(account, SECRET).instance


@contextmanager
def held_telephones() -> Iterator[None]:
    """No half-minute of a telephone ends during the block: a code that is asked for is right when it arrives."""
    now = time.time()
    with patch.object(totp, "time", SimpleNamespace(time=lambda: now)):
        yield


def totp_code(secret: str = SECRET, steps: int = 0) -> str:
    """The code that the telephone with `secret` shows now, or so many half-minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(totp.time.time()) // 30 + steps)))


def age_second_step(client: Client, seconds: int = 601) -> None:
    """Let every proof of this client's session be so much older."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = time.time() - seconds
    session.save()
