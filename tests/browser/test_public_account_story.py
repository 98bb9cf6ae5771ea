"""A stranger without scripts opens the public page on a telephone, and the exported folder from a memory stick."""

import datetime as dt
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.releases.models import Release
from jatan.evidence.releases.pieces import candidates
from jatan.evidence.releases.selectors import HEADLINES
from jatan.evidence.releases.services import decide, propose_piece, propose_text, propose_totals
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import InformationCentre, Kind, Organisation, OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.consultations.commands import HoldConsultation
from jatan.programme.consultations.services import hold_consultation
from jatan.programme.journeys.pass_wording import pass_texts
from jatan.programme.library.models import Material
from jatan.web.public.account.export import write_folder
from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.desk import NARROW, UNFOLD, desk, follow
from tests.browser.page_server import served
from tests.browser.page_size import height_px, width_px
from tests.cast import SINCE, Cast, second_of_secretariat
from tests.evidence import builders
from tests.papers import PDF
from tests.programme.booklet.builders import a_waiting, approve
from tests.programme.consultations.builders import a_consultation
from tests.programme.library.builders import a_material
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

FIRST_VIEW = 20 * 1024  # page and style sheet on the wire, compressed as the house sends them; the map is in the page
SCREENS = 4
PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
_WORDS = " ".join(right.words for right in pass_texts("hi").rights).split()
# As long as a text of the page gets, in words that do not repeat: a stamp would pack to nothing.
SHORT, CONTACT = 240, 120  # characters: as long as the beginning and the press contact may be to stand there unfolded
CONSULTATION = "प्रवासी मज़दूरों पर राज्य परामर्श, " * 3
PARAGRAPH = "हम झारखंड के तेरह ज़िलों की संस्थाएँ हैं। " + " ".join(Random(7).choices(_WORDS, k=180))


@pytest.fixture
def full(cast: Cast) -> Material:
    """A house as large as the network: thirteen members with centres, four long texts, three years, many materials."""
    districts = Place.objects.filter(level="district").exclude(census2011_code="").order_by("-name_en")
    for number, district in enumerate(districts.exclude(pk=cast.gumla_district.pk)[:11]):
        office = Organisation.objects.create(
            code=f"X{number:02}",
            kind=Kind.MEMBER,
            name_hi=f"सदस्य {number}",
            name_en=f"Member {number}",
            member_since=SINCE,
        )
        OrganisationDistrict.objects.create(organisation=office, district=district, since=SINCE)
        InformationCentre.objects.create(
            organisation=office,
            district=district,
            name_hi=f"सूचना केंद्र {number}",
            name_en=f"Centre {number}",
            opened_on=SINCE,
        )
    InformationCentre.objects.update(
        address="प्रखंड कार्यालय के पास, मुख्य सड़क", hours="सोमवार से शनिवार, 10 से 5", phone="9431112345"
    )
    with acting_as(cast.actor("coordinator")) as by:
        for year in (2021, 2022, 2023):
            for month in (5, 9):
                builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(year, month, 3), total=37)
                builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(year, month, 4), total=41, kind="awareness")
        for number in range(12):
            material = a_material(by, cast, PDF, title_hi=f"पुस्तिका {number}", is_public=True)
        a_material(by, cast, PDF, title_hi="रिपोर्ट", kind="report", is_public=True)
        stories = [
            a_waiting(by, cast, title_hi=f"कहानी {number}", body_hi=_own(str(number)) * 3) for number in range(3)
        ]
    with acting_as(cast.actor("secretariat")) as by:
        for story in stories:
            approve(by, story)
    recount_pending(Organisation.objects.values_list("id", flat=True))
    return material


def propose(cast: Cast) -> list[Any]:
    with acting_as(cast.actor("secretariat")) as by:
        texts: list[Any] = [
            propose_text(by=by, section=section, text_hi=_own(section), text_en=_english(section))
            for section in ("who", "work", "achieved", "contact", "press")
        ]
        chosen = {("shg_meetings", "meetings"), ("shg_meetings", "participants"), ("information_centres", "centres")}
        chosen |= {("awareness_programmes", "participants")}
        for week in range(1, 5):
            held = a_consultation(by, cast, organisation=cast.network.id, title=f"{week}. {CONSULTATION}")
            day = clock.today() - dt.timedelta(weeks=week)
            hold_consultation(by=by, command=HoldConsultation(consultation=held, held_on=day, total=40))
        texts += [propose_piece(by=by, kind=one.kind, record=one.record) for one in candidates(by)]
        return texts + [propose_totals(by=by, year=dt.date(year, 4, 1), chosen=chosen) for year in (2021, 2022, 2023)]


def fill_headlines() -> None:
    """Every year has all five numbers, as the services leave them: the records of this house give two."""
    for row in Release.objects.all():
        there = {(one["indicator"], one["value"]) for one in row.numbers}
        row.numbers = row.numbers + [
            {"indicator": code, "value": value, "amount": 12_340 + row.year.year, "about": True}
            for code, value in HEADLINES
            if (code, value) not in there
        ]
        row.save(update_fields=["numbers"])


def _own(section: str) -> str:
    """As long as a text may be that still stands there unfolded, of the two that may; the others are long."""
    words = " ".join(Random(section).choices(_WORDS, k=180))
    if section == "who":
        return f"{words[:SHORT]}\n\n{PARAGRAPH}"
    return words[:CONTACT] if section == "press" else words


def _english(section: str) -> str:
    words = "We are thirteen organisations. " * 30
    if section == "who":
        return f"{words[:SHORT].strip()}\n\n{words}"
    return words[:CONTACT].strip() if section == "press" else words


def weight_of(page: Page, path: str) -> int:
    """Bytes on the wire that the first load of a page takes, all requests together, as Chromium counts them."""
    line, weights = page.context.new_cdp_session(page), list[float]()
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    assert len(weights) >= 2, "the page and its style sheet"
    return round(sum(weights))


def stranger(chrome: Chromium, address: str) -> BrowserContext:
    return chrome.new_context(viewport=NARROW, base_url=address, locale="hi-IN", java_script_enabled=False)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_a_stranger_reads_what_two_people_released(
    cast: Cast, browser: Browser, chrome: Launched, full: Material
) -> None:
    waiting, administrator = propose(cast), browser("administrator")
    with served() as address, chrome() as opened:
        context = stranger(opened, address)
        page = context.new_page()
        page.goto("/about/")
        assert PARAGRAPH[:40] not in page.locator("main").inner_text()
        with desk(opened, address, administrator, [], has_scripts=False) as second:
            second.open("/public-page/").shows("दूसरे साथी की हाँ बाकी").follow('main a[href*="/public-page/texts/"]')
            second.shows(PARAGRAPH[:40]).press("main button[value=release]")
            second.shows("सबके लिए")
            assert second.faults() == []
        with outside_the_loop(), acting_as(second_of_secretariat(cast)) as by:
            for row in waiting[1:]:
                decide(by=by, proposal=row, releases=True)
            fill_headlines()
        for language in ("en", "hi"):
            weight = weight_of(page, f"/about/?in={language}")
            picture(page, f"about-{language}")
            height = height_px(page)
            print(f"first view of the public page ({language}): {weight} bytes, {height} px")  # noqa: T201 - the figures
            assert weight <= FIRST_VIEW, f"{weight} bytes"
            assert height <= SCREENS * NARROW["height"], f"{height} px"
            assert page.locator("main svg.map").is_visible()
        page.evaluate(UNFOLD)
        text = page.locator("main").inner_text()
        for words in (PARAGRAPH[:40], "222", "2021–22", "9431112345", "112", "1098", "काम पर आपके हक", "पुस्तिका 11"):
            assert words in text, words
        assert width_px(page) <= NARROW["width"]
        picture(page, "about")
        follow(page.locator("header a[hreflang=en]"))
        page.evaluate(UNFOLD)
        assert "thirteen organisations" in page.locator("main").inner_text()
        follow(page.locator("main a", has_text="Everything to read"))
        with page.expect_download() as loading:
            page.locator(f'main a[href$="{full.pk}/"]').click()
        assert Path(loading.value.path()).read_bytes() == PDF
        assert context.cookies() == []
        context.close()


def test_the_same_opens_from_a_memory_stick(cast: Cast, chrome: Launched, full: Material, tmp_path: Path) -> None:
    waiting = propose(cast)
    with acting_as(second_of_secretariat(cast)) as by:
        for row in waiting:
            decide(by=by, proposal=row, releases=True)
    write_folder(tmp_path / "stick")
    with chrome() as opened:
        context = opened.new_context(viewport=NARROW, java_script_enabled=False, offline=True)
        page = context.new_page()
        page.goto((tmp_path / "stick" / "index.html").as_uri())
        page.evaluate(UNFOLD)
        assert PARAGRAPH[:40] in page.locator("main").inner_text()
        assert page.evaluate("getComputedStyle(document.body).borderTopWidth") == "8px", "the style sheet is there"
        picture(page, "stick")
        follow(page.locator("main a", has_text="पढ़ने, सुनने और छापने का सब कुछ"))
        assert page.url.endswith("/stick/library.html")
        picture(page, "stick-library")
        link = page.locator("a.file").first.get_attribute("href")
        assert (tmp_path / "stick" / str(link)).read_bytes() == PDF
        follow(page.locator("header a[hreflang=en]"))
        assert page.url.endswith("/stick/library-en.html")
        context.close()


@pytest.mark.parametrize("path", ["/about/?in=hi", "/about/?in=en", "/library/public/?in=hi"])
def test_public_pages_are_accessible(cast: Cast, chrome: Launched, full: Material, path: str) -> None:
    for row in propose(cast):
        with acting_as(second_of_secretariat(cast)) as by:
            decide(by=by, proposal=row, releases=True)
    with served() as address, chrome() as opened:
        page = opened.new_context(viewport=NARROW, base_url=address, bypass_csp=True).new_page()
        page.goto(path)
        found = Axe().run(page).response
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
