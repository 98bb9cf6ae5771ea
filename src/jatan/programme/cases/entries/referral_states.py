"""State of a referral: that of its last answer; only certain states can follow another."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice

STATES: tuple[Choice, ...] = (
    ("sent", _("sent")),
    ("accepted", _("accepted")),
    ("declined", _("declined")),
    ("done", _("done")),
    ("revoked", _("taken back by us")),
    ("no_answer", _("no answer")),
)
# State -> states that can follow. "" is written but not yet sent.
_NEXT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"sent", "revoked"}),
    "sent": frozenset({"accepted", "declined", "done", "revoked", "no_answer"}),
    "no_answer": frozenset({"accepted", "declined", "done", "revoked"}),
    "accepted": frozenset({"declined", "done", "revoked", "no_answer"}),
}


def next_states(state: str) -> frozenset[str]:
    """States that can follow this one."""
    return _NEXT.get(state, frozenset())


def state_of(file: CaseFile, referral: Entry) -> str:
    """State of a referral: a code of `STATES`, "" while it is not yet sent."""
    answers = file.linked(referral.row, "referral_answer", "referral")
    last = max(answers, key=lambda one: (one.written_at, one.row), default=None)
    return str(last.get("state")) if last else ""


def is_over(state: str) -> bool:
    """Whether no state can follow this one."""
    return state not in _NEXT
