"""The entry by which a duty, a day of the law or danger does not apply, or was never done (ADR 53)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.legal_answers import (
    ANSWER,
    ANSWERS,
    DANGER,
    NEVER_DONE,
    REASONS,
    answer_about,
    waits_for_supervisor,
)
from jatan.programme.cases.entries.legal_track import track_of
from jatan.programme.cases.entries.legal_words import choices_of
from jatan.programme.cases.entries.services import latest_danger
from jatan.programme.cases.legal.time_limits import in_india

_DUTIES: tuple[Choice, ...] = (
    *(choice for choice in choices_of("duties") if choice[0] in REASONS),
    (DANGER, _("She said last that she is not safe")),
)
_REASONS: tuple[Choice, ...] = tuple({choice[0]: choice for listed in REASONS.values() for choice in listed}.values())


def _validate_answer(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    duty, deadline = str(answers.get("duty") or ""), str(answers.get("deadline") or "")
    event = answers.get("event")
    if bool(duty) == bool(deadline):
        yield Problem("unreadable", field="duty")
        return
    if not is_open(file, writer, duty, deadline, event if isinstance(event, uuid.UUID) else None):
        yield Problem("not_open", _("This is not open any more."), field="answer")
        return
    if answers.get("answer") == NEVER_DONE:
        if duty == DANGER or answers.get("is_confirmed"):
            yield Problem("unreadable", field="answer")
        return
    if not duty and not answers.get("reason"):
        yield Problem("missing_required", field="reason")
    if duty and answers.get("why") not in dict(REASONS[duty]):
        yield Problem("missing_required", _("Choose the reason from the list."), field="why")
    if duty and answers.get("is_confirmed"):
        if not writer.is_supervisor:
            yield Problem("supervisor_only", _("A supervisor decides whether a duty or danger does not apply."))
        if not answers.get("confirmed_because"):
            yield Problem("missing_required", field="confirmed_because")


def is_open(file: CaseFile, writer: Writer, duty: str, deadline: str, event: uuid.UUID | None) -> bool:
    """Whether a duty, a deadline or danger, begun with an entry or with none, is open in a file."""
    if duty == DANGER:
        heard = latest_danger(file)
        return heard is not None and heard.row == event
    duties, deadlines = track_of(file, writer.today)
    if duty:
        return any(one.is_open and one.duty.code == duty and one.event == event for one in duties)
    return any(one.is_open and one.deadline.code == deadline and one.event.row == event for one in deadlines)


def duty_answer_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """What waits for a supervisor: that an open duty, or danger, does not apply. `about`: the duty and the row of the
    entry it began with, "" if with none."""
    if not any(waits_for_supervisor(one) for one in file.all(ANSWER)):
        return  # as in nearly every file: no legal track has to be worked out
    waiting = [one.answer for one in track_of(file, today)[0] if one.is_open]
    if (heard := latest_danger(file)) is not None:
        waiting.append(answer_about(file, duty=DANGER, event=heard.row))
    for answer in waiting:
        if answer is not None and waits_for_supervisor(answer):
            about = [str(answer.get("duty")), str(answer.get("event", ""))]
            yield Due("duty_answer_waiting", in_india(answer.written_at), answer.row, about=about)


DUTY_ANSWER = EntryKind(
    code=ANSWER,
    label=pgettext_lazy("duty", "What became of it"),
    stage=Stage.LEGAL,
    icon="edit",
    is_story=False,
    is_by_hand=False,
    in_closed=True,
    headline=("duty", "deadline", "answer"),
    check=_validate_answer,
    writers=("team", "legal"),
    fields=(
        # One of the two.
        Field("duty", _("Duty"), "choice", choices=_DUTIES),
        Field("deadline", _("What was due"), "choice", choices=choices_of("deadlines")),
        Field("event", _("Step it follows from"), "link", to="legal_event duty_done follow_up"),
        Field("answer", pgettext_lazy("duty", "What became of it"), "choice", needed=True, choices=ANSWERS),
        Field("why", _("Why it does not apply"), "choice", choices=_REASONS),
        Field("reason", _("In your words"), "text"),
        # A supervisor's revision of the same entry; what was asked stays in its history.
        Field("is_confirmed", _("A supervisor agreed"), "yes", is_asked=False),
        Field("confirmed_because", _("Why the supervisor agreed"), "line"),
    ),
)
