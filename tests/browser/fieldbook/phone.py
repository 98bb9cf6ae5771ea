"""A phone for browser tests: enrols with a code, opens with the PIN, fills in and sends, in real Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import create_enrolment
from tests.browser.conftest import Launched
from tests.browser.page_server import served, undisturbed
from tests.cast import Cast

__all__ = ["PATIENCE_MS", "PIN", "BookPage", "enrolment_code", "opened_book"]

PIN = "847205"
# Two of these run at once, beside everything else: what is awaited comes, but not always within five seconds.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def enrolment_code(cast: Cast, part: str = "forum_leader", *, needs_share: bool = False) -> str:
    """A one-time code for the posting of a member of the cast, made by the coordinator."""
    with undisturbed():
        posting = Posting.objects.select_related("account").get(account=cast.accounts[part])
        with acting_as(cast.actor("coordinator")) as by:
            _row, code = create_enrolment(by=by, posting=posting, needs_share=needs_share)
    return code


@dataclass
class BookPage:
    """The open page of a field book. `taps` counts what a thumb presses: buttons, cards, fields that are typed into."""

    page: Page
    taps: int = 0

    def enrol(self, code: str, pin: str = PIN) -> None:
        self.page.goto(f"/fieldbook/#enrol={code}")
        self.page.locator("#pin").fill(pin)
        self.page.locator("#again").fill(pin)
        self.page.locator("#book button.main").click()
        expect(self.page.locator(".flows")).to_be_visible(timeout=PATIENCE_MS)
        expect(self.heading).not_to_have_text("फोरम की किताब", timeout=PATIENCE_MS)  # the office's answer has come
        self.wait_for_worker()

    def unlock(self, pin: str = PIN) -> None:
        self.page.locator("#pin").fill(pin)
        self.page.locator("#book button.main").click()
        expect(self.page.locator("#pin")).to_be_hidden(timeout=PATIENCE_MS)

    def wait_for_worker(self) -> None:
        """Wait until the service worker controls the page: from then on it opens without a network."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    def press(self, name: str, *, within: str = "#book") -> None:
        self.taps += 1
        self.page.locator(within).get_by_role("button", name=name, exact=False).first.click()

    def tick(self, name: str, *, nth: int = 0) -> None:
        self.taps += 1
        self.page.locator(".card", has_text=name).nth(nth).click()

    def write(self, label: str, text: str) -> None:
        self.taps += 1
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str, code: str) -> None:
        self.taps += 2
        self.page.get_by_label(label, exact=False).first.select_option(code)

    def next(self) -> None:
        self.press("आगे")

    @property
    def heading(self) -> Locator:
        return self.page.locator("#book h1")

    def rows(self) -> list[dict[str, object]]:
        """The rows of the outbox without their bytes."""
        found: list[dict[str, object]] = self.page.evaluate(
            "jatanBook.store.all('rows').then((rows) => rows.map(({ sealed, ...row }) => row))"
        )
        return found

    def send(self) -> dict[str, object]:
        """Send what waits, as the large button does; what came of it."""
        found: dict[str, object] = self.page.evaluate("jatanBook.send()")
        return found


@contextmanager
def opened_book(chrome: Launched, *, width: int = 360, height: int = 740) -> Iterator[tuple[BookPage, BrowserContext]]:
    """A fresh phone with the server running; `book.enrol(code)` is the first thing to do."""
    with served() as address, chrome() as running:
        context = running.new_context(base_url=address, locale="hi-IN", viewport={"width": width, "height": height})
        page, faults = context.new_page(), list[str]()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.set_default_timeout(PATIENCE_MS)
        yield BookPage(page), context
        assert not faults, faults
