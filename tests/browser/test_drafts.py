"""Drafts of forms survive reloads, network failures and an expired session, until the server has accepted the form."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from jatan.foundation.access.walls import acting_as
from jatan.programme.people.models import Person
from tests.browser.chromium import outside_the_loop, session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.cast import PASSWORD, Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import begin

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NAME = "सोमरी मुंडा"
SAVE = "main form.form[data-draft] button[type=submit]"


@contextmanager
def opened(chrome: Launched, client: Client | None = None, *, has_scripts: bool = True) -> Iterator[tuple[Page, str]]:
    """(a page on a narrow screen signed in as `client`, the server's base URL)."""
    with served() as address, chrome() as running:
        context = running.new_context(
            base_url=address,
            locale="hi-IN",
            viewport={"width": 360, "height": 740},
            java_script_enabled=has_scripts,
        )
        if client is not None:
            with_session(context, address, session_of(client))
        yield context.new_page(), address


def kept(page: Page) -> int:
    """The number of drafts in this tab."""
    return int(page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:')).length"))


def send_offline(page: Page, button: str) -> None:
    """Press the button while offline: the browser shows its error page."""
    page.context.set_offline(True)
    page.locator(button).first.click()
    page.wait_for_url("chrome-error://chromewebdata/")
    page.context.set_offline(False)


def answer_everything(page: Page) -> int:
    """Answer yes to every question of the conversation, also of those that unfold; return their number."""
    folded = page.locator("main form details:not([open]) > summary")
    while folded.count():
        folded.first.click()
    groups = page.locator("main fieldset:has(input[type=radio][name^=q_])")
    for number in range(groups.count()):
        groups.nth(number).locator("input[value=yes]").check(force=True)
    return groups.count()


def test_the_talk_keeps_all_its_answers_over_a_reload(cast: Cast, browser: Browser, chrome: Launched) -> None:
    client = browser("field_worker")
    root = begin(client, cast)
    with opened(chrome, client) as (page, _address):
        page.goto(f"{root}talk/0/", wait_until="load")
        asked = answer_everything(page)
        assert asked == 18
        page.reload(wait_until="load")
        expect(page.locator("input[name^=q_][value=yes]:checked")).to_have_count(asked)
        expect(page.locator("main .draft-note")).to_be_visible()


@pytest.mark.parametrize(
    ("code", "field", "typed"),
    [
        ("journey", "destination_as_written", "तिरुपुर"),
        ("promise", "agent_name", "बिरसा महतो"),
        ("papers", "family_contact_name", "बुधन"),
        ("papers", "along_name_1", "राजू"),
    ],
)
def test_every_departure_page_keeps_what_was_typed(
    code: str, field: str, typed: str, cast: Cast, browser: Browser, chrome: Launched
) -> None:
    client = browser("field_worker")
    path = f"{begin(client, cast)}{code}/0/"
    with opened(chrome, client) as (page, _address):
        page.goto(path, wait_until="load")
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        page.locator(f"#id_{field}").fill(typed)
        send_offline(page, SAVE)
        page.goto("/", wait_until="load")
        page.goto(path, wait_until="load")
        expect(page.locator(f"#id_{field}")).to_have_value(typed)
        expect(page.locator(f"#id_{field}")).to_be_visible()


def test_a_form_sent_offline_is_kept_until_the_server_accepts_it(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    with opened(chrome, browser("field_worker")) as (page, _address):
        page.goto("/people/new/", wait_until="load")
        page.locator("#id_name").fill(NAME)
        send_offline(page, SAVE)
        for other in ("/", "/people/", "/departures/"):
            page.goto(other, wait_until="load")
        page.goto("/people/new/", wait_until="load")
        expect(page.locator("#id_name")).to_have_value(NAME)
        page.locator("#id_village").fill("टोटो")
        page.locator("#id_place").select_option(str(cast.gumla_block.pk))
        page.locator(SAVE).first.click()
        page.wait_for_url(re.compile("/people/(?!new)"))
        assert kept(page) == 0
        page.goto("/people/new/", wait_until="load")
        expect(page.locator("#id_name")).to_have_value("")
    with acting_as(cast.actor("field_worker")):
        assert Person.objects.filter(name=NAME).count() == 1


def test_no_draft_is_left_of_a_saved_form_whose_response_was_lost(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    client = browser("field_worker")
    path = f"{begin(client, cast)}journey/0/"
    with opened(chrome, client) as (page, _address):
        page.goto(path, wait_until="load")
        page.locator("#id_destination_as_written").fill("तिरुपुर")

        def reached_but_unanswered(route) -> None:  # type: ignore[no-untyped-def]
            route.fetch(max_redirects=0)
            route.abort()

        page.route(f"**{path}", reached_but_unanswered)
        page.locator(SAVE).first.click()
        page.wait_for_url("chrome-error://chromewebdata/")
        page.unroute(f"**{path}")
        page.goto("/", wait_until="load")
        assert kept(page) == 0
        page.goto(path, wait_until="load")
        expect(page.locator("#id_destination_as_written")).to_have_value("तिरुपुर")


def test_a_refused_form_keeps_its_draft(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with opened(chrome, browser("field_worker")) as (page, _address):
        page.goto("/people/new/", wait_until="load")
        page.locator("#id_guardian_name").fill("बुधन")
        with page.expect_navigation():
            page.locator(SAVE).first.click()
        expect(page.locator("#id_guardian_name")).to_have_value("बुधन")
        page.goto("/", wait_until="load")
        page.goto("/people/new/", wait_until="load")
        expect(page.locator("#id_guardian_name")).to_have_value("बुधन")


def test_two_pages_of_one_form_do_not_share_a_draft(cast: Cast, browser: Browser, chrome: Launched) -> None:
    """A form for one person must not restore the draft of another."""
    with opened(chrome, browser("desk_operator")) as (page, _address):
        page.goto("/issues/new/?about=one", wait_until="load")
        page.locator("#id_description").fill("मज़दूरी बाकी")
        page.goto("/issues/new/?about=other", wait_until="load")
        expect(page.locator("#id_description")).to_have_value("")


def test_a_draft_does_not_overwrite_what_a_colleague_changed_meanwhile(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    """A draft contains only changed fields, not the whole record as it was then."""
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, village="टोटो")
    with opened(chrome, browser("coordinator")) as (page, _address):
        page.goto(f"/people/{person.pk}/edit/", wait_until="load")
        page.locator("#id_guardian_name").fill("बुधन")
        with outside_the_loop(), acting_as(cast.actor("coordinator")):
            Person.objects.filter(pk=person.pk).update(village="बरगाडीह")
        page.reload(wait_until="load")
        expect(page.locator("#id_guardian_name")).to_have_value("बुधन")
        expect(page.locator("#id_village")).to_have_value("बरगाडीह")


@pytest.mark.parametrize("path", ["/people/new/", "talk"])
def test_an_expired_session_loses_no_form(path: str, cast: Cast, browser: Browser, chrome: Launched) -> None:
    """After an expired session and a new sign-in the form is restored."""
    client = browser("field_worker")
    is_talk = path == "talk"
    path = f"{begin(client, cast)}talk/0/" if is_talk else path
    with opened(chrome, client) as (page, address):
        page.goto(path, wait_until="load")
        asked = answer_everything(page) if is_talk else page.locator("#id_name").fill(NAME)
        with_session(page.context, address, "a-session-that-is-over")
        with page.expect_navigation():
            page.locator(SAVE).first.click()
        page.wait_for_load_state("load")
        assert "unsaved=1" in page.url
        assert "आपके लिखे के साथ" in page.locator("main").inner_text()
        page.locator("#id_login").fill(cast.accounts["field_worker"].email)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form[action='/account/sign-in/'] button[type=submit]").first.click()
        page.wait_for_url(f"{address}{path}")
        page.wait_for_load_state("load")
        if is_talk:
            expect(page.locator("input[name^=q_][value=yes]:checked")).to_have_count(int(asked or 0))
        else:
            expect(page.locator("#id_name")).to_have_value(NAME)


def test_without_a_draft_the_sign_in_page_mentions_none(cast: Cast, chrome: Launched) -> None:
    with opened(chrome) as (page, _address):
        page.goto("/account/sign-in/?unsaved=1&next=/people/new/", wait_until="load")
        assert "एक बार फिर लिखें" in page.locator("main").inner_text()
        assert "आपके लिखे के साथ" not in page.locator("main").inner_text()


def test_signing_out_removes_drafts_from_the_tab(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with opened(chrome, browser("field_worker")) as (page, _address):
        page.goto("/people/new/", wait_until="load")
        page.locator("#id_name").fill(NAME)
        assert kept(page) == 1
        with page.expect_navigation():
            page.locator("form[data-sign-out]").first.evaluate("form => form.requestSubmit()")
        page.wait_for_load_state("load")
        assert page.evaluate("sessionStorage.length") == 0


def test_another_account_in_the_same_tab_finds_nothing(cast: Cast, browser: Browser, chrome: Launched) -> None:
    other = session_of(browser("coordinator"))
    with opened(chrome, browser("field_worker")) as (page, address):
        page.goto("/people/new/", wait_until="load")
        page.locator("#id_name").fill(NAME)
        with_session(page.context, address, other)
        page.goto("/people/new/", wait_until="load")
        expect(page.locator("#id_name")).to_have_value("")
        assert kept(page) == 0


def test_a_draft_of_last_week_is_dropped(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with opened(chrome, browser("field_worker")) as (page, _address):
        page.goto("/people/new/", wait_until="load")
        page.locator("#id_name").fill(NAME)
        page.evaluate(
            """age => { for (const [key, text] of Object.entries(sessionStorage))
                sessionStorage.setItem(key, JSON.stringify({...JSON.parse(text), at: Date.now() - age})); }""",
            8 * 24 * 3600 * 1000,
        )
        page.reload(wait_until="load")
        expect(page.locator("#id_name")).to_have_value("")
