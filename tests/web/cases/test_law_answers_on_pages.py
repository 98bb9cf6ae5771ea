"""On pages: a duty that does not apply, with a supervisor; and the one page about the past of a late file."""

import datetime as dt
import re

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.late_file import past_items
from jatan.programme.cases.entries.legal_track import State, duties_of
from jatan.programme.cases.file.access import OpenCaseFile
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD
from tests.web.cases.conftest import Unlocked
from tests.web.cases.test_legal_page import words

pytestmark = pytest.mark.django_db
PRODUCE = "produce_before_cwc"


def girls_case(house: CaseHouse, *, days_late: int = 0) -> OpenCaseFile:
    began = clock.today() - dt.timedelta(days=days_late)
    found = house.open_case(agreed=False, opened_on=began)
    found = house.write(found, "identity", CARD)
    return house.write(found, "situation", {"facts": ["sexual"]})


def states(house: CaseHouse, case_file: OpenCaseFile) -> dict[str, State]:
    file = house.read(case_file.case.pk).file
    return {one.duty.code: one.state for one in duties_of(file, clock.today(), clock.now()) if not one.is_standing}


def test_a_counsellor_asks_and_a_supervisor_decides(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = girls_case(house)
    root = f"/cases/{case_file.case.pk}/law/"
    client, head = unlocked("counsellor"), unlocked("supervisor")
    address = re.search(r'href="([^"]*law/answer/\?duty=produce_before_cwc[^"]*)"', client.get(root).content.decode())
    assert address is not None
    form = client.get(address[1].replace("&amp;", "&"))
    assert form.status_code == 200
    assert "यह सुपरवाइज़र तय करेंगी" in words(form.content.decode())
    sent = {"duty": PRODUCE, "deadline": "", "event": "", "answer-why": "at_home", "answer-reason": "नानी के साथ है"}
    assert client.post(f"{root}answer/", {**sent, "answer-why": ""}).status_code == 422
    assert client.post(f"{root}answer/", {**sent, "answer-why": "other"}).status_code == 422
    assert client.post(f"{root}answer/", sent).status_code == 302
    assert states(house, case_file)[PRODUCE] is State.DUE
    shown = words(client.get(root).content.decode())
    assert "सुपरवाइज़र तय करेंगी: बच्चा परिवार के साथ रहता है" in shown
    # The supervisor reads the reason, and writes her own.
    asked = head.get(f"{root}answer/", {"duty": PRODUCE})
    assert "नानी के साथ है" in words(asked.content.decode())
    assert head.post(f"{root}answer/", {**sent, "answer-reason": ""}).status_code == 422
    assert head.post(f"{root}answer/", {**sent, "answer-reason": "फ़ोन पर बात की"}).status_code == 302
    assert states(house, case_file)[PRODUCE] is State.NOT_APPLICABLE
    (entry,) = house.read(case_file.case.pk).file.all("duty_answer")
    assert (entry.revision, entry.get("reason"), entry.get("confirmed_because")) == (
        2,
        "नानी के साथ है",
        "फ़ोन पर बात की",
    )
    text = client.get(root).content.decode()
    assert 'name="produce_before_cwc-to"' not in text
    assert "बच्चा परिवार के साथ रहता है" in words(text)
    # Once it is set aside there is nothing to answer; closing shows it; taking it back opens it again.
    assert client.get(f"{root}answer/", {"duty": PRODUCE}).status_code == 404
    closing = words(client.get(f"/cases/{case_file.case.pk}/write/closure_request/").content.decode())
    assert "लागू नहीं माना गया" in closing
    assert "बच्चा परिवार के साथ रहता है" in closing
    taken = client.post(
        f"/cases/{case_file.case.pk}/entries/{entry.row}/", {"deed": "take", "reason": "बच्ची स्टेशन पर मिली थी"}
    )
    assert taken.status_code == 302
    assert states(house, case_file)[PRODUCE] is State.DUE


def test_a_day_of_the_law_is_set_aside_with_words_by_whoever_works_on_it(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = girls_case(house)
    case_file = house.write(case_file, "legal_event", {"event": "fir_registered", "at": clock.today()})
    (step,) = case_file.file.all("legal_event")
    client, address = unlocked("counsellor"), f"/cases/{case_file.case.pk}/law/answer/"
    sent = {"duty": "", "deadline": "fir_copy", "event": str(step.row), "answer-reason": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "answer-reason": "नकल अदालत से मिली"}).status_code == 302
    text = client.get(f"/cases/{case_file.case.pk}/law/").content.decode()
    assert f'name="{step.row}-fir_copy-on"' not in text
    assert "नकल अदालत से मिली" in words(text)
    for strange in ({}, {"duty": "hide_identity"}, {"deadline": "cwc_order", "event": str(step.row)}, {"event": "x"}):
        assert client.get(address, strange).status_code == 404


def test_danger_does_not_apply_by_a_supervisor_alone(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.write(house.open_case(), "identity", {**CARD, "age": 30})
    again = clock.today() + dt.timedelta(days=3)
    heard = {"on": clock.today(), "which": "other", "how": "visit", "safe": "no", "next_on": again}
    found = house.write(found, "follow_up", heard)
    (row,) = (entry.row for entry in found.file.all("follow_up"))
    root, client, head = f"/cases/{found.case.pk}/", unlocked("counsellor"), unlocked("supervisor")
    assert f"law/answer/?duty=danger&amp;event={row}" in client.get(root).content.decode()
    sent = {"duty": "danger", "deadline": "", "event": str(row), "answer-why": "mistake", "answer-reason": "गलत टिक"}
    assert client.post(f"{root}law/answer/", sent).status_code == 302
    assert "duty=danger" in client.get(root).content.decode()
    assert head.post(f"{root}law/answer/", sent).headers["Location"] == root
    assert "duty=danger" not in client.get(root).content.decode()


def test_a_late_file_asks_about_its_past_on_one_page(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = girls_case(house, days_late=700)
    began = clock.today() - dt.timedelta(days=700)
    case_file = house.write(case_file, "legal_event", {"event": "fir_registered", "at": began})
    root, client = f"/cases/{case_file.case.pk}/law/", unlocked("counsellor")
    items = past_items(house.read(case_file.case.pk).file, clock.today(), clock.now())
    keys = {item.duty or item.deadline: item.key for item in items}
    assert {PRODUCE, "report_sexual_offence"} <= set(keys)
    assert f"{root}past/" in client.get(root).content.decode()
    page = client.get(f"{root}past/").content.decode()
    assert all(f'name="{key}-answer"' in page for key in keys.values())
    # A fault anywhere saves nothing.
    produced, reported = keys[PRODUCE], keys["report_sexual_offence"]
    sent = {f"{produced}-answer": "done", f"{produced}-on": f"{began:%d/%m/%Y}", f"{produced}-to": "समिति"}
    sent |= {f"{reported}-answer": "not_applicable", f"{reported}-why": ""}
    assert client.post(f"{root}past/", sent).status_code == 422
    assert not house.read(case_file.case.pk).file.all("duty_done", "duty_answer")
    assert client.post(f"{root}past/", {**sent, f"{reported}-answer": "never_done"}).status_code == 302
    assert states(house, case_file) == {PRODUCE: State.DONE, "report_sexual_offence": State.OVERDUE}
    text = words(client.get(root).content.decode())
    assert "कभी नहीं हुआ: आज करें" in text
    left = {item.duty or item.deadline for item in past_items(house.read(case_file.case.pk).file, clock.today())}
    assert not {PRODUCE, "report_sexual_offence"} & left


def test_a_file_of_today_asks_about_no_past(house: CaseHouse, unlocked: Unlocked) -> None:
    root, client = f"/cases/{girls_case(house).case.pk}/law/", unlocked("counsellor")
    assert f"{root}past/" not in client.get(root).content.decode()
    assert "कुछ बाकी नहीं" in words(client.get(f"{root}past/").content.decode())


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "khunti_coordinator"])
def test_whoever_holds_no_key_finds_no_answer(part: str, house: CaseHouse, browser: object) -> None:
    case_file = girls_case(house)
    client = browser(part)  # type: ignore[operator]
    for page in ("answer", "past"):
        assert client.get(f"/cases/{case_file.case.pk}/law/{page}/").status_code == 404
