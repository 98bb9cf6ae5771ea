"""Four flows of a member with two people, from home to the saved record, on a telephone: no more taps than they took.

MOST is what these walks took in the demo of commit 5bd38b49 (30 November 2026), before rooms, new home and new forms.
"""

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Participation
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.schemes.models import Linkage
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.test_few_taps import Telephone, telephone
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

MOST: Final = {"departure": 22, "meeting": 10, "issue": 9, "scheme": 11}
CAME: Final = 5
MOST_SAVES: Final = 4
MENU: Final = "a.menu-link"
SAVE: Final = "main form.form .actions button[type=submit]"


@pytest.fixture
def forum(cast: Cast) -> Group:
    with acting_as(cast.actor("coordinator")) as by:
        group = a_group(by, cast, village="टोटो", panchayat="टोटो पंचायत")
        for number in range(CAME):
            a_member(by, group, a_person(by, cast, name=f"फूलमनी कुजूर {number}", sex="f", age=30))
        return group


def reach(phone: Telephone, path: str) -> None:
    """Go there from home by the first of these that shows it: a link of home, a tile of "record something new", one of
    those that unfold there, the menu."""
    record = '.thumb-bar a[href="/record/"]'
    for around, taps in (("main", ()), ("main", (record,)), ("main", (record, "main summary")), ("#menu", (MENU,))):
        phone.begin("/")
        for what in taps:
            if what == record:
                phone.go(what)
            else:
                phone.tap(what)
        if any(link.is_visible() for link in phone.page.locator(f'{around} a[href="{path}"]').all()):
            phone.go(f'{around} a[href="{path}"]:visible')
            return
    raise AssertionError(f"no way leads to {path}")


def tick(phone: Telephone, name: str, at: int = 0) -> None:
    phone.tap(f'main label:has(input[name="{name}"]) >> nth={at}')


def choose_place(phone: Telephone) -> None:
    """The block, where the account has several and none is chosen."""
    asked = phone.page.locator('main select[name="place"]')
    if asked.count() and not asked.first.input_value():
        phone.choose("place")


def departure(phone: Telephone) -> None:
    """Somebody new leaves: who, where to, what was promised, papers, talk, consent."""
    reach(phone, "/departures/")
    phone.write("q", "सोमरी मुंडा")
    phone.go("button[name=somebody_new]")
    for name, words in (("guardian_name", "बुधन मुंडा"), ("age", "२४"), ("village", "टोटो")):
        phone.write(name, words)
    choose_place(phone)
    phone.go("#somebody_new form .actions button")
    phone.go("main .actions a.button.large")
    phone.write("destination_as_written", "तिरुपुर")
    phone.go("main form button.large")
    phone.write("wage_promised", "९०००")
    phone.write("agent_name", "बिरसा महतो")
    phone.go("main form button.large")
    tick(phone, "papers_in_hand")
    phone.go("main form button.large")
    tick(phone, "q_free_will")
    tick(phone, "q_wage_written")
    phone.go("main form button.large")
    tick(phone, "record")
    phone.go("main form button.large")
    phone.go("main form button.large")
    assert phone.page.url.endswith("/done/")


def meeting(phone: Telephone, forum: Group) -> None:
    """Five members of a forum came."""
    reach(phone, "/groups/")
    phone.go(f'main a[href="/groups/{forum.pk}/"]')
    phone.go(f'main a[href="/groups/{forum.pk}/meeting/"]')
    for number in range(CAME):
        phone.tap(f'main label.option:has(input[name="present"]) >> nth={number}')
    phone.go(SAVE)


def issue(phone: Telephone) -> None:
    """Somebody calls about wages."""
    reach(phone, "/issues/new/")
    phone.choose("kind")
    phone.write("caller_name", "सोमरी मुंडा")
    phone.write("caller_phone", "9876543210")
    phone.choose("place", 2)
    phone.write("village", "टोटो")
    phone.write("description", "मज़दूरी नहीं मिली")
    phone.go(SAVE)


def scheme(phone: Telephone) -> None:
    """A widow who is not on record yet gets her pension."""
    reach(phone, "/linkages/new/")
    phone.write("person_name", "जसिंता तिर्की")
    phone.choose("scheme")
    choose_place(phone)
    for _save in range(MOST_SAVES):
        phone.go(SAVE)
        if "/new/" not in phone.page.url:
            return
        new = phone.page.locator('main input[name="person"]').last
        if new.count() and not new.is_checked():
            phone.tap('main label:has(input[name="person"]) >> nth=-1')
        for name, words in (("new_guardian_name", "मंगरा तिर्की"), ("new_age", "४०")):
            asked = phone.page.locator(f'main [name="{name}"]')
            if asked.count() and not asked.input_value():
                phone.write(name, words)
    raise AssertionError(phone.page.locator("main").inner_text())


def counted(phone: Telephone, forum: Group) -> Iterator[tuple[str, int]]:
    """(flow, taps)."""
    flows: dict[str, Callable[[], None]] = {
        "departure": lambda: departure(phone),
        "meeting": lambda: meeting(phone, forum),
        "issue": lambda: issue(phone),
        "scheme": lambda: scheme(phone),
    }
    for name, walk in flows.items():
        walk()
        yield name, phone.taps


def test_four_flows_take_no_more_taps_than_before(cast: Cast, forum: Group, browser: Browser, chrome: Launched) -> None:
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=True) as phone:
        phone.page.set_default_timeout(60_000)  # machines that many share
        found = dict(counted(phone, forum))
    assert {name: taps for name, taps in found.items() if taps > MOST[name]} == {}, found
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.get().person.name == "सोमरी मुंडा"
        assert Participation.objects.count() == CAME
        assert Issue.objects.get().village == "टोटो"
        assert Linkage.objects.get().person.name == "जसिंता तिर्की"
