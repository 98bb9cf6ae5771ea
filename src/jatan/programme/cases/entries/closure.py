"""Closing and reopening a case: requested by who works on it, decided by a supervisor who did not write the request.

A request gives the reason, what she agreed to, what remains to be done, the day of the review, and whether she
was asked for feedback. Open items (`open_items`) bar closing or need a reason each: one from whoever asks, and one
from the supervisor who decides.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.open_items import (
    PLAN_GOES_ON,
    REASONS_FIELD,
    closing_problems,
    plan_items,
    reasons_of,
)
from jatan.programme.cases.entries.services import latest_danger, open_rounds, reached_follow_ups
from jatan.programme.cases.legal.time_limits import in_india

CLOSURE_REASONS: tuple[Choice, ...] = (
    ("goal_reached", _("her goals are reached")),
    ("referred", _("another office took her case over")),
    ("moved", _("she moved away")),
    ("declined", _("she wants no more help")),
    ("lost_contact", _("contact was lost")),
    ("died", _("she died")),
    ("duplicate", _("the same case is kept under another code")),
)
_CONSENTS: tuple[Choice, ...] = (
    ("agrees", _("she agrees to closing")),
    ("wants_none", _("she wants no more contact")),
    ("guardian", _("guardian or Child Welfare Committee agrees for the child, and the child was asked")),
    ("not_asked", _("she could not be asked")),
)
_NOBODY_TO_ASK: Final = frozenset({"lost_contact", "died", "duplicate"})
# After these nobody can be seen again, or the other file sees to it.
_NOBODY_TO_FOLLOW: Final = frozenset({"died", "duplicate"})
_FEEDBACK_ASKED: tuple[Choice, ...] = (
    ("by_another", _("yes, by somebody who did not work on the case")),
    ("by_us", _("yes, by her counsellor")),
    ("in_writing", _("yes, in writing or by a box")),
    ("refused", _("she did not want to say anything")),
    ("not_possible", _("she could not be asked")),
)
_FEEDBACK_GIVEN: Final = frozenset({"by_another", "by_us", "in_writing"})
_WOULD_COME_AGAIN: tuple[Choice, ...] = (("yes", _("yes")), ("no", _("no")), ("unsure", _("she does not know")))
_AGAIN_SAID: tuple[Choice, ...] = (
    ("yes", _("she would come again")),
    ("no", _("she would not come again")),
    ("unsure", _("she does not know whether she would come again")),
)
_DECISIONS: tuple[Choice, ...] = (("approved", _("closed")), ("back", _("back: not yet")))
_REOPENING_REASONS: tuple[Choice, ...] = (
    ("came_back", _("she came back")),
    ("danger", _("she is in danger again")),
    ("court", _("court, police or compensation go on")),
    ("found", _("she was found again")),
    ("mistake", _("it was closed by mistake")),
    ("other", _("another reason")),
)


def _validate_request(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    reason, consent = answers.get("reason"), answers.get("consent_state")
    if reason in _NOBODY_TO_ASK and consent == "agrees":
        yield Problem("contradiction", _("She could not be asked, so she cannot have agreed."), field="consent_state")
    if reason not in _NOBODY_TO_ASK and consent == "not_asked":
        yield Problem("ask_first", _("Ask her before the case is closed."), field="consent_state")
    if reason == "lost_contact" and not answers.get("looked_for"):
        yield Problem("missing_required", field="looked_for")
    if reason in ("duplicate", "referred") and not answers.get("goes_on_at"):
        yield Problem("missing_required", field="goes_on_at")
    plan_goes_on = bool(answers.get(PLAN_GOES_ON))
    if plan_goes_on and (consent == "wants_none" or reason in _NOBODY_TO_FOLLOW):
        message = _("Then nobody goes to see her: say for each one below why it is left.")
        yield Problem("contradiction", message, field=PLAN_GOES_ON)
    yield from closing_problems(
        file, writer.today, reason=str(reason), given=reasons_of(answers), plan_goes_on=plan_goes_on
    )
    review = answers.get("review_on")
    if isinstance(review, dt.date) and review < writer.today:
        yield Problem("day_past", _("This day is past."), field="review_on")
    if review is None and reason not in ("died", "duplicate"):
        yield Problem("missing_required", field="review_on")
    yield from _validate_feedback(answers, reason)


def _validate_feedback(answers: Mapping[str, Value], reason: Value) -> Iterable[Problem]:
    asked = answers.get("feedback_asked")
    if asked == "not_possible" and reason not in _NOBODY_TO_ASK:
        yield Problem("ask_first", _("Ask her how our work was for her; she may say nothing."), field="feedback_asked")
    if asked not in _FEEDBACK_GIVEN and (answers.get("feedback_words") or answers.get("feedback_again")):
        yield Problem("contradiction", _("Then mark that she was asked."), field="feedback_asked")


def _validate_decision(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    waiting = waiting_request(file)
    if waiting is None or waiting.row != answers.get("request"):
        yield Problem("not_waiting", _("This request no longer waits for a decision."), field="request")
        return
    if not writer.is_supervisor:
        yield Problem("supervisor_only", _("Only a supervisor decides about closing."))
    elif waiting.written_by == writer.account:
        yield Problem("own_request", _("Nobody decides about her own request. Another supervisor does."))
    if answers.get("decision") == "approved":
        given = reasons_of(answers)
        reason, goes_on = str(waiting.get("reason")), bool(waiting.get(PLAN_GOES_ON))
        for problem in closing_problems(file, writer.today, reason=reason, given=given, plan_goes_on=goes_on):
            yield problem.at("decision") if problem.field in (None, "reason") else problem
    if answers.get("decision") == "back" and not answers.get("reason"):
        yield Problem("missing_required", field="reason")


def _validate_reopening(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    if not file.is_closed:
        yield Problem("not_closed", _("This case is open."))
    on, closing = answers.get("on"), closing_decision(file)
    if closing and isinstance(on, dt.date) and on < in_india(closing.written_at):
        yield Problem("wrong_order", _("On this day the case was not closed yet."), field="on")


def _hide_plan_if_none(file: CaseFile, today: dt.date) -> frozenset[str]:
    return frozenset() if plan_items(file, today) else frozenset({PLAN_GOES_ON})


CLOSURE_REQUEST = EntryKind(
    code="closure_request",
    label=_("Asking for closure"),
    stage=Stage.CLOSURE,
    icon="close",
    # Not `is_story`: a woman who withdrew her consent can still have her case closed.
    is_story=False,
    headline=("reason",),
    check=_validate_request,
    hides=_hide_plan_if_none,
    intro=_("A supervisor reads this and decides. Until then the case goes on."),
    fields=(
        Field("reason", _("Why it can be closed"), "choice", needed=True, choices=CLOSURE_REASONS),
        Field("consent_state", _("What she says to closing"), "choice", needed=True, choices=_CONSENTS),
        Field("review_on", _("Somebody looks again on"), "day"),
        Field(
            PLAN_GOES_ON,
            _("Follow-ups and the safety plan go on"),
            "yes",
            hint=_(
                "On their days they stand on our lists, also after closing. Without it say for each why it is left."
            ),
        ),
        Field(
            "feedback_asked",
            _("Was she asked how our work was for her"),
            "choice",
            needed=True,
            choices=_FEEDBACK_ASKED,
        ),
        Field(
            "looked_for",
            _("How and when we looked for her"),
            "text",
            part=_("More, where there is something to say"),
            is_folded=True,
        ),
        Field("goes_on_at", _("Where it goes on: office or other case code"), "line"),
        Field("remains", _("What remains, and who does it"), "text"),
        Field("how_to_come_back", _("How she reaches us if she needs us again"), "line"),
        Field("feedback_words", _("What she said, in her own words"), "text"),
        Field("feedback_again", _("Would she come to us again"), "choice", choices=_WOULD_COME_AGAIN),
        Field(REASONS_FIELD, _("Still open, and why the case can be closed all the same"), "reasons"),
    ),
)

CLOSURE_DECISION = EntryKind(
    code="closure_decision",
    label=_("Decision about closing"),
    stage=Stage.CLOSURE,
    icon="check",
    is_story=False,
    is_by_hand=False,
    is_final=True,
    headline=("decision",),
    check=_validate_decision,
    fields=(
        Field("request", _("Which request"), "link", needed=True, to="closure_request"),
        Field("decision", _("Decision"), "choice", needed=True, choices=_DECISIONS),
        Field("reason", _("Why, and what is still to be done"), "text"),
        Field(REASONS_FIELD, _("Still open, and why the case can be closed all the same"), "reasons"),
    ),
)

REOPENING = EntryKind(
    code="reopening",
    label=_("Opened again"),
    stage=Stage.CLOSURE,
    icon="back",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    is_final=True,
    day="on",
    headline=("why",),
    check=_validate_reopening,
    intro=_("Ask for her consent anew, and look at the safety plan first."),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("why", _("Why it is opened again"), "choice", needed=True, choices=_REOPENING_REASONS),
        Field("reason", _("What happened"), "text", needed=True),
    ),
)

FEEDBACK = EntryKind(
    code="feedback",
    label=_("What she says of our work"),
    stage=Stage.CLOSURE,
    icon="info",
    is_story=False,
    in_closed=True,
    day="on",
    headline=("again",),
    intro=_("Best asked by somebody who did not work on the case. Nothing she gets depends on it."),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("asked", _("Was she asked how our work was for her"), "choice", needed=True, choices=_FEEDBACK_ASKED),
        Field("words", _("What she said, in her own words"), "text"),
        Field("again", _("Would she come to us again"), "choice", choices=_WOULD_COME_AGAIN, in_headline=_AGAIN_SAID),
        Field("better", _("What we should do otherwise"), "text"),
    ),
)

CLOSURE_KINDS = (CLOSURE_REQUEST, CLOSURE_DECISION, REOPENING, FEEDBACK)


def waiting_request(file: CaseFile) -> Entry | None:
    """The newest request, if it is undecided and the case is open; else None."""
    newest = max(file.all("closure_request"), key=lambda entry: entry.row, default=None)
    if newest is None or file.is_closed or file.linked(newest.row, "closure_decision", "request"):
        return None
    return newest


def closing_decision(file: CaseFile) -> Entry | None:
    """The decision that closed the case; None while it is open, or when it was closed in the register only."""
    if not file.is_closed:
        return None
    decisions = [entry for entry in file.all("closure_decision") if entry.get("decision") == "approved"]
    return max(decisions, key=lambda entry: entry.row, default=None)


def closure_request_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """The undecided request, due from the day it was written."""
    if waiting := waiting_request(file):
        yield Due("closure_waiting", in_india(waiting.written_at), waiting.row)


def review_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """The review day after closing. A later follow-up sets the next review day, or ends reviews by setting none."""
    decision, request = closing_decision(file), closing_request(file)
    if decision is None or request is None:
        return
    since = [entry for entry in file.all("follow_up") if entry.row > decision.row]
    last = max(since, key=lambda entry: (entry.get("on"), entry.row), default=None)
    entry = last or request
    if day := entry.get("next_on" if last else "review_on"):
        yield Due("closure_review", day, entry.row)


def plan_dues_when_closed(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """What the request said goes on: follow-ups after coming home, and the review of the safety plan, until a follow-up
    after closing has reached her on its day or later."""
    decision, request = closing_decision(file), closing_request(file)
    if decision is None or request is None or not request.get(PLAN_GOES_ON):
        return
    yield from open_rounds(file, today)
    plan = file.last("safety_plan")
    if plan is not None and not any(
        one.row > decision.row and one.get("on") >= plan.get("review_on") for one in reached_follow_ups(file)
    ):
        yield Due("safety_plan", plan.get("review_on"), plan.row)


def danger_dues_when_closed(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Reported danger in a closed case: due until a follow-up finds her safe, whatever safety plan there is, because
    nobody writes a new one there. Nothing if the case was closed because she died."""
    heard, request = latest_danger(file), closing_request(file)
    if heard is not None and (request is None or request.get("reason") != "died"):
        yield Due("danger", heard.get("on"), heard.row)


def closing_request(file: CaseFile) -> Entry | None:
    """The request that the closing decision approved."""
    decision = closing_decision(file)
    return file.find(decision.get("request")) if decision else None
