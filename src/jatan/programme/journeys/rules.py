"""Hard stops that follow from the recorded facts. Pure functions: they report, a worker decides.

Sources: the network's list of hard stops; a doubt about age counts as a child (JJ Act 2015 s.94), so somebody of
unknown age is checked both as a child and as an adult. There is no score and no refusal. An adult needs nobody's
permission: whether her family knows is a task, and a hard stop only for a child.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jatan.kernel.ages import ADULT
from jatan.programme.journeys.checklist import questions
from jatan.programme.journeys.choices import AnswerCode, Relation, TriggerCode, Under18

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class CompanionFacts:
    """Facts about a companion: age on the day of leaving (None: not known) and relation to the traveller.

    `is_registered`: has a journey of her own with its own hard stops. `under_18`: the answer when there is no age.
    """

    age: int | None
    relation: str
    is_registered: bool = False
    under_18: str = ""

    @property
    def is_family(self) -> bool:
        return self.relation == Relation.FAMILY

    @property
    def may_be_child(self) -> bool:
        return is_child(self.age, self.under_18) is not False

    @property
    def may_be_adult(self) -> bool:
        return _may_be_adult(self.age, self.under_18)


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """The facts about one traveller that the rules use."""

    age: int | None
    is_for_work: bool
    companions: tuple[CompanionFacts, ...] = ()
    has_agent: bool = False
    answers: Mapping[str, str] | None = None
    checklist: str = ""
    under_18: str = ""


def has_begun(leaves_on: dt.date | None, today: dt.date) -> bool:
    """Whether the day of leaving has come; True where it is not known. Nobody has come home before it."""
    return leaves_on is None or leaves_on <= today


def is_child(age: int | None, under_18: str) -> bool | None:
    """Whether somebody counts as a child: by age in years, else by the answer to "under 18?".

    "Don't know" counts as a child. None when no age is known and the question was not asked.
    """
    if age is not None:
        return age < ADULT
    return under_18 != Under18.NO if under_18 else None


def hard_stops(facts: JourneyFacts) -> list[str]:
    """Codes of the hard stops that follow from the facts, in display order."""
    may_be_child = is_child(facts.age, facts.under_18) is not False
    found = set(_stops_by_answers(facts, may_be_child))
    if may_be_child:
        found |= _stops_of_child(facts)
    if _may_be_adult(facts.age, facts.under_18):
        found |= _stops_of_adult(facts)
    return [code.value for code in TriggerCode if code in found]


def _stops_of_child(facts: JourneyFacts) -> set[TriggerCode]:
    found = set()
    # Family counts only when certainly adult; a stranger who may be an adult counts as one.
    has_family_along = any(companion.is_family and not companion.may_be_child for companion in facts.companions)
    strangers = {
        index for index, companion in enumerate(facts.companions) if not companion.is_family and companion.may_be_adult
    }
    children = {index for index, companion in enumerate(facts.companions) if companion.may_be_child}
    if facts.is_for_work or not has_family_along:
        found.add(TriggerCode.MINOR_FOR_WORK)
    if not has_family_along and strangers:
        found.add(TriggerCode.MINOR_WITH_UNRELATED_ADULT)
    # A companion of unknown age is either the second child or the adult, never both.
    has_leader = facts.has_agent or (strangers and len(strangers | children) >= SEVERAL)
    if not has_family_along and children and has_leader:
        found.add(TriggerCode.BATCH_OF_MINORS)
    return found


def _stops_of_adult(facts: JourneyFacts) -> set[TriggerCode]:
    """Hard stops of an adult who takes along children who are not her family and have no journey of their own."""
    children = [
        companion
        for companion in facts.companions
        if companion.may_be_child and not companion.is_family and not companion.is_registered
    ]
    found = {TriggerCode.MINOR_WITH_UNRELATED_ADULT} if children else set()
    return found | {TriggerCode.BATCH_OF_MINORS} if len(children) >= SEVERAL else found


def _stops_by_answers(facts: JourneyFacts, may_be_child: bool) -> Iterable[TriggerCode]:
    answers = facts.answers or {}
    for question in questions(facts.checklist):
        applies = may_be_child or not question.only_minor
        if question.trigger and applies and answers.get(question.code) == AnswerCode.NO:
            yield TriggerCode(question.trigger)


def _may_be_adult(age: int | None, under_18: str) -> bool:
    return age >= ADULT if age is not None else under_18 != Under18.YES
