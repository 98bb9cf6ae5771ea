"""Queries about targets, limited to what the actor reaches."""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from jatan.evidence.targets.models import Target
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.periods import Period

# One report compares at most so many targets: thirty members with every number in several periods.
MOST = 5_000


def _in_force(by: Actor) -> QuerySet[Target]:
    reach = by.reach(Permission.REPORTS_SEE).organisations
    return Target.objects.filter(organisation_id__in=reach, replaced_at__isnull=True, amount__isnull=False)


def targets_between(by: Actor, period: Period) -> Sequence[Target]:
    """The targets in force whose period overlaps this one."""
    rows = _in_force(by).filter(first__lte=period.end, last__gte=period.start).select_related("organisation")
    return list(rows.order_by("organisation__code", "first", "last")[:MOST])


def targets_of_period(by: Actor, period: Period) -> Sequence[Target]:
    """The targets in force of exactly this period."""
    rows = _in_force(by).filter(first=period.start, last=period.end).select_related("organisation")
    return list(rows.order_by("organisation__code")[:MOST])


def targets_in_force(by: Actor) -> list[Target]:
    """All targets in force, of any period."""
    return list(_in_force(by).order_by("organisation_id", "first")[:MOST])


def periods_with_targets(by: Actor) -> list[Period]:
    """The periods that have targets, the newest first; at most forty."""
    rows = _in_force(by).order_by("-last", "first").values_list("first", "last").distinct()
    return [Period(first, last) for first, last in rows[:40]]


def find_target(by: Actor, target_id: uuid.UUID) -> Target:
    """One version of a target. Raises DoesNotExist."""
    reach = by.reach(Permission.REPORTS_SEE).organisations
    return Target.objects.filter(organisation_id__in=reach).select_related("organisation").get(id=target_id)


def versions_of(target: Target) -> Sequence[Target]:
    """All versions of a target, the newest first; at most a hundred."""
    rows = Target.objects.filter(
        organisation_id=target.organisation_id,
        indicator=target.indicator,
        value=target.value,
        first=target.first,
        last=target.last,
    )
    return list(rows.select_related("organisation").order_by("-set_at", "-id")[:100])
