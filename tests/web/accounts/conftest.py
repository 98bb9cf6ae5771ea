"""The fixture `enter` signs in through the page."""

from collections.abc import Callable

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from jatan.foundation.access.actors import actor_of
from tests.cast import PASSWORD, Cast

__all__ = ["SIGN_IN", "Enter"]

SIGN_IN = "/account/sign-in/"
type Enter = Callable[..., Client]


@pytest.fixture
def enter(cast: Cast) -> Enter:
    """`enter("coordinator")` returns a client signed in through the sign-in page: with the password, and with a code of
    a printed sheet where her role needs a second step and `second_step`.
    """

    def signed_in(part: str, password: str = PASSWORD, *, second_step: bool = True) -> Client:
        client, account = Client(), cast.accounts[part]
        sheet = RecoveryCodes.activate(account) if second_step and actor_of(account).needs_second_step else None
        answer = client.post(SIGN_IN, {"login": account.email, "password": password})
        assert answer.status_code == 302, answer.context["form"].errors
        if sheet is not None:
            answer = client.post(answer["Location"], {"code": sheet.get_unused_codes()[0]})
            assert answer.status_code == 302, answer.context["form"].errors
        return client

    return signed_in
