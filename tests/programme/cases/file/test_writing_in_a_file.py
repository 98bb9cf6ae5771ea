"""Entries are sealed, validated against the file, never overwritten, and logged in the ledger."""

import datetime as dt
import re

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.keyrings import FIRST_STATEMENT
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases import file_events
from jatan.programme.cases.entries.identity import age_on, may_be_child
from jatan.programme.cases.file.access import open_identity
from jatan.programme.cases.file.entry_store import withdraw_entry
from tests.programme.cases.case_office import AGREED, OPENED_ON, CaseHouse

pytestmark = pytest.mark.django_db
NOTE = {"about": "पहली बातचीत", "text": "उसने कहा कि ठेकेदार ने काग़ज़ रख लिए", "on": "०६/१०/२०२६"}
TOLD_ON = clock.today()
CARD = {"name": "बुधनी उराँव", "sex": "f", "age": "१६", "age_on": f"{TOLD_ON:%d/%m/%Y}", "age_basis": "said"}


def codes(problems: Problems) -> set[tuple[str, str | None]]:
    return {(one.code, one.field) for one in problems.problems}


def test_a_story_is_taken_only_after_consent(house: CaseHouse) -> None:
    found = house.open_case(agreed=False)
    with pytest.raises(Problems) as refused:
        house.write(found, "note", NOTE)
    assert codes(refused.value) == {("consent_first", None)}
    agreed = house.write(found, "consent", AGREED)
    assert house.write(agreed, "note", NOTE).file.all("note")[0].get("on") == dt.date(2026, 10, 6)


def test_after_she_took_her_consent_back_nothing_more_is_written(house: CaseHouse) -> None:
    case_file = house.open_case()
    (consent,) = case_file.file.all("consent")
    case_file = house.write(case_file, "withdrawal", {"consent": consent.row, "on": clock.today()})
    with pytest.raises(Problems) as refused:
        house.write(case_file, "note", NOTE)
    assert ("consent_first", None) in codes(refused.value)


def test_what_was_written_is_read_again_by_the_team_with_python_values(house: CaseHouse) -> None:
    written = house.write(house.open_case(), "note", NOTE)
    with house.acting("colleague"):
        read = house.read(written.case.pk, "colleague")
    (note,) = read.file.all("note")
    assert dict(note.answers) == {**NOTE, "on": dt.date(2026, 10, 6)}
    assert note.written_by == house.cast.accounts["counsellor"].pk
    assert read.file.all("register")[0].get("opened_on") == OPENED_ON


def test_the_database_holds_no_word_of_it(house: CaseHouse) -> None:
    written = house.write(house.write(house.open_case(), "note", NOTE), "identity", CARD)
    raw = b"".join(bytes(row.sealed) + row.name.encode() for row in Section.objects.filter(case=written.case.pk))
    for word in ("ठेकेदार", "बुधनी", "note", "consent"):
        assert word.encode() not in raw


def test_concurrent_revisions_raise_an_edit_conflict_and_nothing_is_lost(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "note", NOTE)
    (note,) = case_file.file.all("note")
    house.write(case_file, "note", {**NOTE, "text": "पहला"}, row=note.row, base=1)
    with pytest.raises(Problems) as refused:
        house.write(case_file, "note", {**NOTE, "text": "दूसरा"}, row=note.row, base=1)
    assert codes(refused.value) == {("changed_meanwhile", None)}
    read = house.read(case_file.case.pk)
    assert [entry.get("text") for entry in read.file.all("note")] == ["पहला"]
    assert Section.objects.filter(case=case_file.case.pk, row=note.row).count() == 2


def test_a_kind_that_a_file_has_once_is_revised(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    case_file = house.write(case_file, "identity", {**CARD, "phone": "९८३५१०२०३०"})
    again = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
    assert again.file.identity is not None
    assert (again.file.identity.revision, again.file.identity.get("phone")) == (2, "9835102030")


def test_rules_know_sex_and_age_without_opening_the_card(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    read = house.read(case_file.case.pk)
    assert read.file.identity is None
    assert age_on(read.file, TOLD_ON) == (16, 16)
    assert may_be_child(read.file, TOLD_ON)
    proven = house.write(case_file, "identity", {**CARD, "age": 19, "age_basis": "school"})
    assert not may_be_child(proven.file, TOLD_ON)


def test_an_age_without_its_day_was_so_on_the_day_on_which_it_was_told(house: CaseHouse) -> None:
    first, later = dt.datetime(2026, 10, 5, 12, tzinfo=clock.INDIA), dt.datetime(2027, 3, 1, 12, tzinfo=clock.INDIA)
    card = {**CARD, "age": 16, "age_on": ""}
    with clock.frozen_at(first):
        case_file = house.write(house.open_case(), "identity", card)
    with clock.frozen_at(later):
        # Correcting the telephone does not make her younger; another age is told anew.
        case_file = house.write(case_file, "identity", {**card, "phone": "9835102031"})
        assert case_file.file.identity is not None
        assert case_file.file.identity.get("age_on") == first.date()
        case_file = house.write(case_file, "identity", {**card, "age": 17})
        assert case_file.file.identity is not None
        assert case_file.file.identity.get("age_on") == later.date()
        assert age_on(case_file.file, later.date()) == (17, 17)


def test_an_entry_that_was_taken_back_no_longer_counts_and_stays_in_the_history(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "note", NOTE)
    (note,) = case_file.file.all("note")
    withdraw_entry(
        by=house.by("counsellor"),
        keyring=house.ring("counsellor"),
        case_file=case_file,
        row=note.row,
        reason="दूसरी फ़ाइल की",
    )
    read = house.read(case_file.case.pk)
    assert read.file.all("note") == []
    entry = read.file.find(note.row)
    assert entry is not None
    assert entry.withdrawn == "दूसरी फ़ाइल की"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"about": "x"}, ("missing_required", "text")),
        ({**NOTE, "on": "३१/०२/२०२६"}, ("no_such_date", "on")),
        ({**NOTE, "on": "01/01/2090"}, ("date_in_future", "on")),
        ({**NOTE, "text": "आधार 2341 2341 2346"}, ("aadhaar_number", "text")),
        ({**NOTE, "text": "x" * 20_001}, ("unreadable", "text")),
        ({**NOTE, "owner": "me"}, ("unreadable", "owner")),
        ({**NOTE, "withdrawn_because": "hidden"}, ("unreadable", "withdrawn_because")),
    ],
)
def test_bad_answers_are_refused_at_their_question(
    house: CaseHouse, answers: dict[str, str], expected: tuple[str, str]
) -> None:
    found = house.open_case()
    with pytest.raises(Problems) as refused:
        house.write(found, "note", answers)
    assert expected in codes(refused.value)


def test_each_act_is_in_the_ledger_by_codes_alone(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "note", NOTE)
    with house.acting("supervisor"):
        pass
    logged = Event.objects.filter(about=case_file.case.pk).order_by("sequence")
    assert [event.verb for event in logged] == [
        file_events.FILE_OPENED,
        file_events.ENTRY_WRITTEN,
        file_events.ENTRY_WRITTEN,
    ]
    opened, *written = logged
    assert re.fullmatch("[0-9a-f]{64}", opened.payload.pop(FIRST_STATEMENT)), "a digest says where its chain begins"
    for event in (opened, *written):
        assert set(event.payload) <= {"section", "row", "revision"}
