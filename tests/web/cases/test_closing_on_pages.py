"""Closing is asked for by who worked on the case and decided by a supervisor; a closed case is opened again."""

import pytest

from jatan.kernel import clock
from jatan.programme.cases.file.opening import Opened
from jatan.programme.cases.models import Case
from tests.programme.cases.casehouse import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import NOTE, read

pytestmark = pytest.mark.django_db
REQUEST = {
    "a-reason": "declined",
    "a-consent_state": "agrees",
    "a-review_on": "31/12/2027",
    "a-feedback_asked": "refused",
    "a-remains": "कुछ नहीं",
}


def asked(house: CaseHouse, unlocked: Unlocked, part: str = "counsellor") -> Opened:
    found = house.open_case()
    answer = unlocked(part).post(f"/cases/{found.case.pk}/write/closure_request/", REQUEST)
    assert answer.status_code == 302, answer.context["form"].errors
    return house.read(found.case.pk)


def decision(found: Opened, what: str = "approved", **more: str) -> dict[str, str]:
    (request,) = found.file.all("closure_request")
    return {"decision": what, "seen": str(request.revision)} | more


def test_a_supervisor_reads_the_request_and_closes(house: CaseHouse, unlocked: Unlocked) -> None:
    found = asked(house, unlocked)
    supervisor, path = unlocked("supervisor"), f"/cases/{found.case.pk}/"
    assert f"{path}closing/" in read(supervisor, path)
    assert "कुछ नहीं" in read(supervisor, f"{path}closing/")
    assert supervisor.post(f"{path}closing/", decision(found)).status_code == 302
    assert Case.objects.get(pk=found.case.pk).is_closed
    page = read(unlocked("counsellor"), path)
    assert f"{path}reopening/" in page
    assert f"{path}write/note/" not in page
    written = unlocked("counsellor").post(f"{path}write/note/", {"a-about": "x", "a-text": "x"})
    assert written.status_code == 422
    assert house.read(found.case.pk).file.all("note") == []


def test_given_back_it_goes_on(house: CaseHouse, unlocked: Unlocked) -> None:
    found = asked(house, unlocked)
    supervisor, path = unlocked("supervisor"), f"/cases/{found.case.pk}/closing/"
    assert supervisor.post(path, decision(found, "back")).status_code == 422
    assert supervisor.post(path, decision(found, "back", reason="पहले उनसे पूछिए")).status_code == 302
    assert not Case.objects.get(pk=found.case.pk).is_closed
    assert supervisor.get(path).status_code == 404


def test_nobody_decides_about_her_own_request_and_no_counsellor_at_all(house: CaseHouse, unlocked: Unlocked) -> None:
    found = asked(house, unlocked, "supervisor")
    path = f"/cases/{found.case.pk}/closing/"
    own = unlocked("supervisor").post(path, decision(found))
    assert own.status_code == 422
    for verb in ("get", "post"):
        assert getattr(unlocked("counsellor"), verb)(path, decision(found)).status_code == 404
    assert not Case.objects.get(pk=found.case.pk).is_closed


def test_a_request_that_was_changed_meanwhile_is_read_again(house: CaseHouse, unlocked: Unlocked) -> None:
    found = asked(house, unlocked)
    stale = decision(found)
    row = found.file.all("closure_request")[0].row
    unlocked("counsellor").post(
        f"/cases/{found.case.pk}/entries/{row}/", REQUEST | {"deed": "edit", "a-base": "1", "a-remains": "एक तारीख़"}
    )
    answer = unlocked("supervisor").post(f"/cases/{found.case.pk}/closing/", stale)
    assert answer.status_code == 422
    assert "एक तारीख़" in answer.content.decode()
    assert not Case.objects.get(pk=found.case.pk).is_closed


def test_her_counsellor_opens_it_again(house: CaseHouse, unlocked: Unlocked) -> None:
    found = asked(house, unlocked)
    path = f"/cases/{found.case.pk}/reopening/"
    assert unlocked("counsellor").get(path).status_code == 404
    unlocked("supervisor").post(f"/cases/{found.case.pk}/closing/", decision(found))
    said = {"a-on": f"{clock.today():%d/%m/%Y}", "a-why": "came_back", "a-reason": "वे लौट आईं"}
    counsellor = unlocked("counsellor")
    assert counsellor.post(path, said | {"a-reason": ""}).status_code == 422
    answer = counsellor.post(path, said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Case.objects.get(pk=found.case.pk).is_closed
    assert NOTE["about"] not in read(counsellor, f"/cases/{found.case.pk}/")
