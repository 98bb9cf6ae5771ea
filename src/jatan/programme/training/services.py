"""Services that write series of trainings, their participants and those who teach. Sessions have their own module.

Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
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
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan.programme.training import events, selectors
from jatan.programme.training.commands import AddTrainee, NameFacilitator, PlanSeries
from jatan.programme.training.models import Attendance, Curriculum, Facilitator, Series, Session, Trainee
from jatan.programme.training.selectors import has_held_sessions

_RECORD = Permission.ACTIVITIES_RECORD
MOST_TRAINEES: Final = 300


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


def lock_series(series: Series) -> None:
    """Lock a series, so that two people do not write its list at the same time."""
    list(
        Series.objects.select_for_update(no_key=True)
        .filter(organisation_id=series.organisation_id, pk=series.pk)
        .values_list("pk")
    )


def _require_published(curriculum_id: uuid.UUID) -> None:
    """Raise Problem for a version that is a draft, or that nobody shares with the actor."""
    if not live(Curriculum).filter(pk=curriculum_id, published_on__isnull=False).exists():
        raise Problem("draft", _("This version is a draft. Publish it first."), field="curriculum")


def _refuse_too_many(series: Series, more: int) -> None:
    if live(Trainee).filter(series=series).count() + more > MOST_TRAINEES:
        raise Problem("too_many", _("A training holds at most 300 participants. Plan a second one."))


class _SeriesKind(OrdinaryKind[Series, PlanSeries]):
    def record_all(self, by: Actor, commands: Sequence[PlanSeries]) -> list[Series]:
        """Plan series. Those who are members of its group now, and within the actor's reach, are its participants."""
        for command in commands:
            _require_published(command.curriculum_id)
        with transaction.atomic():
            rows = super().record_all(by, commands)
            for row in rows:
                if row.group is not None:
                    join_members(by=by, series=row)
        return rows

    def amend(self, by: Actor, row: Series, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct a series. Its curriculum stays once a session was held: what was taught is not told otherwise
        later.
        """
        values = changed_values(row, row_values(PlanSeries.of(row).changed(changes)))
        with transaction.atomic():
            lock_series(row)
            if "curriculum_id" in values:
                _require_published(values["curriculum_id"])
                if has_held_sessions(row):
                    raise Problem("begun", _("A session was held by this curriculum, so it stays."), field="curriculum")
            return super().amend(by, row, changes, reason)

    def withdraw(self, by: Actor, row: Series, reason: str) -> None:
        """Withdraw a series in which nothing was held yet, with its plans and participants."""
        with transaction.atomic():
            lock_series(row)
            if live(Session).filter(series=row, activity__isnull=False).exists():
                raise Problem("begun", _("Sessions of this training were held. Withdraw those first."), field="reason")
            planned = live(Session).filter(series=row).order_by("id")
            for part in (*planned, *live(Trainee).filter(series=row).order_by("id")):
                acts.withdraw(
                    by=by,
                    permission=self.rights.record,
                    correct=self.rights.correct,
                    verb=self.withdrawn,
                    row=part,
                    reason=reason,
                )
            super().withdraw(by, row, reason)


class _Trainees(OrdinaryKind[Trainee, AddTrainee]):
    """Recorded by `add_trainees`."""

    def withdraw(self, by: Actor, row: Trainee, reason: str) -> None:
        """Withdraw a participant entered by mistake: only one who stands on no list of attendance."""
        with transaction.atomic():
            lock_series(row.series)
            if live(Attendance).filter(trainee=row).exists():
                message = _("She stands on a list of attendance. Say on which day she left the training instead.")
                raise Problem("begun", message, field="reason")
            super().withdraw(by, row, reason)


_RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=_RECORD, correct=Permission.RECORDS_CORRECT)
# Sessions keep a facilitator that is withdrawn.
FACILITATOR = OrdinaryKind(
    model=Facilitator,
    command=NameFacilitator,
    rights=_RIGHTS,
    listed=selectors.facilitators,
    recorded="training.facilitator_named",
    amended="training.facilitator_amended",
    withdrawn="training.facilitator_withdrawn",
)
SERIES = _SeriesKind(
    model=Series,
    command=PlanSeries,
    rights=_RIGHTS,
    listed=selectors.series,
    recorded="training.series_planned",
    amended="training.series_amended",
    withdrawn="training.series_withdrawn",
)
TRAINEE = _Trainees(model=Trainee, command=AddTrainee, rights=_RIGHTS, withdrawn="training.trainee_withdrawn")
