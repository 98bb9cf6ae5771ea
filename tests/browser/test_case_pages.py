"""Pages of a case with open keys pass the checks of test_every_page, and are hidden after two idle minutes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser as Chromium

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import OpenCaseFile
from tests.browser.chromium import BASE, House, answer_to
from tests.browser.conftest import Launched
from tests.browser.printed import assert_folded_is_printed
from tests.browser.test_every_page import NARROW, SIZES, Size, Stop, page_faults, screen
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked, cast, house, standing_house, unlocked
from tests.web.cases.test_case_page import CARD, NOTE
from tests.web.cases.test_who_opens_case_pages import case_addresses, path_of

__all__ = ["cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture
def found(house: CaseHouse) -> OpenCaseFile:
    """A case with a card, a child's duties and more than a page of entries."""
    made = house.write(house.open_case(), "identity", CARD)
    made = house.write(made, "situation", {"facts": ["sexual", "bonded"]})
    for number in range(35):
        made = house.write(made, "note", {**NOTE, "about": f"एक काफ़ी लंबी बात जो छोटी स्क्रीन पर भी पढ़ी जाए {number}"})
    return made


@pytest.fixture
def asked(house: CaseHouse) -> OpenCaseFile:
    """A case with a closure request, open items, and an event since the request."""
    today = clock.today()
    made = house.write(house.open_case(), "goal", {"words": "गाँव के पास सिलाई की अपनी दुकान", "state": "open"})
    made = house.write(made, "service", {"kind": "medical", "provider": "सदर अस्पताल", "state": "agreed"})
    unsafe = {"on": today, "how": "phone", "which": "other", "safe": "no", "next_on": today + dt.timedelta(days=3)}
    made = house.write(made, "follow_up", unsafe)
    made = house.write(made, "legal_event", {"event": "information_given", "at": today})
    reasons = {item.key: "माँ के पास है; दीदी हर हफ़्ते मिलती हैं" for item in open_items(made.file, today)}
    request = {
        "reason": "moved",
        "consent_state": "agrees",
        "review_on": today + dt.timedelta(days=60),
        "feedback_asked": "by_us",
        "open_items": reasons,
    }
    made = house.write(made, "closure_request", request)
    return house.write(made, "bail", {"what": "granted", "on": today})


def stops(client: Client, found: OpenCaseFile) -> Iterator[Stop]:
    """The pages of this case, including the form of every kind of entry."""
    yield Stop("cases", "/cases/", client)
    yield Stop("case_new", "/cases/new/", client)
    note = reverse("case_entry", args=[found.case.pk, found.file.all("note")[0].row])
    for show in ("edit", "take", "history"):
        yield Stop(f"case_entry {show}", f"{note}?show={show}", client)
    for kind in KINDS.values():
        yield from _stop(f"write {kind.code}", reverse("case_entry_new", args=[found.case.pk, kind.code]), client)
    for address in case_addresses():
        yield from _stop(address.name, path_of(address, found), client)


def _stop(name: str, path: str, client: Client) -> Iterator[Stop]:
    if (answer := answer_to(client, path)).is_page:
        yield Stop(name, path, client, answer)


@pytest.mark.parametrize("size", SIZES)
def test_case_pages_have_no_faults(
    size: Size, house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile, asked: OpenCaseFile, chrome: Launched
) -> None:
    supervisor = unlocked("supervisor")
    route = {stop.path: stop for stop in stops(supervisor, found)}
    assert len(route) > 30
    for name in ("case", "case_decide", "case_withdraw", "case_law"):
        path = reverse(name, args=[asked.case.pk])
        route[path] = Stop(f"{name} with much open", path, supervisor)
    take_out = reverse("keys_team_take", args=[house.team.pk, house.keys.people["counsellor"]])
    for path in (reverse("cases_supervision"), take_out):
        route[path] = Stop(path, path, supervisor)
    with chrome() as opened, screen(opened) as on:
        faults = [fault for stop in route.values() for fault in page_faults(on, stop, size)]
    assert faults == [], "\n".join(faults)


def _page(chrome: Chromium, client: Client, path: str) -> Any:
    page = chrome.new_context(viewport=NARROW).new_page()  # type: ignore[arg-type]
    page.clock.install()
    House(page, client).open(path)
    return page


def test_after_two_minutes_the_page_is_hidden_until_asked_for(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile, chrome: Launched
) -> None:
    client, path = unlocked("counsellor"), f"/cases/{found.case.pk}/"
    with chrome() as opened:
        page = _page(opened, client, path)
        veiled = "document.documentElement.classList.contains('veiled')"
        page.clock.run_for(110_000)
        page.keyboard.press("Shift")
        page.clock.run_for(110_000)
        assert not page.evaluate(veiled)
        page.clock.run_for(11_000)
        assert page.evaluate(veiled)
        assert "blur" in page.evaluate("getComputedStyle(document.querySelector('#entries')).filter")
        assert page.evaluate("document.querySelector('#entries').inert")
        page.click("idle-veil button")
        assert not page.evaluate(veiled)
        assert page.evaluate("getComputedStyle(document.querySelector('#entries')).filter") == "none"


def test_leaving_the_tab_hides_the_page_too(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile, chrome: Launched
) -> None:
    client = unlocked("counsellor")
    with chrome() as opened:
        page = _page(opened, client, f"/cases/{found.case.pk}/")
        page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert page.evaluate("document.documentElement.classList.contains('veiled')")


def test_the_printed_case_page_omits_screen_controls(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile, chrome: Launched
) -> None:
    client = unlocked("counsellor")
    with chrome() as opened:
        page = _page(opened, client, f"/cases/{found.case.pk}/")
        page.emulate_media(media="print")
        seen = "[...document.querySelectorAll('{}')].filter(e => e.getClientRects().length).length"
        of_the_screen = (
            ".tool",
            ".side",
            ".tabs",
            ".stages",
            "details.write",
            ".pager",
            "button",
            ".button:not(summary)",
            ".tick",
        )
        for hidden in of_the_screen:
            assert page.evaluate(seen.format(hidden)) == 0, hidden
        assert page.evaluate(seen.format(".entries > li")) == 30
        assert page.evaluate(seen.format("h1 .code")) == 1
        for path in ("", "law/"):
            page.goto(f"{BASE}/cases/{found.case.pk}/{path}")
            assert_folded_is_printed(page)
