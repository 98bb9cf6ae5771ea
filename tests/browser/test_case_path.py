"""One survivor's case from intake to closure and reopening, through real pages on a narrow screen, in Hindi.

The counsellor signs in with a passkey and opens the keys with the passphrase; another member accepts the referral;
a supervisor closes the case in her own browser.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser as Chromium

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.programme.cases.legal.court_closings import next_court_day
from jatan.programme.cases.models import Case
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.page_server import served
from tests.cast import PASSWORD, Cast
from tests.foundation.vault.vault_office import WORDS, quickly_stretched
from tests.programme.cases.case_office import CaseHouse, case_house
from tests.programme.cases.two_offices import TwoHouses, khunti_house
from tests.sign_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

NAME, VILLAGE, PHONE = "फूलकुमारी तिर्की", "रोशनपुर", "9835104477"
SECRETS = (NAME, *NAME.split(), VILLAGE, PHONE)
AGREED = {"given_by": "herself", "way": "thumb", "language": "sck"}
ASKED = "दो महीने के लिए सुरक्षित जगह"


@pytest.fixture
def both_offices(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoHouses]:
    quickly_stretched(monkeypatch)
    with case_house(cast, tmp_path) as gumla, khunti_house(cast, tmp_path) as khunti:
        yield TwoHouses(gumla, khunti)


def day(days: int = 0) -> str:
    """The date in `days` days as dd/mm/yyyy."""
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


@dataclass
class ThreeUsers:
    """The three users, each with her own browser."""

    counsellor: Desk
    supervisor: Desk
    khunti: Desk


@contextmanager
def three_users(chrome: Chromium, address: str, supervisors: Client, khuntis: Client) -> Iterator[ThreeUsers]:
    with (
        desk(chrome, address, None, SECRETS) as counsellor,
        desk(chrome, address, supervisors, SECRETS) as supervisor,
        desk(chrome, address, khuntis, SECRETS) as khunti,
    ):
        yield ThreeUsers(counsellor, supervisor, khunti)


def with_a_passkey(at: Desk, house: CaseHouse) -> None:
    """Add a passkey with a virtual authenticator, sign out, and sign in again with the passkey alone."""
    line = at.page.context.new_cdp_session(at.page)
    line.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**device, "isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    at.open("/account/sign-in/").answer("", login=house.cast.accounts["counsellor"].email, password=PASSWORD)
    at.press("main form.form:has([name=password]) button[type=submit]")
    assert urlsplit(at.page.url).path == "/account/second-step/", "a second step must be set up first"
    at.open("/cases/")
    assert urlsplit(at.page.url).path == "/account/second-step/"
    at.follow('main a[href="/account/second-step/keys/add/"]')
    at.answer("", name="मेरा फ़ोन", passwordless="True")
    at.press("passkey-button button")
    assert len(line.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    at.open("/account/sign-out/").press("main form button[type=submit]")
    at.open("/cases/")
    assert "/account/sign-in/" in at.page.url
    at.press("passkey-button button")
    assert "/account/sign-in/" not in at.page.url


def write(at: Desk, case: str, what: str, /, **answers: object) -> None:
    """Add one entry through the list of entry forms on the page of the case."""
    at.open(case)
    at.page.locator("details.write > summary").click()
    at.follow(f'details.write a[href$="/write/{what}/"]').answer(**answers).press()
    at.shows("फ़ाइल में लिख लिया गया")


def open_case(at: Desk) -> str:
    """Intake: a case, her consent, her card."""
    at.open("/cases/new/").answer("", kind="trafficking", opened_on=day(-3)).press()
    case = urlsplit(at.page.url).path
    assert at.page.locator('details.write a[href$="/write/note/"]').count() == 0, (
        "notes must not be offered before consent"
    )
    write(at, case, "consent", purpose="case_work", given_on=day(-3), **AGREED)
    at.press('form[action$="/identity/"] button')
    at.answer(name=NAME, sex="f", age="२३", age_on=day(-3), age_basis="school", phone=PHONE, village=VILLAGE)
    at.press().shows("पहचान कार्ड फिर मुहरबंद हो गया").lacks(*SECRETS)
    at.press('form[action$="/identity/"] button').shows(NAME, VILLAGE)
    return case


def record_care(at: Desk, case: str) -> None:
    """Assessment, safety plan, a service."""
    write(at, case, "assessment", present=["alone"], needs="रहने की सुरक्षित जगह और मज़दूरी")
    write(at, case, "safety_plan", danger_from="ठेकेदार", to_do="पड़ोसी के घर जाए", review_on=day(20))
    appointment = {"appointment_at": day(2), "appointment_at_hour": "१०:३०"}
    write(at, case, "service", kind="medical", what="जाँच", provider="सदर अस्पताल", state="appointment", **appointment)
    at.shows("सुरक्षा योजना", "सेवा")


def refer_case(all_three: ThreeUsers, houses: TwoHouses, case: str) -> None:
    """Refer the case to Khunti with consent; Khunti accepts; the answer comes back as a letter."""
    at, khunti = all_three.counsellor, all_three.khunti
    recipient = houses.khunti.cast.khunti.name_hi
    chosen = f"member:{houses.khunti.cast.khunti.pk}"
    write(at, case, "consent", purpose="share", chosen=chosen, given_on=day(), **AGREED)
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


def record_court_and_money(at: Desk, case: str) -> None:
    """A court day, and money step by step."""
    write(at, case, "situation", facts=["trafficked", "bonded"])
    court_day = next_court_day(clock.today() + dt.timedelta(days=30))
    hearing = {
        "at": f"{court_day:%d/%m/%Y}",
        "at_hour": "11:00",
        "court": "सिविल कोर्ट, गुमला",
        "purpose": "her_evidence",
    }
    write(at, case, "hearing", **hearing)
    write(at, case, "claim", head="other:wages", claimed="१,२०,०००", claimed_on=day(-2))
    at.open(case).follow('#entries a:has-text("बकाया")').shows("₹ 1,20,000")
    at.open(f"{at.page.url}?show=edit")
    at.answer(sanctioned="1,00,000", sanctioned_on=day(-1), paid="40000", paid_on=day()).press()
    at.open(f"{case}law/").shows("सिविल कोर्ट, गुमला", "1,20,000", "1,00,000", "40,000")


def close_case(all_three: ThreeUsers, case: str) -> None:
    """The counsellor requests closure; the supervisor decides in her own browser."""
    asked = {"reason": "goal_reached", "consent_state": "agrees", "remains": "जाँच की रिपोर्ट", "review_on": day(60)}
    at = all_three.counsellor.open(f"{case}write/closure_request/").shows("इलाज", "उनकी गवाही")
    boxes = at.page.locator('main textarea[name^="a-open_items."]')
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"दीदी साथ जाएँगी {number}")
    assert boxes.count() == 4, "four items must be open: a service, a court day, a referral and the safety plan"
    at.page.locator('main [name="a-plan_goes_on"]').check()
    at.answer(**asked, feedback_asked="by_us", feedback_words="साथ मिला").press().shows("फ़ाइल में लिख लिया गया")
    at.lacks("आपका फ़ैसला बाकी है")
    at = all_three.supervisor
    at.open(case).unlock(WORDS).follow('a[href$="/closing/"]').shows("साथ मिला", "उनके लक्ष्य पूरे हुए", "दीदी साथ जाएँगी 2")
    at.shows("बंद होने के बाद भी चलेगा")
    # What the request says stands beside; she writes each reasonself.
    reasons = at.page.locator('main textarea[name^="open_items."]')
    assert [reasons.nth(number).input_value() for number in range(reasons.count())] == ["", "", ""]
    for number in range(reasons.count()):
        reasons.nth(number).fill(f"मैंने खुद देखा {number}")
    at.answer("", decision="approved").press().shows("यह केस बंद है")


def reopen_case(at: Desk, case: str) -> None:
    """The counsellor reopens the case; this needs no decision by a supervisor."""
    at.open(case).shows("यह केस बंद है")
    assert at.page.locator('details.write a[href$="/write/service/"]').count() == 0
    at.follow('a[href$="/reopening/"]').answer(on=day(), why="came_back", reason="वह फिर आई").press()
    at.shows("केस फिर खुल गया", "फिर से खोला गया").lacks("यह केस बंद है")


def test_a_case_is_opened_referred_closed_and_reopened(both_offices: TwoHouses, chrome: Launched) -> None:
    accounts = both_offices.gumla.cast.accounts["supervisor"], both_offices.khunti.cast.accounts["counsellor"]
    cookies = signed_in(accounts[0]), signed_in(accounts[1])
    with served() as address, chrome() as opened, three_users(opened, address, *cookies) as desks:
        with_a_passkey(desks.counsellor, both_offices.gumla)
        desks.counsellor.open("/cases/new/").unlock(WORDS)
        case = open_case(desks.counsellor)
        record_care(desks.counsellor, case)
        refer_case(desks, both_offices, case)
        record_court_and_money(desks.counsellor, case)
        close_case(desks, case)
        reopen_case(desks.counsellor, case)
        faults = {who: getattr(desks, who).faults() for who in ("counsellor", "supervisor", "khunti")}
    assert faults == {"counsellor": [], "supervisor": [], "khunti": []}
    with acting_as(both_offices.gumla.by("supervisor")):
        row = Case.objects.get(pk=case.rstrip("/").rpartition("/")[2])
        assert not row.is_closed
        assert not any(word in str(list(Event.objects.values())) for word in SECRETS)
    with acting_as(both_offices.khunti.by("supervisor")):
        assert Case.objects.filter(organisation=both_offices.khunti.cast.khunti).count() == 1
