"""What a translator knows about the office whose row it reads, and what it hands on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.places import OfficePlaces
from jatan.intake.registers.translate.warnings import PARKING_CODES, RowOddity
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.models import Group
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.models import Person
from jatan_names import fold

__all__ = ["GroupBook", "Office", "Translated", "settle"]


class GroupBook:
    """The groups an office has on record, by name. Exact spelling first, then the sound."""

    def __init__(self) -> None:
        self._plain: dict[tuple[str, str], list[Group]] = {}
        self._fold: dict[tuple[str, str], list[Group]] = {}

    def add(self, group: Group) -> None:
        self._plain.setdefault((group.kind, plain(group.name)), []).append(group)
        self._fold.setdefault((group.kind, fold(group.name)), []).append(group)

    def only(self, kind: str, name: str) -> Group | None:
        """The group of that name if there is exactly one."""
        found = self.named(kind, name)
        return found[0] if len(found) == 1 else None

    def named(self, kind: str, name: str) -> list[Group]:
        """Every group of that name: those spelt so, else those that sound so."""
        return self._plain.get((kind, plain(name))) or self._fold.get((kind, fold(name)), [])

    def names(self, kind: str) -> list[str]:
        """Names on record, for a person to choose from."""
        return sorted(groups[0].name for (of_kind, _), groups in self._plain.items() if of_kind == kind)


@dataclass(slots=True)
class Office:
    """One organisation during one import. `case_codes`: those it has used.

    `nobody` stands for the person of a row until that person is registered.
    """

    organisation_id: uuid.UUID
    places: OfficePlaces
    words: Vocabulary
    groups: GroupBook = field(default_factory=GroupBook)
    case_codes: set[str] = field(default_factory=set)
    nobody: Person = field(init=False)

    def __post_init__(self) -> None:
        self.nobody = Person(organisation_id=self.organisation_id, place=self.places.district)

    def where(self, answers: Answers) -> dict[str, Any]:
        """Organisation and place fields of a command."""
        return {
            "organisation": self.organisation_id,
            "place": answers.place(self.places),
            "panchayat": answers.text("panchayat", 120),
            "village": answers.text("village", 120),
        }


@dataclass(slots=True)
class Translated:
    """A row that can be true. `main` names `office.nobody` as its person where `person` is to be registered first."""

    main: Any
    person: RegisterPerson | None = None
    oddities: list[RowOddity] = field(default_factory=list)
    figures: Mapping[str, int] = field(default_factory=dict)


def settle(answers: Answers, names: Mapping[str, str], *makers: Any) -> list[Any]:
    """Build the commands, or raise Problems with everything that is wrong with the row, told of the row's columns.

    `names`: field of a command -> column of the register. A command's complaint about a field whose cell already has
    a problem is that problem's echo and left out.
    """
    found = list(answers.problems)
    spoken_of = {problem.field for problem in found}
    made: list[Any] = []
    for make in makers:
        try:
            made.append(make())
        except (Problem, Problems) as trouble:
            for problem in trouble.problems:
                column = names.get(problem.field or "", problem.field or "")
                if column not in spoken_of:
                    found.append(_parking(problem, column))
    if found:
        raise Problems(sorted(found, key=lambda problem: PARKING_CODES.index(problem.code)))
    return made


def _parking(problem: Problem, column: str) -> Problem:
    """A command's problem under one of the codes that park a row; its own message stays."""
    code = problem.code if problem.code in PARKING_CODES else "unreadable"
    return Problem(code, problem.message, field=column, candidates=problem.candidates)
