"""Promise and outcome compared: reading and correcting the outcome of a journey, and the difference in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys import events
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.models import Journey, Outcome
from jatan.programme.people.base_command import changed_values, row_values

_AMENDED = "journeys.outcome_amended"
_RECORD, _CORRECT = Permission.PEOPLE_RECORD, Permission.RECORDS_CORRECT


@dataclass(frozen=True)
class PromiseComparison:
    """One promise and its outcome. `is_broken`: less pay, or more hours, than promised."""

    what: str
    promised: int
    actual: int

    @property
    def difference(self) -> int:
        return self.actual - self.promised

    @property
    def is_broken(self) -> bool:
        return self.difference < 0 if self.what == "wage" else self.difference > 0


def outcome_of(by: Actor, journey: Journey) -> Outcome | None:
    """The outcome of a journey; None when there is none or it is out of reach."""
    rows = Outcome._default_manager.filter(journey=journey, withdrawn_at__isnull=True)
    within = gate.within_reach(rows, by=by, permission=Permission.PEOPLE_SEE)
    return within.select_related("place", "organisation", "journey").first()


def compare_with_promise(journey: Journey, outcome: Outcome) -> list[PromiseComparison]:
    """Wage (₹ a month) and hours (a day), each only when both promise and outcome are known."""
    pairs = (
        ("wage", journey.wage_promised, outcome.wage_actual),
        ("hours", journey.hours_promised, outcome.hours_actual),
    )
    return [
        PromiseComparison(what, promised, actual)
        for what, promised, actual in pairs
        if promised is not None and actual is not None
    ]


def amend_outcome(*, by: Actor, outcome: Outcome, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct an outcome; earlier values stay in its history, and the journey's day of return is updated."""
    values = row_values(RecordOutcome.of(outcome).changed(changes))
    with transaction.atomic():
        done = acts.amend(
            by=by,
            permission=_RECORD,
            correct=_CORRECT,
            verb=_AMENDED,
            row=outcome,
            changes=changed_values(outcome, values),
            reason=reason,
        )
        if outcome.journey.returned_on != outcome.returned_on:
            acts.amend(
                by=by,
                permission=_RECORD,
                correct=_RECORD,
                verb=events.JOURNEY_RETURNED,
                row=outcome.journey,
                changes={"returned_on": outcome.returned_on},
            )
    return done
