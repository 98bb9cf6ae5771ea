"""Somebody guesses passwords, or uses an account at night: the log keeps it, without anything that was typed."""

import logging

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import SIGN_IN, Enter, enter

__all__ = ["enter"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_a_sign_in_and_a_sign_out_are_logged_by_account(
    cast: Cast, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    """Before: no line told who had signed in."""
    client = enter("field_worker")
    client.post("/account/sign-out/")
    account = cast.accounts["field_worker"]
    assert f"account {account.pk}: signed in" in caplog.text
    assert f"account {account.pk}: signed out" in caplog.text
    assert account.email not in caplog.text
    assert account.name not in caplog.text


def test_wrong_passwords_are_logged_without_what_was_typed(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    typed = {"login": "Phulmani-and-her-secret@example.org", "password": PASSWORD}
    for _time in range(7):
        Client().post(SIGN_IN, typed)
    assert "sign-in failed" in caplog.text
    assert "too many attempts" in caplog.text
    assert "phulmani" not in caplog.text.lower()
    assert PASSWORD not in caplog.text
