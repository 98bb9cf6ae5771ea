"""Her next court day stands first on the file's page, its law page and the list; what is years late is beneath."""

import datetime as dt
import re

import pytest
from django.test import Client

from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.legal.court_closings import next_court_day
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import CARD, read

pytestmark = pytest.mark.django_db
COURT = "पॉक्सो अदालत, गुमला"


def two_years_later(house: CaseHouse) -> tuple[OpenCaseFile, dt.date]:
    """A file whose FIR is two years old, with her testimony in three days or on the next day a court sits.

    It was typed in weeks ago: what a file asks about while it is being typed is not late yet.
    """
    with clock.frozen_at(clock.now() - dt.timedelta(days=20)):
        return typed(house, clock.today() + dt.timedelta(days=20))


def typed(house: CaseHouse, today: dt.date) -> tuple[OpenCaseFile, dt.date]:
    """The file, with its days counted from `today`."""
    ago = f"{today - dt.timedelta(days=730):%d/%m/%Y} 10:00"
    found = house.write(house.open_case(), "identity", {**CARD, "age_on": clock.today()})
    found = house.write(found, "situation", {"facts": ["trafficked", "rape", "sc_st"]})
    found = house.write(found, "offence", {"day": today - dt.timedelta(days=740), "offences": ["BNS 64"]})
    for event in ("information_given", "fir_registered", "rape_informed", "accused_remanded", "charge_sheet"):
        found = house.write(found, "legal_event", {"event": event, "at": ago})
    day = next_court_day(today + dt.timedelta(days=3))
    hearing = {"at": f"{day:%d/%m/%Y} 10:30", "court": COURT, "purpose": "her_evidence"}
    return house.write(found, "hearing", hearing), day


def lines_of(client: Client, path: str) -> list[str]:
    """The lines of the lists on a page, without tags."""
    main = read(client, path).split("<main")[1]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<li.*?</li>", main, re.S)]


def test_it_is_the_first_thing_on_the_file_and_on_the_law_page(house: CaseHouse, unlocked: Unlocked) -> None:
    found, _day = two_years_later(house)
    client, path = unlocked("counsellor"), f"/cases/{found.case.pk}/"
    for where, other in ((path, "इस केस के हिस्से"), (f"{path}law/", 'id="deadlines"')):
        page = read(client, where).split("<main")[1]
        assert page.index('id="next-court-day"') < page.index(other)
        assert page.count(COURT) >= 1
        assert page.index('id="next-court-day"') < page.index('class="alert late print"'), where
        # What was late for years is there, folded, behind what runs.
        fold = page.index("आधे साल से ज़्यादा")
        assert page.index('class="badge', page.index('id="next-court-day"')) < fold
        assert "पर्दा" in page, where


def test_what_she_may_ask_for_before_she_speaks_is_said_to_be_unread(house: CaseHouse, unlocked: Unlocked) -> None:
    found, _day = two_years_later(house)
    page = read(unlocked("counsellor"), f"/cases/{found.case.pk}/")
    card = page.split('id="next-court-day"')[1].split("</details>")[0]
    rows = re.findall(r"<li>.*?</li>", card, re.S)
    assert len(rows) >= 3
    assert all("यह कानून किसी ने नहीं पढ़ा" in row for row in rows if "पॉक्सो 2012" in row)


def test_it_is_the_first_line_of_the_list_of_cases(house: CaseHouse, unlocked: Unlocked) -> None:
    found, _day = two_years_later(house)
    client = unlocked("counsellor")
    lines = lines_of(client, "/cases/")
    due = next(line for line in lines if line.startswith(found.case.code))
    assert "अदालत की तारीख" in due
    everything = [line for line in lines_of(client, "/cases/?due=all") if line.startswith(found.case.code)]
    assert "अदालत की तारीख" in everything[0]
    assert any("24 महीने" in line for line in everything[1:]), everything
    assert '<li class="quiet"' in read(client, "/cases/?due=all")


def test_no_court_day_no_card(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case()
    assert "next-court-day" not in read(unlocked("counsellor"), f"/cases/{found.case.pk}/")
