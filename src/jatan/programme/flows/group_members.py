"""A list of people becomes members of a group in one act: those on record join, the others are registered and join.

The list is taken as a whole or not at all, so that what stands on the page is always the list as it is still to be
recorded (ADR 48). Nobody is chosen: whoever may be somebody on record, or has the name of another line, waits until
somebody has said who it is.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.services import save_localities
from jatan.kernel.problems import Problem, Problems, raise_any
from jatan.programme.groups.commands import JoinGroup
from jatan.programme.groups.models import Group, Membership
from jatan.programme.groups.services import MEMBERSHIP
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.list_lines import read_age, read_phone, stated_differently
from jatan.programme.people.look_alikes import LIKELY, LIKELY_WORDS, look_alikes, seen
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live
from jatan.programme.people.selectors import LikelyDuplicate
from jatan.programme.people.services import record_stated_details, register_people
from jatan_names import fold

MOST_LINES: Final = 120
NEW: Final = "new"  # the choice of a line that says: somebody new
TWIN: Final = "twin"  # among `shown`: that another line has this name
_TWIN = _("Line %(number)s has this name too. Is it another person? If not, empty this line.")
_SAME_PERSON = _("Line %(number)s is this person too. Empty one of the two lines.")
_NOT_ON_RECORD = _("Nobody like this is on record here. Somebody who may register people must write her down.")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ListedMember:
    """One line as typed. `number`: its place in the list, for sentences. `choice`: "", NEW, or the id of a person.

    A choice holds for the name under which people were shown (`shown_for`), and for those who were shown: `shown`, ids
    of people and TWIN.
    """

    number: int
    name: str
    sex: str = ""
    age: str = ""
    phone: str = ""
    choice: str = ""
    shown_for: str = ""
    shown: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddMembers:
    """Who joins a group. Whoever is new lives in `panchayat` and `village`, as written; the place is the group's."""

    group: Group
    lines: Sequence[ListedMember]
    joined_on: dt.date | None = None
    panchayat: str = ""
    village: str = ""


@dataclasses.dataclass(frozen=True)
class JoinedMembers:
    """How many joined, how many of them were registered with it, and how many were members already."""

    joined: int
    registered: int
    already: int


class UnclearLines(Exception):
    """Nothing was recorded. `problems` by the index of the line; `alike`: who may be meant, for every such line."""

    def __init__(
        self, problems: Mapping[int, Sequence[Problem]], alike: Mapping[int, Sequence[LikelyDuplicate]]
    ) -> None:
        super().__init__(", ".join(sorted({one.code for found in problems.values() for one in found})))
        self.problems, self.alike = problems, alike


def add_members(*, by: Actor, command: AddMembers) -> JoinedMembers:
    """Register whoever is new and let everybody join, all or none. Members already are left as they are.

    Raises UnclearLines, Problem for an empty list or one that is too long, Problems of the day of joining, Forbidden.
    """
    group = command.group
    if not command.lines:
        raise Problem("missing_required", _("No line is filled yet."))
    if len(command.lines) > MOST_LINES:
        raise Problem("too_many", _("These are too many lines at once. Record them in two parts."))
    gate.require(by, Permission.ACTIVITIES_RECORD, organisation_id=group.organisation_id, place=group.place)
    with transaction.atomic():
        # A button pressed twice: the second list waits here, and then finds the people of the first on record.
        rows = Group.objects.select_for_update(of=("self",), no_key=True)
        rows.filter(organisation_id=group.organisation_id, pk=group.pk).first()
        return _List(by, command).record()


def unclear_lines(*, by: Actor, command: AddMembers) -> UnclearLines:
    """What `add_members` would say of these lines; nothing is recorded. Its `problems` are empty if all are clear."""
    seen = _List(by, command)
    seen.read()
    return UnclearLines(seen.problems, seen.alike)


@dataclasses.dataclass
class _Line:
    """A line as read: the person on record who was chosen, or the command for somebody new."""

    register: RegisterPerson
    alike: Sequence[LikelyDuplicate]
    person: Person | None = None


class _List:
    def __init__(self, by: Actor, command: AddMembers) -> None:
        self.by, self.command = by, command
        self.problems: dict[int, list[Problem]] = {}
        self.alike: dict[int, Sequence[LikelyDuplicate]] = {}

    def record(self) -> JoinedMembers:
        """Raises UnclearLines where a line cannot be read or nobody has said who it is."""
        lines = self.read()
        if self.problems:
            raise UnclearLines(self.problems, self.alike)
        for line in lines:
            self._state(line)
        new = [line for line in lines if line.person is None]
        commands = [line.register for line in new]
        # `_decided` let through only lines of which everybody alike was seen.
        shown = [seen([one.person.pk for one in line.alike], of=line.register) for line in new]
        registered = register_people(by=self.by, commands=commands, shown=shown) if new else []
        for line, person in zip(new, registered, strict=True):
            line.person = person
        people = [line.person for line in lines if line.person is not None]
        group = self.command.group
        current = live(Membership).filter(
            organisation_id=group.organisation_id, group=group, person__in=people, left_on__isnull=True
        )
        already = set(current.values_list("person_id", flat=True))
        joining = [person for person in people if person.id not in already]
        if joining:
            joins = [JoinGroup(group=group, person=one, joined_on=self.command.joined_on) for one in joining]
            MEMBERSHIP.record_all(by=self.by, commands=joins)
        if registered:
            save_localities(group.organisation_id, [(group.place, self.command.panchayat, self.command.village)])
        return JoinedMembers(len(joining), len(registered), len(already))

    def read(self) -> list[_Line]:
        """The lines; what is wrong with them is in `problems` then, and who may be meant in `alike`."""
        found: list[_Line] = []
        first_of: dict[str, int] = {}
        for index, line in enumerate(self.command.lines):
            try:
                one = self._read(line)
                self.alike[index] = one.alike
                one.person = self._decided(line, one.alike, first_of.get(fold(line.name)))
                found.append(one)
            except (Problem, Problems) as wrong:
                self.problems[index] = list(wrong.problems)
            first_of.setdefault(fold(line.name), line.number)
        self._refuse_one_person_twice(found)
        return found

    def _read(self, line: ListedMember) -> _Line:
        """Raises Problem or Problems: all that cannot be read, at once."""
        wrong: list[Problem] = []
        age, phone = None, ""
        try:
            age = read_age(line.age)
        except Problem as problem:
            wrong.append(problem.at("age_as_written"))
        try:
            phone = read_phone(line.phone)
        except Problem as problem:
            wrong.append(problem.at("phone_as_written"))
        if not line.name.strip():
            wrong.append(Problem("missing_required", field="name"))
        raise_any(wrong)
        group = self.command.group
        register = RegisterPerson(
            organisation=group.organisation_id,
            place=group.place,
            panchayat=self.command.panchayat,
            village=self.command.village,
            name=line.name,
            sex=line.sex,
            age=age,
            phone=phone,
        )
        return _Line(register, look_alikes(self.by, register))

    def _decided(self, line: ListedMember, alike: Sequence[LikelyDuplicate], twin: int | None) -> Person | None:
        """The person chosen, or None for somebody new. Raises Problem while nobody has said who it is."""
        by_id = {str(one.person.pk): one.person for one in alike}
        holds = line.shown_for == line.name
        if holds and line.choice in by_id and line.choice in line.shown:
            return by_id[line.choice]
        known = line.shown if holds and line.choice == NEW else frozenset()
        wrong: list[Problem] = []
        if not known >= set(by_id):
            wrong.append(Problem(LIKELY, LIKELY_WORDS, field="choice"))
        if twin is not None and TWIN not in known:
            wrong.append(Problem(TWIN, _TWIN % {"number": twin}, field="choice"))
        raise_any(wrong)
        if not self.by.may(Permission.PEOPLE_RECORD):
            raise Problem("nobody", _NOT_ON_RECORD, field="name")
        return None

    def _refuse_one_person_twice(self, lines: Sequence[_Line]) -> None:
        if self.problems:
            return
        first_of: dict[object, int] = {}
        for index, line in enumerate(lines):
            if line.person is None:
                continue
            first = first_of.setdefault(line.person.pk, index)
            if first != index:
                message = _SAME_PERSON % {"number": self.command.lines[first].number}
                self.problems[index] = [Problem("same_person", message, field="choice")]

    def _state(self, line: _Line) -> None:
        """Write down age and telephone that somebody on record states differently today."""
        if line.person is None or not self.by.may(Permission.PEOPLE_RECORD):
            return
        details = stated_differently(line.person, age=line.register.age, phone=line.register.phone)
        if details:
            record_stated_details(by=self.by, person=line.person, **details)
