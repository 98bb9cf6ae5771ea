"""Queries for projects, limited to the actor's reach."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.reach import live, reachable
from jatan.programme.projects.links import BY_MODEL, ProjectLink
from jatan.programme.projects.models import Project, ProjectTarget

__all__ = ["find_project", "in_project", "open_projects", "project_links", "project_targets", "projects", "projects_of"]

_SEE = Permission.ACTIVITIES_SEE
_EVERYWHERE = ("organisation", "place", "place__block", "place__district")


def projects(by: Actor) -> QuerySet[Project]:
    """Projects of the actor's organisations and of the network, the latest first; a part stands with its whole."""
    rows = _readable(by)
    parts = Q(common__in=live(Project).filter(is_shared=True).values("common"), is_shared=False)
    return rows.exclude(parts).select_related(*_EVERYWHERE).order_by("-begins_on", "-id")


def find_project(by: Actor, project_id: uuid.UUID) -> Project:
    """One project within reach. Raises Project.DoesNotExist, also when it is forbidden."""
    return _readable(by).select_related(*_EVERYWHERE).get(id=project_id)


def open_projects(by: Actor) -> QuerySet[Project]:
    """Projects that records of the actor's organisations may be put into: own ones and the network's."""
    own = Q(organisation_id__in=by.home_organisations) | Q(is_shared=True)
    return projects(by).filter(own)


def project_targets(by: Actor, project: Project) -> QuerySet[ProjectTarget]:
    """The targets of an organisation in a project."""
    rows = reachable(ProjectTarget, by=by, permission=_SEE, related=("project", "project__place"))
    return rows.filter(project=project).order_by("id")


def project_links(by: Actor, project: Project, found: ProjectLink) -> QuerySet[Any]:
    """The links of one kind in this project, of all organisations whose records are within reach."""
    rows = gate.within_reach(live(found.table), by=by, permission=found.see)
    return rows.filter(project__common=project.common_id, **{f"{found.record}__withdrawn_at__isnull": True})


def projects_of(by: Actor, record: Any) -> QuerySet[Any]:
    """The projects to which a record belongs, as links."""
    found = BY_MODEL[type(record)]
    rows = live(found.table).filter(organisation_id=record.organisation_id, **{found.record: record})
    return rows.select_related("project", *_EVERYWHERE).order_by("-id")


def in_project(common: str) -> Q:
    """Condition for a list of records: they belong to the project with this common id."""
    return Q(project_links__project__common=common, project_links__withdrawn_at__isnull=True)


def _readable(by: Actor) -> QuerySet[Project]:
    reach = by.reach(_SEE)
    if not reach.covers_area:
        return Project.objects.none()
    return live(Project).filter(Q(organisation_id__in=reach.row_organisations) | Q(is_shared=True))
