"""What a translator knows about the office whose row it reads, and the result it returns."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.figure_ranges import figure_ranges
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.figure_limits import IMPLAUSIBLE, FigureLimits
from jatan.intake.registers.translate.places import OfficePlaces
from jatan.intake.registers.translate.warnings import PARKING_CODES, RowOddity
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.models import Group
from jatan.programme.own_fields.models import Answer, OwnField
from jatan.programme.people.base_command import Command, rules_of
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.models import Person
from jatan_names import fold


class GroupBook:
    """The recorded groups of an office by name: exact spelling first, then phonetic."""

    def __init__(self) -> None:
        self._by_spelling: dict[tuple[str, str], list[Group]] = {}
        self._by_phonetic_key: dict[tuple[str, str], list[Group]] = {}

    def add(self, group: Group) -> None:
        self._by_spelling.setdefault((group.kind, plain(group.name)), []).append(group)
        self._by_phonetic_key.setdefault((group.kind, fold(group.name)), []).append(group)

    def only(self, kind: str, name: str) -> Group | None:
        """The group of that name, or None unless there is exactly one."""
        found = self.named(kind, name)
        return found[0] if len(found) == 1 else None

    def named(self, kind: str, name: str) -> list[Group]:
        """All groups of that name: with the same spelling, else with the same phonetic key."""
        return self._by_spelling.get((kind, plain(name))) or self._by_phonetic_key.get((kind, fold(name)), [])

    def names(self, kind: str) -> list[str]:
        """Recorded group names, sorted, for a person to choose from."""
        return sorted(groups[0].name for (of_kind, _), groups in self._by_spelling.items() if of_kind == kind)


@dataclass(slots=True)
class Office:
    """One organisation during one import. `case_codes`: codes used so far.

    `largest_figures`: gives the largest recorded figure of each column of a register; asked once per register.
    `own_questions`: {code: own question} that the office asks now.
    `person_placeholder`: an unsaved placeholder for a row's person until that person is registered.
    """

    organisation_id: uuid.UUID
    places: OfficePlaces
    words: Vocabulary
    groups: GroupBook = field(default_factory=GroupBook)
    case_codes: set[str] = field(default_factory=set)
    largest_figures: Callable[[str], Mapping[str, int]] = lambda kind: {}
    own_questions: Mapping[str, OwnField] = field(default_factory=dict)
    person_placeholder: Person = field(init=False)
    _limits: dict[str, FigureLimits] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.person_placeholder = Person(organisation_id=self.organisation_id, place=self.places.district)

    def answers(self, kind: str, row: RegisterRow) -> Answers:
        """The answers of a row, whose figures are checked against the limits of its register."""
        if kind not in self._limits:
            self._limits[kind] = FigureLimits(figure_ranges(kind), self.largest_figures(kind))
        return Answers(row, self.words, self._limits[kind])

    def where(self, answers: Answers) -> dict[str, Any]:
        """Organisation and place fields of a command."""
        longest = rules_of(Command).texts
        return {
            "organisation": self.organisation_id,
            "place": answers.place(self.places),
            "panchayat": answers.text("panchayat", longest["panchayat"]),
            "village": answers.text("village", longest["village"]),
        }


@dataclass(slots=True)
class Translated:
    """A valid row as commands. `person` is to be registered first; `main` then has `office.person_placeholder`.

    `standing`: the urgent issue that told of the row's danger while it waited. `answers`: to the office's own
    questions about the record.
    """

    main: Any
    person: RegisterPerson | None = None
    oddities: list[RowOddity] = field(default_factory=list)
    figures: Mapping[str, int] = field(default_factory=dict)
    standing: uuid.UUID | None = None
    answers: Mapping[OwnField, Answer] = field(default_factory=dict)


def build_commands(answers: Answers, names: Mapping[str, str], *builders: Any) -> list[Any]:
    """Build the commands, or raise Problems with everything that is wrong with the row, by register column.

    `names`: {command field: register column}. A command's problem about a column that already has one is left out; an
    implausible figure gives way to every other problem of its column.
    """
    found = list(answers.problems)
    reported_columns = {problem.field for problem in found if problem.code != IMPLAUSIBLE}
    commands: list[Any] = []
    for build in builders:
        try:
            commands.append(build())
        except (Problem, Problems) as trouble:
            for problem in trouble.problems:
                column = names.get(problem.field or "", problem.field or "")
                if column not in reported_columns:
                    found.append(as_parking_problem(problem, column))
    if found:
        impossible_columns = {problem.field for problem in found if problem.code != IMPLAUSIBLE}
        found = [one for one in found if one.code != IMPLAUSIBLE or one.field not in impossible_columns]
        raise Problems(in_order_of_severity(found))
    return commands


def in_order_of_severity(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a row, the most severe first: the row is counted under that."""
    return tuple(sorted(problems, key=lambda problem: PARKING_CODES.index(problem.code)))


def as_parking_problem(problem: Problem, column: str) -> Problem:
    """A command's problem with one of the codes that park a row; the message is kept."""
    code = problem.code if problem.code in PARKING_CODES else "unreadable"
    return Problem(code, problem.message, field=column, candidates=problem.candidates)
