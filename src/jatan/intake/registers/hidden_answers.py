"""What is said about the hidden parts of a workbook: take them in, or leave them out.

Hidden rows, hidden columns and a hidden sheet are asked about apart, for each sheet that holds a register. A look at a
workbook reads what nobody has spoken about yet, so that it can be judged; nothing is taken in before all is answered.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import TextChoices

from jatan.intake.registers.choices import (
    ABOVE,
    DATES,
    QUESTIONS,
    SHEET_NAMES,
    AboveAnswer,
    DateAnswer,
    HiddenAnswer,
    HiddenSort,
    NamesAnswer,
)
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.workbook.book_view import BookView, Workbook
from jatan.intake.registers.workbook.hidden_parts import Hidden

_CHOICES: Mapping[str, type[TextChoices]] = {DATES: DateAnswer, ABOVE: AboveAnswer, SHEET_NAMES: NamesAnswer}


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """Hidden rows, columns or a whole sheet. `count`: how many rows or columns (1 for a sheet); `answer`: "" until
    somebody said.

    With the sort DATES and no sheet: the `count` days of the workbook that fit both orders (`DateAnswer`); with ABOVE:
    its `count` rows with a cell left empty under a filled one (`AboveAnswer`); with SHEET_NAMES: its `count` sheets
    whose names may be places (`NamesAnswer`).
    """

    sheet: str
    sort: str
    count: int
    answer: str = ""


def parts_of(stored: Iterable[Mapping[str, Any]]) -> list[HiddenPart]:
    """The parts that a run keeps (`ImportRun.hidden_parts`)."""
    return [HiddenPart(**part) for part in stored]


def stored_parts(parts: Iterable[HiddenPart]) -> list[dict[str, Any]]:
    """The parts as a run keeps them."""
    return [asdict(part) for part in parts]


def choices_of(sort: str) -> type[TextChoices]:
    """What may be said about a part of this sort."""
    return _CHOICES.get(sort, HiddenAnswer)


def changes_look(part: HiddenPart) -> bool:
    """True where the workbook is read otherwise than before somebody spoke about the part."""
    return part.answer in (HiddenAnswer.LEAVE, DateAnswer.MONTH_FIRST, NamesAnswer.PLACES, *AboveAnswer.values)


def is_answered(parts: Iterable[HiddenPart]) -> bool:
    """True where somebody has spoken about every part."""
    return all(part.answer for part in parts)


class HiddenAnswers:
    """The answers about one workbook. `for_all`: the answer to every part that is not among `parts`."""

    def __init__(self, parts: Sequence[HiddenPart] = (), for_all: str = "") -> None:
        self._parts, self._for_all = list(parts), for_all
        self._answers = {(part.sheet, part.sort): part.answer for part in parts if part.answer}

    def leaves(self, sheet: str, sort: HiddenSort) -> bool:
        """True where these rows, these columns or this sheet are to be left out."""
        return self._answer(sheet, sort) == HiddenAnswer.LEAVE

    @property
    def is_month_first(self) -> bool:
        """True where somebody said that the undecided days of the workbook are written with the month first."""
        return self._answers.get(("", DATES)) == DateAnswer.MONTH_FIRST

    def about_dates(self, tables: Iterable[Layout]) -> list[HiddenPart]:
        """The question about the days of these tables that fit both orders; none where nothing speaks for another."""
        count = sum(one.count for table in tables for one in table.undecided.values() if one.is_asked)
        answer = self._answers.get(("", DATES), DateAnswer.DAY_FIRST if self._for_all else "")
        return [HiddenPart("", DATES, count, answer)] if count else []

    @property
    def about_empty(self) -> str:
        """What was said of the cells of the workbook that are left empty under filled ones (`AboveAnswer`), or ""."""
        return self._answers.get(("", ABOVE), "")

    def about_left_empty(self, tables: Iterable[Layout]) -> list[HiddenPart]:
        """The question about such cells of these tables. Where nobody can be asked, their rows wait."""
        count = sum(max(table.left_empty.values(), default=0) for table in tables)
        answer = self.about_empty or (AboveAnswer.EMPTY if self._for_all else "")
        return [HiddenPart("", ABOVE, count, answer)] if count else []

    @property
    def are_names_places(self) -> bool:
        """True where somebody said that sheets are called after the villages or blocks of their rows."""
        return self._answers.get(("", SHEET_NAMES)) == NamesAnswer.PLACES

    def about_sheet_names(self, count: int) -> list[HiddenPart]:
        """The question about so many sheets. Where nobody can be asked, their names say nothing."""
        answer = self._answers.get(("", SHEET_NAMES), NamesAnswer.NOTHING if self._for_all else "")
        return [HiddenPart("", SHEET_NAMES, count, answer)] if count else []

    def about(self, found: Mapping[str, Hidden]) -> list[HiddenPart]:
        """The hidden parts of these sheets, each with its answer, and earlier parts that were answered.

        A sheet whose hidden columns are left out may be recognised as no register any more; what was said of it stays.
        """
        parts = [
            HiddenPart(sheet, sort, count, self._answer(sheet, sort))
            for sheet, hidden in found.items()
            for sort, count in _counts(hidden)
        ]
        known = {(part.sheet, part.sort) for part in parts}
        earlier = (part for part in self._parts if part.answer and part.sort not in QUESTIONS)
        return parts + [part for part in earlier if (part.sheet, part.sort) not in known]

    def _answer(self, sheet: str, sort: str) -> str:
        return self._answers.get((sheet, sort), self._for_all)


def answered(parts: Iterable[HiddenPart], answers: Mapping[tuple[str, str], str]) -> list[HiddenPart]:
    """The parts with these answers ({(sheet, sort): answer}); what is not among them keeps its answer."""
    return [replace(part, answer=answers.get((part.sheet, part.sort), part.answer)) for part in parts]


class WithoutHiddenColumns(BookView):
    """A workbook whose hidden columns are empty where they are to be left out. Rows and cells keep their places."""

    def __init__(self, book: Workbook, answers: HiddenAnswers) -> None:
        super().__init__(book)
        self._answers = answers
        self._left: dict[str, frozenset[int]] = {}

    def rows(self, name: str) -> Iterator[list[Any]]:
        """The rows of a sheet, those columns emptied."""
        left = self._left_columns(name)
        return self._book.rows(name) if not left else _emptied(self._book.rows(name), left)

    def _left_columns(self, name: str) -> frozenset[int]:
        if name not in self._left:
            leaves = self._answers.leaves(name, HiddenSort.COLUMNS)
            self._left[name] = self._book.hidden(name).columns if leaves else frozenset()
        return self._left[name]


def _emptied(rows: Iterable[list[Any]], columns: frozenset[int]) -> Iterator[list[Any]]:
    for row in rows:
        yield [cell if number not in columns else "" for number, cell in enumerate(row)]


def _counts(hidden: Hidden) -> Iterator[tuple[str, int]]:
    counted = zip(HiddenSort, (len(hidden.rows), len(hidden.columns), int(hidden.is_sheet)), strict=True)
    return itertools.filterfalse(lambda pair: pair[1] == 0, counted)
