"""Attack: the next person at an office's computer looks for what the last one typed, or finds her still signed in."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from jatan.kernel import clock
from tests.browser.conftest import Launched, chrome, own_files  # noqa: F401 - fixtures
from tests.browser.page_server import served
from tests.cast import PASSWORD, Cast
from tests.web.conftest import browser  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
NAME = "सोमरी मुंडा"
STORED = "Object.values(sessionStorage).join()"


def enter(*, is_shared: bool, client: Client | None = None) -> Client:
    client = client or Client()
    sheet = {"login": "desk_operator@example.org", "password": PASSWORD} | ({"is_shared": "on"} if is_shared else {})
    assert client.post(SIGN_IN, sheet).status_code == 302
    return client


def is_ticked(client: Client) -> bool:
    return "checked" in re.findall(r"<input[^>]*name=\"is_shared\"[^>]*>", client.get(SIGN_IN).content.decode())[0]


def test_registers_are_closed_after_a_quarter_of_an_hour(cast: Cast) -> None:
    """Before: whoever sat down within eight hours after the last request read on as her."""
    client = enter(is_shared=True)
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=14)):
        assert client.get("/people/").status_code == 200
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=14 + 16)):
        assert client.get("/people/").status_code == 302


def test_work_on_a_shared_computer_goes_on_for_twelve_hours(cast: Cast) -> None:
    """The limit counts from the last request, so nobody is signed out while she works."""
    client, start = enter(is_shared=True), clock.now()
    for minutes in range(0, 11 * 60, 14):
        with clock.frozen_at(start + dt.timedelta(minutes=minutes)):
            assert client.get("/account/here/").status_code == 200


def test_her_own_device_keeps_eight_hours(cast: Cast) -> None:
    client = enter(is_shared=False)
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)):
        assert client.get("/people/").status_code == 200


def test_an_unknown_computer_counts_as_shared_until_somebody_says_otherwise(cast: Cast) -> None:
    client = Client()
    assert is_ticked(client)
    enter(is_shared=False, client=client)
    client.post("/account/sign-out/")
    assert not is_ticked(client)
    enter(is_shared=True, client=client)
    client.post("/account/sign-out/")
    assert is_ticked(client)


def test_the_cache_of_the_browser_is_cleared_and_its_storage_kept(cast: Cast) -> None:
    """Drafts go by account, in the page's script: a future outbox of other people lies on the same origin."""
    answer = enter(is_shared=True).post("/account/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def sign_in(page: Page, login: str) -> None:
    page.goto(SIGN_IN, wait_until="load")
    page.locator("#id_login").fill(login)
    page.locator("#id_password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator(f"form[action='{SIGN_IN}'] button[type=submit]").first.click()
    page.wait_for_load_state("load")


def type_a_name(page: Page) -> None:
    page.goto("/people/new/", wait_until="load")
    page.locator("#id_name").fill(NAME)
    assert NAME in page.evaluate(STORED)


def assert_nothing_is_left(page: Page) -> None:
    page.goto("/people/new/", wait_until="load")
    expect(page.locator("#id_name")).to_have_value("")
    assert NAME not in page.evaluate(STORED)


@pytest.mark.browser
@pytest.mark.parametrize("ending", ["sign-out", "sign-out page", "limit", "another tab"])
def test_the_next_account_in_the_tab_finds_no_word(ending: str, cast: Cast, chrome: Launched) -> None:  # noqa: F811
    """Before: Khunti's desk found the name that Gumla had typed in her own form."""
    with served() as address, chrome() as running:
        context = running.new_context(base_url=address, locale="hi-IN", viewport={"width": 360, "height": 740})
        page = context.new_page()
        sign_in(page, "desk_operator@example.org")
        type_a_name(page)
        if ending == "sign-out":
            with page.expect_navigation():
                page.locator("form[data-sign-out]").first.evaluate("form => form.requestSubmit()")
            page.wait_for_load_state("load")
            assert page.evaluate("sessionStorage.length") == 0
        elif ending == "sign-out page":
            page.goto("/account/sign-out/", wait_until="load")
            with page.expect_navigation():
                page.locator("main form[data-sign-out] button").click()
            page.wait_for_load_state("load")
            assert page.evaluate("sessionStorage.length") == 0
        elif ending == "limit":
            context.clear_cookies(name="sessionid")
            page.goto("/people/", wait_until="load")
            assert SIGN_IN in page.url
            assert NAME not in page.evaluate(STORED)
        else:
            other = context.new_page()
            other.goto("/account/sign-out/", wait_until="load")
            with other.expect_navigation():
                other.locator("main form[data-sign-out] button").click()
        sign_in(page, "khunti_desk@example.org")
        assert_nothing_is_left(page)


@pytest.mark.browser
def test_a_page_that_was_left_closes_itself(cast: Cast, chrome: Launched) -> None:  # noqa: F811
    """Before: a form stayed on the screen, with all that was typed, until somebody touched it."""
    with served() as address, chrome() as running:
        page = running.new_context(base_url=address, locale="hi-IN").new_page()
        page.clock.install()
        sign_in(page, "desk_operator@example.org")
        type_a_name(page)
        page.clock.run_for("14:00")
        expect(page.locator("#id_name")).to_have_value(NAME)
        page.context.clear_cookies(name="sessionid")
        page.clock.run_for("03:00")
        page.wait_for_url(re.compile(SIGN_IN))
        page.wait_for_load_state("load")
        assert NAME not in page.evaluate(STORED)


@pytest.mark.browser
def test_whoever_types_is_kept_signed_in(cast: Cast, chrome: Launched) -> None:  # noqa: F811
    """A long form is no idleness: the page asks the server while she types."""
    with served() as address, chrome() as running:
        page = running.new_context(base_url=address, locale="hi-IN").new_page()
        page.clock.install()
        sign_in(page, "desk_operator@example.org")
        page.goto("/people/new/", wait_until="load")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/account/here/" in request.url else None)
        for minute in range(20):
            page.locator("#id_name").fill(f"{NAME} {minute}")
            page.clock.run_for("01:00")
        expect(page.locator("#id_name")).to_have_value(f"{NAME} 19")
        assert 15 <= len(asked) <= 20
