"""Somebody has a copy of a running session, or sits down at an open computer, and has no second step."""

import inspect
import sys
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import expect

from jatan.foundation.access.models import AccessRequest, Account, Posting
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.models import Person
from jatan.web.desk_registry import DESKS
from tests.attacks.test_password_alone import AGAIN, path_of
from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched, chrome
from tests.browser.page_server import served
from tests.cast import Cast
from tests.house.addresses import Address, staff_addresses
from tests.sign_in import age_second_step, give_second_step, totp_code
from tests.web.conftest import Browser

__all__ = ["chrome"]

pytestmark = pytest.mark.django_db

# Pages of these permissions that only show something.
READERS = {"accounts", "phones", "account", "access_requests", "setup_server", "staff_blank"}
# Files that leave without a fresh second step, and why.
FILES = {
    "studio_file": "counts only, no row of a person",
    "corridors_file": "counts only, no row of a person",
    "material_file": "material of the library, meant to be passed on",
    "clipping": "a copy of what a newspaper or channel has published",
    "consultation_file": "minutes of one consultation, for the office that wrote them",
    "library_stick": "published material for a memory stick, meant to be passed on",
    "ally_minutes": "minutes of one meeting with an institution, for those who may read the meeting",
    "campaign_file": "counts only, no row of a person",
    "edition_preview": "a draft of the booklet, stories in their changed form",
    "case_law_diary": "court days and legal days with case codes, no name, only with opened keys",
    "cases_diary": "a page beside the file of court days",
    "no_news": "a page beside the requests for an FIR",
    "no_news_next": "a page beside the requests for an FIR",
    "cases_diary_file": "court days with case codes, no name and no offence, only with opened keys",
    "photograph": "a picture inside a page, no file to keep",
    "public_library": "published, open to everybody",
    "pass_file": "the paper of one traveller, printed for her while she waits",
    "pass": "the page of one pass; its files have reasons of their own",
    "pass_make": "makes a pass, sends no file",
    "pass_renew": "makes a new pass, sends no file",
    **{
        f"{desk.slug}_{page}": "rows corrected in a workbook come in, none goes out"
        for desk in DESKS
        for page in ("workbook", "workbook_run")
    },
    **{f"{desk.slug}_workbook_blank": "an empty workbook or paper, no row of a person" for desk in DESKS},
    "letter_pdf": "one application that the office wrote, printed for whoever may read the issue",
    "fir_requests_pdf": "requests for an FIR about one missing person, printed for whoever may read the issue",
    "letter_docx": "the same, for Word",
    "journey_attachment": "a picture or a recording inside the page of one journey",
    "pass_picture": "the same paper as a picture, sent to her telephone",
    "case_paper": "one paper of an open file, shown to who reads that file with her own keys",
    "case_paper_seen": "the page around one photograph or recording of an open file",
    "case_paper_content": "the photograph or recording inside that page, kept by no browser",
    "case_papers": "the page of the papers; a file goes in, none comes out",
    "page_photograph_picture": "a picture inside a page, no file to keep",
    "page_photograph": "the page of that picture; lines are keyed in, no file comes out",
    "page_photographs": "the list of such pictures; files go in, none comes out",
    "parked_repaired": "a mended workbook goes in, none comes out",
    "blank_registers": "empty registers with the words of the office, no row of a person",
    "targets_workbook": "targets, no row of a person",
    "targets_upload": "targets go in, no file comes out",
    "targets_take_in": "targets go in, no file comes out",
    "study_workbook": "an empty workbook with the villages and enumerators of the office, no row of a person",
    "study_upload": "answers go in, no file comes out",
    "parked_interview": "a row of a workbook is repaired, no file comes out",
}
_EXPORTS = (Permission.ROWS_EXPORT, Permission.SHARED_EXPORT, Permission.CASES_EXPORT)
_SENDS_FILES = ("attachment", "FileResponse(", "StreamingHttpResponse(")


def module_of(address: Address) -> Any:
    return sys.modules[inspect.unwrap(address.view).__module__]


def fresh_addresses() -> list[Address]:
    """The addresses that ask for a fresh second step."""
    return [address for address in staff_addresses() if getattr(address.view, "fresh_second_step", False)]


@pytest.fixture
def stolen(browser: Browser) -> dict[str, Client]:
    """Sessions of an hour ago, by part."""
    clients = {part: browser(part) for part in ("coordinator", "supervisor", "secretariat")}
    for client in clients.values():
        age_second_step(client, 3600)
    return clients


def test_every_act_on_access_asks_for_a_fresh_second_step() -> None:
    """Attack: an act on accounts, postings, invitations or second steps is forgotten. Before: none asked."""
    managing = (Permission.ACCOUNTS_MANAGE, Permission.ACCESS_APPROVE)
    acts = {address.name for address in staff_addresses() if address.needs in managing} - READERS
    assert len(acts) >= 5
    assert acts <= {address.name for address in fresh_addresses()}


def test_every_file_of_records_asks_for_a_fresh_second_step() -> None:
    """Attack: a page that sends a file of records is forgotten. Before: only case exports asked."""
    senders = [
        address
        for address in staff_addresses()
        if any(words in inspect.getsource(module_of(address)) for words in _SENDS_FILES)
    ]
    assert len(senders) > 8
    forgotten = {one.name for one in senders} - {one.name for one in fresh_addresses()} - set(FILES)
    assert forgotten == set()
    exports = {one.name for one in staff_addresses() if one.needs in _EXPORTS}
    assert exports
    assert exports <= {one.name for one in fresh_addresses()}


def test_a_stolen_session_is_stopped_at_each_of_them(cast: Cast, stolen: dict[str, Client]) -> None:
    """Attack: each of these acts with a copied session. Before: the coordinator's cookie closed accounts, took second
    steps away, and took all names as a workbook."""
    tried = 0
    for address in fresh_addresses():
        part = next(one for one in stolen if cast.actor(one).may(address.needs))
        for answer in (stolen[part].get(path_of(address)), stolen[part].post(path_of(address))):
            assert answer.headers.get("Location", "").startswith(f"{AGAIN}?next="), address.name
        tried += 1
    assert tried > 15


def test_nothing_is_done_by_a_stolen_session(cast: Cast, stolen: dict[str, Client]) -> None:
    """Attack: the steps of a real theft: take the second step away, make a link, close, post, invite."""
    account, client = cast.accounts["desk_operator"], stolen["coordinator"]
    give_second_step(account)
    for action in ("second-step", "invite", "close", "sign-out"):
        client.post(f"/accounts/{account.pk}/{action}/")
    posting = {"role": "supervisor", "organisation": str(cast.gumla.pk)}
    client.post(f"/accounts/{account.pk}/postings/new/", posting)
    client.post("/accounts/invite/", {"name": "x", "email": "x@example.org", **posting})
    account.refresh_from_db()
    assert account.is_active
    assert Authenticator.objects.filter(user=account).exists()
    assert (account.invitations.count(), AccessRequest.objects.count()) == (0, 0)
    assert Posting.objects.filter(account=account).count() == 1
    assert not Account.objects.filter(email="x@example.org").exists()


def test_a_stolen_session_takes_no_names_along(stolen: dict[str, Client]) -> None:
    """Attack: all people as a workbook. Before: 200, with every name."""
    answer = stolen["coordinator"].post("/people/export/", {"purpose": "checking"})
    assert answer.status_code == 302
    assert Person.objects.count() == 0
    assert "spreadsheet" not in answer.headers["Content-Type"]


def test_ten_minutes_after_the_second_step_it_is_asked_for_again(browser: Browser) -> None:
    client = browser("coordinator")
    assert client.get("/accounts/invite/").status_code == 200
    age_second_step(client, 590)
    assert client.get("/accounts/invite/").status_code == 200
    age_second_step(client)
    asked = client.get("/accounts/invite/")["Location"]
    assert client.post(asked, {"code": totp_code()})["Location"] == "/accounts/invite/"
    assert client.get("/accounts/invite/").status_code == 200


def test_other_work_goes_on_without_being_asked(stolen: dict[str, Client]) -> None:
    """Not an attack: an hour later the coordinator still works at her lists and forms."""
    for path in ("/", "/people/", "/people/new/", "/accounts/", "/journeys/", "/reports/"):
        assert stolen["coordinator"].get(path).status_code == 200, path


def test_a_form_sent_too_late_counts_as_not_accepted(cast: Cast, stolen: dict[str, Client]) -> None:
    """The browser keeps what was typed until a form was accepted; being asked again is no acceptance."""
    number = "a" * 20
    sent = {"name": "बुधनी", "draft_id": number}
    answer = stolen["coordinator"].post(
        "/accounts/invite/", sent, headers={"referer": "http://testserver/accounts/invite/"}
    )
    assert answer["Location"] == f"{AGAIN}?next=%2Faccounts%2Finvite%2F"
    assert number not in stolen["coordinator"].get("/people/").content.decode()
    assert not any("बुधनी" in str(value) for value in dict(stolen["coordinator"].session).values())


@pytest.mark.browser
def test_typed_words_are_back_after_the_second_step(cast: Cast, browser: Browser, chrome: Launched) -> None:
    """Not an attack: she types slowly, is asked for the code at sending, and finds her words again."""
    client = browser("coordinator")
    with served() as address, chrome() as running:
        context = running.new_context(base_url=address, locale="hi-IN", viewport={"width": 360, "height": 740})
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto("/accounts/invite/", wait_until="load")
        page.locator("main [name$=name]").first.fill("नई साथी")
        with outside_the_loop():
            age_second_step(client)
        page.locator("main form.form[data-draft] button[type=submit]").click()
        page.wait_for_url(f"**{AGAIN}?next=*")
        page.locator("main [name=code]").fill(totp_code())
        page.locator("main form.form button[type=submit]").first.click()
        page.wait_for_url("**/accounts/invite/")
        expect(page.locator("main [name$=name]").first).to_have_value("नई साथी")
