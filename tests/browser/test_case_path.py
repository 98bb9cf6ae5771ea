"""One survivor's case from the first word to a new beginning, through real pages on a narrow telephone, in Hindi.

Her counsellor signs in with a passkey and opens the keys with the passphrase; another member takes the referral in;
a supervisor closes the case in her own browser.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser as Chromium

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases.legal.diary import sitting_day
from jatan.programme.cases.models import Case
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.serving import served
from tests.cast import PASSWORD, Cast
from tests.foundation.vault.vault_office import WORDS, quickly_stretched
from tests.programme.cases.case_office import CaseHouse, case_house
from tests.programme.cases.two_offices import TwoHouses, khunti_house

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NAME, VILLAGE, PHONE = "फूलकुमारी तिर्की", "रोशनपुर", "9835104477"
SECRETS = (NAME, *NAME.split(), VILLAGE, PHONE)
AGREED = {"given_by": "herself", "way": "thumb", "language": "sck", "text_version": "१"}
ASKED = "दो महीने के लिए सुरक्षित जगह"


@pytest.fixture
def both(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoHouses]:
    quickly_stretched(monkeypatch)
    monkeypatch.setattr(settings, "VAULT_BOOT_SECRET", tmp_path / "boot")
    cache.clear()
    with case_house(cast, tmp_path) as gumla, khunti_house(cast, tmp_path) as khunti:
        yield TwoHouses(gumla, khunti)


def day(days: int = 0) -> str:
    """A day counted from today, as it is written on paper."""
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


def signed_in(house: CaseHouse, part: str) -> Client:
    client = Client()
    client.force_login(house.cast.accounts[part])
    return client


@dataclass
class Three:
    """Who works on it, each in a browser of her own."""

    counsellor: Desk
    supervisor: Desk
    khunti: Desk


@contextmanager
def three(chrome: Chromium, address: str, supervisors: Client, khuntis: Client) -> Iterator[Three]:
    with (
        desk(chrome, address, None, SECRETS) as counsellor,
        desk(chrome, address, supervisors, SECRETS) as supervisor,
        desk(chrome, address, khuntis, SECRETS) as khunti,
    ):
        yield Three(counsellor, supervisor, khunti)


def with_a_passkey(at: Desk, house: CaseHouse) -> None:
    """Her telephone becomes her key; then she signs out, and in again with it alone."""
    line = at.page.context.new_cdp_session(at.page)
    line.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**device, "isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    at.open("/account/sign-in/").answer("", login=house.cast.accounts["counsellor"].email, password=PASSWORD)
    at.press("main form.form:has([name=password]) button[type=submit]")
    at.open("/account/second-step/keys/add/")
    at.answer("", password=PASSWORD).press()  # what changes her sign-in asks once more
    at.answer("", name="मेरा फ़ोन", passwordless="True")
    at.press("passkey-button button")
    assert len(line.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    at.open("/account/sign-out/").press("main form button[type=submit]")
    at.open("/cases/")
    assert "/account/sign-in/" in at.page.url
    at.press("passkey-button button")
    assert "/account/sign-in/" not in at.page.url


def write(at: Desk, case: str, what: str, /, **said: object) -> None:
    """One entry, from the list of what can be written on the page of the case."""
    at.open(case)
    at.page.locator("details.write > summary").click()
    at.follow(f'details.write a[href$="/write/{what}/"]').answer(**said).press()
    at.shows("फ़ाइल में लिख लिया गया")


def taken_in(at: Desk) -> str:
    """Intake: a case, her consent, her card."""
    at.open("/cases/new/").answer("", kind="trafficking", opened_on=day(-3)).press()
    case = urlsplit(at.page.url).path
    assert at.page.locator('details.write a[href$="/write/note/"]').count() == 0, "before her consent no story"
    write(at, case, "consent", purpose="case_work", given_on=day(-3), **AGREED)
    at.press('form[action$="/identity/"] button')
    at.answer(name=NAME, sex="f", age="२३", age_on=day(-3), age_basis="school", phone=PHONE, village=VILLAGE)
    at.press().shows("पहचान कार्ड फिर मुहरबंद हो गया").lacks(*SECRETS)
    at.press('form[action$="/identity/"] button').shows(NAME, VILLAGE)
    return case


def cared_for(at: Desk, case: str) -> None:
    """Assessment, safety plan, a service."""
    write(at, case, "assessment", present=["alone"], needs="रहने की सुरक्षित जगह और मज़दूरी")
    write(at, case, "safety_plan", danger_from="ठेकेदार", to_do="पड़ोसी के घर जाए", review_on=day(20))
    appointment = {"appointment_at": day(2), "appointment_at_hour": "१०:३०"}
    write(at, case, "service", kind="medical", what="जाँच", provider="सदर अस्पताल", state="appointment", **appointment)
    at.shows("सुरक्षा योजना", "सेवा")


def referred(all_three: Three, houses: TwoHouses, case: str) -> None:
    """She agrees that Khunti is told; Khunti takes the letter in; the answer comes back by letter."""
    at, khunti = all_three.counsellor, all_three.khunti
    recipient = houses.khunti.cast.khunti.name_hi
    write(at, case, "consent", purpose="share", recipient=recipient, given_on=day(), **AGREED)
    at.follow(f'a[href="{case}share/"]')
    at.shows(recipient).follow('a[href$="/share/new/"]')
    cover = at.page.locator('[name="a-cover"]').first.get_attribute("value")
    asked = {"way": "referral", "service": "shelter", "request": ASKED, "urgency": "days"}
    at.answer(cover=cover, **asked, passed_on=["who", "contact"], call_back="०६५२४२२२३३३", answer_by=day(7)).press()
    khunti.open("/cases/letters/").unlock(WORDS).shows(houses.gumla.cast.gumla.name_hi)
    khunti.follow("main ul.rows a").shows(ASKED, "फूलकुमारी").press("main button[value=take]")
    khunti.shows("केस खुल गया").lacks(*SECRETS)
    at.open("/cases/letters/").press("main button[value=answers]")
    at.open(f"{case}share/").shows("मंज़ूर")


def before_the_law(at: Desk, case: str) -> None:
    """A court day, and money step by step."""
    write(at, case, "situation", facts=["trafficked", "bonded"])
    court_day = sitting_day(clock.today() + dt.timedelta(days=30))
    hearing = {
        "at": f"{court_day:%d/%m/%Y}",
        "at_hour": "11:00",
        "court": "सिविल कोर्ट, गुमला",
        "purpose": "her_evidence",
    }
    write(at, case, "hearing", **hearing)
    write(at, case, "claim", head="other:wages", claimed="१,२०,०००", claimed_on=day(-2))
    at.follow('#entries a:has-text("बकाया")').shows("₹ 1,20,000")
    at.open(f"{at.page.url}?show=edit")
    at.answer(sanctioned="1,00,000", sanctioned_on=day(-1), paid="40000", paid_on=day()).press()
    at.open(f"{case}law/").shows("सिविल कोर्ट, गुमला", "1,20,000", "1,00,000", "40,000")


def closed(all_three: Three, case: str) -> None:
    """Her counsellor asks; the supervisor reads and decides in her own browser."""
    asked = {"reason": "goal_reached", "consent_state": "agrees", "remains": "जाँच की रिपोर्ट", "review_on": day(60)}
    at = all_three.counsellor.open(f"{case}write/closure_request/").shows("इलाज", "उनकी गवाही")
    boxes = at.page.locator('main textarea[name^="a-open_items."]')
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"दीदी साथ जाएँगी {number}")
    assert boxes.count() == 3, "a service, a court day and a referral are open"
    at.answer(**asked, feedback_asked="by_us", feedback_words="साथ मिला").press().shows("फ़ाइल में लिख लिया गया")
    at.lacks("आपका फ़ैसला बाक़ी है")
    at = all_three.supervisor
    at.open(case).unlock(WORDS).follow('a[href$="/closing/"]').shows("साथ मिला", "उनके लक्ष्य पूरे हुए", "दीदी साथ जाएँगी 2")
    at.answer("", decision="approved").press().shows("यह केस बंद है")


def opened_again(at: Desk, case: str) -> None:
    """She stands at the door again: her counsellor waits for nobody."""
    at.open(case).shows("यह केस बंद है")
    assert at.page.locator('details.write a[href$="/write/service/"]').count() == 0
    at.follow('a[href$="/reopening/"]').answer(on=day(), why="came_back", reason="वह फिर आई").press()
    at.shows("केस फिर खुल गया", "फिर से खोला गया").lacks("यह केस बंद है")


def test_a_case_goes_from_the_first_word_to_closing_and_begins_again(both: TwoHouses, chrome: Launched) -> None:
    cookies = signed_in(both.gumla, "supervisor"), signed_in(both.khunti, "counsellor")
    with served() as address, chrome() as opened, three(opened, address, *cookies) as desks:
        with_a_passkey(desks.counsellor, both.gumla)
        desks.counsellor.open("/cases/new/").unlock(WORDS)
        case = taken_in(desks.counsellor)
        cared_for(desks.counsellor, case)
        referred(desks, both, case)
        before_the_law(desks.counsellor, case)
        closed(desks, case)
        opened_again(desks.counsellor, case)
        faults = {who: getattr(desks, who).faults() for who in ("counsellor", "supervisor", "khunti")}
    assert faults == {"counsellor": [], "supervisor": [], "khunti": []}
    with acting_as(both.gumla.by("supervisor")):
        row = Case.objects.get(pk=case.rstrip("/").rpartition("/")[2])
        assert not row.is_closed
        assert not any(word in str(list(Event.objects.values())) for word in SECRETS)
    with acting_as(both.khunti.by("supervisor")):
        assert Case.objects.filter(organisation=both.khunti.cast.khunti).count() == 1
