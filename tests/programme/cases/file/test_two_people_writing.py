"""Two people have a file open and write one after the other: nothing that either wrote is lost from file or lists."""

import datetime as dt
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.file.access import OpenCaseFile, open_identity, reload_locked
from jatan.programme.cases.file.access_grants import take_case_from
from jatan.programme.cases.file.entry_store import withdraw_entry
from jatan.programme.cases.file.linked_files import link_file
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.file.withdrawal import withdraw_file
from jatan.programme.cases.models import Case, CaseFact
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD, NOTE, codes

pytestmark = pytest.mark.django_db
TODAY = clock.today()
COURT_DAY = {
    "at": dt.datetime.combine(TODAY + dt.timedelta(days=9), dt.time(10, 30), clock.INDIA),
    "court": "सिविल कोर्ट, गुमला",
    "purpose": "her_evidence",
    "day_is_right": True,
}
DANGER = {
    "on": TODAY,
    "how": "visit",
    "which": "other",
    "safe": "no",
    "in_danger": "yes",
    "next_on": TODAY + dt.timedelta(days=1),
}


def due_codes(house: CaseHouse, case_file: OpenCaseFile) -> set[str]:
    return {one.due.code for one in summaries(house.ring("counsellor"), [case_file.case.pk])}


def written_by_a_colleague(house: CaseHouse, case_file: OpenCaseFile, kind: str, answers: dict[str, Any]) -> None:
    with house.acting("colleague"):
        house.write(house.read(case_file.case.pk, "colleague"), kind, answers, "colleague")


@pytest.mark.parametrize("kind", ["note", "goal", "consent"])
def test_the_lists_hold_what_both_wrote(house: CaseHouse, kind: str) -> None:
    opened = house.open_case()
    written_by_a_colleague(house, opened, "hearing", COURT_DAY)
    answers = {
        "note": NOTE,
        "goal": {"words": "स्कूल लौटना", "state": "open", "by_on": TODAY + dt.timedelta(days=3)},
        "consent": {**opened.file.all("consent")[0].answers, "purpose": "statistics"},
    }[kind]
    now = house.write(opened, kind, answers)
    assert now.file.all("hearing")
    assert now.file.all(kind)
    assert "hearing" in due_codes(house, opened)
    assert {"hearing", kind} <= {one.kind for one in house.read(opened.case.pk).file.entries}


def test_taking_something_back_keeps_the_danger_that_somebody_wrote_meanwhile(house: CaseHouse) -> None:
    opened = house.write(house.open_case(), "note", NOTE)
    written_by_a_colleague(house, opened, "follow_up", DANGER)
    before = due_codes(house, opened)
    (note,) = opened.file.all("note")
    now = withdraw_entry(**house.mine("counsellor"), case_file=opened, row=note.row, reason="दो बार लिखा")
    assert now.file.all("follow_up")
    assert due_codes(house, opened) == before


def test_the_numbers_hold_what_both_wrote(house: CaseHouse) -> None:
    consent = house.open_case()
    consent = house.write(consent, "consent", {**consent.file.all("consent")[0].answers, "purpose": "statistics"})
    written_by_a_colleague(house, consent, "exploitation", {"types": ["ForcedLabour"]})
    facts = CaseFact.objects.values().get()
    house.write(consent, "note", NOTE)
    assert CaseFact.objects.values().get() == facts


def test_rules_look_at_what_somebody_wrote_meanwhile(house: CaseHouse) -> None:
    opened = house.open_case()
    (consent,) = opened.file.all("consent")
    written_by_a_colleague(house, opened, "withdrawal", {"consent": consent.row, "on": TODAY})
    with pytest.raises(Problems) as refused:
        house.write(opened, "note", NOTE)
    assert codes(refused.value) == {("consent_first", None)}


def test_an_older_revision_neither_overwrites_nor_takes_back_a_newer_one(house: CaseHouse) -> None:
    opened = house.write(house.open_case(), "note", NOTE)
    (note,) = opened.file.all("note")
    house.write(opened, "note", {**NOTE, "text": "नया"}, row=note.row)
    with pytest.raises(Problems) as refused:
        house.write(opened, "note", {**NOTE, "text": "पुराना"}, row=note.row)
    assert codes(refused.value) == {("changed_meanwhile", None)}
    with pytest.raises(Problems) as refused:
        withdraw_entry(**house.mine("counsellor"), case_file=opened, row=note.row, reason="x")
    assert codes(refused.value) == {("changed_meanwhile", None)}


def test_a_kind_of_which_a_file_has_one_is_not_written_twice(house: CaseHouse) -> None:
    opened = house.open_case()
    written_by_a_colleague(house, opened, "situation", {"facts": ["trafficked"]})
    with pytest.raises(Problems) as refused:
        house.write(opened, "situation", {"facts": ["bonded"]})
    assert codes(refused.value) == {("changed_meanwhile", None)}
    assert len(house.read(opened.case.pk).file.all("situation")) == 1


def test_a_case_closed_meanwhile_stays_closed_in_the_lists_and_numbers(house: CaseHouse) -> None:
    opened = house.write(house.open_case(), "goal", {"words": "स्कूल", "state": "open", "by_on": TODAY})
    Case._default_manager.filter(pk=opened.case.pk).update(is_closed=True)
    now = house.write(opened, "consent", {**opened.file.all("consent")[0].answers, "purpose": "statistics"})
    assert now.file.is_closed
    assert "goal" not in due_codes(house, opened)
    assert CaseFact.objects.get().stage == "closed"
    with pytest.raises(Problems) as refused:
        house.write(opened, "note", NOTE)
    assert codes(refused.value) == {("case_closed", None)}


def test_nothing_is_written_into_a_case_withdrawn_meanwhile(house: CaseHouse) -> None:
    opened = house.open_case()
    with house.acting("supervisor"):
        here = house.read(opened.case.pk, "supervisor")
        withdraw_file(**house.mine("supervisor"), case_file=here, why="twice", words="दो बार लिखा")
    with pytest.raises(Problems) as refused:
        house.write(opened, "note", NOTE)
    assert codes(refused.value) == {("case_withdrawn", None)}


def test_nothing_is_sealed_with_a_key_that_was_replaced_meanwhile(house: CaseHouse) -> None:
    opened = house.open_case()
    with house.acting("supervisor"):
        house.keys.join("legal")
    person = house.keys.people["legal"]
    here = house.read(opened.case.pk)
    take_case_from(**house.mine("counsellor"), case_file=here, principal=person, name="x", reason="काम पूरा")
    with pytest.raises(Problems) as refused:
        house.write(opened, "note", NOTE)
    assert codes(refused.value) == {("changed_meanwhile", None)}
    assert house.write(house.read(opened.case.pk), "note", NOTE).file.all("note")


def test_a_link_keeps_what_was_written_meanwhile_in_both_files(house: CaseHouse) -> None:
    one, other = house.open_case(), house.open_case()
    written_by_a_colleague(house, one, "hearing", COURT_DAY)
    link_file(**house.mine("counsellor"), case_file=one, code=other.case.code, tie="sibling", note="x")
    assert "hearing" in due_codes(house, one)


def test_an_opened_card_stays_open(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", CARD)
    opened = open_identity(**house.mine("counsellor"), case_file=house.read(found.case.pk))
    now = reload_locked(opened)
    assert now.file.identity == opened.file.identity
    assert now.file.owner == opened.file.owner
    assert house.write(opened, "note", NOTE).file.identity == opened.file.identity
