"""Forms of case files keep no draft in the browser, yet survive network failures and an expired session."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked, cast, house, standing_house, unlocked

__all__ = ["cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NOTE_TEXT = "माँ से फ़ोन पर बात हुई"
SAVE = "main form.form .actions button[type=submit]"


def carry(context: BrowserContext, address: str, client: Client) -> None:
    """Replace the browser's cookies by those of a client."""
    context.clear_cookies()
    context.add_cookies([{"name": name, "value": one.value, "url": address} for name, one in client.cookies.items()])


@contextmanager
def note_page(chrome: Launched, house: CaseHouse, client: Client) -> Iterator[tuple[Page, str]]:
    """The page of a new note in a case, with text typed into it."""
    found = house.open_case()
    with served() as address, chrome() as running:
        context = running.new_context(base_url=address, locale="hi-IN", viewport={"width": 360, "height": 740})
        carry(context, address, client)
        page = context.new_page()
        page.goto(f"/cases/{found.case.pk}/write/note/", wait_until="load")
        page.locator("main form.form textarea").first.fill(NOTE_TEXT)
        yield page, address


def test_offline_the_page_keeps_the_typed_text(house: CaseHouse, unlocked: Unlocked, chrome: Launched) -> None:
    with note_page(chrome, house, unlocked("counsellor")) as (page, _address):
        page.context.set_offline(True)
        page.locator(SAVE).first.click()
        expect(page.locator("[data-unsent=line]")).to_be_in_viewport()
        expect(page.locator("main form.form textarea").first).to_have_value(NOTE_TEXT)
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0
        page.context.set_offline(False)
        with page.expect_navigation():
            page.locator(SAVE).first.click()
        expect(page.locator("main")).to_contain_text(NOTE_TEXT)


def test_an_expired_session_loses_no_typed_text(
    house: CaseHouse, unlocked: Unlocked, browser: Browser, chrome: Launched
) -> None:
    first, again = unlocked("counsellor"), browser("counsellor")
    with note_page(chrome, house, first) as (page, address):
        page.context.clear_cookies()
        page.locator(SAVE).first.click()
        expect(page.locator("[data-unsent=ended]")).to_be_in_viewport()
        expect(page.locator("[data-unsent=ended] a")).to_have_attribute("href", "/account/sign-in/")
        carry(page.context, address, again)
        with page.expect_navigation():
            page.locator(SAVE).first.click()
        # After the new sign-in the keys are locked: the passphrase is asked for, and the form is carried over.
        page.locator("[name=passphrase_again]").fill(WORDS)
        with page.expect_navigation():
            page.locator(SAVE).first.click()
        expect(page.locator("main")).to_contain_text(NOTE_TEXT)
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0
