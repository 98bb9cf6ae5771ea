"""The records of six kinds that may belong to a project: which table links each, and who may put it in."""

from collections.abc import Mapping
from typing import Any

from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.people.models import Person
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import (
    ProjectActivity,
    ProjectGroup,
    ProjectIssue,
    ProjectJourney,
    ProjectLinkage,
    ProjectPerson,
)
from jatan.programme.schemes.models import Linkage

_P, _C = Permission, ProjectCount
KINDS: tuple[LinkTable, ...] = (
    LinkTable(
        _C.PEOPLE,
        ProjectPerson,
        Person,
        "person",
        "project",
        "recorded_at__date",
        _P.PEOPLE_SEE,
        _P.PEOPLE_RECORD,
        person="person_id",
    ),
    LinkTable(
        _C.JOURNEYS,
        ProjectJourney,
        Journey,
        "journey",
        "project",
        "leaves_on",
        _P.PEOPLE_SEE,
        _P.PEOPLE_RECORD,
        person="journey__person_id",
    ),
    LinkTable(
        _C.ACTIVITIES,
        ProjectActivity,
        Activity,
        "activity",
        "project",
        "held_on",
        _P.ACTIVITIES_SEE,
        _P.ACTIVITIES_RECORD,
    ),
    LinkTable(
        _C.ISSUES,
        ProjectIssue,
        Issue,
        "issue",
        "project",
        "received_on",
        _P.HELPDESK_SEE,
        _P.HELPDESK_RECORD,
        _P.HELPDESK_CORRECT,
        "issue__person_id",
    ),
    LinkTable(
        _C.LINKAGES,
        ProjectLinkage,
        Linkage,
        "linkage",
        "project",
        "received_on",
        _P.SCHEMES_SEE,
        _P.SCHEMES_RECORD,
        person="linkage__person_id",
    ),
    LinkTable(_C.GROUPS, ProjectGroup, Group, "group", "project", "formed_on", _P.ACTIVITIES_SEE, _P.ACTIVITIES_RECORD),
)
BY_MODEL: Mapping[Any, LinkTable] = {table.model: table for table in KINDS}
