"""A kind of entry: its questions, its stage of case work, and its validation.

Each kind is declared beside its rules in a module of this package; `all_kinds.KINDS` lists them.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Field, Label, Value

# The machine answer of a kind with `pages`: numbers of the parts that were saved, as "1,2,4".
PAGES_DONE: Final = "pages_done"


class Stage(models.TextChoices):
    """Inter-agency case management steps in order (Child Protection 2014, GBV 2017), and two parallel tracks."""

    CONSENT = "consent", _("Getting to know and consent")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Safety and plan")
    SERVICES = "services", _("Services and support")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CLOSURE = "closure", _("Closure")
    LEGAL = "legal", _("Law and court")
    SHARING = "sharing", _("Sharing with others")
    OTHER = "other", _("Notes and papers")


type ClosedDays = Callable[[dt.date, dt.date], Mapping[dt.date, str]]


def _no_closed_days(first: dt.date, last: dt.date) -> Mapping[dt.date, str]:
    return {}


@dataclass(frozen=True)
class Writer:
    """The author of an entry as rules see her: account, whether she supervises cases, today's date in India.

    `is_legal`: legal officer is her only role. `closed_days`: given a first and a last day, the days between on which
    a court is closed by what her office wrote down, each with which court.
    """

    account: uuid.UUID
    is_supervisor: bool
    today: dt.date
    is_legal: bool = False
    closed_days: ClosedDays = _no_closed_days


type Check = Callable[[CaseFile, Mapping[str, Value], Writer], Iterable[Problem]]
# Called for a correction with the previous revision and the new answers. Returns machine-set answers to add;
# raises Problems for changes that a correction may not make.
type Correction = Callable[[Entry, Mapping[str, Value]], Mapping[str, Value]]
# Answers that the machine adds to a new entry.
type Filling = Callable[[CaseFile, Mapping[str, Value]], Mapping[str, Value]]
# Names of fields that a form leaves out of this file on a day.
type Hiding = Callable[[CaseFile, dt.date], frozenset[str]]


type Fits = Callable[[CaseFile, dt.date], bool]


def _fits_always(file: CaseFile, today: dt.date) -> bool:
    return True


def _no_problems(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    return ()


def _allow_any_correction(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    return {}


def _fill_nothing(file: CaseFile, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    return {}


def _hide_nothing(file: CaseFile, today: dt.date) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True)
class QuestionPage:
    """A part of a long entry: its heading and the names of its questions. It is saved by itself."""

    label: Label
    questions: tuple[str, ...]


@dataclass(frozen=True)
class EntryKind:
    """`is_single`: at most one in a file, which is revised. `is_story`: needs her consent to case work.

    `day`: the field whose date an entry is shown under (empty: the day it was written); `headline`: the fields
    shown in its timeline line. `is_by_hand`: users can write it on a page; the
    others are written by services. `in_closed`: may be written in a closed case. `is_final`: a decision, never
    revised or withdrawn. `writers`: "team" and/or "legal" (legal officers). `is_kept`:
    can be corrected but not withdrawn. `keeps`: checks a correction (see `Correction`). `fits`: whether a new one is
    offered in this file now. `pages`: the questions in parts that are saved one by one (empty: all on one page).
    `fills`: see `Filling`; `hides`: see `Hiding`; `expects`: names of fields that this file needs on a
    day. `reads_card`: its check compares answers with the identity card, which code opens for it and nobody is shown.
    """

    code: str
    label: Label
    stage: Stage
    fields: tuple[Field, ...]
    is_single: bool = False
    is_story: bool = True
    is_by_hand: bool = True
    in_closed: bool = False
    is_final: bool = False
    section: str = "file"
    day: str = ""
    headline: tuple[str, ...] = ()
    icon: str = "case"
    intro: Label = ""
    check: Check = _no_problems
    writers: tuple[str, ...] = ("team",)
    is_kept: bool = False
    keeps: Correction = _allow_any_correction
    fits: Fits = _fits_always
    pages: tuple[QuestionPage, ...] = ()
    fills: Filling = _fill_nothing
    hides: Hiding = _hide_nothing
    expects: Hiding = _hide_nothing
    reads_card: bool = False

    def is_open_to(self, writer: Writer) -> bool:
        """Whether this writer may write, revise and withdraw entries of the kind."""
        return ("legal" if writer.is_legal else "team") in self.writers

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return next(field for field in self.fields if field.name == name)

    def day_of(self, entry: Entry) -> dt.date:
        """The date an entry is shown under."""
        day = entry.get(self.day) if self.day else None
        if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
            return day
        at = day if isinstance(day, dt.datetime) else entry.written_at
        return at.astimezone(clock.INDIA).date()


def open_pages(kind: EntryKind, entry: Entry) -> list[int]:
    """Numbers (from 1) of the parts that were not saved yet; none of an entry that was written on one page."""
    done = str(entry.get(PAGES_DONE, "")).split(",")
    return [] if done == [""] else [number for number in range(1, len(kind.pages) + 1) if str(number) not in done]


def pages_done_with(done: str | None, number: int) -> str:
    """The value of PAGES_DONE once this part is saved too. `done`: the value so far, None for a new entry.

    The value "", of an entry that was written on one page, stays.
    """
    if done == "":
        return ""
    numbers = {int(one) for one in (done or "").split(",") if one}
    return ",".join(str(one) for one in sorted(numbers | {number}))


def validate_answers(
    kind: EntryKind, file: CaseFile, raw_answers: Mapping[str, Any], writer: Writer
) -> dict[str, Value]:
    """Parse and validate an entry's answers, alone and against the file. Raises Problems, also for unknown names."""
    strange = set(raw_answers) - {field.name for field in kind.fields}
    if strange:
        raise Problems([Problem("unreadable", field=name) for name in sorted(strange)])
    answers: dict[str, Value] = {}
    found: list[Problem] = []
    for field in kind.fields:
        try:
            answers[field.name] = field.parse_answer(raw_answers.get(field.name))
        except Problem as problem:
            if not _stands_already(kind, file, field, raw_answers.get(field.name)):
                found.append(problem)
                continue
            answers[field.name] = raw_answers[field.name]
    if not found:
        found = [*_link_problems(kind, file, answers), *kind.check(file, answers, writer)]
    if not found and kind.is_by_hand and not _says_something(kind, answers):
        found = [Problem("nothing_answered", _("Nothing is written yet: answer at least one question."))]
    if found:
        raise Problems(found)
    return {name: value for name, value in answers.items() if value not in (None, "", [])}


def _stands_already(kind: EntryKind, file: CaseFile, field: Field, answer: Any) -> bool:
    """Whether a telephone number stands in the file as it is sent: what older rules accepted is not lost."""
    entries = [*file.all(kind.code), *([file.identity] if file.identity else [])]
    return field.kind == "phone" and any(one.kind == kind.code and one.get(field.name) == answer for one in entries)


def _says_something(kind: EntryKind, answers: Mapping[str, Value]) -> bool:
    """Whether any question was answered: its day alone, which stands in the form, is no answer."""
    asked = (field.name for field in kind.fields if field.kind != "machine" and field.name != kind.day)
    return any(answers.get(name) not in (None, "", [], False) for name in asked)


def _link_problems(kind: EntryKind, file: CaseFile, answers: Mapping[str, Value]) -> Iterable[Problem]:
    """A problem for each link that leads to no entry of its kind in this file, or to a withdrawn one."""
    for field in kind.fields:
        row = answers.get(field.name)
        if field.kind == "link" and row is not None:
            entry = file.find(row if isinstance(row, uuid.UUID) else None)
            if entry is None or entry.kind not in field.linked_kinds or entry.withdrawn:
                yield Problem("unreadable", field=field.name)
