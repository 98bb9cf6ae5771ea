"""A meeting of a group with the members who came, in one act: the counted activity and its named participants."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.kernel.ages import ADULT
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import GROUP_KIND_OF
from jatan.programme.activities.commands import ATTENDANCE_PARTS, AddParticipant, RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.questions import OTHERS
from jatan.programme.activities.services import ACTIVITY, PARTICIPATION
from jatan.programme.groups.models import Group
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day

# {kind of group: kind of its meetings}
MEETING_OF: Final[Mapping[str, str]] = {group: activity for activity, group in GROUP_KIND_OF.items()}
_PART_OF: Final[Mapping[tuple[str, bool], str]] = {
    (Sex.FEMALE, True): "women",
    (Sex.MALE, True): "men",
    (Sex.FEMALE, False): "girls",
    (Sex.MALE, False): "boys",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordGroupMeeting:
    """`answers`: to the questions of MEETING and of OTHERS, by name; "held_on" is always among them. `present`: members
    who came; the numbers of OTHERS are those who came besides, and one that is None or left out was not counted."""

    group: Group
    answers: Mapping[str, Any]
    present: Sequence[Person] = ()


def record_group_meeting(*, by: Actor, command: RecordGroupMeeting) -> Activity:
    """Record the meeting, its attendance and who is named, all or nothing.

    Raises Problem("missing_required", field="present") when nobody came, the Problems of the activity, Forbidden.
    """
    numbers: dict[str, Any] = attendance(command)
    if not numbers["total"]:
        raise Problem("missing_required", field="present")
    group = command.group
    asked: dict[str, Any] = {name: answer for name, answer in command.answers.items() if name not in OTHERS}
    with transaction.atomic():
        meeting = ACTIVITY.record(
            by=by,
            command=RecordActivity(
                organisation=group.organisation_id,
                place=group.place,
                panchayat=group.panchayat,
                village=group.village,
                kind=MEETING_OF[group.kind],
                group=group,
                **asked,
                **numbers,
            ),
        )
        if command.present:
            PARTICIPATION.record_all(
                by=by, commands=[AddParticipant(activity=meeting, person=person) for person in command.present]
            )
    return meeting


def attendance(command: RecordGroupMeeting) -> dict[str, int | None]:
    """{"women", "men", "girls", "boys", "total"}: members and others together.

    Where sex or age of a member who came is not on record, the parts are None and only the total is said: no woman is
    made of a girl whose age nobody knows.
    """
    others: dict[str, int] = {part: command.answers.get(part) or 0 for part in ATTENDANCE_PARTS}
    members = _parts(command.present, command.answers["held_on"])
    found: dict[str, int | None] = {
        part: None if members is None else members[part] + others[part] for part in ATTENDANCE_PARTS
    }
    found["total"] = len(command.present) + sum(others.values())
    return found


def _parts(present: Iterable[Person], on: dt.date) -> dict[str, int] | None:
    found: dict[str, int] = dict.fromkeys(ATTENDANCE_PARTS, 0)
    for person in present:
        age = age_on_day(on, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
        part = None if age is None else _PART_OF.get((person.sex, age >= ADULT))
        if part is None:
            return None
        found[part] += 1
    return found
