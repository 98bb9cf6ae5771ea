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
from tests.programme.cases.case_office import OPENED_ON, CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD, codes

pytestmark = pytest.mark.django_db
# Grown up on the day from which the duties are counted, and ever since.
GROWN = {**CARD, "age": 24, "age_on": OPENED_ON}
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
    house.write(opened, "identity", {**GROWN, "age": 19, "age_basis": "school"})
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
    began = dt.datetime.combine(clock.today(), dt.time(10), clock.INDIA)
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


def test_the_hours_run_from_the_card_that_says_the_child_is_found(house: CaseHouse) -> None:
    began = dt.datetime.combine(clock.today(), dt.time(10), clock.INDIA)
    with clock.frozen_at(began):
        case_file = house.write(house.open_case(), "identity", {**CARD, "whereabouts": "missing"})
    assert open_codes(house, case_file) == []
    for hours, where in ((1, "with_us"), (2, "with_us")):
        with clock.frozen_at(began + dt.timedelta(hours=hours)):
            opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
            house.write(opened, "identity", {**CARD, "age": 15 + hours, "whereabouts": where})
            file = house.read(case_file.case.pk).file
            (duty,) = [one for one in duties_of(file, clock.today(), clock.now()) if one.is_open]
            assert abs(duty.began_at - began - dt.timedelta(hours=1)) < dt.timedelta(minutes=1)


def set_aside(house: CaseHouse, case_file: OpenCaseFile, why: str) -> OpenCaseFile:
    answers = {"duty": "produce_before_cwc", "answer": "not_applicable", "why": why}
    with house.acting("supervisor"):
        opened = house.read(case_file.case.pk, "supervisor")
        confirmed = {**answers, "is_confirmed": True, "confirmed_because": "काग़ज़ देखा"}
        return house.write(opened, "duty_answer", confirmed, "supervisor")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"whereabouts": "with_us"}),
        ({"whereabouts": "missing"}, {"whereabouts": "with_us"}),
        ({"age": 20, "age_basis": "guess"}, {"age": 13, "age_basis": "school"}),
        ({"age": None, "age_on": None}, {"age": 13}),
    ],
)
def test_what_the_card_says_later_opens_the_hours_that_were_set_aside(
    house: CaseHouse, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """A day later she is found and with us after all, or younger than she seemed."""
    card = {**CARD, **before}
    case_file = house.write(house.open_case(), "identity", card)
    if before.get("whereabouts") == "missing":  # ticked by mistake, and set aside for it
        case_file = house.write(case_file, "situation", {"facts": ["found"]})
    set_aside(house, case_file, "not_found")
    assert open_codes(house, case_file) == []

    def write(card: dict[str, Any]) -> None:
        opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
        house.write(opened, "identity", card)

    at = clock.now() + dt.timedelta(hours=1)
    with clock.frozen_at(at):
        write({**card, "phone": "9431100000"})
        assert open_codes(house, case_file) == []
        write({**card, "disability": "सुनने में"})
        assert open_codes(house, case_file) == []
        write({**card, **after})
        assert open_codes(house, case_file) == ["produce_before_cwc"]
    with clock.frozen_at(at + dt.timedelta(hours=1)):
        write({**card, **after, "disability": "सुनने में"})
        found = duties_of(house.read(case_file.case.pk).file, clock.today())
        assert [one.began_at >= at for one in found if one.is_open] == [True]
        set_aside(house, case_file, "in_care")
        assert open_codes(house, case_file) == []


def test_the_hours_run_from_the_first_word_of_a_child_however_plainly_it_is_said_later(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    first = duties_of(house.read(case_file.case.pk).file, clock.today())
    with clock.frozen_at(clock.now() + dt.timedelta(hours=20)):
        opened = open_identity(house.by("counsellor"), house.ring("counsellor"), house.read(case_file.case.pk))
        house.write(opened, "identity", {**CARD, "whereabouts": "with_us"})
        then = duties_of(house.read(case_file.case.pk).file, clock.today())
    begun = [[one.began_at for one in found if one.duty.code == "produce_before_cwc"] for found in (first, then)]
    assert begun[0] == begun[1] != []
