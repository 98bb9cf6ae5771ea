"""Who can read a case and who has: given until a day, taken away with a reason, and never over a supervisor's head."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jatan.foundation.access.models import Account
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import readers
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db


def give(client: Client, house: CaseHouse, case_file: OpenCaseFile, part: str, **more: str) -> Any:
    data = {"to": str(house.cast.accounts[part].pk), "reason": "अदालत की तैयारी"}
    return client.post(f"/cases/{case_file.case.pk}/readers/", data | more)


@pytest.fixture
def legal(house: CaseHouse) -> str:
    """The legal officer has keys and belongs to no team."""
    with house.acting("supervisor"):
        house.keys.join("legal_officer")
    return "legal_officer"


def test_the_page_names_the_team_and_who_has_read(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    read(unlocked("colleague"), f"/cases/{case_file.case.pk}/")
    page = read(unlocked("supervisor"), f"/cases/{case_file.case.pk}/readers/")
    for word in ("परामर्श", "Test colleague, Test counsellor, Test supervisor", "फ़ाइल"):
        assert word in page
    assert page.split("किसने पढ़ा")[1].count("Test colleague") == 1


def test_who_read_and_left_the_house_is_named_still_and_given_nothing_more(
    house: CaseHouse, unlocked: Unlocked, legal: str
) -> None:
    case_file = house.open_case()
    read(unlocked("colleague"), f"/cases/{case_file.case.pk}/")
    page = read(unlocked("supervisor"), f"/cases/{case_file.case.pk}/readers/")
    assert str(house.cast.accounts[legal].pk) in page
    gone = [house.cast.accounts[part].pk for part in ("colleague", legal)]
    Account.objects.filter(pk__in=gone).update(is_active=False)
    page = read(unlocked("supervisor"), f"/cases/{case_file.case.pk}/readers/")
    assert "Test colleague, Test counsellor, Test supervisor" in page
    assert page.split("किसने पढ़ा")[1].count("Test colleague") == 1
    assert str(house.cast.accounts[legal].pk) not in page


def test_a_legal_officer_gets_a_case_here_until_a_day(house: CaseHouse, unlocked: Unlocked, legal: str) -> None:
    case_file = house.open_case()
    path = f"/cases/{case_file.case.pk}/"
    assert unlocked(legal).get(path).status_code == 404
    until = clock.today() + dt.timedelta(days=2)
    answer = give(unlocked("counsellor"), house, case_file, legal, until=f"{until:%d/%m/%Y}")
    assert answer.status_code == 302
    assert unlocked(legal).get(path).status_code == 200
    with clock.frozen_at(clock.now() + dt.timedelta(days=3)):
        assert unlocked(legal).get(path).status_code == 404


def test_without_a_reason_and_to_a_day_that_is_past_nothing_is_given(
    house: CaseHouse, unlocked: Unlocked, legal: str
) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    assert give(client, house, case_file, legal, reason=" ").status_code == 422
    assert give(client, house, case_file, legal, until="1/1/2020").status_code == 422
    assert give(client, house, case_file, "coordinator").status_code == 422
    assert give(client, house, case_file, "khunti_coordinator").status_code == 422
    assert len(readers(house.cast.gumla.pk, case_file.case.pk)) == 1 + _receiving(house, case_file)


def test_taken_away_she_is_out_at_the_next_request_and_all_is_sealed_anew(
    house: CaseHouse, unlocked: Unlocked, legal: str
) -> None:
    """An open tab, a page she still sees and what she was about to send: all of it ends with the next request."""
    case_file, client = house.open_case(), unlocked("counsellor")
    give(client, house, case_file, legal)
    officer, path = unlocked(legal), f"/cases/{case_file.case.pk}/"
    read(officer, path)
    taken = client.post(f"{path}readers/{house.cast.accounts[legal].pk}/", {"reason": "काम पूरा"})
    assert taken.status_code == 302
    assert officer.get(path).status_code == 404
    assert officer.post(f"{path}write/note/", {"a-about": "x", "a-text": "x"}).status_code == 404
    assert officer.post(f"{path}identity/", {"deed": "show"}).status_code == 404
    assert set(Section.objects.filter(case=case_file.case.pk).values_list("dek_version", flat=True)) == {2}
    assert read(client, path)
    event = Event.objects.filter(verb="cases.reader_taken").latest("sequence")
    assert "काम" not in str(event.payload)


def test_a_counsellor_takes_no_team_away_and_nobody_takes_the_last(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    path = f"/cases/{case_file.case.pk}/readers/{house.team.pk}/"
    assert unlocked("counsellor").get(path).status_code == 404
    assert unlocked("counsellor").post(path, {"reason": "x"}).status_code == 404
    last = unlocked("supervisor").post(path, {"reason": "x"})
    assert last.status_code == 422
    assert read(unlocked("counsellor"), f"/cases/{case_file.case.pk}/")


def test_a_legal_officer_gives_and_takes_nothing(house: CaseHouse, unlocked: Unlocked, legal: str) -> None:
    case_file = house.open_case()
    give(unlocked("counsellor"), house, case_file, legal)
    officer = unlocked(legal)
    page = read(officer, f"/cases/{case_file.case.pk}/readers/")
    assert 'name="to"' not in page
    assert give(officer, house, case_file, "supervisor").status_code != 302
    path = f"/cases/{case_file.case.pk}/readers/{house.cast.accounts[legal].pk}/"
    assert officer.post(path, {"reason": "x"}).status_code == 404
    assert officer.get("/cases/new/").status_code == 404


def test_who_left_the_team_is_out_at_the_next_request(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, colleague = house.open_case(), unlocked("colleague")
    read(colleague, f"/cases/{case_file.case.pk}/")
    out = unlocked("supervisor").post(f"/keys/teams/{house.team.pk}/take/{house.keys.people['colleague']}/")
    assert out.status_code == 302
    assert colleague.get(f"/cases/{case_file.case.pk}/").status_code == 404
    assert case_file.case.code not in read(colleague, "/cases/")


def _receiving(house: CaseHouse, case_file: OpenCaseFile) -> int:
    """The team that receives letters reads too, where it is another one."""
    return len({reader.principal for reader in readers(house.cast.gumla.pk, case_file.case.pk)} - {house.team.pk})
