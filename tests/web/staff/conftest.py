"""Browsers of the cast: `browser("coordinator")` is a signed-in client of hers."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

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
        return client

    return signed_in
