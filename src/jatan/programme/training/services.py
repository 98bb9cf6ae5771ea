"""Services that write series of trainings, their participants and those who teach. Sessions have their own module.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.groups.selectors import memberships
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.reach import live
from jatan.programme.training import events
from jatan.programme.training.commands import AddTrainee, NameFacilitator, PlanSeries
from jatan.programme.training.models import Attendance, Curriculum, Facilitator, Series, Session, Trainee
from jatan.programme.training.selectors import has_held_sessions

__all__ = [
    "MOST_TRAINEES",
    "add_trainees",
    "amend_facilitator",
    "amend_series",
    "end_series",
    "join_members",
    "lock_series",
    "name_facilitator",
    "plan_series",
    "stop_trainee",
    "withdraw_facilitator",
    "withdraw_series",
    "withdraw_trainee",
]

_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT
MOST_TRAINEES: Final = 300


def name_facilitator(*, by: Actor, command: NameFacilitator) -> Facilitator:
    """Record somebody who teaches."""
    row = Facilitator(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.FACILITATOR_NAMED, rows=[row])[0]


def amend_facilitator(*, by: Actor, facilitator: Facilitator, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a facilitator, or what she may teach."""
    values = row_values(NameFacilitator.of(facilitator).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.FACILITATOR_AMENDED,
        row=facilitator,
        changes=changed_values(facilitator, values),
        reason=reason,
    )


def withdraw_facilitator(*, by: Actor, facilitator: Facilitator, reason: str) -> None:
    """Withdraw a facilitator entered by mistake; sessions keep her."""
    acts.withdraw(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.FACILITATOR_WITHDRAWN,
        row=facilitator,
        reason=reason,
    )


def plan_series(*, by: Actor, command: PlanSeries) -> Series:
    """Plan a series. Those who are members of its group now, and within the actor's reach, are its participants."""
    _require_published(command.curriculum_id)
    with transaction.atomic():
        row = Series(**row_values(command))
        acts.record(by=by, permission=_RECORD, verb=events.SERIES_PLANNED, rows=[row])
        if row.group is not None:
            join_members(by=by, series=row)
    return row


def amend_series(*, by: Actor, series: Series, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a series. Its curriculum stays once a session was held: what was taught is not told otherwise later."""
    values = changed_values(series, row_values(PlanSeries.of(series).changed(changes)))
    with transaction.atomic():
        lock_series(series)
        if "curriculum_id" in values:
            _require_published(values["curriculum_id"])
            if has_held_sessions(series):
                raise Problem("begun", _("A session was held by this curriculum, so it stays."), field="curriculum")
        return acts.amend(
            by=by,
            permission=_RECORD,
            correct=_CORRECT,
            verb=events.SERIES_AMENDED,
            row=series,
            changes=values,
            reason=reason,
        )


def end_series(*, by: Actor, series: Series, on: dt.date) -> bool:
    """Say that a series is over from a day on: nobody is due for its next phase any more. Any colleague may."""
    if on > clock.today():
        raise Problem("date_in_future", field="ended_on")
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.SERIES_ENDED,
        row=series,
        changes={"ended_on": on},
    )


def withdraw_series(*, by: Actor, series: Series, reason: str) -> None:
    """Withdraw a series in which nothing was held yet, with its plans and participants."""
    with transaction.atomic():
        lock_series(series)
        if live(Session).filter(series=series, activity__isnull=False).exists():
            raise Problem("begun", _("Sessions of this training were held. Withdraw those first."), field="reason")
        planned = live(Session).filter(series=series).order_by("id")
        for row in (*planned, *live(Trainee).filter(series=series).order_by("id")):
            _withdraw(by, row, events.SERIES_WITHDRAWN, reason)
        _withdraw(by, series, events.SERIES_WITHDRAWN, reason)


def add_trainees(*, by: Actor, commands: Iterable[AddTrainee]) -> list[Trainee]:
    """Add participants of one series, all or none. Raises Problem("already_named") for who is in it already."""
    rows = [Trainee(**row_values(command)) for command in commands]
    if not rows:
        return []
    try:
        with transaction.atomic():
            lock_series(rows[0].series)
            _refuse_too_many(rows[0].series, len(rows))
            return acts.record(by=by, permission=_RECORD, verb=events.TRAINEE_ADDED, rows=rows)
    except IntegrityError as clash:
        raise Problem("already_named", _("This person is in this training already."), field="person") from clash


def join_members(*, by: Actor, series: Series) -> int:
    """Add the members of the series' group who are not in it yet and have not left; returns how many."""
    if series.group is None:
        return 0
    with transaction.atomic():
        lock_series(series)
        known = set(live(Trainee).filter(series=series, person__isnull=False).values_list("person_id", flat=True))
        rows = memberships(by, series.group).filter(left_on__isnull=True).exclude(person__in=known).order_by("id")
        people = {row.person_id: row.person for row in rows}
        return len(add_trainees(by=by, commands=[AddTrainee(series=series, person=one) for one in people.values()]))


def stop_trainee(*, by: Actor, trainee: Trainee, on: dt.date) -> bool:
    """Say from which day on somebody takes no part any more. Any colleague may."""
    if on > clock.today():
        raise Problem("date_in_future", field="stopped_on")
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.TRAINEE_STOPPED,
        row=trainee,
        changes={"stopped_on": on},
    )


def withdraw_trainee(*, by: Actor, trainee: Trainee, reason: str) -> None:
    """Withdraw a participant entered by mistake: only one who stands on no list of attendance."""
    with transaction.atomic():
        lock_series(trainee.series)
        if live(Attendance).filter(trainee=trainee).exists():
            message = _("She stands on a list of attendance. Say on which day she left the training instead.")
            raise Problem("begun", message, field="reason")
        _withdraw(by, trainee, events.TRAINEE_WITHDRAWN, reason)


def lock_series(series: Series) -> None:
    """Lock a series, so that two people do not write its list at the same time."""
    list(
        Series.objects.select_for_update(no_key=True)
        .filter(organisation_id=series.organisation_id, pk=series.pk)
        .values_list("pk")
    )


def _withdraw(by: Actor, row: Any, verb: str, reason: str) -> None:
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=verb, row=row, reason=reason)


def _require_published(curriculum_id: uuid.UUID) -> None:
    """Raise Problem for a version that is a draft, or that nobody shares with the actor."""
    if not live(Curriculum).filter(pk=curriculum_id, published_on__isnull=False).exists():
        raise Problem("draft", _("This version is a draft. Publish it first."), field="curriculum")


def _refuse_too_many(series: Series, more: int) -> None:
    if live(Trainee).filter(series=series).count() + more > MOST_TRAINEES:
        raise Problem("too_many", _("A training holds at most 300 participants. Plan a second one."))
