"""A kind of entry: what it asks, where it stands in the work, and what must hold before one is written.

Every kind is declared beside its rules in a module of this package; `all_kinds.KINDS` is the table of them.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Field, Label, Value

__all__ = ["Check", "EntryKind", "Keeps", "Stage", "Writer", "settled"]


class Stage(models.TextChoices):
    """The inter-agency steps, in their order (Child Protection 2014, GBV 2017), and the two tracks beside them."""

    CONSENT = "consent", _("Getting to know and consent")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Safety and plan")
    SERVICES = "services", _("Services and support")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CLOSURE = "closure", _("Closure")
    LEGAL = "legal", _("Law and court")
    SHARING = "sharing", _("Sharing with others")
    OTHER = "other", _("Notes and papers")


@dataclass(frozen=True)
class Writer:
    """Who writes, as far as a rule may ask: her account, whether she supervises cases, the day in India.

    `is_legal`: she is a legal officer and nothing more in this house.
    """

    account: uuid.UUID
    is_supervisor: bool
    today: dt.date
    is_legal: bool = False


type Check = Callable[[CaseFile, Mapping[str, Value], Writer], Iterable[Problem]]
# A correction: what the entry said until now and what it shall say. Gives what the machine writes beside the answers;
# raises Problems for what a correction may not turn.
type Keeps = Callable[[Entry, Mapping[str, Value]], Mapping[str, Value]]


def _nothing(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    return ()


def _anything(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    return {}


@dataclass(frozen=True)
class EntryKind:
    """`is_single`: a file has one, which is revised. `is_story`: written only after her consent to case work.

    `day` names the field whose day an entry is shown under (empty: the day it was written); `headline` the fields
    whose answers stand in its line on the timeline. `is_by_hand`: offered on the page as something to write; the
    others are written by a service. `in_closed`: may be written while the case is closed. `is_final`: a decision, never
    revised and never taken back. `writers`: "team" for who works on the case, "legal" for a legal officer. `is_kept`:
    corrected, never taken back. `keeps`: what a correction may not turn into something else.
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
    check: Check = _nothing
    writers: tuple[str, ...] = ("team",)
    is_kept: bool = False
    keeps: Keeps = _anything

    def is_open_to(self, writer: Writer) -> bool:
        """Whether this writer may write, revise and take back entries of the kind."""
        return ("legal" if writer.is_legal else "team") in self.writers

    def field(self, name: str) -> Field:
        """The question of that name. KeyError when there is none."""
        return next(field for field in self.fields if field.name == name)

    def day_of(self, entry: Entry) -> dt.date:
        """The day an entry belongs to."""
        said = entry.get(self.day) if self.day else None
        if isinstance(said, dt.date) and not isinstance(said, dt.datetime):
            return said
        at = said if isinstance(said, dt.datetime) else entry.written_at
        return at.astimezone(clock.INDIA).date()


def settled(kind: EntryKind, file: CaseFile, said: Mapping[str, Any], writer: Writer) -> dict[str, Value]:
    """Answers of an entry, checked one by one and against the file. Raises Problems; unknown answers are refused."""
    strange = set(said) - {field.name for field in kind.fields}
    if strange:
        raise Problems([Problem("unreadable", field=name) for name in sorted(strange)])
    answers: dict[str, Value] = {}
    found: list[Problem] = []
    for field in kind.fields:
        try:
            answers[field.name] = field.settle(said.get(field.name))
        except Problem as problem:
            found.append(problem)
    if not found:
        found = [*_links(kind, file, answers), *kind.check(file, answers, writer)]
    if found:
        raise Problems(found)
    return {name: value for name, value in answers.items() if value not in (None, "", [])}


def _links(kind: EntryKind, file: CaseFile, answers: Mapping[str, Value]) -> Iterable[Problem]:
    """A link leads to a standing entry of its kind in this file."""
    for field in kind.fields:
        row = answers.get(field.name)
        if field.kind == "link" and row is not None:
            entry = file.find(row if isinstance(row, uuid.UUID) else None)
            if entry is None or entry.kind != field.to or entry.withdrawn:
                yield Problem("unreadable", field=field.name)
