"""A clerk brings a spoilt register and a pile of likely duplicates in order, with few acts, by pages alone."""

import datetime as dt
import os
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.repair.many_rows import repair_rows
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.selectors import parked_rows
from jatan.programme.activities.models import Activity
from jatan.programme.people.models import SamePerson, Suggestion
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.test_campaigns_story import look, telephone
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings
from tests.kernel.text.legacy_typing import type_legacy
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# 500 rows and 400 pairs with JATAN_LONG_STORY=1; five people of one name are ten pairs.
ROWS, GROUPS = (500, 40) if os.environ.get("JATAN_LONG_STORY") else (60, 4)
MOST_ACTS = 40
_GIVEN = ("सुनीता", "बसंती", "फूलमनी", "जितनी", "राधा", "ममता", "करुणा", "देवकी")
_SURNAMES = ("उराँव", "तिर्की", "केरकेट्टा", "लकड़ा", "मिंज")
SPELLINGS = ("HQ", "Sadar office", "BSA-1", "मुख्यालय", "Upper area")
VILLAGES = ("नवाडीह", "कुरुमगढ़")


class Clerk:
    """Presses and choices of a person, counted; `page` shows what they led to."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0

    def press(self, words: str, *, at: int = 0) -> None:
        """Press the button that begins with these words."""
        self.acts += 1
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=words).nth(at).click()

    def fill(self, field: str, value: str) -> None:
        """Write into a field."""
        self.acts += 1
        self.page.locator(field).fill(value)

    def count(self, words: str) -> int:
        """How many such buttons there are."""
        return self.page.locator("main").get_by_role("button", name=words).count()


def _spoilt(number: int) -> list[Any]:
    """One of ten spoilt rows, by its number."""
    day, village = dt.date(2022, 1, 13) + dt.timedelta(days=number), f"Toli {number}"
    usual: dict[str, Any] = {"date": f"{day:%d/%m/%Y}", "village": village, "group": f"{village} Mandal"}
    spoilt: list[dict[str, Any]] = [
        {"block": SPELLINGS[number // 10 % len(SPELLINGS)]},
        {"village": type_legacy(VILLAGES[number // 10 % 2])},
        {"women": 4000, "total": 4000},
        {"date": f"{day.replace(year=2001):%d/%m/%Y}"},
        {"topic": "बैठक रद्द"},
        {"women": "", "men": "", "girls": "", "boys": "", "total": 12},
        {"women": "दस-बारह", "total": ""},
        {"date": ""},
        {"block": "Xyzw"},
        {"women": "#REF!", "total": ""},
    ]
    return meeting(number, **(usual | spoilt[number % 10]))


def _make(cast: Cast, folder: Path) -> None:
    rows = [_spoilt(number) for number in range(ROWS)]
    random.Random(7).shuffle(rows)
    _repair_last_year(cast, folder)
    import_workbook(meetings(folder / "register.xlsx", *rows), cast.gumla)
    with acting_as(cast.actor("coordinator")) as by:
        for number in range(GROUPS):
            for _copy in range(5):
                a_person(by, cast, **_person(number))


def _repair_last_year(cast: Cast, folder: Path) -> None:
    """Last year's register had the same spellings of a block, and somebody mended each."""
    rows = [meeting(number, f"1{number}/02/2021", text) for number, text in enumerate(SPELLINGS, start=1)]
    import_workbook(meetings(folder / "last_year.xlsx", *rows), cast.gumla)
    with acting_as(cast.actor("coordinator")) as by:
        waiting = parked_rows(by)
        assert waiting.count() >= len(SPELLINGS) - 1
        repair_rows(by=by, changes={row.pk: {"block": "Basia"} for row in waiting})


def _person(number: int) -> dict[str, Any]:
    """A woman of her own name, father, village and age, for each group."""
    given, surname = _GIVEN[number % len(_GIVEN)], _SURNAMES[number // len(_GIVEN)]
    village = f"{surname} टोली"
    return {"name": f"{given} {surname}", "guardian_name": f"मंगरा {surname}", "village": village, "age": 18 + number}


def test_rows_and_people_are_brought_in_order_with_few_acts(
    cast: Cast, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    _make(cast, tmp_path)
    with acting_as(cast.actor("coordinator")):
        waiting, pairs = ParkedRow.objects.count(), Suggestion.objects.count()
        events = Event.objects.count()
    assert waiting >= ROWS * 0.9
    assert pairs >= GROUPS * 10
    client = browser("coordinator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=True) as page:
        clerk = Clerk(page)
        page.goto("/registers/waiting/")
        look(page, "50-rows-that-wait")
        while clerk.count("मतलब"):  # several spellings of one thing
            clerk.press("मतलब")
        while clerk.count("सब सही हैं") or clerk.count("सही"):
            clerk.press("सब" if clerk.count("सब") else "सही")
            if clerk.acts > MOST_ACTS:
                break
        look(page, "51-what-is-left")
        while clerk.count("ठीक करें") and clerk.acts < MOST_ACTS:
            _repair_equal(clerk)
        clerk.page.goto("/registers/waiting/")
        look(page, "52-rows-mended")
        page.goto("/people/duplicates/")
        look(page, "53-duplicates")
        with page.expect_navigation():
            page.get_by_role("link", name="मिलाकर देखें").first.click()
        look(page, "55-one-group")
        page.goto("/people/duplicates/")
        while clerk.count("चुनी गई हर लाइन"):
            clerk.press("मेल खाने वाली सब चुनें")
            clerk.press("चुनी गई हर लाइन")
        look(page, "54-no-duplicates")
    with acting_as(cast.actor("coordinator")):
        left = ParkedRow.objects.filter(status=ParkedStatus.OPEN)
        assert [(row.code, row.cells, row.problems) for row in left] == []
        assert Activity.objects.count() == ROWS + len(SPELLINGS)
        assert {*Activity.objects.filter(village__in=VILLAGES).values_list("village", flat=True)} == {*VILLAGES}
        assert not Suggestion.objects.filter(state="open").exists()
        assert SamePerson.objects.count() >= GROUPS * 4
        assert Event.objects.count() > events
    assert clerk.acts <= MOST_ACTS, clerk.acts


def _repair_equal(clerk: Clerk) -> None:
    """Mend the first group of equal cells: by the kind of its column."""
    clerk.press("ठीक करें")
    label = clerk.page.locator("main h2").first.inner_text()
    values = {"तारीख": "13/05/2022", "प्रखंड": "Basia", "ब्लॉक": "Basia"}
    clerk.fill("#id_typed", next((text for word, text in values.items() if word in label), "12"))
    clerk.press("देखें कि क्या होगा")
    clerk.press("दर्ज")
    clerk.acts += 1  # the whole list once more
    clerk.page.goto("/registers/waiting/")
