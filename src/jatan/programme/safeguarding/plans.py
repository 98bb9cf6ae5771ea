"""Versions of an organisation's plans: which one applies, and writing the next."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import PlanKind
from jatan.programme.safeguarding.models import PlanVersion
from jatan.programme.safeguarding.plan_bodies import Ladder, Schedule, default_body, ladder_of, read_body, schedule_of


@dataclass(frozen=True)
class _Version[T]:
    plan: T
    from_day: dt.date
    includes_away: bool


@dataclass(frozen=True)
class Plans:
    """Every version of one organisation's plans, read in one query."""

    schedules: tuple[_Version[Schedule], ...]
    ladders: tuple[_Version[Ladder], ...]

    def schedule(self, *, left_on: dt.date, day: dt.date) -> Schedule:
        """The schedule that applies on `day` to somebody who left on `left_on`."""
        return _applicable(self.schedules, left_on, day)

    def ladder(self, *, left_on: dt.date, day: dt.date) -> Ladder:
        """The ladder for a contact missed on `day`."""
        return _applicable(self.ladders, left_on, day)

    def ladder_number(self, number: int) -> Ladder:
        """The ladder of one version, for an open escalation."""
        return next(version.plan for version in self.ladders if version.plan.number == number)


def plans_of(organisation_id: uuid.UUID) -> Plans:
    """The organisation's versions preceded by the shipped plan, in one query."""
    return plans_from(plan_rows(organisation_id))


def plan_rows(organisation_id: uuid.UUID) -> QuerySet[PlanVersion]:
    """The organisation's versions, for a page that fetches them together with other rows."""
    return PlanVersion.objects.filter(organisation_id=organisation_id).order_by("number")


def plans_from(rows: Iterable[PlanVersion]) -> Plans:
    """The plans from the rows of `plan_rows`."""
    schedules = [_Version(schedule_of(default_body("schedule")), dt.date.min, True)]
    ladders = [_Version(ladder_of(default_body("ladder")), dt.date.min, True)]
    for row in rows:
        if row.kind == PlanKind.SCHEDULE:
            schedules.append(_Version(schedule_of(row.body, row.number), row.from_day, row.includes_away))
        else:
            ladders.append(_Version(ladder_of(row.body, row.number), row.from_day, row.includes_away))
    return Plans(tuple(schedules), tuple(ladders))


def versions(by: Actor, organisation_id: uuid.UUID, kind: str) -> list[PlanVersion]:
    """Versions of one plan, the newest first; none for an actor of another organisation."""
    if organisation_id not in by.reach(Permission.PEOPLE_SEE).row_organisations:
        return []
    return list(PlanVersion.objects.filter(organisation_id=organisation_id, kind=kind).order_by("-number"))


def body_in_force(organisation_id: uuid.UUID, kind: str) -> tuple[int, dict[str, Any]]:
    """Number and body of the newest version, for the page that edits it; the shipped one is number 0."""
    row = PlanVersion.objects.filter(organisation_id=organisation_id, kind=kind).order_by("-number").first()
    return (row.number, row.body) if row else (0, default_body(kind))


def change_plan(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    kind: str,
    body: Mapping[str, Any],
    from_day: dt.date | None = None,
    includes_away: bool = True,
    follows: int | None = None,
) -> PlanVersion:
    """Write the next version. Raises Problem("changed_meanwhile") when `follows` is not the newest number."""
    gate.require(by, Permission.SAFETY_PLAN, organisation_id=organisation_id)
    read_body(kind, body)
    day = from_day or clock.today()
    if day < clock.today():
        raise Problem("in_the_past", _("A plan begins today or later."), field="from_day")
    with (
        transaction.atomic(),
        acts.one_act(by=by, organisation_id=organisation_id, verb=events.PLAN_CHANGED, kind=str(kind)),
    ):
        newest, _body = body_in_force(organisation_id, kind)
        if follows is not None and follows != newest:
            raise Problem("changed_meanwhile", _("Somebody else has changed the plan meanwhile. Look at it again."))
        return PlanVersion.objects.create(
            organisation_id=organisation_id,
            kind=kind,
            number=newest + 1,
            body=dict(body),
            from_day=day,
            includes_away=includes_away,
            recorded_by=by.account_id,
        )


def _applicable[T](versions: tuple[_Version[T], ...], left_on: dt.date, day: dt.date) -> T:
    plan_in_force = versions[0].plan
    for version in versions:
        if version.from_day <= left_on or (version.includes_away and version.from_day <= day):
            plan_in_force = version.plan
    return plan_in_force
