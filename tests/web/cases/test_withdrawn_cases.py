"""On the pages: who withdraws a case, who sees what was withdrawn, and how it comes back."""

import datetime as dt

import pytest

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.programme.cases.models import Case
from tests.cast import SINCE
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked
from tests.web.cases.test_case_page import read

pytestmark = pytest.mark.django_db
ANSWERS = {"why": "twice", "words": "यह फ़ाइल दो बार बनी"}


def is_live(case: Case) -> bool:
    return Case.objects.live().filter(pk=case.pk).exists()


def test_a_counsellor_is_offered_nothing_and_reaches_nothing(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, client = house.open_case(), unlocked("counsellor")
    path = f"/cases/{case_file.case.pk}/withdraw/"
    assert path not in read(client, f"/cases/{case_file.case.pk}/")
    assert client.get(path).status_code == 404
    assert client.post(path, ANSWERS).status_code == 404
    assert is_live(case_file.case)
    assert "/cases/withdrawn/" not in read(client, "/cases/")
    assert client.get("/cases/withdrawn/").status_code == 404


def test_a_supervisor_withdraws_it_with_a_code_and_words_and_brings_it_back(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file, client = house.open_case(), unlocked("supervisor")
    path = f"/cases/{case_file.case.pk}/withdraw/"
    assert path in read(client, f"/cases/{case_file.case.pk}/")
    for wrong in ({"why": "बुधनी"}, {"words": " "}):
        assert client.post(path, ANSWERS | wrong).status_code == 422
    assert client.post(path, ANSWERS).status_code == 302
    assert not is_live(case_file.case)
    assert client.get(f"/cases/{case_file.case.pk}/").status_code == 404
    assert "/cases/withdrawn/" in read(client, "/cases/")
    page = read(client, "/cases/withdrawn/")
    back = f"/cases/withdrawn/{case_file.case.pk}/"
    assert case_file.case.code in page
    assert back in page
    assert "दो बार बनी" not in page
    assert unlocked("counsellor").post(back, {"words": "x"}).status_code == 404
    assert client.post(back, {"words": " "}).status_code == 422
    assert client.post(back, {"words": "ग़लती से हटी"}).status_code == 302
    assert is_live(case_file.case)
    assert "दो बार बनी" in read(client, f"/cases/{case_file.case.pk}/entries/{_entry(house, case_file.case)}/")


def test_a_supervisor_without_a_key_to_the_case_gets_a_message(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    second_supervisor(house)
    answer = unlocked("second").post(f"/cases/{case_file.case.pk}/withdraw/", ANSWERS)
    assert answer.status_code == 422
    assert "चाबी आपको नहीं दी गई" in answer.content.decode()
    assert is_live(case_file.case)


def test_a_second_supervisor_deletes_it_for_good_with_her_keys_open(
    house: CaseHouse, unlocked: Unlocked, browser: Browser
) -> None:
    case_file, first = house.open_case(), unlocked("supervisor")
    second_supervisor(house)
    assert first.post(f"/cases/{case_file.case.pk}/withdraw/", ANSWERS).status_code == 302
    path = f"/cases/withdrawn/{case_file.case.pk}/erase/"
    assert path not in read(first, "/cases/withdrawn/")
    assert first.post(path, {"why": "her_wish"}).status_code == 404
    locked = browser("second").post(path, {"why": "her_wish"})
    assert Section.objects.filter(case=case_file.case.pk).exists(), locked.status_code
    second = unlocked("second")
    assert path in read(second, "/cases/withdrawn/")
    assert second.post(path, {"why": "बुधनी"}).status_code == 422
    assert second.post(path, {"why": "her_wish"}).status_code == 302
    assert not Section.objects.filter(case=case_file.case.pk).exists()
    page = read(second, "/cases/withdrawn/")
    assert case_file.case.code in page
    assert str(case_file.case.pk) not in page
    assert first.get(f"/cases/withdrawn/{case_file.case.pk}/").status_code == 404


def second_supervisor(house: CaseHouse) -> None:
    account = Account.objects.create(email="second@example.org", name="Second supervisor", password="")
    Posting.objects.create(account=account, role=Role.SUPERVISOR, organisation=house.cast.gumla, since=SINCE)
    house.cast.accounts["second"], house.keys.people["second"] = account, account.pk
    with house.acting("supervisor"):
        house.keys.join("second")


def test_her_own_case_another_supervisor_withdraws(house: CaseHouse, unlocked: Unlocked) -> None:
    with house.acting("supervisor"):
        case_file = house.open_case("supervisor")
    client = unlocked("supervisor")
    assert f"/cases/{case_file.case.pk}/withdraw/" not in read(client, f"/cases/{case_file.case.pk}/")
    assert client.post(f"/cases/{case_file.case.pk}/withdraw/", ANSWERS).status_code == 404


def _entry(house: CaseHouse, case: Case) -> object:
    with house.acting("supervisor"):
        return house.read(case.pk, "supervisor").file.all("case_withdrawn")[0].row


def test_what_runs_on_in_a_case_withdrawn_by_older_rules_is_listed_for_its_supervisor(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    """A reason was once enough to withdraw a case in danger, and nobody saw it any more."""
    later = clock.today() + dt.timedelta(days=365)
    unsafe = {"on": clock.today(), "how": "phone", "which": "other", "safe": "no", "next_on": later}
    case_file = house.write(house.open_case(), "goal", {"words": "दुकान", "state": "open", "by_on": clock.today()})
    case = house.write(case_file, "follow_up", unsafe).case
    supervisor = house.cast.accounts["supervisor"].pk
    Case.objects.filter(pk=case.pk).update(withdrawn_at=clock.now(), withdrawn_by=supervisor, withdrawn_reason="other")
    page = unlocked("supervisor").get("/cases/")
    assert [(line.url, line.is_withdrawn) for line in page.context["due"]] == [(f"/cases/withdrawn/{case.pk}/", True)]
    assert unlocked("counsellor").get("/cases/").context["due"] == []
    second_supervisor(house)
    path = f"/cases/withdrawn/{case.pk}/erase/"
    assert unlocked("supervisor").post(path, {"why": "her_wish"}).status_code == 404  # she withdrew it
    Case.objects.filter(pk=case.pk).update(withdrawn_by=house.cast.accounts["second"].pk)
    refused = unlocked("supervisor").post(path, {"why": "her_wish"})
    assert refused.status_code == 422
    assert Section.objects.filter(case=case.pk).exists()
