"""Queries for projects, limited to the actor's reach."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.kernel.localised import Localised
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.people.reach import live, reachable
from jatan.programme.projects.link_tables import BY_MODEL
from jatan.programme.projects.models import (
    HandCount,
    Instalment,
    Project,
    ProjectIndicator,
    ProjectObjective,
    ProjectTarget,
    Spending,
)

_SEE = Permission.ACTIVITIES_SEE
_EVERYWHERE = ("organisation", "place", "place__block", "place__district")


def projects(by: Actor) -> QuerySet[Project]:
    """Projects of the actor's organisations and of the network, the latest first; a part stands with its whole."""
    rows = readable_projects(by)
    parts = Q(common__in=live(Project).filter(is_shared=True).values("common"), is_shared=False)
    return rows.exclude(parts).order_by("-begins_on", "-id")


def readable_projects(by: Actor) -> QuerySet[Project]:
    """Those of the list, and the parts of organisations within reach."""
    reach = by.reach(_SEE)
    if not reach.covers_area:
        return Project.objects.none()
    rows = live(Project).filter(Q(organisation_id__in=reach.row_organisations) | Q(is_shared=True))
    return rows.select_related(*_EVERYWHERE)


def open_projects(by: Actor) -> QuerySet[Project]:
    """Projects that records of the actor's organisations may be put into: own ones and the network's."""
    own = Q(organisation_id__in=by.home_organisations) | Q(is_shared=True)
    return projects(by).filter(own)


def project_targets(by: Actor, project: Project) -> QuerySet[ProjectTarget]:
    """The targets of an organisation in a project."""
    rows = reachable(ProjectTarget, by=by, permission=_SEE, related=("project", "project__place"))
    return rows.filter(project=project).order_by("id")


def project_links(by: Actor, project: Project, table: LinkTable) -> QuerySet[Any]:
    """The links of one kind in this project, of all organisations whose records are within reach."""
    rows = gate.within_reach(live(table.table), by=by, permission=table.see)
    return rows.filter(project__common=project.common_id, **{f"{table.record}__withdrawn_at__isnull": True})


def projects_of(by: Actor, record: Any) -> QuerySet[Any]:
    """The projects to which a record belongs, as links."""
    found = BY_MODEL[type(record)]
    rows = live(found.table).filter(organisation_id=record.organisation_id, **{found.record: record})
    return rows.select_related("project", *_EVERYWHERE).order_by("-id")


def in_project(common: str) -> Q:
    """Condition for a list of records: they belong to the project with this common id."""
    return Q(project_links__project__common=common, project_links__withdrawn_at__isnull=True)


def objectives(by: Actor, project: Project) -> QuerySet[ProjectObjective]:
    """The objectives of a grant, in the order in which they were written down."""
    return _below(ProjectObjective, by, "project").filter(project=project).order_by("id")


def project_indicators(by: Actor, project: Project) -> QuerySet[ProjectIndicator]:
    """The indicators of a grant, by objective, without those of an objective that is withdrawn."""
    rows = _below(ProjectIndicator, by, "objective", "objective__project").filter(objective__project=project)
    return rows.filter(objective__withdrawn_at__isnull=True).order_by("objective_id", "id")


def find_indicator(by: Actor, pk: uuid.UUID) -> ProjectIndicator:
    """One indicator within reach. Raises ProjectIndicator.DoesNotExist."""
    return _below(ProjectIndicator, by, "objective", "objective__project").get(pk=pk)


def hand_counts(by: Actor, project: Project) -> QuerySet[HandCount]:
    """What was counted by hand for a grant, newest first."""
    rows = _below(HandCount, by, "indicator", "indicator__objective").filter(indicator__objective__project=project)
    return rows.filter(indicator__withdrawn_at__isnull=True, indicator__objective__withdrawn_at__isnull=True).order_by(
        "-counted_on", "-id"
    )


def instalments(by: Actor, project: Project) -> QuerySet[Instalment]:
    """The instalments of a grant by the day on which they came, else are to come."""
    rows = _below(Instalment, by, "project").filter(project=project)
    return rows.order_by(Coalesce("received_on", "due_on"), "id")


def spendings(by: Actor, project: Project) -> QuerySet[Spending]:
    """What was spent of a grant, newest first."""
    rows = _below(Spending, by, "instalment").filter(instalment__project=project)
    return rows.filter(instalment__withdrawn_at__isnull=True).order_by("-spent_on", "-id")


@dataclass(frozen=True)
class MoneyMove:
    """Rupees of a grant that came or were spent on a day. `grant_id`: the common id of its parts."""

    grant_id: uuid.UUID
    name: Localised
    day: dt.date
    amount: int


def grant_moves(
    by: Actor, organisations: Collection[uuid.UUID], *, until: dt.date
) -> tuple[list[MoneyMove], list[MoneyMove]]:
    """What came and what was spent of all grants of these organisations within reach, up to a day. Two queries."""
    came = _below(Instalment, by, "project").filter(organisation_id__in=organisations, received_on__lte=until)
    spent = _below(Spending, by, "instalment", "instalment__project").filter(
        organisation_id__in=organisations, instalment__withdrawn_at__isnull=True, spent_on__lte=until
    )
    return (
        [_move(row.project, row.received_on, row.amount) for row in came if row.received_on is not None],
        [_move(row.instalment.project, row.spent_on, row.amount) for row in spent],
    )


def _move(project: Project, day: dt.date, amount: int) -> MoneyMove:
    return MoneyMove(project.common_id, Localised(hi=project.name_hi, en=project.name_en), day, amount)


def organisations_of(by: Actor, project: Project) -> frozenset[uuid.UUID]:
    """The organisations within reach that take part: of a grant of the network, all that have a part in it."""
    parts = readable_projects(by).filter(common=project.common_id).order_by()
    return frozenset(parts.values_list("organisation_id", flat=True))


def _below[M: Guarded](model: type[M], by: Actor, *related: str) -> QuerySet[M]:
    return reachable(model, by=by, permission=_SEE, related=related)
