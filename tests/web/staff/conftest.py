"""Browsers of the cast: `browser("coordinator")` is a signed-in client of hers."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from jatan.web.accounts.sessions import begin
from tests.cast import Cast

type Browser = Callable[[str], Client]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Twelve Argon2 hashes a test would take longer than the test; nobody types a password here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def browser(cast: Cast) -> Browser:
    def signed_in(part: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(cast.accounts[part])
        # As the sign-in page does: the clock of the session starts there, not with the first page.
        request = HttpRequest()
        request.session = client.session
        begin(request)
        request.session.save()
        return client

    return signed_in
