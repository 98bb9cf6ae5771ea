"""How a referral stands: it follows from the last answer that was written, and only certain answers follow another."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice

__all__ = ["STATES", "is_over", "next_states", "state_of"]

STATES: tuple[Choice, ...] = (
    ("sent", _("sent")),
    ("accepted", _("accepted")),
    ("declined", _("declined")),
    ("done", _("done")),
    ("revoked", _("taken back by us")),
    ("no_answer", _("no answer")),
)
# From each state, what may come of it. "" is written but not yet handed over.
_NEXT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"sent", "revoked"}),
    "sent": frozenset({"accepted", "declined", "done", "revoked", "no_answer"}),
    "no_answer": frozenset({"accepted", "declined", "done", "revoked"}),
    "accepted": frozenset({"declined", "done", "revoked", "no_answer"}),
}


def next_states(state: str) -> frozenset[str]:
    """What may come of a referral that stands so."""
    return _NEXT.get(state, frozenset())


def state_of(file: CaseFile, referral: Entry) -> str:
    """How a referral stands: a code of `STATES`, "" while it is written and not yet handed over."""
    answers = file.linked(referral.row, "referral_answer", "referral")
    last = max(answers, key=lambda one: (one.written_at, one.row), default=None)
    return str(last.get("state")) if last else ""


def is_over(state: str) -> bool:
    """Whether nothing more can come of it."""
    return state not in _NEXT
