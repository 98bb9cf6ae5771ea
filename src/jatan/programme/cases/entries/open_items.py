"""Open items of a file when it is to be closed or withdrawn, and the validation of both.

An open duty towards a child bars closing. The reason "goals reached" is refused while she is in danger. Every other
open item needs a reason from whoever asks and another from whoever decides. A closed case stays on the lists, so what
runs on in it (`OpenItem.runs_on`) is still seen. A withdrawn one is on no list: nothing that runs on is withdrawn.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due import ANY_TIME
from jatan.programme.cases.entries.due_words import due_words
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.file_request import REQUEST_DUES, file_request_dues
from jatan.programme.cases.entries.legal_dues import LAW_BOOKS, is_of_law, legal_dues
from jatan.programme.cases.entries.plan import open_goals
from jatan.programme.cases.entries.received import incoming_state
from jatan.programme.cases.entries.referral import is_undecided, review_of
from jatan.programme.cases.entries.referral_states import is_over, state_of
from jatan.programme.cases.entries.services import ROUNDS, latest_danger, open_rounds, open_services
from jatan.programme.cases.entries.to_dos import open_to_dos
from jatan.programme.cases.entries.urgency import urgency_of

# Field of a request that says that her follow-ups and the review of her safety plan go on after closing.
PLAN_GOES_ON: Final = "plan_goes_on"
# Field of a request, a decision and a withdrawal that holds the reasons: {key of the item: reason}.
REASONS_FIELD: Final = "open_items"

_WORDS: Final[Mapping[str, Label]] = {
    "danger": _("She said last that she is not safe"),
    "goal": _("A goal of hers is still on the way"),
    "service": _("A service is under way"),
    "referral": _("A referral still runs"),
    "incoming": _("A referral to us is still open"),
    "override": _("Sharing without consent waits for a decision"),
    "urgency": _("It is urgent and nobody has responded yet"),
    "to_do": _("A task is still open"),
}
_CAN_GO_ON: Final = frozenset({"safety_plan", *(name for name, _months in ROUNDS)})


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

    @property
    def runs_on(self) -> bool:
        """Whether it runs on whatever we decide: danger, a duty or day of law and court, or a request for the file."""
        return is_watched(self.code)

    @property
    def can_go_on(self) -> bool:
        """Whether a request may say that it goes on after closing, instead of a reason why it is left."""
        return self.code in _CAN_GO_ON


def is_watched(code: str) -> bool:
    """Whether what has this code (of an `OpenItem` or a `Due`) is never left out of every list: danger, duties, days of
    law and court, and what court or police ask for."""
    return code == "danger" or is_of_law(code) or code in REQUEST_DUES


def open_items(file: CaseFile, today: dt.date) -> list[OpenItem]:
    """All open items: danger first, then legal items and requests for the file, urgency and case work."""
    heard = latest_danger(file)
    found = [_item("danger", heard.row)] if heard is not None else []
    found += _legal_items(file, today)
    found += [_item(due.code, row, due.on) for due in file_request_dues(file, today) if (row := due.row) is not None]
    urgency = urgency_of(file)
    if urgency is not None and urgency.answered is None:
        found.append(_item("urgency", urgency.entry.row))
    found += [_item("goal", goal.row, goal.get("by_on")) for goal in open_goals(file)]
    found += [_item("service", service.row) for service in open_services(file)]
    found += [_item("to_do", one.row) for one in open_to_dos(file)]
    found += plan_items(file, today)
    sent = [one for one in file.all("referral") if not is_over(state_of(file, one))]
    found += [_item("referral", one.row, one.get("answer_by")) for one in sent]
    found += [_item("incoming", one.row) for one in file.all("incoming") if not is_over(incoming_state(file, one.row))]
    return [
        *found,
        *(_item("override", one.row) for one in file.all("override") if is_undecided(review_of(file, one))),
    ]


def closing_problems(
    file: CaseFile, today: dt.date, *, reason: str, given: Mapping[str, str], plan_goes_on: bool = False
) -> Iterable[Problem]:
    """Problems that bar closing a file now. `reason`: a code of `closure.CLOSURE_REASONS`.

    `given`: reasons by item key. A missing one is a Problem at "open_items.<key>". `plan_goes_on`: what `can_go_on`
    does, and needs no reason.
    """
    items = [item for item in open_items(file, today) if not (plan_goes_on and item.can_go_on)]
    if any(item.bars for item in items):
        message = _("A duty to report is still open. It is done and written down before the case is closed.")
        yield Problem("duty_open", message)
    if reason == "goal_reached" and any(item.code == "danger" for item in items):
        message = _("She said last that she is not safe: her goals are not reached. See to her safety first.")
        yield Problem("in_danger", message, field="reason")
    for item in _without_reason((item for item in items if not item.bars), given):
        message = format_lazy(_("{what}: write why the case can be closed all the same."), what=item.what)
        yield Problem("missing_required", message, field=f"{REASONS_FIELD}.{item.key}")


def withdrawal_problems(file: CaseFile, today: dt.date, *, given: Mapping[str, str]) -> Iterable[Problem]:
    """Problems that bar withdrawing a file now: each item that runs on, and each other item without a reason.

    `given`: as for `closing_problems`.
    """
    items = open_items(file, today)
    for item in items:
        if item.runs_on:
            message = _("{what}: this runs on. First write that it is done, or take back what was written by mistake.")
            yield Problem("duty_open" if item.bars else "runs_on", format_lazy(message, what=item.what))
    for item in _without_reason((item for item in items if not item.runs_on), given):
        message = format_lazy(_("{what}: write why the case can be withdrawn all the same."), what=item.what)
        yield Problem("missing_required", message, field=f"{REASONS_FIELD}.{item.key}")


def _without_reason(items: Iterable[OpenItem], given: Mapping[str, str]) -> Iterable[OpenItem]:
    return (item for item in items if not given.get(item.key, "").strip())


def reasons_of(answers: Mapping[str, object]) -> Mapping[str, str]:
    """The reasons in a request's or decision's answers, by item key."""
    given = answers.get(REASONS_FIELD)
    return given if isinstance(given, dict) else {}


def item_words(key: str) -> Label:
    """Label of an item, from its key alone."""
    code, _dot, rest = key.partition(".")
    if code in LAW_BOOKS:
        code = f"{code}:{rest.partition('.')[0]}"
    return _WORDS.get(code) or due_words(code)


def _legal_items(file: CaseFile, today: dt.date) -> list[OpenItem]:
    """Duties, deadlines, court days and warnings, without those that can be done at any time."""
    return [
        OpenItem(_key(due.code, due.row, due.on), due.code, due.row, due.on, tuple(due.about), due.row is None)
        for due in legal_dues(file, today)
        if due.timing != ANY_TIME
    ]


def plan_items(file: CaseFile, today: dt.date) -> list[OpenItem]:
    """Follow-ups after coming home that nobody has done yet, and the day on which the safety plan is looked at anew."""
    found = [_item(due.code, home, due.on) for due in open_rounds(file, today) if (home := due.row) is not None]
    plan = file.last("safety_plan")
    return found + ([_item("safety_plan", plan.row, plan.get("review_on"))] if plan is not None else [])


def _item(code: str, row: uuid.UUID, on: dt.date | None = None) -> OpenItem:
    return OpenItem(_key(code, row, on), code, row, on)


def _key(code: str, row: uuid.UUID | None, on: dt.date | None) -> str:
    """ "goal.<row>.2026-12-01", "deadline.fir_copy.<row>.2026-11-20", "duty.produce_before_cwc"."""
    parts = [code.replace(":", ".")]
    if row is not None:
        parts += [str(row), *([on.isoformat()] if on else [])]
    return ".".join(parts)
