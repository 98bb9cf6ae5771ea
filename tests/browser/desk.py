"""One worker at a narrow screen of her own: she opens, reads, writes and presses, and everything is watched.

Whatever page stands there fits the screen, no script complains, and no address or title says a word of a survivor.
"""

import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, ViewportSize

__all__ = ["Desk", "desk"]

NARROW: ViewportSize = {"width": 360, "height": 740}
_PATIENCE_MS = 10_000
# What sticks out of the screen, for whoever has to mend it.
_WIDEST = """[...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > innerWidth)
  .map(one => one.outerHTML.slice(0, 160))"""


@dataclass
class Desk:
    """Her browser. `secrets`: words that stand in no address and no title."""

    page: Page
    secrets: Sequence[str]
    told: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> "Desk":
        self.page.goto(path)
        return self._looked()

    def follow(self, link: str) -> "Desk":
        """Go where a link of the page leads. `link`: a selector."""
        with self.page.expect_navigation():
            self.page.locator(link).first.click()
        return self._looked()

    def press(self, button: str = "main form.form .actions button[type=submit]") -> "Desk":
        """Send a form of the page."""
        return self.follow(button)

    def answer(self, prefix: str = "a-", **said: Any) -> "Desk":
        """Answer questions of the form by their names; a list ticks every code of it."""
        for name, value in said.items():
            for one in value if isinstance(value, list) else [value]:
                self._put(f"{prefix}{name}", str(one))
        return self

    def unlock(self, passphrase: str) -> "Desk":
        """Write the passphrase that the page asks for."""
        assert "/keys/open/" in self.page.url, self.page.url
        return self.answer("", passphrase=passphrase).press()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def shows(self, *words: str) -> "Desk":
        said = self.text()
        assert [word for word in words if word not in said] == [], said
        return self

    def lacks(self, *words: str) -> "Desk":
        said = self.text()
        assert [word for word in words if word in said] == [], said
        return self

    def faults(self) -> list[str]:
        """What a script complained of, and every address and title that told something."""
        told = [urllib.parse.unquote_plus(one) for one in self.told]
        return self.errors + [one for one in told if any(word in one for word in self.secrets)]

    def _put(self, name: str, value: str) -> None:
        asked = self.page.locator(f'main [name="{name}"]')
        assert asked.count(), f"nobody asks {name} on {self.page.url}: {self.text()}"
        kind = asked.first.evaluate("node => node.type")
        if kind in ("radio", "checkbox"):
            _ticked(asked if value == "True" else self.page.locator(f'main [name="{name}"][value="{value}"]'))
        elif kind == "select-one":
            asked.select_option(value)
        else:
            asked.fill(value)

    def _looked(self) -> "Desk":
        self.page.wait_for_load_state("load")
        self.told += [self.page.url, self.page.title()]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], f"{self.page.url} is {wide} px wide: {self.page.evaluate(_WIDEST)}"
        return self


def _ticked(box: Locator) -> None:
    box.check()
    assert box.is_checked()


@contextmanager
def desk(chrome: Chromium, address: str, client: Client | None, secrets: Sequence[str]) -> Iterator[Desk]:
    """A browser of its own, in Hindi; signed in as `client` is, or a stranger."""
    context = chrome.new_context(viewport=NARROW, base_url=address, locale="hi-IN")
    if client is not None:
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    context.set_default_timeout(_PATIENCE_MS)
    found = Desk(context.new_page(), secrets)
    found.page.on("console", lambda line: found.errors.append(line.text) if line.type == "error" else None)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.on("request", lambda request: found.told.append(request.url))
    try:
        yield found
    finally:
        context.close()
