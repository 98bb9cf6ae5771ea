"""Commands of groups."""

import dataclasses
import datetime as dt
import uuid
from typing import ClassVar

from jatan.foundation.places.models import Place
from jatan.programme.groups.choices import GroupKind, OfficeHeld
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.people.models import Person

__all__ = ["FormGroup", "JoinGroup"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormGroup(Command):
    """A group, with the day it was formed if known."""

    REQUIRED: ClassVar = ("kind", "name")
    OWN_DAYS: ClassVar = ("formed_on", "dissolved_on")
    CHOICES: ClassVar = {"kind": frozenset(GroupKind.values)}

    kind: str
    name: str
    formed_on: dt.date | None = None
    dissolved_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class JoinGroup(Command):
    """A recorded person joins a group of the same organisation. Organisation and place default to the group's."""

    REQUIRED: ClassVar = ("group", "person")
    OWN_DAYS: ClassVar = ("joined_on", "left_on")
    CHOICES: ClassVar = {"office": frozenset(OfficeHeld.values)}
    LINKS: ClassVar = ("group", "person")

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    group: Group
    person: Person
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    office: str = ""

    def _complete(self) -> None:
        super()._complete()
        if self.group is not None and self.organisation is None:
            self._set("organisation", self.group.organisation_id)
        if self.group is not None and self.place is None:
            self._set("place", self.group.place)
