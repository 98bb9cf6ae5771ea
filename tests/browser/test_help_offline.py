"""The public help page offline: typed words and numbers stay, and it says that nothing was sent."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.pass_wording import pass_texts
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

WORDS = "कमरे में बंद रखा है"
SELF = "button.send[value=self]"


@contextmanager
def help_page(cast: Cast, chrome: Launched, *, scripts: bool = True) -> Iterator[tuple[Page, str]]:
    _journey, found = create_pass(cast)
    with served() as address, chrome() as running:
        context = running.new_context(
            base_url=address, locale="hi-IN", viewport={"width": 360, "height": 740}, java_script_enabled=scripts
        )
        page = context.new_page()
        page.goto(f"/h/{found.code}/", wait_until="load")
        yield page, found.code


def call_at_the_desk(cast: Cast) -> Issue:
    """The single issue opened by the call."""
    deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    return issue


def test_pressing_the_button_offline_keeps_the_text_and_says_it_was_not_sent(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as (page, _code):
        page.locator("#words").fill(WORDS)
        page.context.set_offline(True)
        page.locator(SELF).click()
        expect(page.locator("#failed")).to_be_visible()
        expect(page.locator("#failed")).to_contain_text("अभी खबर नहीं गई")
        expect(page.locator("#failed a[href='tel:112']")).to_be_in_viewport()
        expect(page.locator("#words")).to_have_value(WORDS)
        expect(page.locator(".numbers a").first).to_be_visible()
        page.context.set_offline(False)
        page.locator(SELF).click()
        expect(page.locator("h1.sent")).to_be_visible()
    assert call_at_the_desk(cast).description == WORDS


def test_a_call_that_arrived_is_removed_from_the_browser(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as (page, code):
        page.locator("#words").fill(WORDS)
        page.locator("#phone").fill("9835012345")
        assert WORDS in page.evaluate("sessionStorage.getItem('help')")
        page.locator("button[value=other]").click()
        expect(page.locator("h1.sent")).to_be_visible()
        assert page.evaluate("sessionStorage.length") == 0
        assert code not in page.url
        assert page.url.endswith("/h/sent/?in=hi")
    issue = call_at_the_desk(cast)
    assert issue.description == f"{WORDS}\n9835012345"
    assert issue.kind_as_written == pass_texts("hi").on_page["for_other"]


def test_typed_text_survives_a_reload_and_is_dropped_after_an_hour(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as (page, _code):
        page.locator("#words").fill(WORDS)
        page.reload(wait_until="load")
        expect(page.locator("#words")).to_have_value(WORDS)
        page.evaluate("sessionStorage.setItem('help', JSON.stringify({at: Date.now() - 3601000, words: 'x'}))")
        page.goto("/h/", wait_until="load")
        expect(page.locator("#words")).to_have_value("")
        assert page.evaluate("sessionStorage.length") == 0


def test_an_error_response_does_not_count_as_sent(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as (page, _code):
        page.locator("#words").fill(WORDS)
        page.route("**/h/**", lambda route: route.fulfill(status=503, body="<main>busy</main>"))
        page.locator(SELF).click()
        expect(page.locator("#failed")).to_be_visible()
        expect(page.locator("#words")).to_have_value(WORDS)
        assert page.evaluate("sessionStorage.length") == 1


def test_without_scripts_it_is_a_plain_form(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome, scripts=False) as (page, code):
        page.locator("#words").fill(WORDS)
        page.locator(SELF).click()
        page.wait_for_url("**/h/sent/**")
        assert code not in page.url
    assert call_at_the_desk(cast).description == WORDS
