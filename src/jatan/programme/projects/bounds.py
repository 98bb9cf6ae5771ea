"""Which records lie inside of a project: by its days and by its places.

A record is inside by any of the days on which it is counted; a meeting of which only the month is known, by that month.
Nothing is held against a record that has no day or no place that is fine enough: only what surely lies outside is.
People and groups are no acts of a day: only their places count. A project of the network is open to every member,
whatever its own place.
"""

import uuid
from collections.abc import Sequence
from itertools import batched
from typing import Any, Final

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.choices import Level
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live
from jatan.programme.projects.models import Project
from jatan.programme.projects.selectors import project_links

_WITHOUT_DAYS: Final = (Person, Group)
_BATCH: Final = 2_000


def is_outside(project: Project, table: LinkTable, prefix: str = "") -> Q:
    """The condition on records of a link table's kind that they lie outside of the project's days or places.

    `prefix`: the way to the record from the rows that are asked ("activity__" from links).
    """
    return _is_on_other_days(project, table.model, prefix) | _is_elsewhere(project, prefix)


def whole_of(project: Project) -> Project:
    """The project of the network that this is a member's part of; else the project itself."""
    if project.is_shared:
        return project
    return live(Project).filter(common=project.common_id, is_shared=True).first() or project


def outside_ids(project: Project, table: LinkTable, records: Sequence[Any]) -> set[uuid.UUID]:
    """The ids of those of these records of one organisation that lie outside."""
    found: set[uuid.UUID] = set()
    for some in batched((row.pk for row in records), _BATCH, strict=False):
        rows = table.model._default_manager.filter(organisation_id=records[0].organisation_id, pk__in=some)
        found |= set(rows.filter(is_outside(project, table)).values_list("pk", flat=True))
    return found


def links_outside(by: Actor, project: Project, table: LinkTable) -> QuerySet[Any]:
    """The links of one kind whose records lie outside now, of all that this reader may see, the latest first."""
    rows = project_links(by, project, table).filter(is_outside(project, table, f"{table.record}__"))
    return rows.select_related(table.record).order_by("-id")


def _is_on_other_days(project: Project, model: type[Any], prefix: str) -> Q:
    if model in _WITHOUT_DAYS:
        return Q(pk__in=())
    names = [f"{prefix}{name}" for name in model.FACT_DATES]
    is_inside = Q()
    for name in names:
        is_inside |= _is_between(name, project)
    if model is Activity:
        by_month = {f"{names[0]}__gte": project.begins_on.replace(day=1)}
        by_month |= {f"{names[0]}__lte": project.ends_on} if project.ends_on else {}
        is_inside |= Q(**{f"{prefix}is_day_known": False}, **by_month)
    has_day = Q(*((f"{name}__isnull", False) for name in names), _connector="OR")
    return has_day & ~is_inside


def _is_between(name: str, project: Project) -> Q:
    within = {f"{name}__isnull": False, f"{name}__gte": project.begins_on}
    return Q(**within, **({f"{name}__lte": project.ends_on} if project.ends_on else {}))


def _is_elsewhere(project: Project, prefix: str) -> Q:
    at = project.place
    if project.is_shared or at.level not in (Level.BLOCK, Level.DISTRICT):
        return Q(pk__in=())
    inside = Q(**{f"{prefix}place": at.pk})
    for name in ("parent", "block", "district"):
        inside |= Q(**{f"{prefix}place__{name}": at.pk})
    if at.level == Level.BLOCK:
        inside |= Q(**{f"{prefix}place": at.district_id})  # only the district is known: perhaps in this block
    return ~inside
