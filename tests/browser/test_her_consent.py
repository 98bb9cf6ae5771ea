"""Her consent on a telephone: a sitting, a letter that is shut, and the day she turns eighteen. Hindi, 360 px."""

import datetime as dt
import os
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.file.summary import write_summary
from tests.browser.conftest import Launched
from tests.browser.desk import NARROW, Desk, desk
from tests.browser.page_server import served
from tests.browser.test_case_path import SECRETS, both_offices, day
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse
from tests.programme.cases.two_offices import CARD, TwoHouses
from tests.sign_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
__all__ = ["both_offices"]

HIDDEN = (*SECRETS, *CARD["name"].split())
MOST_TAPS = 18
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
WIDE = {"width": 1280, "height": 800}


def pictures(at: Desk, name: str) -> None:
    """The page at both widths."""
    if PICTURES:
        for size in (NARROW, WIDE):
            at.page.set_viewport_size(size)  # type: ignore[arg-type]
            at.page.screenshot(path=f"{PICTURES}/{name}-{size['width']}.png", full_page=True)
        at.page.set_viewport_size(NARROW)


class Taps:
    """Counts what a thumb does: a list to choose from takes two taps, its opening and the choice."""

    def __init__(self, at: Desk) -> None:
        self.at, self.number = at, 0

    def press(self, selector: str) -> None:
        self.number += 1
        self.at.page.locator(selector).first.click()

    def go(self, selector: str) -> None:
        with self.at.page.expect_navigation():
            self.press(selector)

    def choose(self, name: str, value: str) -> None:
        asked = self.at.page.locator(f'main [name="a-{name}"]')
        if asked.first.evaluate("node => node.type") == "select-one":
            self.number += 2
            asked.select_option(value)
        else:
            self.press(f'main label:has([name="a-{name}"][value="{value}"])')


def aged(house: CaseHouse, born: dt.date) -> OpenCaseFile:
    card: dict[str, Any] = {"name": CARD["name"], "sex": "f", "born_on": born, "age_basis": "school"}
    return house.write(house.open_case(agreed=False), "identity", card)


def birthday(years: int, *, in_days: int = 0) -> dt.date:
    """The day of birth of who completes these years in so many days."""
    on = clock.today() + dt.timedelta(days=in_days)
    return dt.date(on.year - years, on.month, min(on.day, 28))


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_three_purposes_of_a_girl_of_fifteen_are_one_sitting(
    both_offices: TwoHouses, chrome: Launched, has_scripts: bool
) -> None:
    house = both_offices.gumla
    with house.acting():
        case = aged(house, birthday(15)).case.pk
    client = signed_in(house.cast.accounts["counsellor"])
    with served() as address, chrome() as opened, desk(opened, address, client, HIDDEN, has_scripts=has_scripts) as at:
        at.open(f"/cases/{case}/").unlock(WORDS)
        taps = Taps(at)
        taps.press("details.write > summary")
        taps.go('details.write a[href$="/write/consent/"]')
        pictures(at, f"sitting-{'with' if has_scripts else 'without'}")
        for purpose in ("case_work", "statistics", "police_court"):
            taps.choose("purpose", purpose)
        for name, value in {
            "given_by": "herself",
            "way": "thumb",
            "language": "sck",
            "mature": "yes",
            "child_part": "own",
            "caregiver_answer": "agreed",
            "caregiver": "mother",
        }.items():
            taps.choose(name, value)
        taps.go("main form.form .actions button[type=submit]")
        at.shows("फ़ाइल में लिख लिया गया")
        assert at.faults() == []
    with house.acting():
        written = house.read(case).file.all("consent")
    assert {one.get("purpose") for one in written} == {"case_work", "statistics", "police_court"}
    assert taps.number <= MOST_TAPS, taps.number


def test_a_letter_that_was_read_says_that_it_was_taken_back_and_can_only_be_deleted(
    both_offices: TwoHouses, chrome: Launched
) -> None:
    gumla, khunti = both_offices.gumla, both_offices.khunti
    with gumla.acting():
        found = both_offices.send(both_offices.ready())
        consent = next(one for one in found.file.all("consent") if one.get("purpose") == "share")
    people = signed_in(gumla.cast.accounts["counsellor"]), signed_in(khunti.cast.accounts["counsellor"])
    with (
        served() as address,
        chrome() as opened,
        desk(opened, address, people[0], HIDDEN) as at,
        desk(opened, address, people[1], HIDDEN) as there,
    ):
        there.open("/cases/letters/").unlock(WORDS).follow("main ul.rows a")
        letter = there.page.url
        there.shows(CARD["name"].split()[0], CARD["phone"])
        at.open(f"/cases/{found.case.pk}/write/withdrawal/").unlock(WORDS)
        at.answer(consent=str(consent.row), on=day()).press().shows("फ़ाइल में लिख लिया गया")
        pictures(at.open(f"/cases/{found.case.pk}/share/"), "withdrawn-at-the-sender")
        there.open(letter).shows("यह वापस ले लिया गया").lacks(CARD["name"].split()[0], CARD["phone"], "सुरक्षित जगह")
        pictures(there, "letter-shut")
        assert there.page.locator("main form button[type=submit]").count() == 1
        there.press("main form button[value=away]")
        there.lacks("रेफ़रल")
        assert at.faults() == there.faults() == []
    assert both_offices.waiting(khunti, "referral") == both_offices.waiting(khunti, "answer") == []


def with_her_mothers_yes(house: CaseHouse, born: dt.date, given_on: dt.date) -> OpenCaseFile:
    """A file from when she was a child: her mother agreed to the work and to telling one office."""
    found = aged(house, born)
    of_child = {"given_by": "parent", "mature": "not_yet", "child_part": "assent", "caregiver_answer": "agreed"}
    given = {**AGREED_TODAY, **of_child, "caregiver": "mother", "given_on": given_on}
    by, ring = house.by("counsellor"), house.ring("counsellor")
    for more in ({"purpose": "case_work"}, {"purpose": "share", "recipient": "सखी केंद्र, गुमला"}):
        found, _entry = store_entry(by, ring, found, kind_of("consent"), {**given, **more}, None)
    write_summary(ring, found)
    return found


def test_she_turns_eighteen(both_offices: TwoHouses, chrome: Launched) -> None:
    house, today = both_offices.gumla, clock.today()
    asked = "उनकी अपनी सहमति फिर से पूछें"
    with house.acting():
        soon = with_her_mothers_yes(house, birthday(18, in_days=40), today - dt.timedelta(days=30))
        later = with_her_mothers_yes(house, birthday(18, in_days=100), today - dt.timedelta(days=30))
        grown = with_her_mothers_yes(house, birthday(18, in_days=-35), today - dt.timedelta(days=90))
    client = signed_in(house.cast.accounts["counsellor"])
    with served() as address, chrome() as opened, desk(opened, address, client, HIDDEN) as at:
        at.open(f"/cases/{soon.case.pk}/").unlock(WORDS).shows(asked)
        at.open(f"/cases/{later.case.pk}/").lacks(asked)
        at.open(f"/cases/{soon.case.pk}/share/").shows("सखी केंद्र")
        case = f"/cases/{grown.case.pk}/"
        pictures(at.open(case).shows(asked), "eighteen")
        # What her mother agreed to carries nothing new any more.
        pictures(at.open(f"{case}share/").shows(asked, "उनकी अपनी प्रति कागज़ पर").lacks("सखी केंद्र"), "eighteen-share")
        at.follow('main .alert a[href$="/write/consent/"]')
        at.lacks("देखभाल करने वाले").answer(
            purpose=["case_work", "hand_over"], given_by="parent", way="thumb", language="sck", given_on=day()
        )
        at.answer(chosen="outside", recipient="सखी केंद्र, गुमला").press()
        at.shows("वे बालिग हैं, हाँ वे खुद कहेंगी")
        at.answer(given_by="herself").press().shows("फ़ाइल में लिख लिया गया")
        at.open(case).lacks(asked)
        at.open(f"{case}share/").shows("सखी केंद्र", "केस सौंपा जा सकता है").lacks(asked)
        assert [one for one in at.faults() if "422" not in one] == [], "besides the refusal above"
    with house.acting():
        given = [one.get("given_by") for one in house.read(grown.case.pk).file.all("consent")]
    assert given == ["parent", "parent", "herself", "herself"]
