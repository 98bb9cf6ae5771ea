"""Commands of projects."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import Project

__all__ = ["BeginProject", "SetTarget"]

LARGEST_TARGET = 2_000_000_000


@dataclasses.dataclass(frozen=True, kw_only=True)
class BeginProject(Command):
    """A project or grant. At least one of the two names is required; its days may lie ahead."""

    REQUIRED: ClassVar = ("begins_on",)

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
class SetTarget(Command):
    """How much of one thing is meant to be done. Organisation and place default to the project's."""

    REQUIRED: ClassVar = ("project", "counted", "amount")
    COUNTS: ClassVar = ("amount",)
    CHOICES: ClassVar = {"counted": frozenset(ProjectCount.values)}
    LINKS: ClassVar = ("project",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    project: Project
    counted: str
    amount: int

    def _complete(self) -> None:
        super()._complete()
        if self.project is not None and self.organisation is None:
            self._set("organisation", self.project.organisation_id)
        if self.project is not None and self.place is None:
            self._set("place", self.project.place)

    def _problems(self) -> Iterator[Problem]:
        if self.amount is not None and self.amount not in range(1, LARGEST_TARGET + 1):
            yield Problem("unreadable", _("A target is a whole number above zero."), field="amount")
