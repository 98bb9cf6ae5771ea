"""A case is handed over: once the other house has opened it, its court diary shows the hearing. Hindi, 360 px."""

import datetime as dt

import pytest
from django.utils import formats
from django.utils.translation import override

from jatan.kernel import clock
from jatan.programme.cases.legal.court_closings import next_court_day
from tests.browser.conftest import Launched
from tests.browser.desk import desk
from tests.browser.page_server import served
from tests.browser.test_case_path import SECRETS, both_offices, day, write
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.two_offices import CARD, TwoHouses
from tests.sign_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
__all__ = ["both_offices"]

COURT = "पॉक्सो अदालत, गुमला"
ASKED = "वह अब खूँटी में रहती है, आगे का काम आप करें"
HIDDEN = (*SECRETS, *CARD["name"].split())


def test_after_a_transfer_the_diary_of_the_other_office_shows_the_hearing(
    both_offices: TwoHouses, chrome: Launched
) -> None:
    gumla, khunti = both_offices.gumla, both_offices.khunti
    court_day = next_court_day(clock.today() + dt.timedelta(days=12))
    with gumla.acting():
        found = gumla.write(gumla.open_case(), "identity", CARD)
    case = f"/cases/{found.case.pk}/"
    people = signed_in(gumla.cast.accounts["counsellor"]), signed_in(khunti.cast.accounts["counsellor"])
    with (
        served() as address,
        chrome() as opened,
        desk(opened, address, people[0], HIDDEN) as at,
        desk(opened, address, people[1], HIDDEN) as there,
    ):
        at.open(case).unlock(WORDS)
        hearing = {"at": f"{court_day:%d/%m/%Y}", "at_hour": "11:00", "court": COURT, "purpose": "her_evidence"}
        write(at, case, "hearing", **hearing)
        agreed = {"given_by": "herself", "way": "thumb", "language": "sck", "given_on": day()}
        write(at, case, "consent", purpose="hand_over", chosen=f"member:{khunti.cast.khunti.pk}", **agreed)
        at.open(f"{case}share/new/")
        cover = at.page.locator('[name="a-cover"]').first.get_attribute("value")
        asked = {"way": "transfer", "service": "case_work", "request": ASKED, "urgency": "week", "passed_on": ["who"]}
        at.answer(cover=cover, **asked, call_back="06524222333", answer_by=day(7)).press()
        at.shows(khunti.cast.khunti.name_hi)

        there.open("/cases/diary/").unlock(WORDS).lacks("उनकी गवाही")
        there.open("/cases/letters/").follow("main ul.rows a")
        there.shows(ASKED, gumla.cast.accounts["counsellor"].name)
        there.press("main button[value=take]").shows("केस खुल गया")
        with override("hi"):
            on = formats.date_format(court_day, "j E")
        there.open("/cases/diary/").shows("उनकी गवाही", on).follow(
            'main a[href^="/cases/"][href$="/"]:has-text("2026")'
        )
        faults = {"gumla": at.faults(), "khunti": there.faults()}
    assert faults == {"gumla": [], "khunti": []}
