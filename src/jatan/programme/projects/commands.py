"""Commands of projects."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.projects.models import (
    HandCount,
    Instalment,
    Project,
    ProjectIndicator,
    ProjectObjective,
    ProjectTarget,
    Spending,
)

LARGEST_TARGET = 2_000_000_000
_TARGET_ABOVE_ZERO = _("A target is a whole number above zero.")
_ABOVE_ZERO = _("An amount is a whole number of rupees above zero.")
_NUMBER = re.compile(r"[a-z0-9_]{1,32}\.[a-z0-9_]{1,16}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeginProject(Command):
    """A project or grant. At least one of the two names is required; its days may lie ahead."""

    MODEL: ClassVar = Project

    name_hi: str = ""
    name_en: str = ""
    donor: str = ""
    begins_on: dt.date
    ends_on: dt.date | None = None

    def _problems(self) -> Iterator[Problem]:
        if not (self.name_hi or self.name_en):
            yield Problem("missing_required", field="name_hi")
        if None not in (self.begins_on, self.ends_on) and self.ends_on < self.begins_on:  # type: ignore[operator]
            yield Problem("ends_before_it_begins", _("It ends before it begins."), field="ends_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Below(Command):
    """Something that stands below another record, named by PARENT: organisation and place default to those of it."""

    PARENT: ClassVar = "project"

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE

    def _complete(self) -> None:
        super()._complete()
        parent = getattr(self, self.PARENT)
        if parent is not None and self.organisation is None:
            self._set("organisation", parent.organisation_id)
        if parent is not None and self.place is None:
            self._set("place", parent.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetTarget(_Below):
    """How much of one thing is meant to be done. Organisation and place default to the project's."""

    MODEL: ClassVar = ProjectTarget

    project: Project
    counted: str
    amount: int

    def _problems(self) -> Iterator[Problem]:
        yield from _amount_problems("amount", self.amount)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetObjective(_Below):
    """An objective of a grant; one of the two languages is enough."""

    MODEL: ClassVar = ProjectObjective

    project: Project
    title_hi: str = ""
    title_en: str = ""

    def _problems(self) -> Iterator[Problem]:
        if not (self.title_hi or self.title_en):
            yield Problem("missing_required", field="title_hi")


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetIndicator(_Below):
    """What is counted for an objective, how much of it is meant, until when.

    `number`: "indicator.value" of the house's own counting, or "" with a title for what is counted by hand. Which
    numbers there are, the floor above knows: whoever offers them checks them.
    """

    MODEL: ClassVar = ProjectIndicator
    PARENT: ClassVar = "objective"

    objective: ProjectObjective
    number: str = ""
    title_hi: str = ""
    title_en: str = ""
    baseline: int | None = None
    target: int
    due_on: dt.date | None = None

    def _problems(self) -> Iterator[Problem]:
        yield from _amount_problems("target", self.target)
        has_title = bool(self.title_hi or self.title_en)
        if self.number and not _NUMBER.fullmatch(self.number):
            yield Problem("unreadable", field="number")
        elif not self.number and not has_title:
            yield Problem(
                "missing_required", _("Choose what the house counts, or write what is counted by hand."), field="number"
            )
        elif self.number and has_title:
            yield Problem(
                "two_numbers",
                _("Either the house counts it, or it is counted by hand: leave one empty."),
                field="title_hi",
            )


@dataclasses.dataclass(frozen=True, kw_only=True)
class CountByHand(_Below):
    """So many more on a day, for an indicator that is counted by hand."""

    MODEL: ClassVar = HandCount
    PARENT: ClassVar = "indicator"
    OWN_DAYS: ClassVar = ("counted_on",)

    indicator: ProjectIndicator
    counted_on: dt.date
    amount: int
    note: str = ""

    def _problems(self) -> Iterator[Problem]:
        if self.indicator is not None and self.indicator.number:
            yield Problem("unreadable", _("The house counts this itself from its records."), field="indicator")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordInstalment(_Below):
    """Money that came, or is to come; at least one of the two days is known."""

    MODEL: ClassVar = Instalment
    OWN_DAYS: ClassVar = ("received_on",)

    project: Project
    amount: int
    due_on: dt.date | None = None
    received_on: dt.date | None = None
    note: str = ""

    def _problems(self) -> Iterator[Problem]:
        yield from _amount_problems("amount", self.amount, _ABOVE_ZERO)
        if self.due_on is None and self.received_on is None:
            yield Problem("missing_required", _("Write when it came, or when it is expected."), field="received_on")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordSpending(_Below):
    """Money spent out of an instalment, also before it came."""

    MODEL: ClassVar = Spending
    PARENT: ClassVar = "instalment"
    OWN_DAYS: ClassVar = ("spent_on",)

    instalment: Instalment
    amount: int
    spent_on: dt.date
    note: str = ""

    def _problems(self) -> Iterator[Problem]:
        yield from _amount_problems("amount", self.amount, _ABOVE_ZERO)


def _amount_problems(field: str, amount: int | None, words: Any = _TARGET_ABOVE_ZERO) -> Iterator[Problem]:
    if amount is not None and amount not in range(1, LARGEST_TARGET + 1):
        yield Problem("unreadable", words, field=field)
