"""A meeting of a group with the members who came, in one act: the counted activity and its named participants."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import GROUP_KIND_OF
from jatan.programme.activities.commands import ATTENDANCE_PARTS, AddParticipant, RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import add_participants, record_activity
from jatan.programme.groups.models import Group
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day

__all__ = ["MEETING_OF", "RecordGroupMeeting", "attendance", "record_group_meeting"]

# {kind of group: kind of its meetings}
MEETING_OF: Final[Mapping[str, str]] = {group: activity for activity, group in GROUP_KIND_OF.items()}
_ADULT: Final = 18
_PART_OF: Final[Mapping[tuple[str, bool], str]] = {
    (Sex.FEMALE, True): "women",
    (Sex.MALE, True): "men",
    (Sex.FEMALE, False): "girls",
    (Sex.MALE, False): "boys",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordGroupMeeting:
    """`present`: members who came. `women`, `men`, `girls`, `boys`: others who came besides; None: none counted."""

    group: Group
    held_on: dt.date
    present: Sequence[Person] = ()
    women: int | None = None
    men: int | None = None
    girls: int | None = None
    boys: int | None = None
    topic: str = ""
    facilitator: str = ""
    decisions: str = ""


def record_group_meeting(*, by: Actor, command: RecordGroupMeeting) -> Activity:
    """Record the meeting, its attendance and who is named, all or nothing.

    Raises Problem("missing_required", field="present") when nobody came, the Problems of the activity, Forbidden.
    """
    numbers = attendance(command)
    if not numbers["total"]:
        raise Problem("missing_required", field="present")
    group = command.group
    with transaction.atomic():
        meeting = record_activity(
            by=by,
            command=RecordActivity(
                organisation=group.organisation_id,
                place=group.place,
                panchayat=group.panchayat,
                village=group.village,
                kind=MEETING_OF[group.kind],
                held_on=command.held_on,
                group=group,
                topic=command.topic,
                facilitator=command.facilitator,
                decisions=command.decisions,
                total=numbers["total"],
                women=numbers["women"],
                men=numbers["men"],
                girls=numbers["girls"],
                boys=numbers["boys"],
            ),
        )
        if command.present:
            add_participants(
                by=by, commands=[AddParticipant(activity=meeting, person=person) for person in command.present]
            )
    return meeting


def attendance(command: RecordGroupMeeting) -> dict[str, int | None]:
    """{"women", "men", "girls", "boys", "total"}: members and others together.

    Where sex or age of a member who came is not on record, the parts are None and only the total is said: no woman is
    made of a girl whose age nobody knows.
    """
    others: dict[str, int] = {part: getattr(command, part) or 0 for part in ATTENDANCE_PARTS}
    members = _parts(command.present, command.held_on)
    found: dict[str, int | None] = {
        part: None if members is None else members[part] + others[part] for part in ATTENDANCE_PARTS
    }
    found["total"] = len(command.present) + sum(others.values())
    return found


def _parts(present: Iterable[Person], on: dt.date) -> dict[str, int] | None:
    found: dict[str, int] = dict.fromkeys(ATTENDANCE_PARTS, 0)
    for person in present:
        age = age_on_day(on, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
        part = None if age is None else _PART_OF.get((person.sex, age >= _ADULT))
        if part is None:
            return None
        found[part] += 1
    return found
