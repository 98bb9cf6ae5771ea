"""Hard stops: derived from the facts, recorded once, acknowledged once by a named person. No score."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils.translation import override

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.problems import Problem
from jatan.programme.journeys.checklist import current_version, question, questions
from jatan.programme.journeys.choices import TriggerCode
from jatan.programme.journeys.duties import duties, duty
from jatan.programme.journeys.models import Trigger
from jatan.programme.journeys.rules import CompanionFacts, JourneyFacts, hard_stops, is_child
from jatan.programme.journeys.selectors import find_trigger, open_triggers
from jatan.programme.journeys.services import acknowledge_trigger, note_trigger
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]

MOTHER, COUSIN = CompanionFacts(38, "family"), CompanionFacts(16, "family")
STRANGER, NEIGHBOUR, AGELESS = (
    CompanionFacts(40, "unrelated"),
    CompanionFacts(35, "neighbour"),
    CompanionFacts(None, "unknown"),
)
CHILD = CompanionFacts(15, "unrelated")
IN_DOUBT, GROWN = (
    CompanionFacts(None, "unrelated", under_18="unknown"),
    CompanionFacts(None, "unrelated", under_18="no"),
)
ALL_THREE = ["minor_for_work", "minor_with_unrelated_adult", "batch_of_minors"]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (JourneyFacts(age=24, is_for_work=True, companions=(STRANGER,), has_agent=True), []),
        (JourneyFacts(age=None, under_18="no", is_for_work=True, companions=(STRANGER,), has_agent=True), []),
        (JourneyFacts(age=17, is_for_work=True), ["minor_for_work"]),
        (JourneyFacts(age=17, is_for_work=True, companions=(MOTHER,)), ["minor_for_work"]),
        (JourneyFacts(age=10, is_for_work=False, companions=(MOTHER, STRANGER)), []),
        (JourneyFacts(age=10, is_for_work=False), ["minor_for_work"]),
        (
            JourneyFacts(age=16, is_for_work=True, companions=(STRANGER,)),
            ["minor_for_work", "minor_with_unrelated_adult"],
        ),
        (
            JourneyFacts(age=16, is_for_work=True, companions=(NEIGHBOUR,)),
            ["minor_for_work", "minor_with_unrelated_adult"],
        ),
        (
            JourneyFacts(age=16, is_for_work=True, companions=(AGELESS,)),
            ["minor_for_work", "minor_with_unrelated_adult"],
        ),
        (
            JourneyFacts(age=16, is_for_work=True, companions=(COUSIN, STRANGER)),
            ["minor_for_work", "minor_with_unrelated_adult", "batch_of_minors"],
        ),
        (
            JourneyFacts(age=16, is_for_work=True, companions=(COUSIN,), has_agent=True),
            ["minor_for_work", "batch_of_minors"],
        ),
        (JourneyFacts(age=16, is_for_work=True, companions=(COUSIN,)), ["minor_for_work"]),
        (JourneyFacts(age=16, is_for_work=True, companions=(COUSIN, MOTHER, STRANGER)), ["minor_for_work"]),
        (JourneyFacts(age=30, is_for_work=True, companions=(CHILD,)), ["minor_with_unrelated_adult"]),
        (JourneyFacts(age=30, is_for_work=True, companions=(CompanionFacts(15, "unrelated", True),)), []),
        (
            JourneyFacts(age=30, is_for_work=True, companions=(CHILD, CHILD)),
            ["minor_with_unrelated_adult", "batch_of_minors"],
        ),
        (JourneyFacts(age=30, is_for_work=True, companions=(COUSIN,)), []),
    ],
)
def test_hard_stops_follow_from_age_and_companions(facts: JourneyFacts, codes: list[str]) -> None:
    assert hard_stops(facts) == codes


@pytest.mark.parametrize("under_18", ["yes", "unknown", ""])
def test_a_traveller_of_unknown_age_counts_as_a_child(under_18: str) -> None:
    answers = {"family_informed": "no"}
    facts = JourneyFacts(
        None, is_for_work=True, companions=(STRANGER,), has_agent=True, answers=answers, under_18=under_18
    )
    known = JourneyFacts(17, is_for_work=True, companions=(STRANGER,), has_agent=True, answers=answers)
    assert hard_stops(facts) == hard_stops(known)
    assert set(hard_stops(facts)) == {"minor_for_work", "minor_with_unrelated_adult", "guardian_unaware"}


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (JourneyFacts(age=30, is_for_work=True, companions=(IN_DOUBT,)), ["minor_with_unrelated_adult"]),
        (JourneyFacts(age=30, is_for_work=True, companions=(GROWN,)), []),
        (
            JourneyFacts(age=30, is_for_work=True, companions=(IN_DOUBT, CHILD)),
            ["minor_with_unrelated_adult", "batch_of_minors"],
        ),
        # A companion of unknown age is the second child or the adult, not both.
        (
            JourneyFacts(age=16, is_for_work=True, companions=(IN_DOUBT,)),
            ["minor_for_work", "minor_with_unrelated_adult"],
        ),
        (JourneyFacts(age=16, is_for_work=True, companions=(IN_DOUBT,), has_agent=True), ALL_THREE),
        (JourneyFacts(age=16, is_for_work=True, companions=(IN_DOUBT, STRANGER)), ALL_THREE),
        # Family counts only when certainly adult.
        (
            JourneyFacts(age=10, is_for_work=False, companions=(CompanionFacts(None, "family", under_18="unknown"),)),
            ["minor_for_work"],
        ),
        (JourneyFacts(age=10, is_for_work=False, companions=(CompanionFacts(None, "family", under_18="no"),)), []),
        # A traveller of unknown age is also checked as an adult.
        (JourneyFacts(None, False, (MOTHER, CHILD), under_18="unknown"), ["minor_with_unrelated_adult"]),
        (JourneyFacts(None, False, (MOTHER, CHILD), under_18="yes"), []),
    ],
)
def test_a_companion_of_unknown_age_counts_as_a_child(facts: JourneyFacts, codes: list[str]) -> None:
    assert hard_stops(facts) == codes


@pytest.mark.parametrize(
    ("age", "under_18", "counts"),
    [(17, "no", True), (18, "yes", False), (None, "yes", True), (None, "unknown", True), (None, "no", False)],
)
def test_a_known_age_overrides_the_answer_and_doubt_counts_as_a_child(age: int, under_18: str, counts: bool) -> None:
    assert is_child(age, under_18) is counts
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
    assert hard_stops(JourneyFacts(age=30, is_for_work=True, answers={asked: "no"})) == [code]
    for answer in ("yes", "unknown", "declined"):
        assert hard_stops(JourneyFacts(age=30, is_for_work=True, answers={asked: answer})) == []


def test_an_uninformed_guardian_is_a_hard_stop_for_children_only() -> None:
    answers = {"family_informed": "no"}
    assert hard_stops(JourneyFacts(age=19, is_for_work=True, answers=answers)) == []
    assert "guardian_unaware" in hard_stops(JourneyFacts(age=17, is_for_work=True, answers=answers))


def test_every_question_has_text_and_task_in_both_languages() -> None:
    for asked in questions():
        for language in ("hi", "en"):
            with override(language):
                assert str(asked.question.label) == getattr(asked, language) != ""
            assert asked.action(language)
        assert asked.trigger in ("", *TriggerCode.values)
    assert question("wage_written", current_version()).code == "wage_written"
    with pytest.raises(LookupError):
        question("shoe_size")


def test_every_hard_stop_has_a_duty_and_a_source() -> None:
    assert set(duties()) == set(TriggerCode.values)
    for code in TriggerCode.values:
        known = duty(code)
        assert known.source
        assert known.verified_on
        assert known.text("hi") != known.text("en")
        assert known.first("hi") != known.first("en")


def test_a_hard_stop_is_recorded_once_and_acknowledged_once(cast: Cast, as_: As) -> None:
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


def test_an_invalid_hard_stop_is_refused(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        journey = a_journey(by, a_person(by, cast))
        with pytest.raises(Problem, match="unreadable"):
            note_trigger(by=by, journey=journey, code="looks_odd")
        with pytest.raises(Problem, match="aadhaar_number"):
            note_trigger(by=by, journey=journey, code="papers_taken", note="2341 2341 2346")
        trigger = note_trigger(by=by, journey=journey, code="papers_taken")
        with pytest.raises(Problem, match="missing_required"):
            acknowledge_trigger(by=by, trigger=trigger, what_was_done="  ")


def test_other_members_and_blocks_cannot_see_or_acknowledge_it(cast: Cast, as_: As) -> None:
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
