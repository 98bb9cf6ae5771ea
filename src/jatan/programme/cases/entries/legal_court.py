"""Hearings, bail, witness protection. A hearing on a court holiday must be confirmed; it is not forbidden."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.legal.court_closings import next_court_day
from jatan.programme.cases.legal.time_limits import in_india

PURPOSES: tuple[Choice, ...] = (
    ("bail", _("bail of the accused")),
    ("statement", _("statement before a magistrate")),
    ("cwc", _("sitting of the Child Welfare Committee")),
    ("charge", _("framing of the charge")),
    ("her_evidence", _("her evidence")),
    ("evidence", _("evidence of others")),
    ("arguments", _("arguments")),
    ("judgment", _("judgment")),
    ("compensation", _("compensation")),
    ("release", _("release from bonded labour")),
    ("appeal", _("appeal")),
    ("other", _("something else")),
)
_BAIL: tuple[Choice, ...] = (
    ("applied", _("bail applied for")),
    ("granted", _("bail granted")),
    ("refused", _("bail refused")),
    ("cancel_asked", _("we asked to cancel the bail")),
    ("cancelled", _("bail cancelled")),
)
# A court's longest holidays, so that the next open day is found.
_AHEAD: Final = dt.timedelta(days=100)
_LETS_OUT: Final = frozenset({"applied", "granted"})
_MEASURES: tuple[Choice, ...] = (
    ("in_camera", _("hearing behind closed doors")),
    ("screen", _("a screen, so that she does not see the accused")),
    ("video", _("evidence by video")),
    ("escort", _("police escort to the court")),
    ("guard", _("watch at her home")),
    ("moved", _("another place to live")),
    ("identity", _("her name kept out of the papers")),
    ("phone", _("another telephone number")),
)
_DECISIONS: tuple[Choice, ...] = (
    ("granted", _("granted")),
    ("partly", _("partly granted")),
    ("refused", _("refused")),
)


def _validate_hearing(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    at, next_on = answers.get("at"), answers.get("next_on")
    held = in_india(at) if isinstance(at, dt.datetime) else None
    if held and isinstance(next_on, dt.date) and next_on <= held:
        yield Problem("unreadable", _("The next day lies after this hearing."), field="next_on")
    if isinstance(at, dt.datetime) and at > clock.now() and answers.get("happened"):
        yield Problem("date_in_future", _("This hour has not come yet: nothing can have happened."), field="at")
    if answers.get("day_is_right"):
        return
    for field, day in (("at", held), ("next_on", next_on)):
        if isinstance(day, dt.date) and day > writer.today:
            yield from _closed(field, day, writer)


def _closed(field: str, day: dt.date, writer: Writer) -> Iterable[Problem]:
    """A problem if courts do not sit on this day, by the calendar or by what her office wrote down."""
    own = writer.closed_days(day, day + _AHEAD)
    sits = next_court_day(day, own)
    if sits == day:
        return
    if day in own:
        message = _(
            "Your office wrote that on this day it is closed: {court}. The next open day is {day}. "
            "If the court said so, tick that it is right."
        )
    else:
        message = _("Courts do not sit on this day; the next is {day}. If the court said so, tick that it is right.")
    text = format_lazy(message, day=sits.strftime("%d/%m/%Y"), court=own.get(day, ""))
    yield Problem("no_sitting", text, field=field)


HEARING = EntryKind(
    code="hearing",
    label=_("Court day"),
    stage=Stage.LEGAL,
    icon="today",
    # Not `is_story`, as the steps of the law: the court calls whether or not she has agreed to our work yet.
    is_story=False,
    in_closed=True,
    day="at",
    headline=("purpose", "court"),
    check=_validate_hearing,
    writers=("team", "legal"),
    fields=(
        Field("at", _("Day and hour"), "instant", needed=True),
        Field("court", _("Court"), "line", needed=True),
        Field("purpose", _("What for"), "choice", needed=True, choices=PURPOSES),
        Field("happened", _("What happened"), "text"),
        Field("next_on", _("Next day"), "day"),
        Field("next_purpose", _("What for then"), "choice", choices=PURPOSES),
        Field("day_is_right", _("The court itself named this day"), "yes"),
    ),
)


def _validate_bail(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    on, warned_on = answers.get("on"), answers.get("warned_on")
    if isinstance(on, dt.date) and isinstance(warned_on, dt.date) and warned_on < on:
        yield Problem("unreadable", _("This is before the step itself."), field="warned_on")


BAIL = EntryKind(
    code="bail",
    label=_("Bail"),
    stage=Stage.LEGAL,
    icon="alert",
    is_story=False,
    in_closed=True,
    day="on",
    headline=("what",),
    check=_validate_bail,
    writers=("team", "legal"),
    intro=_("Who may be met at the door by the accused must hear of it before."),
    fields=(
        Field("what", _("What"), "choice", needed=True, choices=_BAIL),
        Field("on", _("Day"), "past_day", needed=True),
        Field("court", _("Court"), "line"),
        Field("warned_on", _("She was warned on"), "past_day"),
        Field("no_warning", _("She does not want to be told"), "yes", hint=_("Only if she said so herself.")),
        Field("note", _("Note"), "text"),
    ),
)

# Witness Protection Scheme 2018, BNSS 2023 s.398.
WITNESS_SAFETY = EntryKind(
    code="witness_safety",
    label=_("Safety as a witness"),
    stage=Stage.LEGAL,
    icon="lock",
    in_closed=True,
    day="asked_on",
    headline=("measures",),
    writers=("team", "legal"),
    fields=(
        Field("asked_on", _("Asked on"), "past_day", needed=True),
        Field("asked_of", _("Asked of"), "line", needed=True),
        Field("measures", _("What was asked for"), "choices", needed=True, choices=_MEASURES),
        Field("threat", _("What threatens her"), "text"),
        Field("decision", _("Answer"), "choice", choices=_DECISIONS),
        Field("decided_on", _("Answered on"), "past_day"),
    ),
)


def needs_warning(bail: Entry) -> bool:
    """Whether she is still to be warned: bail was applied for or granted; she was not warned and did not decline."""
    is_warned_or_declined = bail.get("warned_on") or bail.get("no_warning")
    return bail.get("what") in _LETS_OUT and not is_warned_or_declined


COURT_KINDS = (HEARING, BAIL, WITNESS_SAFETY)
