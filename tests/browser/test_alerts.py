"""Alerts in a real browser: switched on by the page, delivered by DevTools, shown as coded words, seen at 360 px."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings as configured
from playwright.sync_api import BrowserContext, Page, expect

from jatan.foundation.alerts.models import Browser
from jatan.foundation.alerts.tasks import send_due
from jatan.foundation.vault.web_push import house_key
from tests.browser.chromium import outside_the_loop, session_of, with_session
from tests.browser.conftest import Launched, browser
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.foundation.alerts.builders import queued, subscribed
from tests.foundation.alerts.conftest import push_end
from tests.foundation.alerts.push_end import PushEnd, ReceivingBrowser
from tests.web.conftest import Browser as SignedIn

__all__ = ["browser", "push_end"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
# A browser asks its maker's push service for an address, which is not on this machine; and Debian's headless shell has
# no notifications: it refuses every question and shows none. These ends are stood in for. All else is real: page,
# script, the worker, the push event that DevTools delivers.
_SUBSCRIBE = """
  Object.defineProperty(Notification, "permission", { get: () => localStorage.allowed || "default" });
  Notification.requestPermission = async () => (localStorage.allowed = "granted");
  const made = { endpoint: %(endpoint)s, getKey: (name) => Uint8Array.from(%(keys)s[name]).buffer };
  made.unsubscribe = async () => delete localStorage.kept;
  PushManager.prototype.getSubscription = async () => (localStorage.kept ? made : null);
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("asked otherwise");
    return (localStorage.kept = made);
  };
"""
# In the worker: the maker gives this browser another address; and what a press on a notification opens. DevTools sends
# neither event, and an event that a script made has no `waitUntil`.
_RENEW = """async ([said, given]) => {
  const subscription = (one) => one && {
    endpoint: one.endpoint, getKey: (name) => Uint8Array.from(one[name]).buffer,
  };
  const asked = [];
  PushManager.prototype.subscribe = async (options) => {
    asked.push([...options.applicationServerKey]);
    return subscription(given);
  };
  let done = null;
  const event = Object.assign(new Event("pushsubscriptionchange"), {
    oldSubscription: subscription(said), newSubscription: said && subscription(given),
    waitUntil: (work) => (done = work),
  });
  self.dispatchEvent(event);
  await done;
  return asked;
}"""
_PRESS = """async (data) => {
  const [opened, closed] = [[], []];
  self.clients.openWindow = async (address) => opened.push(new URL(address, self.location).href);
  const notification = { data, title: "जतन", body: "2 मदद की पुकार। देखें।", close: () => closed.push(1) };
  let done = null;
  const event = Object.assign(new Event("notificationclick"), { notification, waitUntil: (work) => (done = work) });
  self.dispatchEvent(event);
  await done;
  return [opened, closed.length];
}"""
_RECORD = """() => {
  self.recorded = [];
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
    self.recorded.push({ title, ...options });
  };
}"""


def subscribing(browser: ReceivingBrowser) -> str:
    keys = {"p256dh": list(browser.public), "auth": list(browser.secret)}
    return _SUBSCRIBE % {"endpoint": json.dumps(browser.endpoint), "keys": json.dumps(keys)}


@contextmanager
def alerts_page(
    chrome: Launched,
    browser: SignedIn,
    *,
    receiving: ReceivingBrowser | None = None,
    scripts: bool = True,
    width: int = 360,
) -> Iterator[tuple[Page, BrowserContext]]:
    """The page of alerts of the operator of the desk, who allows notifications."""
    session = session_of(browser("desk_operator"))
    with served() as address, chrome() as running:
        context = running.new_context(
            base_url=address, locale="hi-IN", viewport={"width": width, "height": 740}, java_script_enabled=scripts
        )
        context.grant_permissions(["notifications"], origin=address)
        with_session(context, address, session)
        if receiving is not None:
            context.add_init_script(subscribing(receiving))
        page = context.new_page()
        page.goto("/alerts/", wait_until="load")
        yield page, context


class AlertsWorker:
    """The service worker of a page, over DevTools; begins when the button is pressed."""

    def __init__(self, page: Page, context: BrowserContext) -> None:
        self.page, self.line = page, context.new_cdp_session(page)
        self.registrations: list[dict[str, Any]] = []
        self.line.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.line.send("ServiceWorker.enable")
        with context.expect_event("serviceworker") as begun, page.expect_navigation():
            page.get_by_role("button", name="इस फ़ोन पर सूचना चालू करें").click()
        self.worker = begun.value
        self.worker.evaluate(_RECORD)

    def _note(self, event: dict[str, Any]) -> None:
        self.registrations += event["registrations"]

    def shown_after(self, data: str) -> dict[str, Any]:
        """Deliver a push, as the browser does when one has arrived and is opened; what is shown then."""
        origin = self.page.evaluate("location.origin")
        found = next(one for one in self.registrations if one["scopeURL"] == f"{origin}/")
        message = {"origin": origin, "registrationId": found["registrationId"], "data": data}
        self.line.send("ServiceWorker.deliverPushMessage", message)
        for _each in range(100):
            if shown := self.worker.evaluate("self.recorded.pop()"):
                return dict(shown)
            self.page.wait_for_timeout(50)
        raise AssertionError("nothing was shown")


def test_switched_on_told_and_shown_as_coded_words(
    cast: Cast, browser: SignedIn, chrome: Launched, push_end: PushEnd
) -> None:
    """From the button to the notification: the push goes over a service, and DevTools delivers what was opened."""
    receiving = push_end.browser()
    with alerts_page(chrome, browser, receiving=receiving) as (page, context):
        worker = AlertsWorker(page, context)
        expect(page.get_by_text("सूचना चालू है").first).to_be_visible()
        with outside_the_loop():
            assert Browser.objects.get(ended_at__isnull=True).endpoint == receiving.endpoint
            (row,) = queued(cast, "desk_operator", "push", number=2)
            assert send_due() == 1
        (opened,) = push_end.shown()
        assert worker.shown_after(json.dumps(opened)) == {
            "title": "जतन",
            "body": "2 मदद की पुकार। देखें।",
            "tag": row.pk.hex,
            "lang": "hi",
            "data": {"alert": True},
        }
        for data in ("", "{", "[1]", '{"words": 5}', "null"):
            assert worker.shown_after(data)["body"] == "कुछ देखना है। / Jatan: please look."


def test_a_press_on_an_alert_opens_the_home_page_and_nothing_else(
    browser: SignedIn, chrome: Launched, push_end: PushEnd
) -> None:
    with alerts_page(chrome, browser, receiving=push_end.browser()) as (page, context):
        worker = AlertsWorker(page, context).worker
        home = page.evaluate("location.origin + '/'")
        assert worker.evaluate(_PRESS, {"alert": True}) == [[home], 1]
        assert worker.evaluate(_PRESS, {"alert": True, "url": "/people/?name=फूलमनी"}) == [[home], 1]
        for other in (None, {}, {"url": "/people/"}):
            assert worker.evaluate(_PRESS, other) == [[], 0], "a notification that is no alert is left alone"


def as_given(browser: ReceivingBrowser) -> dict[str, Any]:
    return {"endpoint": browser.endpoint, "p256dh": list(browser.public), "auth": list(browser.secret)}


def test_an_address_that_the_browser_renews_is_told_to_the_house(
    cast: Cast, browser: SignedIn, chrome: Launched, push_end: PushEnd
) -> None:
    """With what Firefox says, nothing; then with what the standard says. What was queued goes to the new address."""
    first, second, third = (push_end.browser(name) for name in ("first", "second", "third"))
    with alerts_page(chrome, browser, receiving=first) as (page, context):
        worker = AlertsWorker(page, context).worker
        with outside_the_loop():
            row = Browser.objects.get()
            queued(cast, "desk_operator", "push")
        (key,) = worker.evaluate(_RENEW, [None, as_given(second)])
        with outside_the_loop():
            assert bytes(key) == house_key(configured.PUSH_KEY).public
            row.refresh_from_db()
            assert (row.endpoint, bytes(row.public), row.ended_at) == (second.endpoint, second.public, None)
            assert send_due() == 1
            assert [one.path for one in push_end.received] == ["/push/second"]
        assert worker.evaluate(_RENEW, [as_given(second), as_given(third)]) == [], "it was given one already"
        with outside_the_loop():
            assert Browser.objects.get().endpoint == third.endpoint


def test_an_address_renewed_while_nobody_is_signed_in_is_told_when_the_page_is_opened(
    cast: Cast, browser: SignedIn, chrome: Launched, push_end: PushEnd
) -> None:
    first, second = push_end.browser("first"), push_end.browser("second")
    with alerts_page(chrome, browser, receiving=first) as (page, context):
        worker, cookies = AlertsWorker(page, context).worker, context.cookies()
        context.clear_cookies()
        assert len(worker.evaluate(_RENEW, [None, as_given(second)])) == 1, "it takes an address all the same"
        with outside_the_loop():
            assert Browser.objects.get().endpoint == first.endpoint
        context.add_cookies(cookies)
        context.add_init_script(subscribing(second))
        page.reload()
        expect(page.get_by_text("इस ब्राउज़र पर सूचना चालू है")).to_be_visible()
        with outside_the_loop():
            assert Browser.objects.filter(endpoint=second.endpoint, ended_at__isnull=True).count() == 1


def test_what_is_switched_off_stays_off(browser: SignedIn, chrome: Launched, push_end: PushEnd) -> None:
    with alerts_page(chrome, browser, receiving=push_end.browser()) as (page, context):
        AlertsWorker(page, context)
        for _each in range(2):
            page.reload()
            expect(page.get_by_text("इस ब्राउज़र पर सूचना चालू है")).to_be_visible()
        page.get_by_role("button", name="बंद करें").click()
        for _each in range(2):
            expect(page.get_by_role("button", name="इस फ़ोन पर सूचना चालू करें")).to_be_visible()
            with outside_the_loop():
                assert not Browser.objects.filter(ended_at__isnull=True).exists()
            page.reload()


def test_a_browser_without_notifications_is_told_so(browser: SignedIn, chrome: Launched, push_end: PushEnd) -> None:
    with alerts_page(chrome, browser) as (page, _context):
        expect(page.get_by_text("ब्राउज़र ने रोक रखा है।")).to_be_visible()
        expect(page.get_by_role("button", name="इस फ़ोन पर सूचना चालू करें")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_fits_and_works_without_scripts(
    width: int, cast: Cast, browser: SignedIn, chrome: Launched, push_end: PushEnd
) -> None:
    subscribed(cast, "desk_operator", push_end.browser())
    queued(cast, "desk_operator", "push", number=3)
    push_end.answers = [503]
    send_due()
    with alerts_page(chrome, browser, scripts=False, width=width) as (page, _context):
        expect(page.get_by_text("जावास्क्रिप्ट के बिना इस ब्राउज़र पर सूचना नहीं आती।")).to_be_visible()
        page.get_by_role("checkbox").nth(1).check()
        page.get_by_role("button", name="सेव करें").click()
        expect(page.get_by_text("सेव हो गया").first).to_be_visible()
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/alerts-{width}.png", full_page=True)
    with alerts_page(chrome, browser, width=width) as (page, _context):
        assert width_px(page) <= width
        small = page.evaluate(
            """() => [...document.querySelectorAll("main a.button, main button, main input[type=checkbox]")]
              .map((one) => (one.closest("label") || one).getBoundingClientRect())
              .filter((box) => box.height && box.height < 43.5).length"""
        )
        assert small == 0
