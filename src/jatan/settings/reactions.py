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


_MAY_BE_URGENT = (
    "helpdesk.issue_received",
    "helpdesk.issue_amended",
    "helpdesk.issue_reopened",
    "safeguarding.escalations_opened",
    "safeguarding.steps_entered",
    "calls.call_parked",
)
REACTIONS: "Mapping[str, Sequence[Callable[[Event], None]]]" = {
    "*": [
        _reaction("jatan.evidence.indicators.tasks.enqueue_recount"),
        _reaction("jatan.programme.people.tasks.enqueue_comparison"),
        _reaction("jatan.programme.agents.tasks.enqueue_mentions"),
    ],
    **{verb: [_reaction("jatan.intake.alerts.tasks.enqueue_telling")] for verb in _MAY_BE_URGENT},
    "booklet.consent_taken_back": [_reaction("jatan.programme.booklet.tasks.enqueue_recall")],
}
