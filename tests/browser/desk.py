"""Page object for one user with a narrow screen: open pages, fill in forms, press buttons.

After every page load it asserts that the page fits the screen. Whoever reads, answers or follows a link unfolds the
parts of the page first, as a user does who looks for something. `faults` lists script errors and secrets in URLs and
titles.
"""

import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, ViewportSize

from tests.browser.chromium import session_of, with_session
from tests.browser.page_size import width_px

__all__ = ["UNFOLD", "Desk", "desk", "follow", "wait_until"]

NARROW: ViewportSize = {"width": 360, "height": 740}
_PATIENCE_MS = 10_000
# Elements wider than the screen, for the failure message.
_WIDEST = """[...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > innerWidth)
  .map(one => one.outerHTML.slice(0, 160))"""

UNFOLD = "document.querySelectorAll('main details').forEach(part => { part.open = true; })"

_UNTIL = """async () => {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
        if (await (HOLDS)()) return true;
        await new Promise((done) => setTimeout(done, 50));
    }
    return false;
}""".replace("PATIENCE", str(_PATIENCE_MS))


@dataclass
class Desk:
    """The user's browser. `secrets`: words that must not be in any URL or title."""

    page: Page
    secrets: Sequence[str]
    urls_and_titles: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> "Desk":
        self.page.goto(path)
        return self._check_page()

    def follow(self, link: str) -> "Desk":
        """Click a link and wait for the new page. `link`: a CSS selector."""
        self.page.evaluate(UNFOLD)
        with self.page.expect_navigation():
            self.page.locator(link).first.click()
        return self._check_page()

    def press(self, button: str = "main form.form .actions button[type=submit]") -> "Desk":
        """Press a submit button and wait for the new page. `button`: a CSS selector."""
        return self.follow(button)

    def answer(self, prefix: str = "a-", **answers: Any) -> "Desk":
        """Fill in fields by name (after `prefix`); a list ticks all its values."""
        for name, value in answers.items():
            for one in value if isinstance(value, list) else [value]:
                self._put(f"{prefix}{name}", str(one))
        return self

    def unlock(self, passphrase: str) -> "Desk":
        """Enter the passphrase on the page that opens the keys."""
        assert "/keys/open/" in self.page.url, self.page.url
        return self.answer("", passphrase=passphrase).press()

    def text(self) -> str:
        self.page.evaluate(UNFOLD)
        return self.page.locator("main").inner_text()

    def shows(self, *words: str) -> "Desk":
        answers = self.text()
        assert [word for word in words if word not in answers] == [], answers
        return self

    def lacks(self, *words: str) -> "Desk":
        answers = self.text()
        assert [word for word in words if word in answers] == [], answers
        return self

    def faults(self) -> list[str]:
        """Script errors, and the URLs and titles that contain a secret."""
        urls_and_titles = [urllib.parse.unquote_plus(one) for one in self.urls_and_titles]
        return self.errors + [one for one in urls_and_titles if any(word in one for word in self.secrets)]

    def _put(self, name: str, value: str) -> None:
        self.page.evaluate(UNFOLD)
        asked = self.page.locator(f'main [name="{name}"]')
        assert asked.count(), f"no field {name} on {self.page.url}: {self.text()}"
        kind = asked.first.evaluate("node => node.type")
        if kind in ("radio", "checkbox"):
            _ticked(asked if value == "True" else self.page.locator(f'main [name="{name}"][value="{value}"]'))
        elif kind == "select-one":
            asked.select_option(value)
        else:
            asked.fill(value)

    def _check_page(self) -> "Desk":
        self.page.wait_for_load_state("load")
        self.urls_and_titles += [self.page.url, self.page.title()]
        wide = width_px(self.page)
        assert wide <= NARROW["width"], f"{self.page.url} is {wide} px wide: {self.page.evaluate(_WIDEST)}"
        return self


def _ticked(box: Locator) -> None:
    box.check()
    assert box.is_checked()


def follow(link: Locator) -> None:
    """Click the link and wait for its page: what is read next is never the page that was left."""
    with link.page.expect_navigation():
        link.click()


def wait_until(page: Page, holds: str) -> None:
    """Wait until the async function `holds` of the page answers true.

    `wait_for_function` asks such a one once and goes on with whatever it answered.
    """
    assert page.evaluate(_UNTIL.replace("HOLDS", holds)), f"never came true: {holds}"


@contextmanager
def desk(
    chrome: Chromium, address: str, client: Client | None, secrets: Sequence[str], *, has_scripts: bool = True
) -> Iterator[Desk]:
    """A new browser context in Hindi, signed in as `client` is, or not signed in for None."""
    context = chrome.new_context(viewport=NARROW, base_url=address, locale="hi-IN", java_script_enabled=has_scripts)
    if client is not None:
        with_session(context, address, session_of(client))
    context.set_default_timeout(_PATIENCE_MS)
    found = Desk(context.new_page(), secrets)
    found.page.on("console", lambda line: found.errors.append(line.text) if line.type == "error" else None)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.on("request", lambda request: found.urls_and_titles.append(request.url))
    try:
        yield found
    finally:
        context.close()
