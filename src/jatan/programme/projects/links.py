"""What belongs to a project: records of any kind, put in and taken out. The records themselves are never touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Stayed
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live
from jatan.programme.projects import events
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import (
    Project,
    ProjectActivity,
    ProjectGroup,
    ProjectIssue,
    ProjectJourney,
    ProjectLinkage,
    ProjectPerson,
)
from jatan.programme.projects.services import part_of
from jatan.programme.schemes.models import Linkage

__all__ = ["BY_MODEL", "KINDS", "ProjectLink", "tag", "tag_rows", "take_out"]

_BATCH = 2_000
_IN_IT = _("It belongs to this project already.")


@dataclass(frozen=True)
class ProjectLink:
    """A link table: the records it links (`model`, by the field `record`), and who may.

    `day`: the lookup of the day by which the list of these records is narrowed; "": they have none that counts.
    `person`: the lookup of the person that a record is about, from the link; "": none.
    """

    kind: ProjectCount
    table: Any
    model: Any
    record: str
    day: str
    person: str
    see: Permission
    permission: Permission
    correct: Permission


_P, _C = Permission, ProjectCount
_CORRECT = Permission.RECORDS_CORRECT
KINDS: tuple[ProjectLink, ...] = (
    ProjectLink(
        _C.PEOPLE,
        ProjectPerson,
        Person,
        "person",
        "recorded_at__date",
        "person_id",
        _P.PEOPLE_SEE,
        _P.PEOPLE_RECORD,
        _CORRECT,
    ),
    ProjectLink(
        _C.JOURNEYS,
        ProjectJourney,
        Journey,
        "journey",
        "leaves_on",
        "journey__person_id",
        _P.PEOPLE_SEE,
        _P.PEOPLE_RECORD,
        _CORRECT,
    ),
    ProjectLink(
        _C.ACTIVITIES,
        ProjectActivity,
        Activity,
        "activity",
        "held_on",
        "",
        _P.ACTIVITIES_SEE,
        _P.ACTIVITIES_RECORD,
        _CORRECT,
    ),
    ProjectLink(
        _C.ISSUES,
        ProjectIssue,
        Issue,
        "issue",
        "received_on",
        "issue__person_id",
        _P.HELPDESK_SEE,
        _P.HELPDESK_RECORD,
        _P.HELPDESK_CORRECT,
    ),
    ProjectLink(
        _C.LINKAGES,
        ProjectLinkage,
        Linkage,
        "linkage",
        "received_on",
        "linkage__person_id",
        _P.SCHEMES_SEE,
        _P.SCHEMES_RECORD,
        _CORRECT,
    ),
    ProjectLink(
        _C.GROUPS,
        ProjectGroup,
        Group,
        "group",
        "formed_on",
        "",
        _P.ACTIVITIES_SEE,
        _P.ACTIVITIES_RECORD,
        _CORRECT,
    ),
)
BY_MODEL: Mapping[Any, ProjectLink] = {one.model: one for one in KINDS}


def tag(*, by: Actor, project: Project, record: Any) -> Any:
    """Put one record into a project, or into its organisation's part of one of the network; returns the link.

    Raises gate.Forbidden; Problem("already_recorded") if it is in it already.
    """
    stayed = tag_rows(by=by, project=project, records=[record])
    if stayed:
        raise Problem(stayed[0].code, stayed[0].why, field="project")
    found = BY_MODEL[type(record)]
    links = live(found.table).filter(organisation_id=record.organisation_id, **{found.record: record})
    return links.get(project__common=project.common_id)


def tag_rows(*, by: Actor, project: Project, records: Sequence[Any]) -> list[Stayed]:
    """Put records of one kind and organisation into a project; returns those that are in it already.

    Alone this is one event; inside an act on many records it is part of that. Raises gate.Forbidden, and Problem for a
    project of another member.
    """
    if not records:
        return []
    found, organisation_id = BY_MODEL[type(records[0])], records[0].organisation_id
    part = part_of(by=by, project=project, organisation_id=organisation_id)
    linked = set()
    for some in batched(records, _BATCH, strict=False):
        known = live(found.table).filter(
            organisation_id=organisation_id, project=part, **{f"{found.record}__in": [row.pk for row in some]}
        )
        linked |= set(known.values_list(f"{found.record}_id", flat=True))
    rows = [
        found.table(
            organisation_id=organisation_id,
            place=row.place,
            panchayat=row.panchayat,
            village=row.village,
            project=part,
            **{found.record: row},
        )
        for row in records
        if row.pk not in linked
    ]
    acts.record(by=by, permission=found.permission, verb=events.RECORDS_TAGGED, rows=rows)
    return [Stayed(row, "already_recorded", _IN_IT) for row in records if row.pk in linked]


def take_out(*, by: Actor, link: Any, reason: str) -> None:
    """Take one record out of its project; the record itself stays as it is."""
    found = next(one for one in KINDS if isinstance(link, one.table))
    acts.withdraw(
        by=by,
        permission=found.permission,
        correct=found.correct,
        verb=events.RECORD_UNTAGGED,
        row=link,
        reason=reason,
    )
