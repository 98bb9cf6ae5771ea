"""Services that write projects: begun, corrected, withdrawn, with targets. What belongs to one stands in `links`.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import OTHER_ORGANISATION, row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights, Twice
from jatan.programme.projects import events, selectors
from jatan.programme.projects.commands import BeginProject, SetTarget
from jatan.programme.projects.models import (
    CommonProject,
    Project,
    ProjectActivity,
    ProjectGroup,
    ProjectIssue,
    ProjectJourney,
    ProjectLinkage,
    ProjectPerson,
    ProjectTarget,
)

_RECORD = Permission.ACTIVITIES_RECORD
_LINKS: tuple[Any, ...] = (
    ProjectPerson,
    ProjectJourney,
    ProjectActivity,
    ProjectIssue,
    ProjectLinkage,
    ProjectGroup,
)


def begin_project(*, by: Actor, command: BeginProject) -> Project:
    """Record a project. One of the network's own office is open to all members."""
    office = Organisation.objects.get(pk=command.organisation)
    common = CommonProject()
    row = Project(**row_values(command), common=common, is_shared=office.kind == Kind.NETWORK)
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with transaction.atomic():
        common.save(force_insert=True)
        return acts.record(by=by, permission=_RECORD, verb=events.PROJECT_BEGUN, rows=[row])[0]


def part_of(*, by: Actor, project: Project, organisation_id: uuid.UUID) -> Project:
    """The project itself, or an organisation's part in one of the network, which begins with its first record.

    Raises Problem for a project of another member, and for one that is withdrawn.
    """
    if project.withdrawn_at is not None:
        raise Problem("not_at_this_stage", _("This project is withdrawn."), field="project")
    if project.organisation_id == organisation_id:
        return project
    if not project.is_shared:
        raise Problem("other_organisation", OTHER_ORGANISATION, field="project")
    own = live(Project).filter(organisation_id=organisation_id, common=project.common_id).first()
    if own is not None:
        return own
    names = ("name_hi", "name_en", "donor", "begins_on", "ends_on", "place")
    row = Project(
        organisation_id=organisation_id,
        common_id=project.common_id,
        **{name: getattr(project, name) for name in names},
    )
    return acts.record(by=by, permission=_RECORD, verb=events.PROJECT_JOINED, rows=[row])[0]


class _Projects(OrdinaryKind[Project, BeginProject]):
    """Recorded by `begin_project` and `part_of`."""

    def find(self, by: Actor, pk: uuid.UUID) -> Project:
        """One project within reach, an organisation's part too. Raises Project.DoesNotExist."""
        return selectors.readable_projects(by).get(pk=pk)

    def withdraw(self, by: Actor, row: Project, reason: str) -> None:
        """Withdraw a project. Raises Problem while records belong to it: take them out first."""
        with transaction.atomic():
            for model in _LINKS:
                if live(model).filter(organisation_id=row.organisation_id, project=row).exists():
                    raise Problem("still_counted", _("Records belong to this project. Take them out of it first."))
            super().withdraw(by, row, reason)


_RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=_RECORD, correct=Permission.RECORDS_CORRECT)
PROJECT = _Projects(
    model=Project,
    command=BeginProject,
    rights=_RIGHTS,
    listed=selectors.projects,
    amended="projects.project_amended",
    withdrawn="projects.project_withdrawn",
)
TARGET = OrdinaryKind(
    model=ProjectTarget,
    command=SetTarget,
    rights=_RIGHTS,
    recorded="projects.target_set",
    amended="projects.target_amended",
    withdrawn="projects.target_withdrawn",
    twice=Twice(code="already_recorded", words=_("This is on record already."), field="counted"),
)
