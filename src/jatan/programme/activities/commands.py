"""Commands of activities."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import ClassVar

from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import ParticipantRole
from jatan.programme.activities.models import Activity, FollowUp, Participation, Photograph
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import LARGEST_COUNT, Command
from jatan.programme.people.commands import NO_ORGANISATION, NO_PLACE
from jatan.programme.people.models import Person

ATTENDANCE_PARTS = ("women", "men", "girls", "boys")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordActivity(Command):
    """One row of a register. A part that is None was not recorded; the total defaults to the sum of the parts.

    `is_day_known` False: only the month is known, and any day of it may be given as `held_on`.
    """

    MODEL: ClassVar = Activity
    OWN_DAYS: ClassVar = ("held_on",)
    LIMITS: ClassVar = {"decisions": 5000}

    kind: str
    held_on: dt.date
    is_day_known: bool = True
    total: int | None = None
    women: int | None = None
    men: int | None = None
    girls: int | None = None
    boys: int | None = None
    topic: str = ""
    theme: str = ""
    law_topic: str = ""
    title: str = ""
    group: Group | None = None
    group_name: str = ""
    facilitator: str = ""
    decisions: str = ""
    category: str = ""

    def _complete(self) -> None:
        super()._complete()
        if not self.is_day_known and self.held_on is not None:
            self._set("held_on", self.held_on.replace(day=1))
        if self.group is not None and not self.group_name:
            self._set("group_name", self.group.name)
        parts = self._parts()
        if self.total is None and parts and min(parts) >= 0:
            self._set("total", sum(parts))

    def _problems(self) -> Iterator[Problem]:
        parts = self._parts()
        if self.total is None:
            if not parts:
                yield Problem("missing_required", field="total")
        elif parts and min(parts) >= 0 and 0 <= self.total <= LARGEST_COUNT and sum(parts) > self.total:
            yield Problem("parts_exceed_total", field="total")

    def _parts(self) -> list[int]:
        return [part for part in (self.women, self.men, self.girls, self.boys) if part is not None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ActivityCommand(Command):
    """Base of commands about a recorded activity: organisation and place default to the activity's."""

    LINKS: ClassVar[tuple[str, ...]] = ("activity",)

    organisation: uuid.UUID = NO_ORGANISATION
    place: Place = NO_PLACE
    activity: Activity

    def _complete(self) -> None:
        super()._complete()
        if self.activity is not None and self.organisation is None:
            self._set("organisation", self.activity.organisation_id)
        if self.activity is not None and self.place is None:
            self._set("place", self.activity.place)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanFollowUp(ActivityCommand):
    """A task after the activity; `due_on` may be in the future."""

    MODEL: ClassVar = FollowUp
    OWN_DAYS: ClassVar = ("done_on",)

    what: str
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    owner: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddParticipant(ActivityCommand):
    """A recorded person who took part in the activity, or led it."""

    MODEL: ClassVar = Participation

    person: Person
    role: str = ParticipantRole.PARTICIPANT.value


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddPhotograph(ActivityCommand):
    """`content`: the bytes of the uploaded file, as the camera or telephone wrote it."""

    MODEL: ClassVar = Photograph
    REQUIRED: ClassVar = ("content",)

    content: bytes = dataclasses.field(repr=False)
    caption: str = ""
