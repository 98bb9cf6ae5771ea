"""What was typed outlives the end of a sign-in: the draft waits in her tab until its form is opened again."""

import pytest
from django.conf import settings as configured
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Launched
from tests.browser.serving import served
from tests.cast import Cast
from tests.web.staff.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def with_session(context: BrowserContext, address: str, session: str) -> None:
    context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])


def test_a_draft_sent_after_the_sign_in_ended_is_not_thrown_away(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    session = browser("field_worker").cookies[configured.SESSION_COOKIE_NAME].value
    with served() as address, chrome() as opened:
        context = opened.new_context(base_url=address, locale="hi-IN")
        with_session(context, address, session)
        page = context.new_page()
        page.goto("/people/new/", wait_until="load")
        page.locator("#id_name").fill("सोमरी मुंडा")
        with_session(context, address, "a-session-that-is-over")
        with page.expect_navigation():
            page.locator("main form.form button[type=submit]").first.click()
        assert "unsaved=1" in page.url
        assert "यह सहेजा नहीं गया" in page.locator("main").inner_text()
        page.wait_for_load_state("load")
        with_session(context, address, session)
        page.goto("/people/new/", wait_until="load")
        expect(page.locator("#id_name")).to_have_value("सोमरी मुंडा")
