"""The public help page of a pass in a real browser: narrow, accessible, small, usable without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser as Chromium

from jatan.intake.calls.delivery import undelivered_call_ids
from tests.browser.chromium import House
from tests.browser.conftest import Launched
from tests.browser.page_size import overflow_px
from tests.cast import Cast
from tests.intake.calls.builders import create_pass

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW = {"width": 360, "height": 740}
FIRST_LOAD = 15_000
_SMALL_TARGETS = """[...document.querySelectorAll('button, li a')]
    .filter(one => one.offsetHeight && one.offsetHeight < 44).length"""


def _faults(chrome: Chromium, path: str, *, scripts: bool) -> list[str]:
    # Its script is not fetched by the page, whose requests alone are answered here.
    context = chrome.new_context(java_script_enabled=scripts, viewport=NARROW, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    loaded = House(page, Client()).open(path)
    found = [*loaded.errors, *loaded.strangers]
    # What keeps a call for later is fetched when the page stands already: it counts in the weight alone.
    first = [address for address in loaded.requests if not address.startswith("/static/help/kept.")]
    if loaded.weight > FIRST_LOAD or len(first) > 3:
        found.append(f"{path} weighs {loaded.weight} in {loaded.requests}")
    wider = overflow_px(page)
    if wider > 0:
        found.append(f"{path} scrolls sideways by {wider}")
    small = page.evaluate(_SMALL_TARGETS)
    if small:
        found.append(f"{path} has {small} touch targets below 44 px")
    if scripts:
        found += [
            one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")
        ]
    context.close()
    return found


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("path", ["/h/7K9X2M4DQRST0123/", "/h/7K9X2M4DQRST0123/?in=en", "/h/", "/h/sent/"])
def test_the_help_page_has_no_faults(path: str, scripts: bool, cast: Cast, chrome: Launched) -> None:
    with chrome() as opened:
        assert _faults(opened, path, scripts=scripts) == []


def test_help_is_called_with_the_keyboard_alone(cast: Cast, chrome: Launched) -> None:
    _journey, found = create_pass(cast)
    with chrome() as opened:
        context = opened.new_context(java_script_enabled=False, viewport=NARROW)  # type: ignore[arg-type]
        page = context.new_page()
        client = Client()
        House(page, client).open(f"/h/{found.code}/")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.textContent")
        action = page.evaluate("document.activeElement.form.action")
        context.close()
    assert label == "मुझे मदद चाहिए"
    assert action.endswith(f"/h/{found.code}/")
    assert client.post(f"/h/{found.code}/", {"who": "self"}).status_code == 302
    assert len(undelivered_call_ids()) == 1
