"""Services that write projects: begun, corrected, withdrawn, with targets. What belongs to one stands in `links`.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import OTHER_ORGANISATION, changed_values, row_values
from jatan.programme.people.reach import live
from jatan.programme.projects import events
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

__all__ = [
    "amend_project",
    "amend_target",
    "begin_project",
    "part_of",
    "set_target",
    "withdraw_project",
    "withdraw_target",
]

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT
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


def amend_project(*, by: Actor, project: Project, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a project; earlier values stay in its history."""
    values = row_values(BeginProject.of(project).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.PROJECT_AMENDED,
        row=project,
        changes=changed_values(project, values),
        reason=reason,
    )


def withdraw_project(*, by: Actor, project: Project, reason: str) -> None:
    """Withdraw a project. Raises Problem while records belong to it: take them out first."""
    with transaction.atomic():
        for model in _LINKS:
            if live(model).filter(organisation_id=project.organisation_id, project=project).exists():
                raise Problem("still_counted", _("Records belong to this project. Take them out of it first."))
        acts.withdraw(
            by=by, permission=_RECORD, correct=_CORRECT, verb=events.PROJECT_WITHDRAWN, row=project, reason=reason
        )


def set_target(*, by: Actor, command: SetTarget) -> ProjectTarget:
    """Set a target. Raises Problem when this is counted already: change that one."""
    try:
        with transaction.atomic():
            row = ProjectTarget(**row_values(command))
            return acts.record(by=by, permission=_RECORD, verb=events.TARGET_SET, rows=[row])[0]
    except IntegrityError as clash:
        raise Problem("already_recorded", _("This is on record already."), field="counted") from clash


def amend_target(*, by: Actor, target: ProjectTarget, amount: int) -> bool:
    """Change the amount of a target; the former one stays in its history."""
    checked = SetTarget.of(target).changed({"amount": amount})
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.TARGET_AMENDED,
        row=target,
        changes={"amount": checked.amount},
    )


def withdraw_target(*, by: Actor, target: ProjectTarget, reason: str) -> None:
    """Withdraw a target."""
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=events.TARGET_WITHDRAWN, row=target, reason=reason)
