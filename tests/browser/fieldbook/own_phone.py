"""A phone with a profile of its own on the disk: it can be killed, opened again, and searched like a found phone."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Error

from tests.browser import chromium, moved_clock
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import PATIENCE_MS, BookPage
from tools import system_packages

__all__ = ["kill", "open_again", "phone_at", "strings_in"]


@contextmanager
def phone_at(
    chrome: Launched,
    profile: Path,
    address: str,
    *,
    clock_off_by_days: float = 0,
    flags: Sequence[str] = chromium.FLAGS,
) -> Iterator[tuple[BookPage, BrowserContext]]:
    """The phone whose browser keeps its data in `profile`. Its clock may be off by days, as a script sees it."""
    with chrome.inside() as browser:
        with moved_clock.unmoved():
            context = browser.browser_type.launch_persistent_context(
                profile,
                executable_path=system_packages.CHROMIUM.program(),
                args=list(flags),
                base_url=address,
                locale="hi-IN",
                viewport={"width": 360, "height": 740},
            )
        moved_clock.following(context)
        if clock_off_by_days:
            context.add_init_script(_OTHER_CLOCK % (clock_off_by_days * 86_400_000))
        page = context.pages[0] if context.pages else context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        try:
            yield BookPage(page), context
        finally:
            with suppress(Error):  # it may have been killed
                context.close()


# `Date` as a wrong clock shows it, for the page's own scripts.
_OTHER_CLOCK = """(() => {
  const Right = Date;
  const off = %d;
  class Wrong extends Right {
    constructor(...parts) { if (parts.length) super(...parts); else super(Right.now() + off); }
    static now() { return Right.now() + off; }
  }
  self.Date = Wrong;
})()"""


def kill(profile: Path) -> None:
    """End the browser of this profile at once, as a phone whose battery is taken out: no handler runs."""
    mark = f"--user-data-dir={profile}"
    for process in psutil.process_iter(["cmdline"]):
        if mark in (process.info["cmdline"] or []) and not any(
            part.startswith("--type=") for part in process.info["cmdline"]
        ):
            os.kill(process.pid, signal.SIGKILL)
            process.wait(20)
            return
    raise AssertionError("no browser runs with this profile")


def open_again(book: BookPage) -> list[str]:
    """Open the book after a kill; the ids of the rows that it still holds."""
    for _time in range(20):  # as somebody does whose line breaks while the page loads
        with suppress(Error):
            book.page.goto("/fieldbook/")
            book.page.locator("html[data-ready=yes]").wait_for(state="attached", timeout=10_000)
            break
    held: list[str] = book.page.evaluate("jatanBook.store.keys('rows')")
    book.unlock()
    return held


def strings_in(profile: Path, texts: list[str]) -> list[str]:
    """Those of the texts that stand in any file of the profile, as UTF-8 or as UTF-16."""
    wanted = {text: (text.encode(), text.encode("utf-16-le")) for text in texts}
    found = set[str]()
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            found |= {text for text, forms in wanted.items() if any(form in content for form in forms)}
    return sorted(found)
