"""Whom she agreed to is a member or an institution that was chosen; a name never becomes somebody else."""

import uuid
from typing import Any

import pytest

from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.recipients import (
    OUTSIDE,
    ally_ref,
    member_of,
    member_ref,
    other_members,
    resolved_recipient,
)
from jatan.programme.cases.sharing.referrals import refer_outside
from tests.programme.cases.case_office import AGREED, CaseHouse
from tests.programme.cases.two_offices import REQUEST

pytestmark = pytest.mark.django_db
PARTNER = "गुमला बाल कल्याण समिति"


def consent(house: CaseHouse, **about: Any) -> tuple[OpenCaseFile, Entry]:
    """A case with a consent to share, and that consent."""
    found = house.write(house.open_case(), "consent", {**AGREED, "purpose": "share", **about})
    return found, found.file.all("consent")[-1]


def own(house: CaseHouse) -> uuid.UUID:
    return house.keys.organisation_id


def test_a_chosen_member_is_that_member_under_its_own_name(house: CaseHouse) -> None:
    khunti = house.cast.khunti
    _file, entry = consent(house, recipient="irgendwas", recipient_ref=member_ref(khunti.pk))
    assert entry.get("recipient") == khunti.name_hi
    found = member_of(entry, other_members(own(house)))
    assert found is not None
    assert found.pk == khunti.pk


@pytest.mark.parametrize("name", ["खूंटी सदस्य", "खूँटी", "खूंटी", "खुंटी सदस्य", "Khunti", "khunti sadasya"])
@pytest.mark.parametrize("ref", [OUTSIDE, None])
def test_a_name_that_is_nearly_a_members_is_refused_and_says_which(
    house: CaseHouse, name: str, ref: str | None
) -> None:
    khunti = house.cast.khunti
    assert name not in (khunti.name_hi, khunti.name_en)
    with pytest.raises(Problems) as refused:
        consent(house, recipient=name, recipient_ref=ref)
    assert [(one.code, one.field) for one in refused.value.problems] == [("nearly_a_member", "recipient")]
    assert khunti.name_hi in str(refused.value.problems[0].message)


def test_a_members_own_name_is_the_member_or_is_chosen_but_never_somebody_outside(house: CaseHouse) -> None:
    khunti = house.cast.khunti
    _file, entry = consent(house, recipient=f"  {khunti.name_hi} ")
    assert entry.get("recipient_ref") == member_ref(khunti.pk)
    with pytest.raises(Problems):
        consent(house, recipient=khunti.name_hi, recipient_ref=OUTSIDE)


@pytest.mark.parametrize("name", [PARTNER, "महिला थाना, खूँटी", "खूँटी बाल कल्याण समिति", "सदर अस्पताल", "99"])
def test_whoever_is_outside_is_named(house: CaseHouse, name: str) -> None:
    _file, entry = consent(house, recipient=name, recipient_ref=OUTSIDE)
    assert (entry.get("recipient"), entry.get("recipient_ref")) == (name, OUTSIDE)
    assert member_of(entry, other_members(own(house))) is None


def test_an_institution_of_the_directory_is_no_member(house: CaseHouse) -> None:
    _file, entry = consent(house, recipient=PARTNER, recipient_ref=ally_ref(uuid.uuid4()))
    assert entry.get("recipient") == PARTNER
    assert member_of(entry, other_members(own(house))) is None


@pytest.mark.parametrize("name", ["खूंटी सदस्य", "खूँटी", "Khunti"])
def test_an_institution_called_nearly_like_a_member_is_refused(house: CaseHouse, name: str) -> None:
    for named in (name, house.cast.khunti.name_hi):
        with pytest.raises(Problems) as refused:
            consent(house, recipient=named, recipient_ref=ally_ref(uuid.uuid4()))
        assert [(one.code, one.field) for one in refused.value.problems] == [("nearly_a_member", "recipient")]


@pytest.mark.parametrize("ref", ["member:", "member:x", f"member:{uuid.UUID(int=7)}"])
def test_a_member_that_there_is_not_is_refused(house: CaseHouse, ref: str) -> None:
    with pytest.raises(Problems):
        consent(house, recipient="x", recipient_ref=ref)
    with pytest.raises(Problems):
        resolved_recipient(own(house), {"recipient": "x", "recipient_ref": member_ref(own(house))})


def test_a_correction_does_not_turn_it_into_somebody_else(house: CaseHouse) -> None:
    khunti = house.cast.khunti
    found, entry = consent(house, recipient="x", recipient_ref=member_ref(khunti.pk))
    answers = {**AGREED, "purpose": "share", "recipient": khunti.name_hi, "recipient_ref": OUTSIDE, "witness": "मीना"}
    now = house.write(found, "consent", answers, row=entry.row)
    assert now.file.all("consent")[-1].get("recipient_ref") == member_ref(khunti.pk)


def test_an_entry_of_an_earlier_version_goes_by_its_exact_name(house: CaseHouse) -> None:
    _file, entry = consent(house, recipient=PARTNER)
    khunti = house.cast.khunti
    earlier = Entry(entry.kind, entry.row, 1, entry.written_at, entry.written_by, {"recipient": khunti.name_hi})
    found = member_of(earlier, other_members(own(house)))
    assert found is not None
    assert found.pk == khunti.pk
    near = Entry(entry.kind, entry.row, 1, entry.written_at, entry.written_by, {"recipient": "खूंटी"})
    assert member_of(near, other_members(own(house))) is None


def test_a_member_gets_no_file_in_place_of_a_letter(house: CaseHouse) -> None:
    found, entry = consent(house, recipient="x", recipient_ref=member_ref(house.cast.khunti.pk))
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    with pytest.raises(Problem):
        refer_outside(**mine, case_file=found, answers={**REQUEST, "passed_on": ["harm"], "consent": entry.row})


def test_sharing_without_consent_names_its_recipient_the_same_way(house: CaseHouse) -> None:
    about = {"service": "legal", "reason": "danger", "words": "धमकी", "asked_on": "05/10/2026"}
    with pytest.raises(Problems):
        house.write(house.open_case(), "override", {**about, "recipient": "खूंटी"})
    found = house.write(
        house.open_case(), "override", {**about, "recipient_ref": member_ref(house.cast.khunti.pk), "recipient": "x"}
    )
    assert found.file.all("override")[0].get("recipient") == house.cast.khunti.name_hi
