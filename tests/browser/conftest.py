"""One Chromium a run; without it these tests skip loudly, or fail where a browser is required."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.conf import settings as configured
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from pytest_django import Settings

from jatan.config import options, statics
from tests.browser import chromium
from tests.browser.chromium import Loop
from tests.web.staff.conftest import browser

__all__ = ["Launched", "browser"]


type Launched = Callable[[], AbstractContextManager[Chromium]]


@pytest.fixture(scope="package")
def chrome(django_db_setup: None) -> Iterator[Launched]:
    """`with chrome() as it:` – the browser, with the style sheets and scripts collected as they are served.

    One process serves all tests; each opens contexts of its own, which share nothing.
    """
    program = chromium.program()
    if program is None:
        if options.flag("JATAN_REQUIRE_BROWSER"):
            pytest.fail("JATAN_REQUIRE_BROWSER is set and there is no Chromium on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no Chromium on this machine")
    statics.collect(Path(configured.STATIC_ROOT))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        with chromium.outside_the_loop() as loop:
            yield lambda: _entered(opened, loop)
        opened.close()


@contextmanager
def _entered(opened: Chromium, loop: Loop) -> Iterator[Chromium]:
    with chromium.inside(loop):
        try:
            yield opened
        finally:
            for context in opened.contexts:
                context.close()


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
