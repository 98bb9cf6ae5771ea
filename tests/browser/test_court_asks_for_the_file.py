"""A court asks for the file: written down, decided by the supervisor, made and fetched. Hindi, 360 px, without scripts.

What is tapped is counted, and how long each page is; the file that comes holds nothing that waits for a court's word.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pyzipper

from jatan.kernel import clock
from jatan.programme.cases.sharing.exports import READABLE
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.page_server import served
from tests.browser.page_size import height_px
from tests.browser.test_sharing import client_with_keys, houses
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.two_offices import CARD, TwoHouses
from tests.sign_in import signed_in
from tests.web.conftest import Browser, browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
__all__ = ["browser", "houses"]

COURT, NUMBER = "विशेष न्यायालय (पॉक्सो), गुमला", "एसटी 41/2026"
SECRETS = (*CARD["name"].split(), CARD["village"], CARD["phone"], "41/2026")
SAFE_PLACE, CODE_WORD, NOTE = "आशा किरण होस्टल", "महुआ", "रात को नींद नहीं आती"
# Measured: 14 taps, the form of the request 2,753 px.
MOST_TAPS = 14
LONGEST_PX = 2_900


@dataclass
class Counted:
    """A user whose taps and pages are counted. `heights`: page -> px."""

    at: Desk
    taps: int = 0
    heights: dict[str, int] = field(default_factory=dict)

    def choose(self, **answers: object) -> None:
        """Tap one answer, or type one."""
        self.taps += sum(len(one) if isinstance(one, list) else 1 for one in answers.values())
        self.at.answer(**answers)

    def write(self, **answers: str) -> None:
        self.at.answer(**answers)

    def press(self, what: str) -> None:
        self.taps += 1
        self.at.follow(what)

    def measure(self, name: str, pictures: Path) -> None:
        self.heights[name] = height_px(self.at.page)
        self.at.page.screenshot(path=pictures / f"{name}.png", full_page=True)


def a_case(houses: TwoHouses) -> str:
    write = houses.gumla.write
    found = houses.ready()
    plan = {"danger_from": "ठेकेदार", "to_do": "दीदी को बुलाए", "safe_place": SAFE_PLACE, "code_word": CODE_WORD}
    found = write(found, "safety_plan", {**plan, "review_on": clock.today()})
    found = write(found, "note", {"about": "बातचीत", "text": NOTE})
    found = write(found, "legal_event", {"event": "fir_registered", "at": clock.today(), "number": "041/26"})
    return f"/cases/{found.case.pk}/"


def test_a_court_asks_and_gets_what_it_named(
    houses: TwoHouses, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    case = a_case(houses)
    counsellors = client_with_keys(houses, browser, "counsellor")
    supervisors = signed_in(houses.gumla.cast.accounts["supervisor"])
    with (
        served() as address,
        chrome() as opened,
        desk(opened, address, counsellors, SECRETS, has_scripts=False) as counsellor,
        desk(opened, address, supervisors, SECRETS, has_scripts=False) as supervisor,
    ):
        who, other = Counted(counsellor), Counted(supervisor)
        counsellor.open("/keys/open/").unlock(WORDS).open(case)
        _written_down(who, case, tmp_path)
        supervisor.open("/keys/open/").unlock(WORDS).open(f"{case}share/")
        other.press('main a[href*="/write/file_request_decision/"]')
        other.choose(decision="agreed")
        other.write(reason="आदेश पढ़ा: नाम, एफ़आईआर और पेशी माँगी है")
        other.measure("decide", tmp_path)
        other.press("main form.form .actions button[type=submit]")
        page = _made(who, case, tmp_path)
        counsellor.open(f"{case}share/").shows("दिया गया")
        who.measure("share_after", tmp_path)
        assert counsellor.faults() + supervisor.faults() == []
    assert CARD["name"] in page
    assert "041/26" in page
    assert not [text for text in (SAFE_PLACE, CODE_WORD, NOTE, CARD["not_to_tell"]) if text in page]
    heights = who.heights | other.heights
    assert who.taps + other.taps <= MOST_TAPS, (who.taps, other.taps)
    assert max(heights.values()) <= LONGEST_PX, heights


def _written_down(who: Counted, case: str, pictures: Path) -> None:
    who.press(f'main a[href="{case}share/"]')
    who.measure("share", pictures)
    who.press('main a[href$="/write/file_request/"]')
    who.measure("ask", pictures)
    who.choose(asked_by="court", asked_for=["who", "law"], sealed="yes", she_knows="yes")
    who.write(office=COURT, number=NUMBER, ordered_on=f"{clock.today():%d/%m/%Y}")
    who.press("main form.form .actions button[type=submit]")
    who.at.open(f"{case}share/").shows(COURT, NUMBER)


def _made(who: Counted, case: str, pictures: Path) -> str:
    """The page to read in the file that the counsellor makes and fetches."""
    who.at.open(f"{case}share/")
    who.press('main a[href*="/export/?what=court"]')
    who.measure("make", pictures)
    who.press("main form.form .actions button[type=submit]")
    passphrase = who.at.page.locator("main p.code code").inner_text()
    who.measure("passphrase", pictures)
    who.taps += 1
    with who.at.page.expect_download() as download:
        who.at.page.locator("main form button[value=fetch]").click()
    with pyzipper.AESZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        return archive.read(READABLE, pwd=passphrase.encode()).decode()
