"""The public help page without a network: it opens, what is pressed waits unreadable, arrives once, leaves no trace."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.signals import request_started
from playwright.sync_api import Page, expect

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.calls.delivery import undelivered_call_ids
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.pass_wording import pass_texts
from jatan.web import assets
from tests.browser import chromium, moved_clock
from tests.browser.conftest import Launched
from tests.browser.cut_line import Line, line_to
from tests.browser.desk import wait_until
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at
from tools import system_packages

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

WORDS = "कमरे में बंद रखा है"
SELF = "button.send[value=self]"
PHONE = {"locale": "hi-IN", "viewport": {"width": 360, "height": 740}}
# All that scripts of the origin can read: names and contents of caches and of databases, both storages.
_KEPT = """async () => {
    const found = [Object.entries(localStorage), Object.entries(sessionStorage)];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            found.push(name, request.url, answer.url, await answer.text());
        }
    }
    for (const {name} of await indexedDB.databases()) {
        const opening = indexedDB.open(name);
        const base = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
        for (const store of base.objectStoreNames) {
            const asked = base.transaction(store).objectStore(store).getAll();
            await new Promise((done) => { asked.onsuccess = done; });
            found.push(name, asked.result);
        }
        base.close();
    }
    return JSON.stringify(found);
}"""
_ROWS = """() => new Promise((done) => {
    const opening = indexedDB.open("help", 1);
    const rule = { keyPath: "turn", autoIncrement: true };
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", rule);
    opening.onsuccess = () => {
        const asked = opening.result.transaction("waiting").objectStore("waiting").getAll();
        asked.onsuccess = () => { opening.result.close(); done(asked.result); };
    };
})"""

_KEEP = """language => navigator.serviceWorker.getRegistration("/h/")
    .then((mine) => mine.active.postMessage({ help: "keep", language }))"""
PATIENCE_S = 30


@dataclass
class Opened:
    """The page behind a pass on a phone, over a line that can be cut."""

    page: Page
    code: str
    line: Line

    def reopen(self, path: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(self.line.address + path, wait_until="load")

    def press(self, words: str = WORDS) -> None:
        self.page.locator("#words").fill(words)
        self.page.locator(SELF).click()


@contextmanager
def help_page(cast: Cast, chrome: Launched, *, scripts: bool = True, keeps: bool = True) -> Iterator[Opened]:
    """`keeps`: wait until the copy of the page lies on the phone."""
    _journey, found = create_pass(cast)
    with served() as address, line_to(address) as line, chrome() as running:
        context = running.new_context(base_url=line.address, java_script_enabled=scripts, **PHONE)
        page = context.new_page()
        page.goto(f"/h/{found.code}/", wait_until="load")
        if scripts and keeps:
            assert kept_paths(page)
        yield Opened(page, found.code, line)


def kept_paths(page: Page) -> list[str]:
    """The paths of the copy, which is whole when the page lies there: what the page needs lies there before."""
    wait_until(page, 'async () => Boolean(await (await caches.open("help-1")).match("/h/"))')
    keys = 'async () => (await (await caches.open("help-1")).keys()).map((request) => new URL(request.url).pathname)'
    paths: list[str] = page.evaluate(keys)
    return paths


def keep_another_language(page: Page) -> None:
    """Let the worker keep one more page, and wait for it: what it was asked before has been dealt with then."""
    page.evaluate(_KEEP, "en")
    wait_until(page, 'async () => Boolean(await (await caches.open("help-1")).match("/h/?in=en"))')


@contextmanager
def wall() -> Iterator[tuple[str, threading.Event]]:
    """A server that answers at every address with its own page; the event is set when it has done so."""
    has_answered = threading.Event()

    class Wall(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = b"<!doctype html><html><body>Pay here</body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)
            has_answered.set()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("localhost", 0), Wall) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}", has_answered
        server.shutdown()


def waiting_at_the_house() -> int:
    """How many calls the house has stored and not delivered yet."""
    with chromium.outside_the_loop():
        return len(undelivered_call_ids())


def call_at_the_desk(cast: Cast) -> Issue:
    """The single issue opened by the call."""
    deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    return issue


def test_without_a_network_the_page_opens_with_numbers_rights_and_buttons(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        opened.line.cut()
        for path in (f"/h/{opened.code}/", "/h/", "/h/?in=hi", "/h/NEVERSEENBEFORE12/", "/h/sent/"):
            opened.reopen(path)
            expect(opened.page.locator("button.main")).to_be_visible()
            expect(opened.page.locator(".numbers a[href='tel:1098']")).to_be_visible()
            assert opened.page.locator(".rights li").count() == len(pass_texts("hi").rights)
            expect(opened.page.locator("#arrived")).to_be_hidden()
            assert opened.page.evaluate("getComputedStyle(document.querySelector('button.main')).minHeight") == "72px"


def test_the_page_is_fetched_once_for_its_copy(cast: Cast, chrome: Launched) -> None:
    """The worker was asked twice at the first visit, and a phone on 2G loaded the page three times."""
    asked: list[str] = []

    def note(environ: dict[str, str], **_words: object) -> None:
        asked.append(environ["PATH_INFO"])

    request_started.connect(note)
    try:
        with help_page(cast, chrome) as opened:
            keep_another_language(opened.page)
    finally:
        request_started.disconnect(note)
    assert asked.count("/h/") == 2, "once for each language"


@pytest.mark.parametrize("count", [20, 90, 1500])
def test_an_answer_that_breaks_off_never_takes_the_place_of_the_copy(cast: Cast, chrome: Launched, count: int) -> None:
    """In its head or in the page: a browser may take it for a whole one, and no number stood on the phone."""
    with help_page(cast, chrome) as opened:
        opened.line.cut_answers_after(count)
        opened.page.evaluate(_KEEP, "hi")
        assert opened.line.has_been_cut(PATIENCE_S)
        opened.line.restore()
        keep_another_language(opened.page)
        opened.line.cut()
        opened.reopen("/h/?in=hi")
        expect(opened.page.locator("html")).to_have_attribute("lang", "hi")
        expect(opened.page.locator("button.main")).to_be_visible()


def test_the_page_of_a_wall_never_takes_the_place_of_the_copy(cast: Cast, chrome: Launched) -> None:
    """The network of a shop answers at every address with a page of its own."""
    with help_page(cast, chrome) as opened, wall() as (address, has_answered):
        house = opened.line.lead_to(address)
        opened.line.end_open()
        opened.page.evaluate(_KEEP, "hi")
        assert has_answered.wait(PATIENCE_S)
        opened.line.lead_to(house)
        keep_another_language(opened.page)
        opened.line.cut()
        opened.reopen("/h/?in=hi")
        expect(opened.page.locator("html")).to_have_attribute("lang", "hi")
        expect(opened.page.locator("button.main")).to_be_visible()


def test_another_language_is_there_only_if_it_was_opened(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        opened.page.locator(".languages a", has_text="English").click()
        expect(opened.page.locator("html")).to_have_attribute("lang", "en")
        wait_until(
            opened.page,
            """async () => {
            const kept = await (await caches.open("help-1")).match("/h/");
            return (await kept.text()).includes('<html lang="en"');
        }""",
        )
        opened.line.cut()
        opened.reopen("/h/?in=hi")
        expect(opened.page.locator("html")).to_have_attribute("lang", "hi")
        opened.reopen("/h/")
        expect(opened.page.locator("html")).to_have_attribute("lang", "en")


def test_what_is_pressed_without_a_network_waits_unreadable_and_arrives_once(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        page = opened.page
        opened.line.cut()
        opened.press()
        expect(page.locator("#waiting")).to_be_visible()
        expect(page.locator("#waiting b")).to_have_text("अभी नहीं गई बात: 1")
        expect(page.locator("#waiting a[href='tel:112']")).to_be_in_viewport()
        expect(page.locator("#words")).to_have_value("")
        expect(page.locator("#arrived")).to_be_hidden()
        kept = page.evaluate(_KEPT)
        assert len(page.evaluate(_ROWS)) == 1
        assert not [one for one in (WORDS, opened.code, json.dumps(WORDS).strip('"')) if one in kept]
        opened.line.restore()
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#arrived h1.sent")).to_be_visible()
        expect(page.locator("#waiting")).to_be_hidden()
        assert page.evaluate(_ROWS) == []
        assert opened.code not in page.url
    assert call_at_the_desk(cast).description == WORDS


def test_only_its_own_message_says_that_a_call_has_arrived(cast: Cast, chrome: Launched) -> None:
    """The worker told every page that the field book had changed, and this one took it for the answer to her call."""
    with help_page(cast, chrome) as opened:
        page = opened.page
        message = "said => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: said }))"
        page.evaluate(f"(({message})({{ fieldBook: 'changed' }}), new Promise((done) => setTimeout(done, 500)))")
        expect(page.locator("#arrived")).to_be_hidden()
        expect(page.locator("#start h1")).to_be_visible()
        page.evaluate(f"({message})({{ help: 'sent' }})")
        expect(page.locator("#arrived h1.sent")).to_be_visible()


def test_it_is_sent_when_the_page_is_opened_again_days_after_on_the_page_without_a_code(
    cast: Cast, chrome: Launched
) -> None:
    with help_page(cast, chrome) as opened:
        opened.line.cut()
        opened.press()
        expect(opened.page.locator("#waiting")).to_be_visible()
        opened.reopen("/h/")
        expect(opened.page.locator("#waiting b")).to_have_text("अभी नहीं गई बात: 1")
        assert waiting_at_the_house() == 0
        opened.line.restore()
        opened.reopen("/h/")
        expect(opened.page.locator("#arrived h1.sent")).to_be_visible()
    assert call_at_the_desk(cast).description == WORDS


def test_an_answer_that_is_lost_on_the_way_does_not_make_two_calls(cast: Cast, chrome: Launched) -> None:
    """The house has it, the phone does not know: it sends again, and is told the same."""
    with help_page(cast, chrome) as opened:
        opened.line.cut_answers_after(20)
        opened.press()
        expect(opened.page.locator("#waiting")).to_be_visible()
        expect(opened.page.locator("#arrived")).to_be_hidden()
        assert waiting_at_the_house() == 1
        opened.line.restore()
        opened.page.locator("[data-do=send]").click()
        expect(opened.page.locator("#arrived h1.sent")).to_be_visible()
        assert opened.page.evaluate(_ROWS) == []
    assert call_at_the_desk(cast).description == WORDS


def test_several_wait_and_all_arrive(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        opened.line.cut()
        for number in range(3):
            opened.press(f"बात {number}")
            expect(opened.page.locator("#waiting span")).to_have_text(str(number + 1))
        opened.line.restore()
        opened.page.locator("[data-do=send]").click()
        expect(opened.page.locator("#arrived h1.sent")).to_be_visible()
    issue = call_at_the_desk(cast)
    assert issue.description == "बात 0", "in the order in which she wrote"
    with acting_as(machine_for([cast.gumla.id])):
        assert [row.note for row in issue.follow_ups.order_by("id")] == ["बात 1", "बात 2"]


def test_a_killed_tab_loses_nothing_that_was_pressed(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        opened.line.cut()
        opened.press()
        expect(opened.page.locator("#waiting")).to_be_visible()
        fresh = opened.page.context.new_page()
        opened.page.close()
        opened.line.restore()
        fresh.goto("/h/", wait_until="load")
        expect(fresh.locator("#arrived h1.sent")).to_be_visible()
    assert call_at_the_desk(cast).description == WORDS


def test_the_receipt_stands_only_after_the_house_has_answered(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        answers = [
            (503, "busy"), (200, "<main>a wall of the network</main>"), (200, '{"received": "another"}'), (429, "{}")
        ]  # fmt: skip
        status, text = answers[0]

        def answer(route: object) -> None:
            # Some browsers also send in the background what waits: they are told the same.
            route.fulfill(status=status, body=text)  # type: ignore[attr-defined]

        opened.page.context.route("**/h/call/", answer)
        for number, (status, text) in enumerate(answers):  # noqa: B007
            opened.press() if not number else opened.page.locator("[data-do=send]").click()
            opened.page.wait_for_timeout(300)
            expect(opened.page.locator("#waiting span")).to_have_text("1")
            expect(opened.page.locator("#arrived")).to_be_hidden()
        opened.page.context.unroute("**/h/call/")
        opened.page.locator("[data-do=send]").click()
        expect(opened.page.locator("#arrived h1.sent")).to_be_visible()
    assert call_at_the_desk(cast).description == WORDS


def test_a_call_that_arrived_at_once_leaves_nothing_in_the_browser(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        page = opened.page
        page.locator("#words").fill(WORDS)
        page.locator("#phone").fill("9835012345")
        assert WORDS in page.evaluate("sessionStorage.getItem('help')")
        page.locator("button[value=other]").click()
        expect(page.locator("#arrived h1.sent")).to_be_visible()
        expect(page.locator("form")).to_be_hidden()
        kept = page.evaluate(_KEPT)
        assert not [one for one in (json.dumps(WORDS).strip('"'), WORDS, "9835012345", opened.code) if one in kept]
        assert page.evaluate(_ROWS) == []
        assert page.url.endswith("/h/sent/?in=hi")
    issue = call_at_the_desk(cast)
    assert issue.description == f"{WORDS}\n9835012345"
    assert issue.kind_as_written == pass_texts("hi").on_page["for_other"]


def test_erase_takes_away_what_waits_the_copy_and_the_worker(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        page = opened.page
        opened.line.cut()
        opened.press()
        expect(page.locator("#waiting")).to_be_visible()
        page.locator("#words").fill("और कुछ")
        page.locator("#waiting [data-do=wipe]").click()
        expect(page.locator("#wiped")).to_be_visible()
        expect(page.locator("#waiting")).to_be_hidden()
        expect(page.locator("#words")).to_have_value("")
        wait_until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length")
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
        assert page.evaluate("sessionStorage.length") == 0
        assert opened.code not in page.url
        opened.line.restore()
        opened.reopen("/h/")
        expect(page.locator("#waiting")).to_be_hidden()
    assert undelivered_call_ids() == []


def test_after_an_update_old_copies_and_files_are_gone(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome, keeps=False) as opened:
        page = opened.page
        page.evaluate("""async () => {
            await (await caches.open("help-0")).put("/h/", new Response("old"));
            const present = await caches.open("help-1");
            await present.put("/static/help/help.0123456789ab.js", new Response("old"));
            await (await caches.open("others")).put("/x", new Response("stays"));
        }""")
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all[0] && all[0].unregister())")
        opened.reopen("/h/")
        wait_until(page, "async () => !(await caches.keys()).includes('help-0')")
        paths = kept_paths(page)
        wait_until(page, "async () => !(await caches.match('/static/help/help.0123456789ab.js'))")
        assert sorted(page.evaluate("caches.keys()")) == ["help-1", "others"]
        assert {re.sub(r"\.[0-9a-f]{12}", "", path) for path in paths if path.startswith("/static/")} >= {
            "/static/built/help.css", "/static/help/help.js", "/static/help/kept.js"
        }  # fmt: skip


def test_right_after_an_update_the_copy_has_its_style(
    cast: Cast, chrome: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker of the version before kept no sheet that is built, and answers for the first page of the new one."""
    script = assets.joined
    with monkeypatch.context() as former, help_page(cast, chrome, keeps=False) as opened:
        page = opened.page
        former.setattr(assets, "joined", lambda folder: script(folder).replace("(?:help|built)", "help"))
        page.evaluate("""async () => {
            for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
            for (const name of await caches.keys()) await caches.delete(name);
        }""")
        opened.reopen("/h/")
        assert "/static/help/kept.js" in {re.sub(r"\.[0-9a-f]{12}", "", path) for path in kept_paths(page)}
        assert not [path for path in kept_paths(page) if path.startswith("/static/built/")]
        former.undo()
        opened.reopen("/h/")
        wait_until(
            page,
            """async () => (await (await caches.open("help-1")).keys())
            .some((request) => new URL(request.url).pathname.startsWith("/static/built/help"))""",
        )
        opened.line.cut()
        opened.reopen("/h/")
        expect(page.locator("button.main")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('button.main')).minHeight") == "72px"


def test_with_a_network_the_page_is_always_the_houses(cast: Cast, chrome: Launched) -> None:
    """A number that went out of use may not stand on a phone that has a network."""
    with help_page(cast, chrome) as opened:
        page = opened.page
        page.evaluate("""async () => {
            const cache = await caches.open("help-1");
            for (const request of await cache.keys())
                if (new URL(request.url).pathname === "/h/") await cache.put(request, new Response("<p>old</p>"));
        }""")
        opened.reopen("/h/")
        expect(page.locator("button.main")).to_be_visible()


def test_answers_from_the_copy_keep_the_policies_of_the_house(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        opened.line.cut()
        answer = opened.page.goto(f"{opened.line.address}/h/", wait_until="load")
        assert answer is not None
        assert answer.from_service_worker
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"


def test_the_worker_of_the_help_page_leaves_other_pages_alone(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        answer = opened.page.goto("/accounts/sign-in/", wait_until="commit")
        assert answer is None or not answer.from_service_worker
        opened.line.cut()
        with pytest.raises(Exception, match="ERR_"):
            opened.page.goto(f"{opened.line.address}/accounts/sign-in/")


def test_without_a_store_or_a_key_the_page_behaves_as_before(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome, keeps=False) as opened:
        page = opened.page
        page.evaluate("document.querySelector('form').dataset.key = ''")
        page.wait_for_function("document.querySelector('[data-do=wipe]:not([hidden])') !== null")
        opened.line.cut()
        opened.press()
        expect(page.locator("#failed")).to_be_visible()
        expect(page.locator("#failed")).to_contain_text("अभी खबर नहीं गई")
        expect(page.locator("#words")).to_have_value(WORDS)
        expect(page.locator("#waiting")).to_be_hidden()
        opened.line.restore()
        page.locator(SELF).click()
        expect(page.locator("h1.sent")).to_be_visible()
    assert call_at_the_desk(cast).description == WORDS


def test_a_key_that_the_house_has_no_more_sends_the_words_as_they_are(
    cast: Cast, chrome: Launched, settings: object, tmp_path: Path
) -> None:
    with help_page(cast, chrome) as opened:
        new_key = tmp_path / "field-book.key"
        new_key.write_text("1f" * 32)
        settings.FIELD_BOOK_KEY_FILE = new_key  # type: ignore[attr-defined]
        opened.press()
        expect(opened.page.locator("h1.sent").last).to_be_visible()
        assert opened.page.evaluate(_ROWS) == []
    assert call_at_the_desk(cast).description == WORDS


def test_typed_text_survives_a_reload_and_is_dropped_after_an_hour(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome) as opened:
        page = opened.page
        page.locator("#words").fill(WORDS)
        page.reload(wait_until="load")
        expect(page.locator("#words")).to_have_value(WORDS)
        page.evaluate(
            "sessionStorage.setItem('help', JSON.stringify({at: Date.now() - 3.7e6, words: 'old', phone: ''}))"
        )
        page.reload(wait_until="load")
        expect(page.locator("#words")).to_have_value("")
        assert page.evaluate("sessionStorage.length") == 0


def test_without_scripts_it_is_a_plain_form(cast: Cast, chrome: Launched) -> None:
    with help_page(cast, chrome, scripts=False) as opened:
        page = opened.page
        for hidden in ("#waiting", "#arrived", "#wiped", "[data-do=wipe]"):
            expect(page.locator(hidden).last).to_be_hidden()
        page.locator("#words").fill(WORDS)
        page.locator(SELF).click()
        page.wait_for_url("**/h/sent/**")
        assert opened.code not in page.url
    assert call_at_the_desk(cast).description == WORDS


def test_the_button_nearest_to_what_she_wrote_is_the_one_for_herself(cast: Cast, chrome: Launched) -> None:
    """Also for the next line of a keyboard: "go" presses the first button, which is hers."""
    with help_page(cast, chrome) as opened:
        page = opened.page
        nearest = page.evaluate("""() => {
            const below = document.querySelector("#phone").getBoundingClientRect().bottom;
            const all = [...document.querySelectorAll("form button")];
            const places = all.map((one) => [one.getBoundingClientRect().top, one.value, one.className]);
            return places.filter(([top]) => top >= below).sort((one, other) => one[0] - other[0])[0];
        }""")
        assert nearest[1:] == ["self", "send"]
        page.locator("#phone").fill("9835012345")
        page.keyboard.press("Enter")
        expect(page.locator("#arrived h1.sent")).to_be_visible()
    assert call_at_the_desk(cast).kind_as_written == pass_texts("hi").on_page["for_self"]


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_no_sideways_scroll_at_320_pixels_and_text_of_double_size(cast: Cast, chrome: Launched, size: str) -> None:
    with help_page(cast, chrome) as opened:
        page = opened.page
        page.set_viewport_size({"width": 320, "height": 640})
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        opened.line.cut()
        opened.press()
        expect(page.locator("#waiting")).to_be_visible()
        wide = page.evaluate("""() => [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > 320)
            .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect().right])""")
        assert width_px(page) <= 320, wide
        small = page.evaluate("""() => [...document.querySelectorAll("main button, main a")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.textContent)""")
        assert [one for one in small if "112 पर" not in one] == []


def test_the_profile_of_the_browser_holds_neither_words_nor_number_while_they_wait(
    cast: Cast, chrome: Launched, tmp_path: Path
) -> None:
    """On disk: databases, caches and the worker's folder. The address that was opened is in every browser's history."""
    _journey, found = create_pass(cast)
    profile = tmp_path / "profile"
    with served() as address, line_to(address) as line, chrome.inside() as running:
        with moved_clock.unmoved():
            context = running.browser_type.launch_persistent_context(
                str(profile), executable_path=system_packages.CHROMIUM.program(), args=list(chromium.FLAGS), **PHONE
            )
        moved_clock.following(context)
        try:
            page = context.new_page()
            page.goto(f"{line.address}/h/{found.code}/", wait_until="load")
            assert kept_paths(page)
            line.cut()
            page.locator("#phone").fill("9835012345")
            page.locator("#words").fill(WORDS)
            page.locator(SELF).click()
            expect(page.locator("#waiting")).to_be_visible()
            rows = page.evaluate(_ROWS)
        finally:
            context.close()
    folders = [profile / "Default" / name for name in ("IndexedDB", "Service Worker")]
    content = b"\0".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())
    assert rows[0]["id"].encode() in content or rows[0]["id"].encode("utf-16-le") in content
    wanted = [text.encode(code) for text in (WORDS, "9835012345", found.code) for code in ("utf-8", "utf-16-le")]
    assert not [one for one in wanted if one in content]
