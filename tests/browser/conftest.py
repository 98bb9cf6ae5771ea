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
from tests.web.staff.conftest import browser

__all__ = ["Launched", "browser"]


type Launched = Callable[[], AbstractContextManager[Chromium]]


@pytest.fixture(scope="session")
def chrome(django_db_setup: None) -> Launched:
    """`with chrome() as it:` – a browser, with the style sheets and scripts collected as they are served."""
    program = chromium.program()
    if program is None:
        if options.flag("JATAN_REQUIRE_BROWSER"):
            pytest.fail("JATAN_REQUIRE_BROWSER is set and there is no Chromium on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no Chromium on this machine")
    statics.collect(Path(configured.STATIC_ROOT))
    return lambda: _launched(program)


@contextmanager
def _launched(program: str) -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
