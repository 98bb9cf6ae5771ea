"""A coordinator writes a story on a telephone, a second person reviews it, and an edition is typeset and counted."""

import datetime as dt
import os
from pathlib import Path

import pytest

from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.tasks import recall_editions
from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.desk import NARROW, Desk, desk
from tests.browser.page_server import served
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

BODY = "मीरा काम के लिए शहर गई।\n\nदो महीने मज़दूरी नहीं मिली। केंद्र के साथियों ने बात की।\n\nअब वह घर पर है।"
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots


def picture(found: Desk, name: str) -> None:
    if PICTURES:
        for width in (360, 1280):
            found.page.set_viewport_size({"width": width, "height": 740})
            found.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        found.page.set_viewport_size(NARROW)


def write_story(coordinator: Desk) -> None:
    """From the menu to a story that waits; what is missing or a child's is refused on the way."""
    coordinator.open("/stories/").follow('main a[href="/stories/new/"]')
    picture(coordinator, "story-new")
    coordinator.answer("", age="१७", consented_on="01/10/2026", consent_kept="अलमारी, फ़ाइल 7", title_hi="वापसी")
    coordinator.answer("", body_hi=BODY)
    coordinator.page.locator('input[name="uses"][value="booklet"]').check()
    coordinator.press()
    coordinator.shows("बच्चों की कहानियाँ कभी नहीं छपतीं")
    coordinator.answer("", age="२४").press()
    coordinator.shows("वापसी", "मज़दूरी नहीं मिली")
    coordinator.follow('main a[href$="/ask/"]').press("main form .actions button[type=submit]")
    coordinator.shows("पहले लिखें कि क्या बदला गया")
    coordinator.open(coordinator.page.url.replace("/ask/", "/edit/"))
    changes = {
        "names_changed": "अब मीरा",
        "places_changed": "अब “शहर”",
        "dates_changed": "नहीं है",
        "trades_changed": "बदला",
    }
    coordinator.answer("", **changes).press()
    coordinator.follow('main a[href$="/ask/"]').press("main form .actions button[type=submit]")
    coordinator.shows("दूसरे साथी की जाँच बाकी").lacks("दूसरे साथी के रूप में जाँचें")
    picture(coordinator, "story")


def test_from_a_story_on_a_telephone_to_a_printed_and_counted_edition(
    cast: Cast, browser: Browser, chrome: Launched
) -> None:
    writer, second = browser("coordinator"), browser("secretariat")
    with (
        served() as address,
        chrome() as opened,
        desk(opened, address, writer, ["मीरा", "वापसी"]) as coordinator,
        desk(opened, address, second, ["मीरा", "वापसी"], has_scripts=False) as secretariat,
    ):
        write_story(coordinator)
        secretariat.open("/").shows("जाँचने की कहानियाँ", "वापसी").follow('main a[href^="/stories/0"]')
        secretariat.shows("मज़दूरी नहीं मिली", "अब मीरा").lacks("अलमारी")
        secretariat.follow('main a[href$="/review/"]')
        secretariat.answer("", approves="yes", checked=["changed", "unfound"]).press()
        secretariat.shows("छपने से पहले चारों बातें देखें")
        picture(secretariat, "story-review")
        secretariat.answer("", approves="yes", checked=["changed", "unfound", "no_child", "agreed"]).press()
        secretariat.shows("छप सकती है")
        secretariat.open("/editions/").follow('main a[href="/editions/new/"]')
        with outside_the_loop(), acting_as(cast.actor("secretariat")):
            story = Story.objects.get()
        secretariat.answer("", title="हमारी आवाज़", language="hi", chosen=[str(story.pk)], foreword="दो शब्द").press()
        secretariat.shows("मसौदे की PDF", "वापसी")
        secretariat.follow('main a[href$="/publish/"]').press("main form .actions button[type=submit]")
        secretariat.shows("अंक 1", "छापने की PDF")
        picture(secretariat, "edition")
        with secretariat.page.expect_download() as loading:
            secretariat.page.locator('main a[href$="/download/"]').click()
        assert Path(loading.value.path()).read_bytes().startswith(b"%PDF-")
        with outside_the_loop():
            recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
        day = clock.today()
        month = f"?from={day.replace(day=1)}&to={day}"
        secretariat.open(f"/reports/impact/stories_printed/stories/rows/{month}").shows("वापसी")
        coordinator.open(f"/stories/{story.pk}/").follow('main a[href$="/taken-back/"]')
        coordinator.press("main form .actions button[type=submit]")
        coordinator.shows("सहमति वापस ले ली").lacks("मज़दूरी नहीं मिली")
        with outside_the_loop():
            assert recall_editions.func(str(story.pk)) == 1  # the worker does it
        with outside_the_loop(), acting_as(cast.actor("secretariat")):
            edition = Edition.objects.get()
        secretariat.open(f"/library/{edition.material_id}/").shows("वापस मँगाई गई", "कहानी 1")
        secretariat.open(f"/editions/{edition.pk}/").shows("अब न छपती है", "कहानी 1").lacks("छापने की PDF")
        picture(secretariat, "edition-recalled")
        secretariat.open(f"/library/{edition.material_id}/download/").shows("वापस मँगाया गया", "कहानी 1")
        picture(secretariat, "edition-download")
        for one in (coordinator, secretariat):
            assert [fault for fault in one.faults() if not {"422", "410"} & set(fault.split())] == []
    assert edition.published_on == day
    assert isinstance(edition.published_on, dt.date)
