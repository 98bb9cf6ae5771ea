"""A forum with its leader, and a neighbouring one, for tests."""

import datetime as dt
from dataclasses import dataclass, field
from zlib import crc32

import pytest

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.flows.group_meetings import RecordGroupMeeting, record_group_meeting
from jatan.programme.groups.models import Group
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.services import start_contacts, walk
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person


@dataclass
class Forum:
    """A forum with two members, the journey of the first of them, and one meeting."""

    group: Group
    members: list[Person] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    meeting: Activity | None = None


def forum_of(cast: Cast, name: str, *people: str) -> Forum:
    """A forum of the block in which the field worker and the leader work, written by the coordinator."""
    with acting_as(cast.actor("coordinator")) as by:
        made = Forum(a_group(by, cast, name=name, village="टोटो"))
        for number, one in enumerate(people):
            person = a_person(by, cast, name=one, phone=f"98765{crc32(one.encode()) % 100000:05d}")
            a_member(by, made.group, person)
            made.members.append(person)
            if number == 0:
                day = clock.today() - dt.timedelta(days=20)
                journey = a_journey(by, person, leaves_on=day, registered_on=day)
                start_contacts(by, [journey])
                made.journeys.append(journey)
        made.meeting = record_group_meeting(
            by=by,
            command=RecordGroupMeeting(
                group=made.group, present=made.members, answers={"held_on": clock.today(), "topic": name}
            ),
        )
    walk(clock.now())
    return made


def lead(cast: Cast, forum: Forum) -> None:
    """The forum leader of the cast leads this forum."""
    Posting.objects.filter(account=cast.accounts["forum_leader"], role=Role.FORUM_LEADER).update(group=forum.group.pk)


@pytest.fixture
def own_forum(cast: Cast) -> Forum:
    """A forum that the forum leader of the cast leads."""
    made = forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव")
    lead(cast, made)
    return made
