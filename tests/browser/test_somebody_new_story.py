"""Somebody who is not on record yet, in the middle of other work: one save writes her and the record, on a telephone of
360 px, with scripts and without. Somebody alike is asked about once, and never written down twice unasked."""

import os
import re
from pathlib import Path

import pytest
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.campaigns.models import CampLine
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.browser.test_few_taps import NARROW, SCRIPTS, Telephone, telephone
from tests.cast import Cast
from tests.programme.campaigns.builders import a_camp
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NAME, FATHER = "बिरसी कुमारी", "मंगरा उराँव"
LINKAGE = re.compile(r"/linkages/[0-9a-f-]{36}/$")
SAVE = "main form.form .actions button[type=submit]"


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("JATAN_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"somebody-{name}.png"), full_page=True)


def _people() -> list[tuple[str, str, int | None]]:
    return [(one.name, one.guardian_name, one.age) for one in Person.objects.order_by("id")]


def _fill_linkage(phone: Telephone, cast: Cast) -> None:
    page = phone.page
    page.locator('main select[name="place"]').select_option(str(cast.gumla_block.pk))
    page.locator('main [name="village"]').fill("टोटो")
    page.locator('main select[name="scheme"]').select_option("pension")
    page.locator('main [name="applied_on"]').fill(date_format(clock.today(), "j/n/Y"))


@SCRIPTS
def test_a_linkage_of_somebody_new_is_one_save(scripts: bool, cast: Cast, browser: Browser, chrome: Launched) -> None:
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        page = phone.page
        page.set_default_timeout(60_000)  # machines that many share
        phone.begin("/linkages/new/")
        father = page.locator('main [name="new_guardian_name"]')
        expect(father).to_be_hidden()
        _picture(page, f"before-{scripts}")
        phone.write("person_name", NAME)
        phone.tap('main label:has([name="person"][value="new"])')
        expect(father).to_be_visible()
        father.fill(FATHER)
        page.locator('main [name="new_age"]').fill("२४")
        page.locator('main [name="new_sex"]').select_option("f")
        _fill_linkage(phone, cast)
        _picture(page, f"open-{scripts}")
        assert width_px(page) <= NARROW["width"]
        page.set_viewport_size({"width": 1280, "height": 800})
        _picture(page, f"wide-{scripts}")
        page.set_viewport_size(NARROW)
        phone.go(SAVE)
        expect(page).to_have_url(LINKAGE)
        assert [one for one in phone.addresses if one.startswith("POST")] == ["POST linkages/new/"]
    with acting_as(cast.actor("coordinator")):
        assert _people() == [(NAME, FATHER, 24)]
        assert Linkage.objects.get().person.village == "टोटो"


def test_somebody_alike_is_asked_about_once(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast, name=NAME, guardian_name=FATHER, village="टोटो", age=24)
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=False) as phone:
        page = phone.page
        page.set_default_timeout(60_000)
        phone.begin("/linkages/new/")
        phone.write("person_name", NAME)
        phone.tap('main label:has([name="person"][value="new"])')
        page.locator('main [name="new_guardian_name"]').fill(FATHER)
        _fill_linkage(phone, cast)
        phone.go(SAVE)
        expect(page.locator('main [name="person"]')).to_have_count(2)
        expect(page.locator('main [name="person"]:checked')).to_have_count(0)
        expect(page.locator('main [name="new_guardian_name"]')).to_be_hidden()
        _picture(page, "alike")
        phone.tap('main label:has([name="person"][value="new"])')
        expect(page.locator('main [name="new_guardian_name"]')).to_have_value(FATHER)
        expect(page.locator('main [name="new_guardian_name"]')).to_be_visible()
        phone.go(SAVE)
        expect(page).to_have_url(LINKAGE)
    with acting_as(cast.actor("coordinator")):
        assert len(_people()) == 2


@SCRIPTS
def test_a_line_of_a_camp_is_one_save_for_somebody_new(
    scripts: bool, cast: Cast, browser: Browser, chrome: Launched
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        camp = a_camp(by, cast, village="टोटो")
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        page = phone.page
        page.set_default_timeout(60_000)
        phone.begin(f"/camps/{camp.pk}/lines/")
        phone.write("l0-name", NAME)
        page.locator('main select[name="l0-scheme"]').select_option("pension")
        page.locator('main [name="l0-guardian_name"]').fill(FATHER)
        phone.go('main button[name="do"][value="record"]')
        expect(page).to_have_url(f"{address}/camps/{camp.pk}/")
    with acting_as(cast.actor("coordinator")):
        assert [line.state for line in CampLine.objects.all()] == ["taken"]
        assert [row[:2] for row in _people()] == [(NAME, FATHER)]
        assert Linkage.objects.get().person.name == NAME
