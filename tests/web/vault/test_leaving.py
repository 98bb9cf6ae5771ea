"""Signing out the organisation, the quick exit, and tampered rows: refused, logged, never a server error."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from jatan.foundation.access.models import Account, Posting, Session
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader, make_case_key
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.models import DirectoryKey, Section, TeamGift, Unlock, Wrap
from jatan.foundation.vault.section_store import latest, open_section, write_section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.web.ui.keys.cookies import cookie_name
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs
from tests.cast import SINCE, Cast
from tests.foundation.vault.vault_office import WORDS, VaultHouse, vault_house
from tests.web.vault.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
LOCKED = "/keys/open/?next=%2Fkeys%2Fpassphrase%2F"


@pytest.mark.parametrize("part", ["supervisor", "coordinator"])
def test_shutting_the_office_signs_all_of_it_out_and_locks_all_keys(
    part: str, unlocked: Unlocked, browser: Browser, keys: VaultHouse
) -> None:
    client = unlocked("supervisor")
    before = client.cookies["s1"].value
    colleague, stranger, who = browser("desk_operator"), browser("khunti_desk"), browser(part)
    assert who.post("/keys/office/", {"confirm": "1"}).headers["Location"] == "/account/sign-in/"
    for one in (client, colleague, who):
        assert one.get("/people/").status_code == 302
    assert stranger.get("/people/").status_code == 200
    assert not Unlock.objects.filter(ended_at__isnull=True).exists()
    again = browser("supervisor")
    again.cookies["s1"] = before
    assert again.get("/keys/passphrase/").headers["Location"] == LOCKED
    assert Event.objects.filter(verb="keys.office_closed", organisation_id=keys.organisation_id).count() == 1


def test_shutting_the_office_leaves_the_open_keys_of_every_other_member(
    unlocked: Unlocked, browser: Browser, cast: Cast, tmp_path: Path
) -> None:
    """Keys of two members are open at once: Gumla's supervisor shuts Gumla, and Khunti goes on working."""
    person = Account(email="khunti_supervisor@example.org", name="Test of Khunti", password="")
    person.save()
    Posting.objects.create(account=person, role=Role.SUPERVISOR, organisation=cast.khunti, since=SINCE)
    cast.accounts["khunti_supervisor"] = person
    mine, khuntis = unlocked("supervisor"), browser("khunti_supervisor")
    with vault_house(cast.khunti.id, tmp_path / "authorities", {"supervisor": person.pk}):
        assert khuntis.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
        for client in (mine, khuntis):
            assert client.get("/keys/passphrase/").status_code == 200
        assert mine.post("/keys/office/", {"confirm": "1"}).status_code == 302
        assert mine.get("/keys/passphrase/").status_code == 302
        assert khuntis.get("/keys/passphrase/").status_code == 200
    assert [one.account for one in Unlock.objects.filter(ended_at__isnull=True)] == [person.pk]


@pytest.mark.parametrize("part", ["supervisor", "coordinator", "counsellor", "field_worker", "auditor", "stranger"])
def test_whoever_may_shut_the_office_finds_it_on_her_own_page(part: str, browser: Browser, cast: Cast) -> None:
    page = browser(part).get("/account/").content.decode()
    assert ('href="/keys/office/"' in page) == (part in {"supervisor", "coordinator"})


def test_nothing_is_shut_before_the_second_tap(browser: Browser, keys: VaultHouse) -> None:
    client = browser("coordinator")
    assert client.get("/keys/office/").status_code == 200
    assert client.post("/keys/office/", {}).status_code == 200
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "researcher", "auditor", "stranger"])
def test_nobody_else_shuts_an_office(part: str, browser: Browser, cast: Cast) -> None:
    client = browser(part)
    for answer in (client.get("/keys/office/"), client.post("/keys/office/", {"confirm": "1"})):
        assert answer.status_code == 404


def test_signing_out_clears_the_store_of_the_browser(unlocked: Unlocked, browser: Browser) -> None:
    answer = unlocked("supervisor").post("/account/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert Unlock.objects.get().ended_at is not None
    assert "Clear-Site-Data" not in browser("counsellor").get("/").headers


def test_leaving_quickly_signs_out_locks_and_shows_a_calendar(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    answer = client.post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/calendar/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.cookies["s1"].value == ""
    assert Unlock.objects.get().ended_at is not None
    assert client.get("/people/").status_code == 302
    assert not Session.objects.exists()


def test_the_calendar_page_does_not_identify_us(browser: Browser, cast: Cast) -> None:
    page = browser("supervisor").get("/calendar/").content.decode()
    for word in ("जतन", "Jatan", "favicon", "mark", "Test", "/keys/", "csrf"):
        assert word not in page
    assert 'href="data:,"' in page


MONTHS = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
DAYS = ["रवि", "सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि"]


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_is_spelled_right_and_has_its_weekdays(client: Client, month: int) -> None:
    year = clock.today().year
    page = client.get(f"/calendar/?m={year}-{month:02}", headers={"Accept-Language": "hi"}).content.decode()
    assert f"<h1>{MONTHS[month - 1]} {year}</h1>" in page
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == DAYS
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page)
    first = dt.date(year, month, 1)
    assert cells.index("1") == first.isoweekday() % 7
    assert [one for one in cells if one] == [str(day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


@pytest.mark.parametrize("asked", ["", "x", "2026-13", "0001-01", "9999-12", "<script>"])
def test_any_other_month_is_this_one(client: Client, asked: str) -> None:
    page = client.get("/calendar/", {"m": asked}, headers={"Accept-Language": "hi"})
    assert page.status_code == 200
    assert page.context["first"] == clock.today().replace(day=1)


@pytest.mark.parametrize(
    "before", ["/", "/cases/", "/people/", "/account/sign-in/", "/account/sign-in/?next=/cases/", "/x"]
)
def test_back_shows_only_the_calendar(unlocked: Unlocked, before: str) -> None:
    client = unlocked("supervisor")
    client.post("/leave/")
    answer = client.get(before)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/calendar/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get("/calendar/").status_code == 200


def test_the_mark_ends_and_who_signed_in_again_meets_no_calendar(unlocked: Unlocked, cast: Cast) -> None:
    client = unlocked("supervisor")
    mark = client.post("/leave/").cookies["calendar"]
    assert (mark["max-age"], mark["httponly"], mark["samesite"], mark.value) == (600, True, "Lax", "1")
    client.force_login(cast.accounts["supervisor"])
    assert client.get("/people/").headers.get("Location") != "/calendar/"
    client.logout()
    client.cookies.pop("calendar", None)
    assert "/account/sign-in/" in client.get("/people/").headers["Location"]


def test_leaving_twice_is_no_error(browser: Browser, cast: Cast) -> None:
    client = browser("supervisor")
    client.post("/leave/")
    assert client.post("/leave/").status_code == 302
    assert client.get("/leave/").headers["Location"] == "/calendar/"
    assert browser("counsellor").get("/leave/").status_code == 405


# What a thief of the database may do to rows. The page below reads one section as a case page will.


@needs_keys
@needs(Permission.CASES_RECORD)
def reads_a_file(request: StaffRequest) -> HttpResponse:
    row = latest(request.keyring.organisation_id, [request.case])[0]  # type: ignore[attr-defined]
    return HttpResponse(open_section(request.keyring.case_key(row.case), row))


def moved(section: Section, _keys: VaultHouse) -> None:
    other = Section.objects.exclude(case=section.case).get()
    Section.objects.filter(pk=section.pk).update(sealed=other.sealed)


def replayed(section: Section, keys: VaultHouse) -> None:
    key = keys.rings["supervisor"].case_key(section.case)
    newer = write_section(keys.rings["supervisor"], section.case, key, "note", b"newer", row=section.row)
    Section.objects.filter(pk=newer.pk).update(sealed=section.sealed)


def altered(section: Section, _keys: VaultHouse) -> None:
    sealed = bytearray(section.sealed)
    sealed[-1] ^= 1
    Section.objects.filter(pk=section.pk).update(sealed=bytes(sealed))


def emptied(section: Section, _keys: VaultHouse) -> None:
    Section.objects.filter(pk=section.pk).update(sealed=b"")


def wrap_moved(section: Section, keys: VaultHouse) -> None:
    mine = Wrap.objects.get(case=section.case, principal=keys.people["supervisor"])
    other = Wrap.objects.exclude(case=section.case).get(principal=keys.people["supervisor"])
    Wrap.objects.filter(pk=mine.pk).update(sealed=other.sealed)


TAMPERINGS = [moved, replayed, altered, emptied, wrap_moved]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_a_tampered_row_is_refused_and_logged(
    tamper: Callable[[Section, VaultHouse], None], unlocked: Unlocked, keys: VaultHouse, cast: Cast
) -> None:
    ring = keys.rings["supervisor"]
    keys.join("counsellor")
    to = [Reader(Kind.USER, keys.people[name]) for name in ("supervisor", "counsellor")]
    sections = []
    for number in range(2):
        case = new_id()
        key = make_case_key(ring, case, to)
        sections.append(write_section(ring, case, key, "note", b"story %d" % number))
    client = unlocked("supervisor")
    request = _request(client, cast, sections[0].case)
    assert reads_a_file(request).content == b"story 0"
    tamper(sections[0], keys)
    answer = reads_a_file(request)
    assert answer.status_code == 409
    assert b"story" not in answer.content
    event = Event.objects.filter(verb="keys.refused").last()
    assert event is not None
    assert set(event.payload) == {"why"}


def test_a_replaced_team_key_is_refused_and_logged(unlocked: Unlocked, keys: VaultHouse, cast: Cast) -> None:
    keys.join("counsellor")
    team = keys.team("आश्रय", "supervisor", "counsellor")
    case = new_id()
    key = make_case_key(keys.rings["supervisor"], case, [Reader(Kind.TEAM, team.pk)])
    write_section(keys.rings["supervisor"], case, key, "note", b"story")
    request = _request(unlocked("supervisor"), cast, case)
    assert reads_a_file(request).content == b"story"
    DirectoryKey.objects.filter(kind=Kind.TEAM).update(public=PrivateKey.made().public().raw)
    assert reads_a_file(request).status_code == 409
    assert TeamGift.objects.filter(team=team).count() == 3


def _request(client: object, cast: Cast, case: object) -> HttpRequest:
    """A request of her browser to the page above, which has no address of its own."""
    request = RequestFactory().get("/a-file/")
    request.user = cast.accounts["supervisor"]
    request.session = client.session  # type: ignore[attr-defined]
    request.COOKIES[cookie_name()] = client.cookies[cookie_name()].value  # type: ignore[attr-defined]
    request.unlock = Unlock.objects.get(ended_at__isnull=True)  # type: ignore[attr-defined]
    request.case = case  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = "hi"
    return request
