"""Commands of groups."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.groups.choices import GroupBook
from jatan.programme.groups.models import BookCheck, Group, Membership
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.people.models import Person


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormGroup(Command):
    """A group, with the day it was formed if known."""

    MODEL: ClassVar = Group
    OWN_DAYS: ClassVar = ("formed_on", "dissolved_on")

    kind: str
    name: str
    formed_on: dt.date | None = None
    dissolved_on: dt.date | None = None
    meets_every: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class JoinGroup(Command):
    """A recorded person joins a group of the same organisation. Organisation and place default to the group's."""

    MODEL: ClassVar = Membership
    OWN_DAYS: ClassVar = ("joined_on", "left_on")

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    group: Group
    person: Person
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    office: str = ""

    def _complete(self) -> None:
        super()._complete()
        _complete_from_group(self)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CheckBooks(Command):
    """Which books a group keeps, as seen on a day. Organisation and place default to the group's."""

    MODEL: ClassVar = BookCheck
    OWN_DAYS: ClassVar = ("looked_on",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    group: Group
    looked_on: dt.date
    kept: list[str] = dataclasses.field(default_factory=list)

    def _complete(self) -> None:
        super()._complete()
        _complete_from_group(self)
        self._set("kept", [code for code in GroupBook.values if code in self.kept] + self._unknown())

    def _problems(self) -> Iterator[Problem]:
        if self._unknown():
            yield Problem("unreadable", field="kept")

    def _unknown(self) -> list[str]:
        return [code for code in self.kept if code not in GroupBook.values]


def _complete_from_group(command: JoinGroup | CheckBooks) -> None:
    if command.group is not None and command.organisation is None:
        command._set("organisation", command.group.organisation_id)
    if command.group is not None and command.place is None:
        command._set("place", command.group.place)
