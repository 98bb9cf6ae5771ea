"""Hard stops: what the answers say by themselves, noted once, taken over once by a named person. No score."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.problems import Problem
from jatan.programme.journeys.checklist import current_version, question, questions
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.duties import duties, duty
from jatan.programme.journeys.models import Trigger
from jatan.programme.journeys.rules import Fellow, Told, hard_stops, is_child
from jatan.programme.journeys.selectors import find_trigger, open_triggers
from jatan.programme.journeys.services import acknowledge_trigger, note_trigger
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]

MOTHER, COUSIN = Fellow(38, "family"), Fellow(16, "family")
STRANGER, NEIGHBOUR, AGELESS = Fellow(40, "unrelated"), Fellow(35, "neighbour"), Fellow(None, "unknown")
CHILD = Fellow(15, "unrelated")
IN_DOUBT, GROWN = Fellow(None, "unrelated", under_18="unknown"), Fellow(None, "unrelated", under_18="no")
ALL_THREE = ["minor_for_work", "minor_with_unrelated_adult", "batch_of_minors"]


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (Told(age=24, is_for_work=True, fellows=(STRANGER,), has_agent=True), []),
        (Told(age=None, under_18="no", is_for_work=True, fellows=(STRANGER,), has_agent=True), []),
        (Told(age=17, is_for_work=True), ["minor_for_work"]),
        (Told(age=17, is_for_work=True, fellows=(MOTHER,)), ["minor_for_work"]),
        (Told(age=10, is_for_work=False, fellows=(MOTHER, STRANGER)), []),
        (Told(age=10, is_for_work=False), ["minor_for_work"]),
        (Told(age=16, is_for_work=True, fellows=(STRANGER,)), ["minor_for_work", "minor_with_unrelated_adult"]),
        (Told(age=16, is_for_work=True, fellows=(NEIGHBOUR,)), ["minor_for_work", "minor_with_unrelated_adult"]),
        (Told(age=16, is_for_work=True, fellows=(AGELESS,)), ["minor_for_work", "minor_with_unrelated_adult"]),
        (
            Told(age=16, is_for_work=True, fellows=(COUSIN, STRANGER)),
            ["minor_for_work", "minor_with_unrelated_adult", "batch_of_minors"],
        ),
        (Told(age=16, is_for_work=True, fellows=(COUSIN,), has_agent=True), ["minor_for_work", "batch_of_minors"]),
        (Told(age=16, is_for_work=True, fellows=(COUSIN,)), ["minor_for_work"]),
        (Told(age=16, is_for_work=True, fellows=(COUSIN, MOTHER, STRANGER)), ["minor_for_work"]),
        (Told(age=30, is_for_work=True, fellows=(CHILD,)), ["minor_with_unrelated_adult"]),
        (Told(age=30, is_for_work=True, fellows=(Fellow(15, "unrelated", True),)), []),
        (Told(age=30, is_for_work=True, fellows=(CHILD, CHILD)), ["minor_with_unrelated_adult", "batch_of_minors"]),
        (Told(age=30, is_for_work=True, fellows=(COUSIN,)), []),
    ],
)
def test_ages_and_company_say_what_must_be_looked_at(told: Told, codes: list[str]) -> None:
    assert hard_stops(told) == codes


@pytest.mark.parametrize("said", ["yes", "unknown", ""])
def test_whoever_may_be_a_child_is_protected_as_one(said: str) -> None:
    answers = {"family_informed": "no"}
    told = Told(None, is_for_work=True, fellows=(STRANGER,), has_agent=True, answers=answers, under_18=said)
    known = Told(17, is_for_work=True, fellows=(STRANGER,), has_agent=True, answers=answers)
    assert hard_stops(told) == hard_stops(known)
    assert set(hard_stops(told)) == {"minor_for_work", "minor_with_unrelated_adult", "guardian_unaware"}


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (Told(age=30, is_for_work=True, fellows=(IN_DOUBT,)), ["minor_with_unrelated_adult"]),
        (Told(age=30, is_for_work=True, fellows=(GROWN,)), []),
        (Told(age=30, is_for_work=True, fellows=(IN_DOUBT, CHILD)), ["minor_with_unrelated_adult", "batch_of_minors"]),
        # One in doubt is the second child or the adult, not both at once.
        (Told(age=16, is_for_work=True, fellows=(IN_DOUBT,)), ["minor_for_work", "minor_with_unrelated_adult"]),
        (Told(age=16, is_for_work=True, fellows=(IN_DOUBT,), has_agent=True), ALL_THREE),
        (Told(age=16, is_for_work=True, fellows=(IN_DOUBT, STRANGER)), ALL_THREE),
        # Family protects only where it is grown for certain.
        (Told(age=10, is_for_work=False, fellows=(Fellow(None, "family", under_18="unknown"),)), ["minor_for_work"]),
        (Told(age=10, is_for_work=False, fellows=(Fellow(None, "family", under_18="no"),)), []),
        # Who may be grown is also looked at as the adult that she may be.
        (Told(None, False, (MOTHER, CHILD), under_18="unknown"), ["minor_with_unrelated_adult"]),
        (Told(None, False, (MOTHER, CHILD), under_18="yes"), []),
    ],
)
def test_a_companion_who_may_be_a_child_counts_as_one(told: Told, codes: list[str]) -> None:
    assert hard_stops(told) == codes


@pytest.mark.parametrize(
    ("age", "said", "counts"),
    [(17, "no", True), (18, "yes", False), (None, "yes", True), (None, "unknown", True), (None, "no", False)],
)
def test_a_known_age_speaks_before_the_answer_and_a_doubt_counts_as_a_child(age: int, said: str, counts: bool) -> None:
    assert is_child(age, said) is counts
    assert is_child(None, "") is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("free_will", "threat_or_confinement"),
        ("may_leave", "debt_forbids_leaving"),
        ("papers_own_hand", "papers_taken"),
    ],
)
def test_a_no_to_these_questions_is_a_hard_stop_and_nothing_else_is(asked: str, code: str) -> None:
    assert hard_stops(Told(age=30, is_for_work=True, answers={asked: "no"})) == [code]
    for answer in ("yes", "unknown", "declined"):
        assert hard_stops(Told(age=30, is_for_work=True, answers={asked: answer})) == []


def test_a_grown_woman_need_not_tell_anybody_at_home_a_childs_guardian_must_know() -> None:
    answers = {"family_informed": "no"}
    assert hard_stops(Told(age=19, is_for_work=True, answers=answers)) == []
    assert "guardian_unaware" in hard_stops(Told(age=17, is_for_work=True, answers=answers))


def test_every_question_has_words_and_a_task_in_both_languages() -> None:
    for asked in questions():
        for language in ("hi", "en"):
            assert asked.text(language)
            assert asked.action(language)
        assert asked.trigger in ("", *TriggerCode.values)
    assert question("wage_written", current_version()).code == "wage_written"
    with pytest.raises(LookupError):
        question("shoe_size")


def test_every_hard_stop_names_its_duty_and_its_source() -> None:
    assert set(duties()) == set(TriggerCode.values)
    for code in TriggerCode.values:
        known = duty(code)
        assert known.source
        assert known.verified_on
        assert known.text("hi") != known.text("en")
        assert known.first("hi") != known.first("en")


def test_a_hard_stop_is_noted_once_and_taken_over_once(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        trigger = note_trigger(by=by, journey=journey, code="sexual_offer")
        assert note_trigger(by=by, journey=journey, code="sexual_offer").id == trigger.id
    with as_("counsellor") as by:
        assert [row.id for row in open_triggers(by)] == [trigger.id]
        assert acknowledge_trigger(by=by, trigger=trigger, what_was_done=" थाने को बताया ")
    with as_("field_worker") as by:
        assert not acknowledge_trigger(by=by, trigger=trigger, what_was_done="दूसरा")
        kept = find_trigger(by, trigger.id)
        assert not open_triggers(by).exists()
    assert (kept.acknowledged_by, kept.what_was_done) == (cast.accounts["counsellor"].pk, "थाने को बताया")
    with as_("coordinator"):
        verbs = list(Event.objects.filter(about=trigger.id).order_by("at").values_list("verb", flat=True))
        assert verbs == ["journeys.trigger_noted", "journeys.trigger_acknowledged"]
        assert Revision.objects.filter(about=trigger.id).count() == 1


def test_what_cannot_be_noted_is_refused(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        with pytest.raises(Problem, match="unreadable"):
            note_trigger(by=by, journey=journey, code="looks_odd")
        with pytest.raises(Problem, match="aadhaar_number"):
            note_trigger(by=by, journey=journey, code="papers_taken", note="2341 2341 2346")
        trigger = note_trigger(by=by, journey=journey, code="papers_taken")
        with pytest.raises(Problem, match="missing_required"):
            acknowledge_trigger(by=by, trigger=trigger, what_was_done="  ")


def test_nobody_of_another_member_or_block_sees_or_takes_it(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = a_journey(by, a_person(by, cast, place=cast.other_gumla_block))
        trigger = note_trigger(by=by, journey=journey, code="papers_taken")
    for part in ("field_worker", "khunti_coordinator", "secretariat", "stranger"):
        with as_(part) as by:
            assert not open_triggers(by).exists()
            with pytest.raises(Trigger.DoesNotExist):
                find_trigger(by, trigger.id)
    with as_("field_worker") as by, pytest.raises(Forbidden):
        acknowledge_trigger(by=by, trigger=trigger, what_was_done="x")
