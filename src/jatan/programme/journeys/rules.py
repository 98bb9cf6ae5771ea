"""Hard stops that follow from the recorded facts. Pure functions: they report, a worker decides.

Sources: the network's list of hard stops; a doubt about age counts as a child (JJ Act 2015 s.94), so somebody of
unknown age is checked both as a child and as an adult. There is no score and no refusal. An adult needs nobody's
permission: whether her family knows is a task, and a hard stop only for a child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jatan.programme.journeys.checklist import questions
from jatan.programme.journeys.choices import AnswerCode, Relation, TriggerCode, Under18

__all__ = ["Fellow", "Told", "hard_stops", "is_child"]

ADULT = 18
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Fellow:
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
class Told:
    """The facts about one traveller that the rules use."""

    age: int | None
    is_for_work: bool
    fellows: tuple[Fellow, ...] = ()
    has_agent: bool = False
    answers: Mapping[str, str] | None = None
    checklist: str = ""
    under_18: str = ""


def is_child(age: int | None, under_18: str) -> bool | None:
    """Whether somebody counts as a child: by age in years, else by the answer to "under 18?".

    "Don't know" counts as a child. None when no age is known and the question was not asked.
    """
    if age is not None:
        return age < ADULT
    return under_18 != Under18.NO if under_18 else None


def hard_stops(told: Told) -> list[str]:
    """Codes of the hard stops that follow from the facts, in display order."""
    may_be_child = is_child(told.age, told.under_18) is not False
    found = set(_by_answers(told, may_be_child))
    if may_be_child:
        found |= _of_child(told)
    if _may_be_adult(told.age, told.under_18):
        found |= _of_adult(told)
    return [code.value for code in TriggerCode if code in found]


def _of_child(told: Told) -> set[TriggerCode]:
    found = set()
    # Family counts only when certainly adult; a stranger who may be an adult counts as one.
    has_family_along = any(fellow.is_family and not fellow.may_be_child for fellow in told.fellows)
    strangers = {at for at, one in enumerate(told.fellows) if not one.is_family and one.may_be_adult}
    children = {at for at, one in enumerate(told.fellows) if one.may_be_child}
    if told.is_for_work or not has_family_along:
        found.add(TriggerCode.MINOR_FOR_WORK)
    if not has_family_along and strangers:
        found.add(TriggerCode.MINOR_WITH_UNRELATED_ADULT)
    # A companion of unknown age is either the second child or the adult, never both.
    has_leader = told.has_agent or (strangers and len(strangers | children) >= SEVERAL)
    if not has_family_along and children and has_leader:
        found.add(TriggerCode.BATCH_OF_MINORS)
    return found


def _of_adult(told: Told) -> set[TriggerCode]:
    """Hard stops of an adult who takes along children who are not her family and have no journey of their own."""
    children = [one for one in told.fellows if one.may_be_child and not one.is_family and not one.is_registered]
    found = {TriggerCode.MINOR_WITH_UNRELATED_ADULT} if children else set()
    return found | {TriggerCode.BATCH_OF_MINORS} if len(children) >= SEVERAL else found


def _by_answers(told: Told, may_be_child: bool) -> Iterable[TriggerCode]:
    answers = told.answers or {}
    for question in questions(told.checklist):
        is_hers = may_be_child or not question.only_minor
        if question.trigger and is_hers and answers.get(question.code) == AnswerCode.NO:
            yield TriggerCode(question.trigger)


def _may_be_adult(age: int | None, under_18: str) -> bool:
    return age >= ADULT if age is not None else under_18 != Under18.YES
