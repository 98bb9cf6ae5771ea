"""The usual day in few taps and page loads, on a telephone of 360 px, with scripts and without.

A tap is a click, or a field that is filled in (a list too). A page load is a navigation of the browser.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Request, ViewportSize

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Participation
from jatan.programme.groups.models import Group, Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.safeguarding.models import Contact
from jatan.programme.safeguarding.services import start_contacts, walk
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.safeguarding.builders import at
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NARROW: ViewportSize = {"width": 360, "height": 740}
GIVEN = ("सुषमा", "बिरसी", "फूलमनी", "जसिंता", "एतवारी")
FAMILY = ("कुजूर", "मुंडा", "उराँव", "तिर्की", "लकड़ा")
NAMES = [f"{given} {family}" for given in GIVEN for family in FAMILY]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@dataclass
class Telephone:
    """A page whose taps and page loads are counted from `begin` on."""

    page: Page
    scripts: bool
    taps: int = 0
    addresses: list[str] = field(default_factory=list)

    def begin(self, path: str) -> None:
        """Open the page at which the counting begins."""
        self.page.goto(path)
        self.taps, self.addresses = 0, []
        self.page.on("request", self._count)

    def tap(self, what: str) -> None:
        self.taps += 1
        self.page.locator(what).first.click()

    def go(self, what: str) -> None:
        """Tap a link or button that leads to another page."""
        with self.page.expect_navigation():
            self.tap(what)
        assert width_px(self.page) <= NARROW["width"], self.page.url

    def write(self, name: str, text: str) -> None:
        self.taps += 1
        self.page.locator(f'main [name="{name}"]').fill(text)

    def choose(self, name: str, at: int = 1) -> None:
        self.taps += 1
        self.page.locator(f'main select[name="{name}"]').select_option(index=at)

    def needed(self, taps: int, loads: int) -> None:
        """Fails if more taps or page loads were needed; without scripts there may be twice as many page loads."""
        most = loads if self.scripts else 2 * loads
        figures = f"{self.taps} taps of {taps}, {len(self.addresses)} page loads of {most}: {self.addresses}"
        assert self.taps <= taps, figures
        assert len(self.addresses) <= most, figures

    def _count(self, request: Request) -> None:
        # What follows a form that was sent is one page load with it.
        if request.is_navigation_request() and request.redirected_from is None:
            self.addresses.append(f"{request.method} {request.url.partition('//')[2].partition('/')[2]}")


@contextmanager
def telephone(chrome: Chromium, address: str, client: Client, *, scripts: bool) -> Iterator[Telephone]:
    context = chrome.new_context(java_script_enabled=scripts, viewport=NARROW, base_url=address, locale="hi-IN")
    with_session(context, address, session_of(client))
    try:
        yield Telephone(context.new_page(), scripts)
    finally:
        context.close()


@pytest.fixture
def forum(cast: Cast) -> Group:
    with acting_as(cast.actor("coordinator")) as by:
        return a_group(by, cast, village="टोटो", panchayat="टोटो पंचायत")


@SCRIPTS
def test_a_meeting_with_twenty_five_members(
    scripts: bool, cast: Cast, forum: Group, browser: Browser, chrome: Launched
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for name in NAMES:
            a_member(by, forum, a_person(by, cast, name=name, sex="f", age=30))
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.begin("/")
        phone.tap("a.menu-link")
        phone.go('#menu a[href="/groups/"]')
        phone.go(f'main a[href="/groups/{forum.pk}/"]')
        phone.go(f'main a[href="/groups/{forum.pk}/meeting/"]')
        for number in range(25):
            phone.tap(f'main label.option:has(input[name="present"]) >> nth={number}')
        phone.go("main form.form .actions button[type=submit]")
        phone.needed(taps=40, loads=4)
    with acting_as(cast.actor("coordinator")):
        assert Participation.objects.count() == 25


@SCRIPTS
def test_twenty_five_new_members_of_a_forum(
    scripts: bool, cast: Cast, forum: Group, browser: Browser, chrome: Launched
) -> None:
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.begin(f"/groups/{forum.pk}/")
        phone.go(f'main a[href="/groups/{forum.pk}/members/several/"]')
        for at_line, name in enumerate(NAMES):
            if at_line == 10:
                phone.tap("main form.form details:first-of-type summary")
            phone.write(f"l{at_line}-name", name)
            phone.choose(f"l{at_line}-sex")
            phone.write(f"l{at_line}-age_as_written", "३०")
            phone.write(f"l{at_line}-phone_as_written", f"98765432{at_line + 10}")
        phone.go('main button[value="record"]')
        phone.needed(taps=4 * 25 + 3, loads=3)
    with acting_as(cast.actor("coordinator")):
        assert Membership.objects.filter(joined_on=clock.today(), person__village="टोटो").count() == 25


@SCRIPTS
def test_twenty_five_new_members_from_a_list_that_is_pasted(
    scripts: bool, cast: Cast, forum: Group, browser: Browser, chrome: Launched
) -> None:
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.begin(f"/groups/{forum.pk}/")
        phone.go(f'main a[href="/groups/{forum.pk}/members/several/"]')
        phone.tap("main form.form details:last-of-type summary")
        phone.write("pasted_0", "\n".join(f"{name}, महिला, ३०" for name in NAMES))
        phone.go('main button[value="read"]')
        phone.go('main button[value="record"]')
        phone.needed(taps=6, loads=3)
    with acting_as(cast.actor("coordinator")):
        assert Membership.objects.count() == 25


@SCRIPTS
def test_an_issue_from_the_telephone(scripts: bool, cast: Cast, browser: Browser, chrome: Launched) -> None:
    client = browser("desk_operator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.begin("/")
        phone.go('main a[href="/issues/new/"]')
        phone.choose("kind")
        phone.write("caller_name", "सोमरी मुंडा")
        phone.write("caller_phone", "9876543210")
        phone.choose("place", 2)
        phone.write("village", "टोटो")
        phone.write("description", "मज़दूरी नहीं मिली")
        phone.go("main form.form .actions button[type=submit]")
        phone.needed(taps=8, loads=2)
    with acting_as(cast.actor("desk_operator")):
        assert (Issue.objects.get().received_on, Issue.objects.get().village) == (clock.today(), "टोटो")


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """Somebody who left yesterday and is to be asked today."""
    left = clock.today() - dt.timedelta(days=1)
    with acting_as(cast.actor("coordinator")) as by:
        with clock.frozen_at(at(left - dt.timedelta(days=1))):
            person = a_person(by, cast, name="सोमरा उराँव", sex="m", age=30)
            journey = a_journey(by, person, leaves_on=left, registered_on=clock.today(), agent_name="", agent_phone="")
            start_contacts(by, [journey])
        walk(clock.now())
        return Contact.objects.get(journey=journey, outcome="")


@SCRIPTS
def test_the_outcome_of_a_contact(
    scripts: bool, cast: Cast, contact: Contact, browser: Browser, chrome: Launched
) -> None:
    client = browser("field_worker")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.begin("/")
        phone.go(f'main a[href^="/contacts/{contact.pk}/"], main a[href="/contacts/"]')
        phone.go('main button[name="outcome"][value="safe"]')
        phone.needed(taps=2, loads=2)
    with acting_as(cast.actor("field_worker")):
        contact.refresh_from_db()
        assert contact.outcome == "safe"
