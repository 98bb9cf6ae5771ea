"""Hard stops that follow from what was told. Pure: a worker decides, this only says what it saw.

Grounds: the network's list of hard stops; a doubt about age protects as a child (JJ Act 2015 s.94). There is no score
and no refusal. An adult is nobody's ward: whether her family knows is a task, and a hard stop only for a child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jatan.programme.journeys.checklist import questions
from jatan.programme.journeys.choices import AnswerCode, Relation, TriggerCode

__all__ = ["Fellow", "Told", "hard_stops"]

ADULT = 18
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody who travels along: age on the day of leaving (None: not known) and relation to the traveller.

    `is_registered`: has a journey of her own, which carries her own hard stops.
    """

    age: int | None
    relation: str
    is_registered: bool = False

    @property
    def is_family(self) -> bool:
        return self.relation == Relation.FAMILY


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules look at, of one traveller."""

    age: int | None
    is_for_work: bool
    fellows: tuple[Fellow, ...] = ()
    has_agent: bool = False
    answers: Mapping[str, str] | None = None
    checklist: str = ""


def hard_stops(told: Told) -> list[str]:
    """Codes of the hard stops in what was told, in the order in which they are shown."""
    is_minor = told.age is not None and told.age < ADULT
    found = set(_by_answers(told, is_minor))
    found |= _of_child(told) if is_minor else _of_adult(told)
    return [code.value for code in TriggerCode if code in found]


def _of_child(told: Told) -> set[TriggerCode]:
    found = set()
    has_family_along = any(fellow.is_family and _is_adult(fellow.age) for fellow in told.fellows)
    # An adult of unknown age who is no family counts as one: the doubt is on the child's side.
    has_stranger = any(not one.is_family and (one.age is None or _is_adult(one.age)) for one in told.fellows)
    if told.is_for_work or not has_family_along:
        found.add(TriggerCode.MINOR_FOR_WORK)
    if not has_family_along and has_stranger:
        found.add(TriggerCode.MINOR_WITH_UNRELATED_ADULT)
    children = 1 + sum(1 for fellow in told.fellows if _is_child(fellow.age))
    if not has_family_along and children >= SEVERAL and (has_stranger or told.has_agent):
        found.add(TriggerCode.BATCH_OF_MINORS)
    return found


def _of_adult(told: Told) -> set[TriggerCode]:
    """Children who are not hers and whom nobody registers: what they need must stand somewhere."""
    children = [one for one in told.fellows if _is_child(one.age) and not one.is_family and not one.is_registered]
    found = {TriggerCode.MINOR_WITH_UNRELATED_ADULT} if children else set()
    return found | {TriggerCode.BATCH_OF_MINORS} if len(children) >= SEVERAL else found


def _by_answers(told: Told, is_minor: bool) -> Iterable[TriggerCode]:
    answers = told.answers or {}
    for question in questions(told.checklist):
        if question.trigger and answers.get(question.code) == AnswerCode.NO and (is_minor or not question.only_minor):
            yield TriggerCode(question.trigger)


def _is_adult(age: int | None) -> bool:
    return age is not None and age >= ADULT


def _is_child(age: int | None) -> bool:
    return age is not None and age < ADULT
