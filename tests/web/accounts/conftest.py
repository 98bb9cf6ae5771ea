"""The fixture `enter` signs in through the page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast

__all__ = ["SIGN_IN", "Enter"]

SIGN_IN = "/account/sign-in/"
type Enter = Callable[..., Client]


@pytest.fixture
def enter(cast: Cast) -> Enter:
    """`enter("coordinator")` returns a client signed in with the password through the sign-in page."""

    def signed_in(part: str, password: str = PASSWORD) -> Client:
        client = Client()
        answer = client.post(SIGN_IN, {"login": cast.accounts[part].email, "password": password})
        assert answer.status_code == 302, answer.context["form"].errors
        return client

    return signed_in
