"""Services for recorded journeys; registering and correcting them is in `jatan.programme.flows`.

Raises gate.Forbidden without the permission, Problems for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem, raise_any
from jatan.kernel.text.codes import random_code
from jatan.programme.journeys import events, selectors
from jatan.programme.journeys.choices import NotedBy, TriggerCode
from jatan.programme.journeys.commands import RecordOutcome, RegisterJourney
from jatan.programme.journeys.conversation import note_answers, record_counselling
from jatan.programme.journeys.models import Journey, Outcome, Pass, Trigger
from jatan.programme.landmarks.commands import stop_problems
from jatan.programme.landmarks.services import require_stops
from jatan.programme.people.base_command import row_values
from jatan.programme.people.record_kind import OrdinaryKind, Rights

__all__ = [
    "acknowledge_trigger",
    "issue_pass",
    "name_stops",
    "note_answers",
    "note_trigger",
    "record_counselling",
    "record_leaving",
    "record_outcome",
    "record_return",
]

_CODE_LENGTH = 16
_RECORD, _CORRECT = Permission.PEOPLE_RECORD, Permission.RECORDS_CORRECT


def record_return(*, by: Actor, journey: Journey, on: dt.date) -> bool:
    """Record the day of return; any colleague may. Raises Problem("date_in_future") for a future day."""
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.JOURNEY_RETURNED,
        row=journey,
        changes={"returned_on": on},
    )


def record_leaving(*, by: Actor, journey: Journey, on: dt.date) -> bool:
    """Record the day on which she left, unless an earlier or the same one stands there; any colleague may.

    Returns False when nothing was changed. Raises Problem("date_in_future") for a future day.
    """
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    with transaction.atomic():
        rows = Journey.objects.select_for_update(of=("self",), no_key=True)
        planned = rows.get(organisation_id=journey.organisation_id, pk=journey.pk).leaves_on
        if planned is not None and planned <= on:
            return False
        return acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.JOURNEY_LEFT,
            row=journey,
            changes={"leaves_on": on},
        )


def name_stops(*, by: Actor, journey: Journey, stops: Sequence[uuid.UUID]) -> bool:
    """Name the landmarks that a journey passes, in order; any colleague may. The text that was said stays beside them.

    Returns False when nothing differs. Raises Problem at `stops` for one that is not on the map, or named twice.
    """
    wanted = list(stops)
    raise_any(stop_problems(wanted))
    require_stops(by, [stop for stop in wanted if stop not in journey.stops])
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.JOURNEY_STOPS_NAMED,
        row=journey,
        changes={"stops": wanted},
    )


# Recorded and corrected by the flows of departures.
JOURNEY = OrdinaryKind(
    model=Journey,
    command=RegisterJourney,
    rights=Rights(see=Permission.PEOPLE_SEE, record=_RECORD, correct=_CORRECT),
    listed=selectors.journeys,
    withdrawn=events.JOURNEY_WITHDRAWN,
)


def note_trigger(
    *, by: Actor, journey: Journey, code: str, noted_by: str = NotedBy.WORKER.value, note: str = ""
) -> Trigger:
    """Record a hard stop; returns the existing one when it is recorded already."""
    if code not in TriggerCode.values or noted_by not in NotedBy.values:
        raise Problem("unreadable", field="code")
    with transaction.atomic():
        _lock(journey)
        existing = journey.triggers.live().filter(code=code).select_related("place").first()
        if existing is not None:
            return existing
        row = Trigger(
            journey=journey, code=code, by=noted_by, note=note, noted_at=clock.now(), **journey.location_fields
        )
        acts.record(by=by, permission=_RECORD, verb=events.TRIGGER_NOTED, rows=[row])
    return row


def acknowledge_trigger(*, by: Actor, trigger: Trigger, what_was_done: str) -> bool:
    """Acknowledge a hard stop with what was done. False when somebody did before: the first text is kept."""
    if not what_was_done.strip():
        raise Problem("missing_required", field="what_was_done")
    with transaction.atomic():
        rows = Trigger.objects.select_for_update(of=("self",), no_key=True)
        if rows.get(organisation_id=trigger.organisation_id, pk=trigger.pk).acknowledged_at is not None:
            return False
        return acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.TRIGGER_ACKNOWLEDGED,
            row=trigger,
            changes={
                "acknowledged_by": by.account_id,
                "acknowledged_at": clock.now(),
                "what_was_done": what_was_done.strip(),
            },
        )


def record_outcome(*, by: Actor, command: RecordOutcome) -> Outcome:
    """Record how a journey ended and its return. Raises Problem("already_recorded") when there is an outcome."""
    journey = command.journey
    with acts.one_act(
        by=by,
        organisation_id=journey.organisation_id,
        verb=events.OUTCOME_RECORDED,
        about_type="journeys.journey",
        about=journey.pk,
    ):
        _lock(journey)
        if journey.outcomes.live().exists():
            raise Problem("already_recorded", _("How this journey ended is on record already."))
        row = Outcome(**row_values(command))
        acts.record(by=by, permission=_RECORD, verb=events.OUTCOME_RECORDED, rows=[row])
        record_return(by=by, journey=journey, on=command.returned_on)
    return row


def issue_pass(*, by: Actor, journey: Journey) -> Pass:
    """The valid pass of a journey, or a new one with a random code."""
    with transaction.atomic():
        _lock(journey)
        valid = journey.passes.live().filter(revoked_at__isnull=True).first()
        if valid is not None:
            return valid
        code = random_code(_CODE_LENGTH)
        row = Pass(journey=journey, code=code, issued_at=clock.now(), **journey.location_fields)
        acts.record(by=by, permission=_RECORD, verb=events.PASS_ISSUED, rows=[row])
    return row


def _lock(journey: Journey) -> None:
    """Lock the journey row for this transaction, so that concurrent changes run one after the other."""
    rows = Journey.objects.select_for_update(of=("self",), no_key=True)
    rows.get(organisation_id=journey.organisation_id, pk=journey.pk)
