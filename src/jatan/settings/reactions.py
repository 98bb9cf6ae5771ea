"""Which event wakes whom: one table. A wake enqueues a background task in the event's own transaction.

"*" is woken by every event. Nothing here imports models, so that the table can be read at start-up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from jatan.foundation.ledger.models import Event


def _wake(path: str) -> "Callable[[Event], None]":
    """A wake by its dotted path, resolved at its first event."""

    def call(event: "Event") -> None:
        import_string(path)(event)

    return call


REACTIONS: "Mapping[str, Sequence[Callable[[Event], None]]]" = {
    "*": [
        _wake("jatan.evidence.indicators.tasks.wake_recount"),
        _wake("jatan.programme.people.tasks.wake_comparing"),
        _wake("jatan.programme.agents.tasks.wake_mentioning"),
    ],
}
