"""The studio's page on a telephone, in Hindi: no longer than four screens as it opens, and whole on paper."""

import datetime as dt
from typing import Final

import pytest

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.parts import CODES
from jatan.foundation.access.walls import acting_as
from tests.browser.conftest import Launched
from tests.browser.desk import NARROW, desk
from tests.browser.page_server import served
from tests.browser.page_size import height_px
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

YEARS: Final = "from=2021-04-01&to=2024-03-31"
SCREENS: Final = 4
# The parts whose first block can be seen, by the place at which they stand.
_SEEN: Final = """() => [...document.querySelectorAll(".report-parts .section > .stack")]
    .filter(one => one.checkVisibility({contentVisibilityAuto: true}) && one.getBoundingClientRect().height > 1)
    .map(one => one.closest(".section").id)"""


def record_years(cast: Cast) -> None:
    """Meetings of two members in three years, counted."""
    for part, office, place in (
        ("coordinator", cast.gumla, cast.gumla_block),
        ("khunti_coordinator", cast.khunti, cast.khunti_block),
    ):
        with acting_as(cast.actor(part)) as by:
            for year in (2021, 2022, 2023):
                for month in (4, 6, 9, 11):
                    builders.meeting(by, office, place, dt.date(year, month, 3), total=20 + month)
    recount_pending([cast.gumla.id, cast.khunti.id])


def test_the_report_opens_on_four_screens_and_prints_whole(cast: Cast, browser: Browser, chrome: Launched) -> None:
    """It was 17,422 px long with the numbers of the demo."""
    record_years(cast)
    client = browser("secretariat")
    with served() as address, chrome() as opened, desk(opened, address, client, ()) as here:
        here.open(f"/reports/?{YEARS}")
        assert height_px(here.page) <= SCREENS * NARROW["height"]
        parts = here.page.locator(".report-parts .section").evaluate_all("all => all.map(one => one.id)")
        assert len(parts) > 5
        assert here.page.evaluate(_SEEN) == parts[:1]
        assert here.page.locator(".report-parts h2:visible").count() == len(parts), "each says its sentence"

        here.page.emulate_media(media="print")
        assert here.page.evaluate(_SEEN) == parts
        here.page.emulate_media(media="screen")

        here.open(f"/reports/?{YEARS}#{parts[-1]}")
        assert here.page.evaluate(_SEEN) == [parts[0], parts[-1]], "a link to a part opens it"

        every = "".join(f"&part={code}" for code in CODES)
        here.open(f"/reports/?{YEARS}&audience=own{every}&order_annex=1&ticked_for=own")
        assert "part-annex" not in here.page.evaluate(_SEEN)
        assert here.faults() == []
