"""Pages of sharing a case, with open keys, pass the checks of test_every_page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases.exchange.archive import Reason, write_export
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.sharing.case_import import import_record
from jatan.programme.cases.sharing.file_import import seal_import
from tests.browser.conftest import Launched
from tests.browser.test_every_page import Stop, page_faults, screen
from tests.cast import Cast
from tests.foundation.vault.vault_office import WORDS, quickly_stretched
from tests.programme.cases.case_office import case_house
from tests.programme.cases.exchange.samples import whole_record
from tests.programme.cases.two_offices import CARD, REQUEST, TwoHouses, khunti_house, sharing
from tests.sign_in import totp_code
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
PARTNER = "गुमला बाल कल्याण समिति"


@pytest.fixture
def houses(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoHouses]:
    quickly_stretched(monkeypatch)
    with (
        case_house(cast, tmp_path) as gumla,
        khunti_house(cast, tmp_path) as khunti,
        acting_as(gumla.by("counsellor")),
    ):
        yield TwoHouses(gumla, khunti)


def client_with_keys(houses: TwoHouses, browser: Browser, part: str) -> Client:
    """A client with open keys that has just given the second factor."""
    secret = generate_totp_secret()
    TOTP.activate(houses.gumla.cast.accounts[part], secret)
    client = browser(part)
    client.post("/keys/open/", {"passphrase": WORDS})
    client.post("/account/second-step/code/again/?next=/", {"code": totp_code(secret)})
    return client


def shared_case(houses: TwoHouses) -> Any:
    """A case with everything that sharing pages show."""
    found = houses.send(houses.ready())
    write, today = houses.gumla.write, clock.today()
    found = write(found, "consent", sharing(PARTNER, given_on=today, limits="गाँव का नाम"))
    override = {"recipient": PARTNER, "service": "legal", "reason": "danger", "words": "बच्ची है", "asked_on": today}
    found = write(found, "override", override)
    record = whole_record()
    mine: dict[str, Any] = {"by": houses.gumla.by("counsellor"), "keyring": houses.gumla.ring("counsellor")}
    found = import_record(**mine, case_file=found, record=record, source="खूँटी", card={})
    incoming = {**REQUEST, "sender": "खूँटी सदस्य", "taken_on": today}
    del incoming["passed_on"]
    return write(found, "incoming", incoming)


def letters(houses: TwoHouses) -> list[Letter]:
    """A referral from Khunti, and an imported export of another installation with every field."""
    khunti, gumla = houses.khunti, houses.gumla
    back = TwoHouses(khunti, gumla)
    with khunti.acting():
        found = khunti.write(khunti.open_case(), "identity", CARD)
        found = khunti.write(found, "consent", sharing(gumla.cast.gumla.name_hi))
        back.send(found)
    content, passphrase = write_export(Level.FULL, [whole_record()], Reason.HER_COPY)
    mine: dict[str, Any] = {"by": gumla.by("counsellor"), "keyring": gumla.ring("counsellor")}
    seal_import(**mine, content=content, passphrase=passphrase, source="खूँटी")
    return list(Letter.objects.filter(organisation=gumla.cast.gumla, kind__in=["referral", "import"]))


def test_sharing_pages_have_no_faults(houses: TwoHouses, browser: Browser, chrome: Launched) -> None:
    found, waiting, client = shared_case(houses), letters(houses), client_with_keys(houses, browser, "counsellor")
    root, row = f"/cases/{found.case.pk}", found.file.all("referral")[0].row
    made = client.post(f"{root}/export/", {"what": "her_copy:full"}).context["row"]
    came, kept = found.file.all("incoming")[0].row, found.file.all("imported")[0].row
    tails = [
        "share/",
        "share/new/",
        "export/",
        "export/print/",
        f"share/{row}/",
        f"share/{came}/",
        f"share/{kept}/kept/",
    ]
    paths = [*(f"{root}/{tail}" for tail in tails), "/cases/letters/", "/cases/import/", "/cases/exports/"]
    paths += [f"/cases/exports/{made.pk}/", *(f"/cases/letters/{letter.pk}/" for letter in waiting)]
    assert len(waiting) == 2
    with chrome() as opened, screen(opened) as on:
        faults = []
        for path in paths:
            faults += page_faults(on, Stop(path, path, client))
    assert faults == [], "\n".join(faults)
