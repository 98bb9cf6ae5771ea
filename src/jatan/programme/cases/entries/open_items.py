"""Open items of a file when it is to be closed, and the validation shared by every way to close it.

An open duty towards a child bars closing. The reason "goals reached" is refused while she is in danger. Every other
open item needs a reason from the requester and, if it is newer than the request, from the supervisor
who decides.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import ANY_TIME
from jatan.programme.cases.entries.due_words import due_words
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.legal_dues import legal_dues
from jatan.programme.cases.entries.plan import open_goals
from jatan.programme.cases.entries.received import incoming_state
from jatan.programme.cases.entries.referral import review_of
from jatan.programme.cases.entries.referral_states import is_over, state_of
from jatan.programme.cases.entries.services import latest_danger, open_services

__all__ = ["REASONS_FIELD", "OpenItem", "closing_problems", "item_words", "open_items", "reasons_of"]

# Field of a request, a decision and a withdrawal that holds the reasons: {key of the item: reason}.
REASONS_FIELD: Final = "open_items"

_WORDS: Final[Mapping[str, Label]] = {
    "danger": _("She said last that she is not safe"),
    "goal": _("A goal of hers is still on the way"),
    "service": _("A service is under way"),
    "referral": _("A referral still runs"),
    "incoming": _("A referral to us is still open"),
    "override": _("Sharing without consent waits for a decision"),
}


@dataclass(frozen=True)
class OpenItem:
    """Something that closing would leave open. `key` identifies it: another court day, or
    another report of danger, is another item.

    `row`: the entry it follows from, None for a duty. `on`: its day, if any. `bars`: bars closing despite any reason.
    """

    key: str
    code: str
    row: uuid.UUID | None
    on: dt.date | None = None
    about: tuple[str, ...] = ()
    bars: bool = False

    @property
    def what(self) -> Label:
        """What is open, without names."""
        return _WORDS.get(self.code) or due_words(self.code, self.about)


def open_items(file: CaseFile, today: dt.date) -> list[OpenItem]:
    """All open items: danger first, then legal items, then case work."""
    heard = latest_danger(file)
    found = [_item("danger", heard.row)] if heard is not None else []
    found += _legal_items(file, today)
    found += [_item("goal", goal.row, goal.get("by_on")) for goal in open_goals(file)]
    found += [_item("service", service.row) for service in open_services(file)]
    sent = [one for one in file.all("referral") if not is_over(state_of(file, one))]
    found += [_item("referral", one.row, one.get("answer_by")) for one in sent]
    found += [_item("incoming", one.row) for one in file.all("incoming") if not is_over(incoming_state(file, one.row))]
    return [
        *found,
        *(_item("override", one.row) for one in file.all("override") if _is_undecided(review_of(file, one))),
    ]


def closing_problems(file: CaseFile, today: dt.date, *, reason: str, given: Mapping[str, str]) -> Iterable[Problem]:
    """Problems that bar closing a file now. `reason`: a code of `closure.CLOSURE_REASONS`, "" for a withdrawal.

    `given`: reasons by item key. A missing one is a Problem at "open_items.<key>".
    """
    items = open_items(file, today)
    if any(item.bars for item in items):
        message = _("A duty to report is still open. It is done and written down before the case is closed.")
        yield Problem("duty_open", message)
    if reason == "goal_reached" and any(item.code == "danger" for item in items):
        message = _("She said last that she is not safe: her goals are not reached. See to her safety first.")
        yield Problem("in_danger", message, field="reason")
    for item in items:
        if not item.bars and not given.get(item.key, "").strip():
            message = format_lazy(_("{what}: write why the case can be closed all the same."), what=item.what)
            yield Problem("missing_required", message, field=f"{REASONS_FIELD}.{item.key}")


def reasons_of(answers: Mapping[str, object]) -> Mapping[str, str]:
    """The reasons in a request's or decision's answers, by item key."""
    given = answers.get(REASONS_FIELD)
    return given if isinstance(given, dict) else {}


def item_words(key: str) -> Label:
    """Label of an item, from its key alone."""
    code, _dot, rest = key.partition(".")
    if code in ("duty", "deadline"):
        code = f"{code}:{rest.partition('.')[0]}"
    return _WORDS.get(code) or due_words(code)


def _is_undecided(review: Entry | None) -> bool:
    """Whether an override's review is still undecided."""
    return review is None or bool(review.withdrawn) or review.revision > 1


def _legal_items(file: CaseFile, today: dt.date) -> list[OpenItem]:
    """Duties, deadlines, court days and warnings, without those that can be done at any time."""
    return [
        OpenItem(_key(due.code, due.row, due.on), due.code, due.row, due.on, tuple(due.about), due.row is None)
        for due in legal_dues(file, today)
        if due.timing != ANY_TIME
    ]


def _item(code: str, row: uuid.UUID, on: dt.date | None = None) -> OpenItem:
    return OpenItem(_key(code, row, on), code, row, on)


def _key(code: str, row: uuid.UUID | None, on: dt.date | None) -> str:
    """ "goal.<row>.2026-12-01", "deadline.fir_copy.<row>.2026-11-20", "duty.produce_before_cwc"."""
    parts = [code.replace(":", ".")]
    if row is not None:
        parts += [str(row), *([on.isoformat()] if on else [])]
    return ".".join(parts)
