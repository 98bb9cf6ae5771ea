"""One Chromium for the test run; without it these tests are skipped, or fail if JATAN_REQUIRE_BROWSER is set."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as configured
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from pytest_django import Settings

from jatan.runtime import static_collection
from jatan.settings import options
from tests.browser import chromium, moved_clock
from tests.browser.chromium import Loop
from tests.web.conftest import browser
from tools import system_packages

__all__ = ["Launched", "browser", "launched"]


@dataclass(frozen=True)
class Launched:
    """The running browser. `with chrome() as browser:` closes new contexts at its end; `inside` does not."""

    opened: Chromium
    loop: Loop

    @contextmanager
    def __call__(self) -> Iterator[Chromium]:
        with self.inside() as opened:
            before = opened.contexts
            try:
                yield opened
            finally:
                for context in opened.contexts:
                    if context not in before:
                        context.close()

    @contextmanager
    def inside(self) -> Iterator[Chromium]:
        with chromium.inside(self.loop):
            yield self.opened


@pytest.fixture(scope="package")
def chrome(django_db_setup: None) -> Iterator[Launched]:
    """The browser, with static files collected as in production.

    One process for all tests; each test opens its own contexts, which share nothing.
    """
    static_collection.collect(Path(configured.STATIC_ROOT))
    with launched() as found:
        yield found


@contextmanager
def launched() -> Iterator[Launched]:
    """A browser that runs until the block ends."""
    program = system_packages.CHROMIUM.program()
    if program is None:
        if options.flag("JATAN_REQUIRE_BROWSER"):
            pytest.fail("JATAN_REQUIRE_BROWSER is set and there is no Chromium on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no Chromium on this machine")
    with ExitStack() as stack:
        with moved_clock.unmoved():
            playwright = stack.enter_context(sync_playwright())
            started = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        opened = moved_clock.all_following(started)
        with chromium.without_loop() as loop:
            yield Launched(opened, loop)
        opened.close()


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
