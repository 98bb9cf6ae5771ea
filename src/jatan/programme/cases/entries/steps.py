"""Case management steps in the order of the inter-agency guidelines: state of each, and what is next.

Computed from the entries and not stored. After a reopening, consent, assessment and plan are due again.
"""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.child import needs_child_plan
from jatan.programme.cases.entries.closure import waiting_request
from jatan.programme.cases.entries.consent import agreed_to_work, needs_own_consent, valid_consents
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.entries.plan import open_goals
from jatan.programme.cases.entries.services import (
    danger_dues,
    in_danger,
    open_rounds,
    open_services,
    reached_follow_ups,
)


class StepState(StrEnum):
    """State of a step. The first step that is not done is the current one."""

    DONE = "done"
    CURRENT = "current"
    OPEN = "open"


class Step(NamedTuple):
    """One step. `next`: what is to be done, without names; empty once it is done."""

    stage: Stage
    state: StepState
    next: Label


def steps_of(file: CaseFile, today: dt.date) -> list[Step]:
    """The six steps in order. A later one may be done before an earlier one; a closed case has no current one.

    While she is in danger and the safety plan was not looked at since, the follow-up comes before everything.
    """
    found = [(stage, ask(file, today)) for stage, ask in _STEPS]
    first = [Stage.FOLLOW_UP] if any(danger_dues(file, today)) else [stage for stage, left in found if left]
    at = None if file.is_closed else next(iter(first), None)
    return [Step(stage, _state(stage == at, left), left) for stage, left in found]


def _state(is_current: bool, left: Label) -> StepState:
    if is_current:
        return StepState.CURRENT
    return StepState.OPEN if left else StepState.DONE


def _consent(file: CaseFile, today: dt.date) -> Label:
    if not agreed_to_work(file, today):
        return _("Write down her consent")
    if needs_own_consent(file, today):
        return _("She is grown up: ask for her own consent anew")
    consents = valid_consents(file, "case_work", today)
    return "" if any(_is_since_reopening(file, entry) for entry in consents) else _("Ask for her consent anew")


def _assessment(file: CaseFile, today: dt.date) -> Label:
    is_heard = any(_is_since_reopening(file, entry) for entry in file.all("assessment"))
    return "" if is_heard else _("Hear what she needs")


def _plan(file: CaseFile, today: dt.date) -> Label:
    plan = file.last("safety_plan")
    if plan is None or not _is_since_reopening(file, plan):
        return _("Make the safety plan with her")
    if needs_child_plan(file, today):
        return _("Make the plan for the child with her")
    return "" if file.all("goal") else _("Write down what she wants")


def _services(file: CaseFile, today: dt.date) -> Label:
    if not file.all("service"):
        return _("Offer her services")
    if open_services(file):
        return _("See how the services stand")
    return _("See how far her goals are") if open_goals(file) else ""


def _follow_up(file: CaseFile, today: dt.date) -> Label:
    last = max(reached_follow_ups(file), key=lambda entry: (entry.get("on"), entry.row), default=None)
    if last is None:
        return _("Ask how she fares")
    if in_danger(last.answers):
        return _("See to her safety")
    if rounds := open_rounds(file, today):
        return rounds[0].what
    return _("Ask how she fares") if last.get("next_on") or not _is_since_reopening(file, last) else ""


def _closure(file: CaseFile, today: dt.date) -> Label:
    if file.is_closed:
        return ""
    return _("A supervisor decides about closing") if waiting_request(file) else _("Ask for closure when it is time")


_STEPS: Final[tuple[tuple[Stage, Callable[[CaseFile, dt.date], Label]], ...]] = (
    (Stage.CONSENT, _consent),
    (Stage.ASSESSMENT, _assessment),
    (Stage.PLAN, _plan),
    (Stage.SERVICES, _services),
    (Stage.FOLLOW_UP, _follow_up),
    (Stage.CLOSURE, _closure),
)


def _is_since_reopening(file: CaseFile, entry: Entry) -> bool:
    """Whether an entry was written after the last reopening; True if the case was never reopened."""
    again = file.last("reopening")
    return again is None or entry.written_at >= again.written_at
