"""Every address of a sealed case, for everybody, with keys open: only who was given the case gets anything but 404.

The house's own matrix (tests/house/test_matrix.py) tries the same addresses over both members without keys.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.models import Case
from tests.cast import Cast
from tests.foundation.vault.vault_office import WORDS
from tests.house.addresses import Address, staff_addresses
from tests.house.belongings import absent
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.two_offices import khunti_house
from tests.sign_in import signed_in
from tests.web.cases.conftest import Browser, Unlocked
from tests.web.cases.test_case_page import case_with_name, read

pytestmark = pytest.mark.django_db
# Codes that an address takes besides ids.
CODES = {"kind": "note", "code": "note", "deed": "show", "value": "0"}
# What asks for something before it is shown at all, or answers one verb alone.
NOBODY = ("field_worker", "desk_operator", "coordinator", "secretariat", "researcher", "auditor", "administrator")


def case_addresses() -> list[Address]:
    """Addresses that carry the id of a case."""
    return [one for one in staff_addresses() if one.route.startswith("cases/<uuid:pk>/")]


def path_of(address: Address, found: OpenCaseFile) -> str:
    note = found.file.all("note")[0]
    values: dict[str, Any] = {"pk": found.case.pk, "row": note.row, "child": note.row} | CODES
    return reverse(address.name, kwargs={name: values[name] for name in address.takes})


def answers(client: Client, path: str) -> Iterator[tuple[str, Any]]:
    yield "GET", client.get(path)
    yield "POST", client.post(path, {"deed": "show", "reason": "x"})
    paper = {"title": "x", "whole": "1", "paper": SimpleUploadedFile("a.pdf", b"%PDF-1")}
    yield "UPLOAD", client.post(path, paper)


def opened(client: Client, found: OpenCaseFile) -> list[str]:
    """Which addresses gave anything but "not there"."""
    got = []
    for address in case_addresses():
        for verb, answer in answers(client, path_of(address, found)):
            is_closed = answer.status_code == 404 or (verb == "GET" and answer.status_code == 405)
            got += [] if is_closed else [f"{verb} {address.name} -> {answer.status_code}"]
    return got


@pytest.fixture
def found(house: CaseHouse) -> OpenCaseFile:
    """A case with a name in it, given to the team."""
    return case_with_name(house)


def untouched(found: OpenCaseFile, sections: int) -> bool:
    return Section.objects.filter(case=found.case.pk).count() == sections


def test_all_addresses_of_cases_are_tried(found: OpenCaseFile) -> None:
    names = {address.name for address in case_addresses()}
    assert {"case", "case_identity", "case_entry", "case_entry_new", "case_papers", "case_readers", "case_law"} <= names
    assert all(path_of(address, found) for address in case_addresses())


def test_the_team_opens_its_case(house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile) -> None:
    """Without this the tests below would also pass for a house in which nothing opens."""
    assert len(opened(unlocked("counsellor"), found)) > 20


@pytest.mark.parametrize("part", NOBODY)
def test_nobody_without_case_work_finds_anything(part: str, found: OpenCaseFile, browser: Browser) -> None:
    sections = Section.objects.filter(case=found.case.pk).count()
    assert opened(browser(part), found) == []
    assert untouched(found, sections)


def test_a_counsellor_of_the_same_house_without_its_key_finds_nothing(
    house: CaseHouse, unlocked: Unlocked, browser: Browser, found: OpenCaseFile
) -> None:
    """Known from elsewhere: a transition changed by somebody who could not read the record (Primero R2-3957)."""
    supervisor = unlocked("supervisor")
    out = f"/keys/teams/{house.team.pk}/take/{house.keys.people['colleague']}/"
    assert supervisor.post(out).status_code == 302
    sections = Section.objects.filter(case=found.case.pk).count()
    assert opened(unlocked("colleague"), found) == []
    assert opened(browser("colleague"), found) == []  # nor is she asked for a passphrase
    assert untouched(found, sections)


def test_a_legal_officer_without_its_key_finds_nothing(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile
) -> None:
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    assert opened(unlocked("legal_officer"), found) == []


def test_a_counsellor_of_another_house_with_open_keys_finds_nothing(
    house: CaseHouse, cast: Cast, found: OpenCaseFile, tmp_path: Path
) -> None:
    with khunti_house(cast, tmp_path) as khunti:
        client = signed_in(khunti.cast.accounts["counsellor"])
        assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
        assert opened(client, found) == []


def test_an_absent_case_gets_the_same_response(unlocked: Unlocked, found: OpenCaseFile) -> None:
    client = unlocked("counsellor")
    for address in case_addresses():
        path = path_of(address, found).replace(str(found.case.pk), str(absent()))
        for _verb, answer in answers(client, path):
            assert answer.status_code in (404, 405), address.name


def test_whose_posting_ended_is_out_at_the_next_request(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile
) -> None:
    """The old session, the open tab, what she had typed and not sent."""
    client = unlocked("colleague")
    read(client, f"/cases/{found.case.pk}/")
    account = house.cast.accounts["colleague"]
    Posting.objects.filter(account=account).update(until=clock.today() - clock.today().resolution)
    sections = Section.objects.filter(case=found.case.pk).count()
    assert opened(client, found) == []
    assert untouched(found, sections)


def test_whose_account_was_closed_is_out_at_the_next_request(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile
) -> None:
    client = unlocked("colleague")
    account = house.cast.accounts["colleague"]
    account.is_active = False
    account.save(update_fields=["is_active"])
    answer = client.get(f"/cases/{found.case.pk}/")
    assert answer.status_code in (302, 404)
    assert "next=/cases/" in answer.headers.get("Location", "next=/cases/")
    assert client.post(f"/cases/{found.case.pk}/write/note/", {"a-about": "x", "a-text": "x"}).status_code in (302, 404)


def test_nobody_makes_herself_a_member_of_a_team(house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile) -> None:
    """Known from elsewhere: users editing their own groups (Primero R2-3558)."""
    for part in ("counsellor", "colleague"):
        client = unlocked(part)
        for path in (f"/keys/teams/{house.team.pk}/", "/keys/teams/"):
            for text in ({"deed": "add", "holder": str(house.keys.people[part])}, {"name": "x", "holders": ["x"]}):
                assert client.post(path, text).status_code == 404


def test_no_page_of_the_register_gives_a_case_to_herself(
    house: CaseHouse, unlocked: Unlocked, found: OpenCaseFile
) -> None:
    colleague = unlocked("colleague")
    to_me = {"to": str(house.cast.accounts["colleague"].pk), "code": found.case.code, "kind": "violence"}
    for page in ("assign", "amend", "withdraw"):
        assert colleague.post(f"/cases/{found.case.pk}/{page}/", to_me | {"reason": "x"}).status_code == 404, page
    own_browser = unlocked("counsellor")
    assert own_browser.post(f"/cases/{found.case.pk}/assign/", to_me).status_code == 404
    smuggled = to_me | {"assigned_to": to_me["to"], "is_closed": "1", "organisation": str(house.cast.khunti.pk)}
    assert own_browser.post(f"/cases/{found.case.pk}/amend/", smuggled).status_code == 302
    with acting_as(house.by("supervisor")):
        row = Case.objects.get(pk=found.case.pk)
    assert (row.kind, row.is_closed, row.organisation_id) == ("violence", False, house.cast.gumla.pk)
    assert row.assigned_to == house.cast.accounts["counsellor"].pk


def test_no_address_title_or_log_carries_her_name(
    unlocked: Unlocked, found: OpenCaseFile, caplog: pytest.LogCaptureFixture
) -> None:
    client = unlocked("counsellor")
    for address in case_addresses():
        path = path_of(address, found)
        assert "बुधनी" not in path
        page = client.get(path)
        body = b"".join(page.streaming_content) if page.streaming else page.content
        text = body.decode("utf-8", "replace")
        title = text.partition("<title>")[2].partition("</title>")[0]
        if page.status_code == 200:
            assert title in ("", "जतन", f"{found.case.code} – जतन"), (address.name, title)
        assert "बुधनी" not in text, address.name
    assert "बुधनी" not in caplog.text
