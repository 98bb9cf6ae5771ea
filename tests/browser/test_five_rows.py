"""A coordinator finds and settles five rows of phones that wait, in Hindi on a telephone of 360 px: danger first, each
put right and recorded on one page, then the next."""

import os
import uuid
from pathlib import Path

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.test_few_taps import SCRIPTS, Telephone, telephone
from tests.cast import Cast
from tests.intake.fieldbook.field import Field, days, leaving, make_field
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
MOST_TAPS = 15


def _parked(cast: Cast) -> Field:
    """Five rows that wait for five reasons; the departures with danger come last and stand first."""
    at_work = make_field(cast)
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast, name="ज्योति बाड़ा", sex="f", age=22, phone="9835001122", village="टोटो")
    new = {"name": "ज्योति बाड़ा", "sex": "f", "age": 22, "phone": "9835001122", "village": "टोटो"}
    journey = {"leaves_on": days(5), "destination_as_written": "पुणे", "work": "garment"}
    at_work.receipt(at_work.row("help", {"kind": "other", "caller_name": "बुधनी", "colour": "red"}))
    at_work.receipt(at_work.row("meeting", {"held_on": days(0), "women": 5, "topic": "ठेकेदार"}))
    at_work.receipt(at_work.row("meeting", {"held_on": days(0), "women": 7, "topic": "राशन"}))
    at_work.receipt(at_work.row("leaving", {"journey": journey, "travellers": [{"new": new}]}))
    child = {"name": "एतवारी मिंज", "sex": "f", "age": 15, "village": "टोटो"}
    at_work.receipt(at_work.row("leaving", {"journey": journey, "travellers": [{"new": child}], "colour": "red"}))
    unknown = leaving(at_work, work="garment", agent_name="")
    unknown["travellers"][0] |= {"person": str(uuid.uuid4()), "answers": {}}
    at_work.receipt(at_work.row("leaving", unknown))
    return at_work


def _put_right(phone: Telephone, answer: str) -> str:
    """Answer what the row asks and record it on the same page; its heading, with whom it is about."""
    shown = phone.page.locator("main .page-head").inner_text()
    if folder := os.environ.get("JATAN_PICTURES"):
        phone.page.screenshot(path=str(Path(folder) / f"five-{phone.taps}.png"), full_page=True)
    if answer == "person":
        phone.choose("travellers.0.person")
    else:
        phone.tap(f'main label:has(input[name="{answer}"])')
    phone.go('main button[name="send"]')
    return shown


@SCRIPTS
def test_five_rows_are_settled_in_fifteen_taps_danger_first(
    scripts: bool, cast: Cast, browser: Browser, chrome: Launched
) -> None:
    at_work = _parked(cast)
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.page.set_default_timeout(60_000)  # machines that many share
        phone.begin("/")
        assert "एतवारी मिंज" in phone.page.locator("main").inner_text(), "danger stands on the home page by name"
        phone.go('main a[href="/fieldbook/waiting/"]')
        rows = phone.page.locator("main table tbody tr")
        first = rows.first.inner_text()
        assert "एतवारी मिंज" in first
        assert at_work.forum.name in first
        assert rows.count() == 5
        phone.go("main table tbody tr a")
        seen = [_put_right(phone, answer) for answer in ("drop", "person", "drop", "takes_both", "is_another")]
        assert "एतवारी मिंज" in seen[0]
        assert "बुधनी" in seen[2]
        assert phone.page.url.endswith("/fieldbook/waiting/"), "nothing waits any more"
        phone.needed(taps=MOST_TAPS, loads=MOST_TAPS)
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.count() == 3
        assert Activity.objects.count() == 2
        assert Issue.objects.filter(is_urgent=True, person__name="एतवारी मिंज").exists()
        assert Person.objects.filter(name="ज्योति बाड़ा").count() == 2
