"""A girl of sixteen is found at a station at half past nine in the evening. Hindi, 360 px, the clock moved on by hand.

The first screen names the duty and its hour, nine clicks lead to the recorded production before the Child Welfare
Committee, and over thirty hours every page tells the same time.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from jatan.foundation.access.models import Account
from jatan.kernel import clock
from tests.browser.chromium import outside_the_loop, session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.desk import NARROW, Desk, desk
from tests.browser.page_server import served
from tests.browser.page_size import height_px
from tests.browser.test_case_path import both_offices
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.two_offices import TwoHouses
from tests.sign_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
__all__ = ["both_offices"]

DUTY, STATION = "बाल कल्याण समिति के सामने", "गुमला स्टेशन"
NAME = "करमी उरांव"
# The file and its law page on the day after, folded as they open.
TALLEST = 2_600
# The bar at the foot of a narrow screen covers what lies below.
_IN_SIGHT = NARROW["height"] - 60


def moment(hours: float) -> dt.datetime:
    """So many hours after half past nine in the evening of two days ago, in India."""
    evening = dt.datetime.combine(clock.today() - dt.timedelta(days=2), dt.time(21, 30), clock.INDIA)
    return evening + dt.timedelta(hours=hours)


@dataclass
class Evening:
    """Her telephone, with a clock that the test moves and a count of what she taps."""

    account: Account
    hours: float = 0
    address: str = ""
    taps: int = 0
    at: Desk = field(init=False)

    @contextmanager
    def begun(self, chrome: Launched) -> Iterator[Desk]:
        """The house is served at her time, and she is signed in."""
        with clock.frozen_at(self.now()):
            client = signed_in(self.account)
        with (
            served(self.now) as self.address,
            chrome() as opened,
            desk(opened, self.address, client, NAME.split()) as at,
        ):
            self.at = at
            yield at

    def now(self) -> dt.datetime:
        return moment(self.hours)

    def choose(self, name: str, value: str) -> None:
        """Tap one answer of a question."""
        self.taps += 1
        self.at.answer("", **{name: value})

    def press(self, what: str) -> None:
        """Tap a link or button that leads to another page."""
        self.taps += 1
        self.at.follow(what)

    def go(self, path: str) -> None:
        """Come back to a page, as on the next morning: she signs in again and opens her keys, if they are closed."""
        self.at.open(path)
        if "/account/sign-in/" in self.at.page.url:
            with outside_the_loop(), clock.frozen_at(self.now()):
                session = session_of(signed_in(self.account))
            with_session(self.at.page.context, self.address, session)
            self.at.open("/keys/open/").unlock(WORDS).open(path)
        elif "/keys/open/" in self.at.page.url:
            self.at.unlock(WORDS).open(path)

    def height(self, path: str) -> int:
        """The height of a page as it opens."""
        self.go(path)
        return height_px(self.at.page)

    def badges(self, path: str, line: str) -> set[str]:
        """How long the duty still has, as this page tells it."""
        self.go(path)
        self.at.text()  # unfolds the parts
        lines = self.at.page.locator(line, has_text=DUTY)
        return {" ".join(badge.inner_text().split()) for badge in lines.locator(".badge").all()}


def test_the_duty_is_seen_at_once_and_its_hour_is_the_same_on_every_page(
    both_offices: TwoHouses, chrome: Launched
) -> None:
    evening = Evening(both_offices.gumla.cast.accounts["counsellor"])
    with evening.begun(chrome) as at:
        case = _met_at_the_station(evening)
        _is_in_sight(at)
        shown = {}
        for hours in (0.25, 6, 12, 23, 25, 30):
            evening.hours = hours
            shown[hours] = (
                evening.badges(case, ".duties li"),
                evening.badges(f"{case}law/", "#duties .alert"),
                evening.badges("/cases/", "main ul.rows li"),
            )
        assert all(len({frozenset(one) for one in pages}) == 1 and len(pages[0]) == 1 for pages in shown.values()), (
            shown
        )
        words = {hours: next(iter(pages[0])) for hours, pages in shown.items()}
        assert ["देर" in words[hours] for hours in words] == [False, False, False, False, True, True], words
        assert at.faults() == []


def test_nine_clicks_lead_to_the_recorded_production(both_offices: TwoHouses, chrome: Launched) -> None:
    evening = Evening(both_offices.gumla.cast.accounts["counsellor"])
    with evening.begun(chrome) as at:
        case = _met_at_the_station(evening)
        evening.hours = 12
        evening.go(case)
        evening.press('main .duties a[href$="/law/?done=produce_before_cwc#duties"]')
        form = "#duties form:has(input[value=produce_before_cwc])"
        day = evening.now()
        for name, value in (("on", f"{day:%d/%m/%Y}"), ("hour", "09:30"), ("to", "बाल कल्याण समिति, गुमला")):
            at.page.locator(f'{form} [name$="-{name}"]').first.fill(value)
        evening.press(f"{form} button[type=submit]")
        at.open(case)
        assert at.page.locator("main .duties li", has_text=DUTY).count() == 0
        heights = {path: evening.height(path) for path in (case, f"{case}law/")}
        assert evening.taps <= 9, f"{evening.taps} taps, heights at 360 px {heights}"
        assert max(heights.values()) <= TALLEST, f"{evening.taps} taps, heights at 360 px {heights}"
        assert at.faults() == []


def _met_at_the_station(evening: Evening) -> str:
    """A new case and her card, 21:30; the path of the case, on whose page she then stands."""
    at = evening.at
    at.open("/cases/")
    if at.page.locator('main a[href^="/keys/open/"]').count():
        at.follow('main a[href^="/keys/open/"]').unlock(WORDS)
    at.open("/cases/")
    evening.press('main a[href="/cases/new/"]')
    evening.choose("kind", "missing_person")
    evening.press("main form.form .actions button[type=submit]")
    case = urlsplit(at.page.url).path
    evening.press('main form.alert[action$="/identity/"] button')
    evening.choose("a-sex", "f")
    evening.choose("a-whereabouts", "with_us")  # of a missing child only this answer begins the hours
    at.answer(name=NAME, age="१६", age_basis="said")
    evening.press("main form.form .actions button[type=submit]")
    assert urlsplit(at.page.url).path == case
    return case


def _is_in_sight(at: Desk) -> None:
    """The duty and its hour stand above the bar at the foot of the first screen."""
    at.page.evaluate("window.scrollTo(0, 0)")
    line = at.page.locator(".duties li", has_text=DUTY).first
    for part in ("strong", ".badge"):  # its words, and how long it still has, beside its hour
        box = line.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= _IN_SIGHT, (part, box)
    assert "21:" in line.inner_text() or "9:" in line.inner_text(), line.inner_text()
