"""Verbs that write journeys. Raises gate.Forbidden where the actor may not, Problems for what cannot be recorded."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock, names
from jatan.kernel.problems import Problem
from jatan.programme.journeys import events
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.journeys.models import Journey
from jatan.programme.people.recording import changed_values, values_of

__all__ = ["amend_journey", "record_return", "register_journey", "register_journeys", "withdraw_journey"]

_RECORD, _CORRECT = Permission.PEOPLE_RECORD, Permission.RECORDS_CORRECT


def register_journey(*, by: Actor, command: RegisterJourney) -> Journey:
    """Put one journey on record."""
    return register_journeys(by=by, commands=[command])[0]


def register_journeys(*, by: Actor, commands: Sequence[RegisterJourney]) -> list[Journey]:
    """Put journeys on record, all or none, in the order given."""
    rows = [Journey(**_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.JOURNEY_REGISTERED, rows=rows)


def record_return(*, by: Actor, journey: Journey, on: dt.date) -> bool:
    """Note the day somebody came back; any colleague may. Problem("date_in_future") for a day that has not come."""
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


def amend_journey(*, by: Actor, journey: Journey, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct what was written; what it said before is kept."""
    values = _values(RegisterJourney.of(journey).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.JOURNEY_AMENDED,
        row=journey,
        changes=changed_values(journey, values),
        reason=reason,
    )


def withdraw_journey(*, by: Actor, journey: Journey, reason: str) -> None:
    """Take a journey out of every list and count that should not have been recorded."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.JOURNEY_WITHDRAWN, row=journey, reason=reason
    )


def _values(command: RegisterJourney) -> dict[str, Any]:
    fold = names.fold(command.agent_name)[:600] if command.agent_name else ""
    return values_of(command) | {"agent_fold": fold}
