"""An open duty to report leaves a file by being done. Whatever else would make it vanish asks for a supervisor."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.legal_track import State, duties_of
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.file.entry_store import withdraw_entry
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD, codes

pytestmark = pytest.mark.django_db
GROWN = {**CARD, "age": 24}
# Of a girl of sixteen by her card: she is brought before the committee, and what was done to her is reported.
BOTH = ["report_sexual_offence", "produce_before_cwc"]


def girls_case(house: CaseHouse) -> OpenCaseFile:
    found = house.write(house.open_case(), "identity", CARD)
    return house.write(found, "situation", {"facts": ["sexual"]})


def open_codes(house: CaseHouse, case_file: OpenCaseFile) -> list[str]:
    read = house.read(case_file.case.pk)
    return [one.duty.code for one in duties_of(read.file, clock.today()) if one.is_open]


def test_a_counsellor_cannot_remove_a_duty_by_changing_age_or_facts(house: CaseHouse) -> None:
    case_file = girls_case(house)
    ways: list[tuple[str, dict[str, Any]]] = [
        ("identity", GROWN),
        ("situation", {"facts": ["trafficked"], "why_fewer": "ग़लत सुना"}),
    ]
    for kind, answers in ways:
        before = Section.objects.filter(case=case_file.case.pk).count()
        opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
        with pytest.raises(Problems) as refused:
            house.write(opened, kind, answers)
        assert codes(refused.value) == {("supervisor_only", None)}
        assert Section.objects.filter(case=case_file.case.pk).count() == before
    assert open_codes(house, case_file) == BOTH


def test_the_coded_story_is_not_taken_back_from_under_a_duty(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    case_file = house.write(case_file, "exploitation", {"types": ["SexualExploitation"]})
    (story,) = case_file.file.all("exploitation")
    with pytest.raises(Problems) as refused:
        withdraw_entry(
            by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=case_file, row=story.row, reason="x"
        )
    assert codes(refused.value) == {("supervisor_only", None)}
    assert open_codes(house, case_file) == BOTH


def test_her_age_is_learnt_or_proved_by_the_counsellor_herself(house: CaseHouse) -> None:
    unknown = house.write(house.open_case(), "situation", {"facts": ["sexual"]})
    assert open_codes(house, unknown) == ["report_sexual_offence"]
    house.write(unknown, "identity", GROWN)
    assert open_codes(house, unknown) == []
    case_file = girls_case(house)
    opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
    house.write(opened, "identity", {**CARD, "age": 19, "age_basis": "school"})
    assert open_codes(house, case_file) == []


def test_a_supervisor_corrects_what_was_wrong(house: CaseHouse) -> None:
    case_file = girls_case(house)
    with house.acting("supervisor"):
        opened = open_identity(
            house.by("supervisor"), house.ring("supervisor"), house.read(case_file.case.pk, "supervisor")
        )
        house.write(opened, "identity", GROWN, "supervisor")
    assert open_codes(house, case_file) == []


def test_once_it_is_done_everything_may_be_corrected_and_taking_that_back_opens_it_again(house: CaseHouse) -> None:
    case_file = girls_case(house)
    done = {"duty": "report_sexual_offence", "at": "23/11/2026 10:00", "to": "महिला थाना"}
    case_file = house.write(case_file, "duty_done", done)
    opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
    house.write(opened, "identity", {**CARD, "age": 15})
    case_file = house.read(case_file.case.pk)
    (entry,) = case_file.file.all("duty_done")
    withdraw_entry(
        by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=case_file, row=entry.row, reason="x"
    )
    assert open_codes(house, case_file) == BOTH


def test_her_card_raises_the_duty_and_a_correction_of_it_does_not_start_the_hours_anew(house: CaseHouse) -> None:
    began = dt.datetime(2026, 11, 26, 10, 0, tzinfo=clock.INDIA)
    with clock.frozen_at(began):
        case_file = house.write(house.open_case(), "identity", {**CARD, "age": 17})
    for hours, age in ((1, 16), (30, 15)):
        with clock.frozen_at(began + dt.timedelta(hours=hours)):
            opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
            house.write(opened, "identity", {**CARD, "age": age})
            file = house.read(case_file.case.pk).file
            (duty,) = [one for one in duties_of(file, clock.today(), clock.now()) if one.is_open]
            assert duty.deadline is not None
            assert duty.deadline.late_at == duty.began_at + dt.timedelta(hours=24)
            assert abs(duty.began_at - began) < dt.timedelta(minutes=1)
            assert duty.state is (State.OVERDUE if hours > 24 else State.DUE)
