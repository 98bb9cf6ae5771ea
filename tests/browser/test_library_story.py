"""Information material goes from an idea to print on a telephone: draft, trial, approval, stock, copies, a number."""

import os

import pytest

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.library.models import Material
from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.page_server import served
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
CONFIRM = "main form .actions button[type=submit]"


def picture(found: Desk, name: str) -> None:
    if PICTURES:
        found.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def make_it(worker: Desk, cast: Cast) -> str:
    """Brief, draft, a trial that cannot be true and one that can, approval; the address of the material."""
    worker.open("/library/").follow('main a[href="/library/new/"]')
    worker.answer("", title_hi="जाने से पहले", kind="iec", stage="brief", language="hi").press()
    worker.shows("यह ज़रूरी है")
    worker.answer("", message="फोरम में नाम लिखवाएँ", audience="पहली बार जाने वाले").press()
    with outside_the_loop(), acting_as(cast.actor("coordinator")):
        page = f"/library/{Material.objects.get().pk}/"
    worker.shows("सोची गई").follow('main a[href$="/draft/"]').press(CONFIRM)
    worker.shows("मसौदा").lacks("मंज़ूर करें").follow('main a[href$="/trials/new/"]')
    trial = {"place": str(cast.gumla_block.pk), "village": "टोटो", "listeners": "१२", "understood": "१४"}
    worker.answer("", what_understood="नाम लिखवाना है", **trial).press()
    worker.shows("यह नहीं हो सकता")
    picture(worker, "trial")
    worker.answer("", understood="११").press()
    worker.shows("गाँव में परखी", "टोटो").follow('main a[href$="/approve/"]').press(CONFIRM)
    worker.shows("मंज़ूर")
    return page


def test_from_an_idea_to_copies_that_are_counted(cast: Cast, browser: Browser, chrome: Launched) -> None:
    client = browser("coordinator")
    with served() as address, chrome() as opened, desk(opened, address, client, ["टोटो"], has_scripts=False) as worker:
        page = make_it(worker, cast)
        picture(worker, "material")
        worker.open(f"{page}stock/")
        place = str(cast.gumla_block.pk)
        worker.answer("", kind="printed", copies="५००", place=place).press()
        worker.answer("", kind="given", copies="१२०", place=place, village="टोटो", to_whom="प्रवासी फोरम").press()
        worker.answer("", kind="asked", copies="30", place=place).press()
        worker.shows("500", "120", "380", "30")
        picture(worker, "stock")
        worker.open("/library/demand/").shows("जाने से पहले", "120")
        picture(worker, "demand")
        with outside_the_loop():
            recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
        day = clock.today()
        month = f"?from={day.replace(day=1)}&to={day}"
        worker.open(f"/reports/impact/copies_given/copies/rows/{month}").shows("जाने से पहले", "120")
        worker.open(f"/reports/impact/iec_approved/materials/rows/{month}").shows("जाने से पहले")
        worker.open(page).follow('main a[href$="/language/"]').answer("", language="unr").press()
        worker.shows("मुंडारी")
        assert [one for one in worker.faults() if "422" not in one] == []  # refused forms answer so
