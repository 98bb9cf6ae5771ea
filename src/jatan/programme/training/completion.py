"""Phases that somebody completed, and who is due for the next one.

Whoever led the training says who completed a phase; attendance is shown to her, and nothing is worked out from answers.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.groups.models import Group
from jatan.programme.people.reach import live, reachable
from jatan.programme.training import events
from jatan.programme.training.models import Completion, Phase, Series, Session, Trainee
from jatan.programme.training.selectors import series as series_within_reach
from jatan.programme.training.selectors import trainees
from jatan.programme.training.services import lock_series

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT
# A series that nobody has ended is followed for so long after it began.
_FOLLOWED: Final = dt.timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class DuePhase:
    """People of a series who are due for one phase. `due_on`: the earliest day among them."""

    series: Series
    phase: Phase
    people: int
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class GroupPhase:
    """How many people of a series completed one phase, and the last day on which somebody did."""

    series: Series
    phase: int
    people: int
    last_on: dt.date


@dataclass(frozen=True, slots=True)
class _Standing:
    """How far one trainee has come: the day on which each phase was completed."""

    trainee_id: uuid.UUID
    series_id: uuid.UUID
    days: Mapping[int, dt.date]


def complete_phase(
    *, by: Actor, series: Series, phase: int, trainees_: Sequence[Trainee], completed_on: dt.date
) -> int:
    """Write down who completed a phase on a day; who is written down already stays. Returns how many are new.

    Raises Problem("not_held") before any session of the phase was held, and for a day before the first of them.
    """
    if completed_on > clock.today():
        raise Problem("date_in_future", field="completed_on")
    with transaction.atomic():
        lock_series(series)
        held = live(Session).filter(series=series, phase=phase, activity__withdrawn_at__isnull=True)
        days = held.filter(activity__isnull=False).values_list("activity__held_on", flat=True)
        if not days:
            raise Problem("not_held", _("No session of this phase is written down as held yet."))
        if completed_on < min(days):
            raise Problem(
                "no_such_date", _("This day lies before the first session of the phase."), field="completed_on"
            )
        known = set(live(Completion).filter(series=series, phase=phase).values_list("trainee_id", flat=True))
        wanted = {row.pk: row for row in trainees_ if row.pk not in known}
        if any(row.series_id != series.pk for row in wanted.values()):
            raise Problem("unreadable", field="trainees")
        rows = [_completion(series, row, phase, completed_on) for row in wanted.values()]
        return len(acts.record(by=by, permission=_RECORD, verb=events.PHASE_COMPLETED, rows=rows))


def withdraw_completion(*, by: Actor, completion: Completion, reason: str) -> None:
    """Withdraw a completed phase that was written down by mistake."""
    acts.withdraw(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.COMPLETION_WITHDRAWN,
        row=completion,
        reason=reason,
    )


def phases_of_group(by: Actor, group: Group) -> list[GroupPhase]:
    """The phases that members of a group completed in its series, the newest series first. Two queries."""
    rows = series_within_reach(by).filter(group=group)
    running = {row.pk: row for row in rows}
    counted = (
        reachable(Completion, by=by, permission=Permission.ACTIVITIES_SEE)
        .select_related(None)
        .filter(series__in=running)
        .order_by()
        .values_list("series", "phase")
        .annotate(people=Count("pk"), last=Max("completed_on"))
    )
    found = [GroupPhase(running[pk], phase, people, last) for pk, phase, people, last in counted]
    return sorted(found, key=lambda one: (one.series.begins_on, one.phase), reverse=True)


def due_phases(by: Actor, until: dt.date, *, with_places: bool = True) -> list[DuePhase]:
    """For each series of the actor's own organisations, the phases that people are due for by a day, earliest first.

    Somebody is due for a phase that she has not completed once the one before is completed and its weeks are over; for
    the first from the day the series begins. Nobody is due in a series that has ended, or who left it. Four
    queries. `with_places`: whether place, group and organisation of the series are fetched too.
    """
    rows = _running(by)
    running = {row.pk: row for row in (rows if with_places else rows.select_related(None))}
    if not running:
        return []
    phases = _phases(running.values())
    found: dict[tuple[uuid.UUID, int], tuple[int, dt.date]] = {}
    for one in _standings(by, running):
        for number, day in _due(running[one.series_id], phases, one):
            if day <= until:
                people, earliest = found.get((one.series_id, number), (0, day))
                found[one.series_id, number] = (people + 1, min(earliest, day))
    listed = [
        DuePhase(running[pk], phases[running[pk].curriculum_id][number - 1], people, day)
        for (pk, number), (people, day) in found.items()
    ]
    return sorted(listed, key=lambda one: (one.due_on, str(one.series.pk), one.phase.number))


def due_trainees(by: Actor, series: Series, phase: int, until: dt.date) -> list[tuple[Trainee, dt.date]]:
    """Who of a series is due for one phase by a day, with the day for each, by name. Four queries."""
    phases = _phases([series])
    due = {
        one.trainee_id: day
        for one in _standings(by, [series.pk])
        for number, day in _due(series, phases, one)
        if number == phase and day <= until
    }
    return [(row, due[row.pk]) for row in trainees(by, series).filter(pk__in=due)]


def _running(by: Actor) -> QuerySet[Series]:
    since = clock.today() - _FOLLOWED
    mine = {"organisation_id__in": by.home_organisations}
    return series_within_reach(by).filter(ended_on__isnull=True, begins_on__gte=since, **mine)


def _phases(running: Iterable[Series]) -> dict[uuid.UUID, list[Phase]]:
    """The phases of the curricula of these series, in their order."""
    found: dict[uuid.UUID, list[Phase]] = {}
    wanted = {row.curriculum_id for row in running}
    for phase in live(Phase).filter(curriculum__in=wanted).order_by("curriculum_id", "number"):
        found.setdefault(phase.curriculum_id, []).append(phase)
    return found


def _standings(by: Actor, running: Collection[uuid.UUID]) -> list[_Standing]:
    """Participants of these series who have not left, with what they completed."""
    days: dict[uuid.UUID, dict[int, dt.date]] = {}
    rows = live(Completion).filter(series__in=running)
    for trainee, phase, day in rows.values_list("trainee_id", "phase", "completed_on"):
        days.setdefault(trainee, {})[phase] = day
    active = trainees(by).order_by().filter(series__in=running, stopped_on__isnull=True)
    return [_Standing(pk, series, days.get(pk, {})) for pk, series in active.values_list("pk", "series_id")]


def _due(series: Series, phases: Mapping[uuid.UUID, Sequence[Phase]], one: _Standing) -> Iterator[tuple[int, dt.date]]:
    """The phases that somebody is due for, each with the day from which."""
    for phase in phases.get(series.curriculum_id, ()):
        before = one.days.get(phase.number - 1)
        if phase.number in one.days:
            continue
        if phase.number == 1:
            yield phase.number, series.begins_on
        elif before is not None:
            yield phase.number, before + dt.timedelta(weeks=phase.after_weeks)


def _completion(series: Series, trainee: Trainee, phase: int, completed_on: dt.date) -> Completion:
    return Completion(
        organisation_id=series.organisation_id,
        place=series.place,
        panchayat=series.panchayat,
        village=series.village,
        series=series,
        trainee=trainee,
        phase=phase,
        completed_on=completed_on,
    )
