"""What she agreed to, to whom, and that she took it back: one colleague alone turns none of it round."""

import datetime as dt
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.consent import valid_consents
from jatan.programme.cases.entries.kinds import validate_answers
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry, withdraw_entry, writer_of
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.programme.cases.two_offices import CARD, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
PARTNER = "सखी केंद्र"
LIMITS = "गाँव में किसी को न बताएँ"


def shared(house: CaseHouse) -> tuple[OpenCaseFile, Entry]:
    """She agreed that one office is told."""
    case_file = house.write(house.open_case(), "consent", sharing(PARTNER, given_on=TODAY, until=TODAY, limits=LIMITS))
    return case_file, case_file.file.all("consent")[-1]


def codes(refused: pytest.ExceptionInfo[Problems]) -> set[tuple[str, str | None]]:
    return {(one.code, one.field) for one in refused.value.problems}


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": "police_court"},
        {"recipient": "ठेकेदार"},
        {"given_by": "parent", "order": "रांची ज़िला अदालत, 12/2026"},
        {"until": TODAY + dt.timedelta(days=9)},
        {"until": None},
        {"given_on": TODAY - dt.timedelta(days=1)},
        {"limits": None},
        {"limits": "पिता को"},
    ],
    ids=lambda other: str(next(iter(other))),
)
def test_its_purpose_recipient_giver_and_end_are_not_changed(house: CaseHouse, other: dict[str, Any]) -> None:
    found, consent = shared(house)
    with pytest.raises(Problems) as refused:
        house.write(found, "consent", {**consent.answers, **other}, row=consent.row)
    assert codes(refused) == {("write_anew", name) for name in other}


@pytest.mark.parametrize(
    "other",
    [
        {"mature": "yes"},
        {"child_part": "own"},
        {"caregiver_answer": "absent"},
        {"caregiver": "relative"},
        {"caregiver_name": "सोमरी"},
        {"why": "और कोई नहीं"},
    ],
    ids=lambda other: str(next(iter(other))),
)
def test_what_was_asked_about_a_child_is_not_changed(house: CaseHouse, other: dict[str, Any]) -> None:
    """A consent that carries no longer was revived by a correction, without anybody asking her."""
    child = {"mature": "not_yet", "child_part": "assent", "caregiver_answer": "agreed", "caregiver": "mother"}
    found = house.write(house.open_case(agreed=False), "identity", {**CARD, "age": 16})
    found = house.write(found, "consent", {**AGREED, **child, "given_by": "parent"})
    (consent,) = found.file.all("consent")
    with pytest.raises(Problems) as refused:
        house.write(found, "consent", {**consent.answers, **other}, row=consent.row)
    assert codes(refused) & {("write_anew", next(iter(other)))} or {code for code, _field in codes(refused)} <= {
        "contradiction", "another_giver", "missing_required", "not_to_be_asked"
    }  # fmt: skip
    assert house.read(found.case.pk).file.all("consent")[0].revision == 1


def test_a_consent_that_carries_no_longer_is_not_revived_by_a_correction(house: CaseHouse) -> None:
    """Written while her age was not known; at her age more is asked."""
    found = house.write(house.open_case(), "consent", sharing(PARTNER, given_on=TODAY))
    found = house.write(found, "identity", {**CARD, "age": 16})
    consent = found.file.all("consent")[-1]
    assert valid_consents(found.file, "share", TODAY, PARTNER) == []
    more = {
        **consent.answers,
        "mature": "yes",
        "caregiver_answer": "agreed",
        "caregiver": "mother",
        "child_part": "own",
    }
    with pytest.raises(Problems) as refused:
        house.write(found, "consent", more, row=consent.row)
    assert {code for code, _field in codes(refused)} == {"write_anew"}


def test_a_correction_from_before_a_childs_terms_were_kept_carries_nothing(house: CaseHouse) -> None:
    case_file, consent = shared(house)
    by, kind = house.by("counsellor"), kind_of("consent")
    revived = {**consent.answers, "as_given": "yes"}
    case_file, _entry = store_entry(by, house.ring("counsellor"), case_file, kind, revived, consent)
    assert valid_consents(case_file.file, "share", TODAY, PARTNER)
    held = case_file.file.all("consent")[-1]
    case_file, _entry = store_entry(by, house.ring("counsellor"), case_file, kind, {**revived, "mature": "yes"}, held)
    assert valid_consents(case_file.file, "share", TODAY, PARTNER) == []


def test_a_witness_is_added_and_an_earlier_end_and_it_holds(house: CaseHouse) -> None:
    case_file, consent = shared(house)
    limits = f"{LIMITS}, स्कूल में भी नहीं"
    changed = {**consent.answers, "witness": "सहिया", "recipient": " सखी  केंद्र", "limits": limits}
    case_file = house.write(case_file, "consent", changed, row=consent.row)
    case_file = house.write(case_file, "consent", {**changed, "way": "spoken"}, row=consent.row)
    (held,) = valid_consents(house.read(case_file.case.pk).file, "share", TODAY, PARTNER)
    assert (held.revision, held.get("witness"), held.get("way")) == (3, "सहिया", "spoken")


def test_one_that_was_turned_before_this_was_refused_carries_nothing(house: CaseHouse) -> None:
    """As an older version of this software let it be written."""
    case_file, consent = shared(house)
    by, kind = house.by("counsellor"), kind_of("consent")
    changed = validate_answers(kind, case_file.file, {**consent.answers, "recipient": "ठेकेदार"}, writer_of(by))
    case_file, turned = store_entry(by, house.ring("counsellor"), case_file, kind, changed, consent)
    assert valid_consents(case_file.file, "share", TODAY, "ठेकेदार") == []
    case_file = house.write(case_file, "consent", {**changed, "witness": "सहिया"}, row=turned.row)
    assert valid_consents(case_file.file, "share", TODAY, "ठेकेदार") == []


def test_that_she_took_it_back_is_neither_changed_nor_taken_back(house: CaseHouse) -> None:
    case_file, consent = shared(house)
    case_file = house.write(case_file, "withdrawal", {"consent": consent.row, "on": TODAY})
    (withdrawal,) = case_file.file.all("withdrawal")
    work = next(one for one in case_file.file.all("consent") if one.get("purpose") == AGREED["purpose"])
    with pytest.raises(Problems) as refused:
        house.write(case_file, "withdrawal", {"consent": work.row, "on": TODAY}, row=withdrawal.row)
    assert codes(refused) == {("is_final", None)}
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    with pytest.raises(Problems) as refused:
        withdraw_entry(**mine, case_file=case_file, row=withdrawal.row, reason="ग़लती")
    assert codes(refused) == {("is_final", None)}
    assert valid_consents(house.read(case_file.case.pk).file, "share", TODAY, PARTNER) == []
