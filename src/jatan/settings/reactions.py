"""Ledger event verb -> functions called with the event, in its transaction; they enqueue background tasks.

"*" stands for every verb. Functions are given by dotted path, because models cannot be imported at start-up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from jatan.foundation.ledger.models import Event


def _reaction(path: str) -> "Callable[[Event], None]":
    """A reaction by dotted path, imported at its first event."""

    def react(event: "Event") -> None:
        import_string(path)(event)

    return react


REACTIONS: "Mapping[str, Sequence[Callable[[Event], None]]]" = {
    "*": [
        _reaction("jatan.evidence.indicators.tasks.enqueue_recount"),
        _reaction("jatan.programme.people.tasks.enqueue_comparison"),
        _reaction("jatan.programme.agents.tasks.enqueue_mentions"),
        # In the transaction of the change: what may not be shown any more is public no more.
        _reaction("jatan.evidence.releases.services.follow_records"),
    ],
    "helpdesk.issue_received": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "helpdesk.issue_amended": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "helpdesk.issue_reopened": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    # An issue that told of rows of a register is recorded within the act that took them in or put them right.
    "registers.sheet_imported": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "registers.row_repaired": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "registers.rows_repaired": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "registers.correction_recorded_apart": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "safeguarding.escalations_opened": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "safeguarding.steps_entered": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "calls.call_parked": [_reaction("jatan.intake.alerts.tasks.enqueue_telling")],
    "booklet.consent_asked_anew": [_reaction("jatan.programme.booklet.tasks.enqueue_recall")],
    "booklet.consent_taken_back": [_reaction("jatan.programme.booklet.tasks.enqueue_recall")],
    "studies.interview_withdrawn": [_reaction("jatan.evidence.studies.tasks.enqueue_taking_out")],
}
