"""Pages on which the public page is proposed and released."""

import datetime as dt

import pytest
from django.test import Client

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.releases.models import PublicText, Release
from jatan.evidence.releases.services import propose_text
from jatan.foundation.access.walls import acting_as
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
TEXT = {"text_hi": "हम तेरह हैं", "text_en": "We are thirteen"}


def test_one_proposes_and_another_releases(cast: Cast, browser: Browser) -> None:
    assert browser("secretariat").post("/public-page/text/who/", TEXT).status_code == 302
    row = PublicText.objects.get()
    page = f"/public-page/texts/{row.pk}/"
    own = browser("secretariat")
    assert 'value="release"' not in own.get(page).content.decode()
    assert own.post(page, {"decision": "release"}).status_code == 404
    second = browser("administrator")
    assert "हम कौन हैं" in second.get("/").content.decode()
    assert 'value="release"' in second.get(page).content.decode()
    assert second.post(page, {"decision": "release", "reason": ""}).status_code == 302
    assert "हम तेरह हैं" in Client().get("/about/?in=hi").content.decode()
    assert second.post(page, {"decision": "take_down", "reason": ""}).status_code == 422
    assert second.post(page, {"decision": "take_down", "reason": "गलत"}).status_code == 302
    assert "हम तेरह हैं" not in Client().get("/about/?in=hi").content.decode()


def test_totals_are_ticked_and_shown_as_they_will_be_read(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=12345)
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    client = browser("secretariat")
    asked = client.get("/public-page/year/2022/").content.decode()
    assert "12,345" in asked
    assert client.post("/public-page/year/2022/", {}).status_code == 422
    chosen = ["shg_meetings.participants"]
    assert client.post("/public-page/year/2022/", {"chosen": chosen}).status_code == 302
    row = Release.objects.get()
    assert "12,345" in browser("administrator").get(f"/public-page/totals/{row.pk}/").content.decode()
    assert "12,345" not in Client().get("/about/?in=hi").content.decode()
    assert browser("administrator").get("/public-page/year/2022/").status_code == 404


@pytest.mark.parametrize("path", ["/public-page/year/2026/", "/public-page/year/1066/", "/public-page/text/x/"])
def test_what_there_is_not_is_not_found(cast: Cast, browser: Browser, path: str) -> None:
    assert browser("secretariat").get(path).status_code == 404


@pytest.mark.parametrize("part", ["coordinator", "researcher", "auditor", "field_worker"])
def test_nobody_else_sees_what_waits(cast: Cast, browser: Browser, part: str) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        row = propose_text(by=by, section="who", **TEXT)
    client = browser(part)
    for path in ("/public-page/", "/public-page/text/who/", f"/public-page/texts/{row.pk}/"):
        assert client.get(path).status_code == 404
        assert client.post(path, TEXT | {"decision": "release"}).status_code in (404, 405)
    assert PublicText.objects.get().is_waiting


def test_an_empty_text_says_so_beside_its_field(browser: Browser) -> None:
    answer = browser("secretariat").post("/public-page/text/who/", {"text_hi": "", "text_en": "x" * 3001})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text_hi", "text_en"}
