"""Chromium when clocks are moved (`./jatan test --days`): its pages follow, the browser itself keeps the real clock.

Under libfaketime its threads take twelve times as long, so driver and browser start without it, and `Date` of every
page is moved instead. Service workers keep the real clock.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext

_MOVED_BY: Final = ("LD_PRELOAD", "FAKETIME")
_MOVED_DATE: Final = """(() => {
    const Real = Date;
    const now = () => Real.now() + AHEAD;
    window.Date = new Proxy(Real, {
        construct: (real, given, made) => Reflect.construct(real, given.length ? given : [now()], made),
        apply: () => new Real(now()).toString(),
        get: (real, name) => name === "now" ? now : Reflect.get(real, name),
    });
    Real.prototype.constructor = window.Date;
})();"""


@contextmanager
def unmoved() -> Iterator[None]:
    """What is started in the block has the real clock."""
    kept = {name: os.environ.pop(name) for name in _MOVED_BY if name in os.environ}
    try:
        yield
    finally:
        os.environ |= kept


def following(context: BrowserContext) -> BrowserContext:
    """The context, its pages at the time of this process."""
    if seconds := int(os.environ.get("FAKETIME", "0")):
        context.add_init_script(_MOVED_DATE.replace("AHEAD", str(seconds * 1000)))
    return context


def all_following(browser: Browser) -> Browser:
    """The browser, whose new contexts follow."""
    make: Any = browser.new_context

    def new_context(**words: Any) -> BrowserContext:
        return following(make(**words))

    if "FAKETIME" in os.environ:
        browser.new_context = new_context  # type: ignore[method-assign]
        browser.new_page = lambda **words: new_context(**words).new_page()  # type: ignore[method-assign]
    return browser
