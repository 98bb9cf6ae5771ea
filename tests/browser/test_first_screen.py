"""What was just asked for stands on the first screen of a telephone, above the bar at its foot: 360 × 740 px, Hindi."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.test_few_taps import SCRIPTS, telephone
from tests.cast import Cast
from tests.programme.groups.builders import a_group
from tests.programme.groups.leaders import forum_of, lead
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# What the operating system of a telephone offers, right after a press; it keeps what it was handed.
_SHARING = """navigator.canShare = given => given.files.every(one => one instanceof File);
addEventListener("click", () => { window.expired = false; }, true);
navigator.share = async given => {
  if (window.expired) throw new DOMException("not right after a press", "NotAllowedError");
  window.shared = given.files.map(one => [one.name, one.type, one.size]);
};"""


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("JATAN_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"first-{name}.png"))


def _is_in_sight(page: Page, what: Locator) -> bool:
    """Whether it stands whole on the screen without scrolling, not under the bar."""
    box, bar = what.bounding_box(), page.locator(".thumb-bar").bounding_box()
    assert box is not None
    assert bar is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]


@SCRIPTS
def test_the_questions_of_somebody_new_are_in_sight(
    scripts: bool, cast: Cast, browser: Browser, chrome: Launched
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(3):
            a_person(by, cast, name="सुनीता उराँव", guardian_name=f"पिता {number}", age=20 + number)
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        page = phone.page
        page.set_default_timeout(60_000)  # machines that many share
        for name in ("सुनीता उराँव", "झानो टोप्पो"):  # one with namesakes on record, one unlike everybody
            phone.begin("/departures/")
            phone.write("q", name)
            phone.go('main button[name="somebody_new"]')
            _picture(page, f"new-{name[0]}-{scripts}")
            assert _is_in_sight(page, page.locator("#somebody_new h2"))
            assert _is_in_sight(page, page.locator('#somebody_new [name="name"]'))
            assert page.locator('#somebody_new [name="name"]').input_value() == name
        phone.begin("/departures/")
        phone.write("q", "झानो टोप्पो")
        phone.go('main form:has([name="q"]) .control button')
        _picture(page, f"nobody-{scripts}")
        assert _is_in_sight(page, page.locator('#somebody_new [name="name"]'))


@SCRIPTS
def test_a_form_that_asks_for_a_person_shows_its_question_first(
    scripts: bool, cast: Cast, browser: Browser, chrome: Launched
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        group = a_group(by, cast, village="टोटो")
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.page.set_default_timeout(60_000)
        phone.begin(f"/groups/{group.pk}/members/new/")
        phone.write("person_name", "झानो टोप्पो")
        phone.go("main form.form .actions button[type=submit]")
        _picture(phone.page, f"member-{scripts}")
        assert _is_in_sight(phone.page, phone.page.locator('main [name="person_name"]'))


def test_the_code_for_a_phone_is_not_cut_by_the_bar(cast: Cast, browser: Browser, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    Account.objects.filter(pk=cast.accounts["forum_leader"].pk).update(phone="9431012345")
    client = browser("coordinator")
    posting = Posting.objects.get(account=cast.accounts["forum_leader"])
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=True) as phone:
        phone.page.set_default_timeout(60_000)
        phone.begin(f"/fieldbook/phones/new/{posting.pk}/")
        phone.go("main form button[type=submit]")
        _picture(phone.page, "code")
        assert _is_in_sight(phone.page, phone.page.locator("main img"))


def test_a_letter_is_handed_to_the_ways_of_the_phone_under_a_name_of_nobody(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        issue = an_issue(by, cast)
    client = browser("desk_operator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=True) as phone:
        page = phone.page
        page.set_default_timeout(60_000)
        page.add_init_script(_SHARING)
        asked, held = list[str](), list[Route]()
        page.on("request", lambda request: asked.append(request.url) if request.url.endswith(".pdf") else None)
        phone.begin(f"/issues/{issue.pk}/application/write/?kind=wages&language=hi")
        phone.go("main form.form .actions button[type=submit]")
        _picture(page, "letter")
        button = page.locator("share-file button")
        expect(button).to_have_text("भेजें (व्हाट्सऐप आदि)")
        page.wait_for_load_state("networkidle")
        assert asked == []  # nobody pays for a file by opening the page
        page.route("**/*.pdf", lambda route: held.append(route))
        button.click()
        expect(page.locator("share-file [role=status]")).to_contain_text("फ़ाइल आ रही है")
        expect(button).to_be_disabled()
        page.evaluate("window.expired = true")  # a network slower than the press counts
        (slow,) = held
        slow.continue_()
        expect(button).to_have_text("तैयार है। भेजने के लिए फिर दबाएँ।")
        expect(button).to_be_enabled()
        assert page.evaluate("window.shared") is None
        _picture(page, "letter-again")
        button.click()
        expect(button).to_have_text("भेजें (व्हाट्सऐप आदि)")
        assert len(asked) == 1
        ((name, kind, size),) = page.evaluate("window.shared")
    assert (name, kind) == ("application.pdf", "application/pdf")
    assert size > 1000
