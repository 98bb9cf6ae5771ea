"""The front page of case work: what is due, a case found by a name, the register by code."""

import datetime as dt

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.programme.cases.models import Case, Reading
from tests.programme.cases.builders import a_case
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.web.cases.conftest import Browser, Unlocked
from tests.web.cases.test_case_page import CARD, case_with_name, read

pytestmark = pytest.mark.django_db


def test_a_name_in_other_letters_finds_her_and_stands_in_no_address(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = case_with_name(house)
    client = unlocked("colleague")
    page = client.post("/cases/", {"q": "budhni oraon"})
    assert page.status_code == 200
    assert "बुधनी उराँव" in page.content.decode()
    assert f"/cases/{case_file.case.pk}/" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    event = Event.objects.filter(verb="cases.file_read", about__isnull=True).latest("sequence")
    assert event.payload == {"what": "search", "found": 1}
    assert "बुधनी" not in read(client, "/cases/?q=budhni")


def test_two_letters_find_nobody_and_the_page_asks_for_more(house: CaseHouse, unlocked: Unlocked) -> None:
    case_with_name(house)
    page = unlocked("colleague").post("/cases/", {"q": "bu"}).content.decode()
    assert "थोड़ा और लिखें" in page
    assert "बुधनी" not in page


def test_her_telephone_finds_her_and_a_case_she_cannot_read_is_not_found(house: CaseHouse, unlocked: Unlocked) -> None:
    case_with_name(house)
    assert "बुधनी" in unlocked("counsellor").post("/cases/", {"q": "९८३५१०२०३०"}).content.decode()
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    page = unlocked("legal_officer").post("/cases/", {"q": "budhni"}).content.decode()
    assert "बुधनी" not in page
    assert "कोई केस नहीं मिला" in page


def test_locked_keys_show_the_register_by_code_and_offer_to_open_them(house: CaseHouse, browser: Browser) -> None:
    case_file = house.open_case()
    client = browser("counsellor")
    page = read(client, "/cases/")
    assert case_file.case.code in page
    assert "/keys/open/?next=/cases/" in page
    assert 'name="q"' not in page.split("<main")[1]
    asked = client.post("/cases/", {"q": "budhni"})
    assert "passphrase_again" in asked.content.decode()


def test_what_is_due_stands_there_the_overdue_first(house: CaseHouse, unlocked: Unlocked) -> None:
    today = clock.today()
    soon, late = house.open_case(agreed=False), house.open_case(agreed=False)
    house.write(soon, "consent", {**AGREED, "until": today + dt.timedelta(days=6)})
    house.write(late, "consent", {**AGREED, "until": today + dt.timedelta(days=1)})
    page = read(unlocked("counsellor"), "/cases/").split('aria-labelledby="register"')[0]
    assert page.index(late.case.code) < page.index(soon.case.code)
    assert "कल" in page
    assert not Reading.objects.exists()


def test_the_register_is_narrowed_by_kind_state_and_quarter(house: CaseHouse, unlocked: Unlocked) -> None:
    one, other = house.open_case(), house.open_case(kind="violence", opened_on=dt.date(2026, 7, 2))
    client = unlocked("supervisor")
    for query, seen, hidden in (
        ("?kind=violence", other, one),
        ("?quarter=2026-10-01", one, other),
        ("?kind=trafficking&state=open", one, other),
        ("?kind=%00&quarter=2026-13-01&state=x&page=-9", one, None),
    ):
        page = read(client, f"/cases/{query}")
        assert seen.case.code in page, query
        assert hidden is None or hidden.case.code not in page, query


def test_twenty_five_stand_on_a_page(house: CaseHouse, unlocked: Unlocked) -> None:
    with house.acting("supervisor") as by:
        for number in range(27):
            a_case(by, house.cast, code=f"GUM-{number:03}")
    client = unlocked("supervisor")
    assert read(client, "/cases/").count(">GUM-0") == 25
    assert read(client, "/cases/?page=2").count(">GUM-0") == 2
    assert read(client, "/cases/?page=99").count(">GUM-0") == 2


def test_a_case_of_the_register_without_a_file_shows_its_row_alone(house: CaseHouse, unlocked: Unlocked) -> None:
    with house.acting("supervisor") as by:
        row = a_case(by, house.cast)
    page = read(unlocked("supervisor"), f"/cases/{row.pk}/")
    assert "GUM-001" in page
    assert f"/cases/{row.pk}/write/" not in page
    assert unlocked("counsellor").get(f"/cases/{row.pk}/").status_code == 404


def test_an_altered_card_is_reported_and_other_hits_are_shown(house: CaseHouse, unlocked: Unlocked) -> None:
    bad, good = case_with_name(house), house.write(house.open_case(), "identity", CARD)
    Section.objects.filter(case=bad.case.pk, name="identity").update(sealed=b"\x01" * 200)
    answer = unlocked("counsellor").post("/cases/", {"q": "budhni"})
    page = answer.content.decode()
    assert (answer.status_code, page.count("बुधनी उराँव")) == (200, 1)
    assert good.case.code in page
    assert bad.case.code in page.split("बुधनी उराँव")[0]
    assert Event.objects.filter(verb="keys.refused").exists()


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "researcher"])
def test_a_role_with_counts_only_is_shown_where_to_find_them(house: CaseHouse, browser: Browser, part: str) -> None:
    case_file = house.open_case()
    page = read(browser(part), "/cases/")
    assert 'href="/reports/"' in page
    assert case_file.case.code not in page


def test_a_new_case_has_no_name_and_no_journey_that_the_user_may_not_see(house: CaseHouse, unlocked: Unlocked) -> None:
    client = unlocked("counsellor")
    for origin in ("not-an-id", "01900000-0000-7000-8000-000000000000"):
        page = client.post("/cases/new/", {"begins": "1", "journey": origin}).content.decode()
        assert origin not in page.split("<main")[1]
    data = {"kind": "trafficking", "opened_on": "०५/१०/२०२६", "code": "GUM-77"}
    answer = client.post("/cases/new/", data | {"journey": "01900000-0000-7000-8000-000000000000"})
    case = Case.objects.get(code="GUM-77")
    assert answer.headers["Location"] == f"/cases/{case.pk}/"
    assert house.read(case.pk).file.last("origin") is None
    assert case.assigned_to == house.cast.accounts["counsellor"].pk
    assert client.post("/cases/new/", data).status_code == 422
    assert client.post("/cases/new/", data | {"code": "", "opened_on": "1/1/2090"}).status_code == 422
