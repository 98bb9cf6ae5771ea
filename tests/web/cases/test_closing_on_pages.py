"""Closing is asked for by who worked on the case and decided by a supervisor; a closed case is opened again."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import withdraw_entry
from jatan.programme.cases.models import Case
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_case_page import NOTE, read

pytestmark = pytest.mark.django_db
IN_A_YEAR = clock.today() + dt.timedelta(days=365)
REQUEST = {
    "a-reason": "declined",
    "a-consent_state": "agrees",
    "a-review_on": f"{IN_A_YEAR:%d/%m/%Y}",
    "a-feedback_asked": "refused",
    "a-remains": "कुछ नहीं",
}


def asked(house: CaseHouse, unlocked: Unlocked, part: str = "counsellor") -> OpenCaseFile:
    case_file = house.open_case()
    answer = unlocked(part).post(f"/cases/{case_file.case.pk}/write/closure_request/", REQUEST)
    assert answer.status_code == 302, answer.context["form"].errors
    return house.read(case_file.case.pk)


def decision(case_file: OpenCaseFile, what: str = "approved", **more: str) -> dict[str, str]:
    (request,) = case_file.file.all("closure_request")
    return {"decision": what, "seen": str(request.revision)} | more


def test_a_supervisor_reads_the_request_and_closes(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = asked(house, unlocked)
    supervisor, path = unlocked("supervisor"), f"/cases/{case_file.case.pk}/"
    assert f"{path}closing/" in read(supervisor, path)
    assert "कुछ नहीं" in read(supervisor, f"{path}closing/")
    assert supervisor.post(f"{path}closing/", decision(case_file)).status_code == 302
    assert Case.objects.get(pk=case_file.case.pk).is_closed
    page = read(unlocked("counsellor"), path)
    assert f"{path}reopening/" in page
    assert f"{path}write/note/" not in page
    written = unlocked("counsellor").post(f"{path}write/note/", {"a-about": "x", "a-text": "x"})
    assert written.status_code == 422
    assert house.read(case_file.case.pk).file.all("note") == []


def test_given_back_it_goes_on(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = asked(house, unlocked)
    supervisor, path = unlocked("supervisor"), f"/cases/{case_file.case.pk}/closing/"
    assert supervisor.post(path, decision(case_file, "back")).status_code == 422
    assert supervisor.post(path, decision(case_file, "back", reason="पहले उनसे पूछिए")).status_code == 302
    assert not Case.objects.get(pk=case_file.case.pk).is_closed
    assert supervisor.get(path).status_code == 404


def test_nobody_decides_about_her_own_request_and_no_counsellor_at_all(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = asked(house, unlocked, "supervisor")
    path = f"/cases/{case_file.case.pk}/closing/"
    own = unlocked("supervisor").post(path, decision(case_file))
    assert own.status_code == 422
    for verb in ("get", "post"):
        assert getattr(unlocked("counsellor"), verb)(path, decision(case_file)).status_code == 404
    assert not Case.objects.get(pk=case_file.case.pk).is_closed


def test_a_request_that_was_changed_meanwhile_is_read_again(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = asked(house, unlocked)
    stale = decision(case_file)
    row = case_file.file.all("closure_request")[0].row
    unlocked("counsellor").post(
        f"/cases/{case_file.case.pk}/entries/{row}/", REQUEST | {"deed": "edit", "a-base": "1", "a-remains": "एक तारीख़"}
    )
    answer = unlocked("supervisor").post(f"/cases/{case_file.case.pk}/closing/", stale)
    assert answer.status_code == 422
    assert "एक तारीख़" in answer.content.decode()
    assert not Case.objects.get(pk=case_file.case.pk).is_closed


def test_her_counsellor_opens_it_again(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = asked(house, unlocked)
    path = f"/cases/{case_file.case.pk}/reopening/"
    assert unlocked("counsellor").get(path).status_code == 404
    unlocked("supervisor").post(f"/cases/{case_file.case.pk}/closing/", decision(case_file))
    data = {"a-on": f"{clock.today():%d/%m/%Y}", "a-why": "came_back", "a-reason": "वे लौट आईं"}
    counsellor = unlocked("counsellor")
    assert counsellor.post(path, data | {"a-reason": ""}).status_code == 422
    answer = counsellor.post(path, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Case.objects.get(pk=case_file.case.pk).is_closed
    assert NOTE["about"] not in read(counsellor, f"/cases/{case_file.case.pk}/")


def goal_and_danger(house: CaseHouse) -> OpenCaseFile:
    found = house.write(house.open_case(), "goal", {"words": "सिलाई की दुकान", "state": "open"})
    unsafe = {"on": clock.today(), "how": "phone", "which": "other", "safe": "no", "next_on": IN_A_YEAR}
    return house.write(found, "follow_up", unsafe)


def test_the_request_asks_for_a_reason_for_each_thing_that_is_open(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = goal_and_danger(house)
    counsellor, path = unlocked("counsellor"), f"/cases/{case_file.case.pk}/write/closure_request/"
    keys = [item.key for item in open_items(case_file.file, clock.today())]
    page = read(counsellor, path)
    assert len(keys) == 2
    for key in keys:
        assert f'name="a-open_items.{key}"' in page
    assert "सिलाई की दुकान" in page
    answer = counsellor.post(path, REQUEST)
    assert answer.status_code == 422
    assert {f"open_items.{key}" for key in keys} == set(answer.context["form"].errors)
    given = {f"a-open_items.{key}": f"कारण {number}" for number, key in enumerate(keys)}
    reached = counsellor.post(path, REQUEST | given | {"a-reason": "goal_reached"})
    assert (reached.status_code, set(reached.context["form"].errors)) == (422, {"reason"})
    assert counsellor.post(path, REQUEST | given).status_code == 302
    (request,) = house.read(case_file.case.pk).file.all("closure_request")
    assert request.get("open_items") == {key: f"कारण {number}" for number, key in enumerate(keys)}


def test_the_decision_page_shows_each_open_thing_and_asks_a_reason_for_each(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    case_file = goal_and_danger(house)
    given = {item.key: f"कारण: {item.code}" for item in open_items(case_file.file, clock.today())}
    data = {name.removeprefix("a-"): answer for name, answer in REQUEST.items()}
    case_file = house.write(case_file, "closure_request", data | {"open_items": given})
    supervisor, path = unlocked("supervisor"), f"/cases/{case_file.case.pk}/closing/"
    page = read(supervisor, path)
    assert "कारण: danger" in page
    assert "कारण: goal" in page
    case_file = house.write(case_file, "bail", {"what": "granted", "on": clock.today()})
    keys = {item.key: item for item in open_items(case_file.file, clock.today())}
    form = supervisor.get(path).context["form"]
    offered = {key: form[f"open_items.{key}"].value() for key in keys}
    # What the request says stands beside; whoever decides writes each reason herself.
    assert set(offered.values()) == {""}
    assert page.count("कारण: goal") == 1
    refused = supervisor.post(path, decision(case_file))
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {f"open_items.{key}" for key in keys})
    assert not Case.objects.get(pk=case_file.case.pk).is_closed
    reasons = {f"open_items.{key}": f"देखा: {item.code}" for key, item in keys.items()}
    assert supervisor.post(path, decision(case_file, **reasons)).status_code == 302
    closed = house.read(case_file.case.pk).file
    assert closed.is_closed
    decided = closed.all("closure_decision")[0].get("open_items")
    assert decided == {key: f"देखा: {item.code}" for key, item in keys.items()}
    assert "bail_warning" in [due.code for due in dues_of(closed, clock.today())]
    assert "danger" in [due.code for due in dues_of(closed, clock.today())]


def test_a_duty_is_on_both_pages_and_no_reason_is_asked_for_it(house: CaseHouse, unlocked: Unlocked) -> None:
    card = {"name": "बुधनी", "sex": "f", "age": 16, "age_on": clock.today(), "age_basis": "said"}
    case_file = asked(house, unlocked)
    house.write(case_file, "identity", card)
    supervisor, path = unlocked("supervisor"), f"/cases/{case_file.case.pk}/closing/"
    page = read(supervisor, path)
    assert "बाल कल्याण समिति" in page
    assert 'name="open_items.' not in page
    refused = supervisor.post(path, decision(case_file))
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"decision"})
    request_page = read(unlocked("counsellor"), f"/cases/{case_file.case.pk}/write/closure_request/")
    assert f"/cases/{case_file.case.pk}/law/" in request_page
    assert not Case.objects.get(pk=case_file.case.pk).is_closed


def test_a_file_in_which_she_is_in_danger_is_not_withdrawn(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = goal_and_danger(house)
    supervisor, path = unlocked("supervisor"), f"/cases/{case_file.case.pk}/withdraw/"
    danger, goal = open_items(case_file.file, clock.today())
    page = read(supervisor, path)
    assert f"/cases/{case_file.case.pk}/entries/{danger.row}/" in page
    data = {"why": "twice", "words": "दो बार लिखा", f"open_items.{goal.key}": "दूसरे केस में है"}
    refused = supervisor.post(path, data)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"__all__"})
    assert Case.objects.filter(pk=case_file.case.pk, withdrawn_at__isnull=True).exists()
    take_back = {"by": house.by("counsellor"), "keyring": house.ring("counsellor"), "case_file": case_file}
    withdraw_entry(**take_back, row=danger.row, reason="यह दूसरे केस में लिखा है")
    assert f'name="open_items.{goal.key}"' in read(supervisor, path)
    missing = supervisor.post(path, data | {f"open_items.{goal.key}": ""})
    assert (missing.status_code, set(missing.context["form"].errors)) == (422, {f"open_items.{goal.key}"})
    assert supervisor.post(path, data).status_code == 302


def test_her_card_brings_the_duty_to_the_first_page_with_its_hour(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case(agreed=False)
    counsellor, path = unlocked("counsellor"), f"/cases/{case_file.case.pk}/"
    before = read(counsellor, path)
    assert "उनकी उम्र क्या है?" in before
    assert 'class="duties"' not in before
    card = {
        "a-name": "बुधनी",
        "a-sex": "f",
        "a-age": "१६",
        "a-age_on": f"{clock.today():%d/%m/%Y}",
        "a-age_basis": "said",
    }
    saved = counsellor.post(f"{path}identity/", card | {"deed": "save"})
    assert saved.status_code == 302
    page = read(counsellor, path)
    assert "उनकी उम्र क्या है?" not in page
    assert 'class="duties"' in page
    tomorrow = clock.now().astimezone(clock.INDIA) + dt.timedelta(hours=24)
    assert f"{tomorrow:%H:%M}" in page or f"{tomorrow - dt.timedelta(minutes=1):%H:%M}" in page
    assert page.count("बाल कल्याण समिति") == 1, "told once: duty and deadline are one thing"
    law = read(counsellor, f"{path}law/")
    assert law.count('action="' + path + "law/") == 1


def test_after_closing_the_court_day_stays_in_the_list_and_in_the_diary(house: CaseHouse, unlocked: Unlocked) -> None:
    day = clock.today() + dt.timedelta(days=20)
    hearing = {"at": f"{day:%d/%m/%Y} 10:30", "court": "गुमला", "purpose": "evidence", "day_is_right": "yes"}
    case_file = house.write(house.open_case(), "hearing", hearing)
    (item,) = open_items(case_file.file, clock.today())
    data = {name.removeprefix("a-"): answer for name, answer in REQUEST.items()}
    case_file = house.write(case_file, "closure_request", data | {"open_items": {item.key: "वकील जाएँगे"}})
    answers = decision(case_file, **{f"open_items.{item.key}": "वकील से बात हुई"})
    assert unlocked("supervisor").post(f"/cases/{case_file.case.pk}/closing/", answers).status_code == 302
    assert Case.objects.get(pk=case_file.case.pk).is_closed
    for part in ("counsellor", "supervisor"):
        client = unlocked(part)
        assert case_file.case.code in [line.code for line in client.get("/cases/").context["due"]]
        assert case_file.case.code in read(client, "/cases/diary/")
