"""A passkey as the second step: set up on the first page after the password, asked for at sign-in and before acts."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.page_server import served
from tests.cast import PASSWORD, Cast
from tests.sign_in import age_second_step, client_of_session

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
SET_UP = "/account/second-step/"


def with_device(at: Desk) -> None:
    """The telephone's own lock, which says yes."""
    line = at.page.context.new_cdp_session(at.page)
    line.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**device, "isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def with_password(at: Desk, email: str) -> None:
    at.open("/account/sign-in/").answer("", login=email, password=PASSWORD)
    at.press("main form.form:has([name=password]) button[type=submit]")


def test_a_passkey_guards_sign_in_and_acts(cast: Cast, chrome: Launched) -> None:
    cache.clear()
    email = cast.accounts["coordinator"].email
    with served() as address, chrome() as opened, desk(opened, address, None, ()) as at:
        with_device(at)
        with_password(at, email)
        assert urlsplit(at.page.url).path == SET_UP
        at.follow(f'main a[href="{SET_UP}keys/add/"]').answer("", name="मेरा फ़ोन").press("passkey-button button")
        at.open("/people/")
        assert urlsplit(at.page.url).path == "/people/"
        at.open("/account/sign-out/").press("main form button[type=submit]")
        with_password(at, email)
        assert urlsplit(at.page.url).path == f"{SET_UP}code/"
        at.press("main passkey-button button").open("/accounts/invite/")
        assert urlsplit(at.page.url).path == "/accounts/invite/"
        cookies = at.page.context.cookies()
        with outside_the_loop():
            age_second_step(client_of_session(cookies))
        at.open("/accounts/invite/")
        assert urlsplit(at.page.url).path.startswith(f"{SET_UP}")
        if not urlsplit(at.page.url).path.startswith(f"{SET_UP}keys/again/"):
            at.follow(f'a.chip[href^="{SET_UP}keys/again/"]')
        at.press("main passkey-button button")
        assert urlsplit(at.page.url).path == "/accounts/invite/"
        assert at.faults() == []
