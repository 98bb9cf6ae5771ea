"""Legal steps of a case, what else starts deadlines, and entries that record that a deadline was met."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.legal_facts import facts_of_file
from jatan.programme.cases.entries.legal_words import EVENTS, choices_of
from jatan.programme.cases.legal.deadlines import BORN, FIR, OFFENCE_DAY, Deadline, deadlines_for, events
from jatan.programme.cases.legal.time_limits import in_india

_FIR_KINDS: tuple[Choice, ...] = (
    ("fir", _("FIR at the station of the place")),
    ("zero_fir", _("zero FIR at another station")),
    ("e_fir", _("e-FIR over the internet")),
)
_JUDGMENTS: tuple[Choice, ...] = (
    ("convicted", _("convicted")),
    ("acquitted", _("acquitted")),
    ("lesser", _("convicted of a lesser offence")),
    ("low_compensation", _("compensation too low")),
)
# Duties whose doing is itself a step of the law. A lost child is reported to one of several: that is none.
_STEP_OF_DUTY: Final[Mapping[str, str]] = {
    "produce_before_cwc": "cwc_production",
    "report_sexual_offence": "information_given",
}
_ABOUT_FIR = frozenset({"information_given", "e_information_given", "fir_registered"})


def starts_of(file: CaseFile) -> list[Entry]:
    """What starts deadlines: the legal steps; the day of each offence; the first day on which she can have been born.

    The last two stand for entries of other kinds, with "event" and "at" as a step has them.
    """
    found = steps_in(file)
    found += [_as_start(entry, OFFENCE_DAY, entry.get("day")) for entry in file.all("offence")]
    profile = file.last("profile")
    if profile is not None and profile.get("born_from"):
        found.append(_as_start(profile, BORN, profile.get("born_from")))
    return found


def steps_in(file: CaseFile) -> list[Entry]:
    """The legal steps, and the duties done that are steps too, as steps: what was done is written once.

    A duty done on the day on which the step itself is written counts as that step.
    """
    steps = file.all("legal_event")
    written = {_event_and_day(step) for step in steps}
    done = [step for entry in file.all("duty_done") if (step := _step_of(entry)) is not None]
    return [*steps, *(one for one in done if _event_and_day(one) not in written)]


def _event_and_day(step: Entry) -> tuple[str, dt.date | None]:
    at = step.get("at")
    return str(step.get("event")), in_india(at) if isinstance(at, dt.datetime) else None


def _step_of(entry: Entry) -> Entry | None:
    """An entry as a legal step; None if it is none."""
    if entry.kind == "legal_event":
        return entry
    event = _STEP_OF_DUTY.get(str(entry.get("duty"))) if entry.kind == "duty_done" else None
    if event is None or not isinstance(entry.get("at"), dt.datetime):
        return None
    about = {"at": entry.get("at"), "place": entry.get("to"), "number": entry.get("number")}
    return replace(entry, answers={"event": event, **about})


def deadlines_started(file: CaseFile, event: Entry, steps: Sequence[Entry]) -> list[Deadline]:
    """Deadlines started by one of `starts_of`, given the known facts; empty for a step that starts none.

    `steps`: `steps_in` of the file, which a caller with several starts works out once.
    """
    code, at = str(event.get("event")), event.get("at")
    if code not in events() or not isinstance(at, dt.datetime):
        return []
    journey = dt.timedelta(hours=event.get("journey_hours", 0), minutes=event.get("journey_minutes", 0))
    facts = facts_of_file(file, in_india(at))
    found = deadlines_for(code, at, facts=facts, journey=journey, fir_days=fir_days(steps))
    return [one for one in found if not one.once_from or _starts(steps, event, one.once_from)]


def fir_days(steps: Iterable[Entry]) -> set[dt.date]:
    """The days of the FIRs among the steps of a file, by which the code of procedure is chosen."""
    return {in_india(one.get("at")) for one in _of_kinds(steps, (FIR,))}


def _of_kinds(steps: Iterable[Entry], codes: Collection[str]) -> list[Entry]:
    return [one for one in steps if one.get("event") in codes]


def _starts(steps: Sequence[Entry], event: Entry, codes: Sequence[str]) -> bool:
    """Whether this is the one step of these kinds that starts it: the earliest of the first kind, else of any.

    A general report to the police may be of long ago and about something else.
    """
    among = _of_kinds(steps, codes[:1]) or _of_kinds(steps, codes)
    first = min(among, key=lambda one: (one.get("at"), one.row), default=event)
    return first.row == event.row


def _as_start(entry: Entry, event: str, day: dt.date) -> Entry:
    at = dt.datetime.combine(day, dt.time(), clock.INDIA)
    return replace(entry, answers={"event": event, "at": at})


def _validate_event(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    code, minutes = answers.get("event"), answers.get("journey_minutes")
    if isinstance(minutes, int) and minutes > 59:
        yield Problem("unreadable", field="journey_minutes")
    if answers.get("fir_kind") and code not in _ABOUT_FIR:
        yield Problem("unreadable", _("Only an FIR has a kind of FIR."), field="fir_kind")
    if answers.get("outcome") and code != "judgment_given":
        yield Problem("unreadable", _("Only a judgment has an outcome."), field="outcome")


LEGAL_EVENT = EntryKind(
    code="legal_event",
    label=_("Step of the law"),
    stage=Stage.LEGAL,
    icon="clock",
    # Not `is_story`: police and committees are bound without her consent to case work.
    is_story=False,
    in_closed=True,
    day="at",
    headline=("event", "place", "number"),
    check=_validate_event,
    writers=("team", "legal"),
    intro=_("From each step follow the days by which police, committee and court must act."),
    fields=(
        Field("event", _("Step"), "choice", needed=True, choices=tuple(EVENTS.items())),
        Field("at", _("Day and hour"), "past_instant", needed=True),
        Field("journey_hours", _("Hours on the way"), "count", hint=_("For a child who is brought to the committee.")),
        Field("journey_minutes", _("Minutes on the way"), "count"),
        Field("place", _("Police station, court or office"), "line"),
        Field("number", pgettext_lazy("of a paper", "Number"), "line", hint=_("FIR, case or order number.")),
        Field("fir_kind", _("Kind of FIR"), "choice", choices=_FIR_KINDS),
        Field("outcome", _("Judgment"), "choice", choices=_JUDGMENTS),
        Field("note", _("Note"), "text"),
    ),
)


def _validate_deadline_done(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    row, code, done_on = answers.get("event"), answers.get("deadline"), answers.get("done_on")
    entry = file.find(row if isinstance(row, uuid.UUID) else None)
    event = _step_of(entry) if entry is not None else None
    if event is None or not isinstance(done_on, dt.date):
        return
    due = next((one for one in deadlines_started(file, event, steps_in(file)) if one.code == code), None)
    if due is None:
        yield Problem("unreadable", _("This step does not start this deadline."), field="deadline")
        return
    if done_on < in_india(event.get("at")):
        yield Problem("unreadable", _("This is before the step itself."), field="done_on")
    if due.reasons_if_late and done_on > in_india(due.due) and not answers.get("reason"):
        yield Problem("missing_required", _("It was late: which reason did the court write?"), field="reason")


DEADLINE_DONE = EntryKind(
    code="deadline_done",
    label=_("Deadline met"),
    stage=Stage.LEGAL,
    icon="check",
    is_story=False,
    in_closed=True,
    day="done_on",
    headline=("deadline",),
    check=_validate_deadline_done,
    writers=("team", "legal"),
    fields=(
        Field("event", _("Step it follows from"), "link", needed=True, to="legal_event duty_done"),
        Field("deadline", _("What was due"), "choice", needed=True, choices=choices_of("deadlines")),
        Field("done_on", _("Done on"), "past_day", needed=True),
        Field("done_by", pgettext_lazy("done", "By whom"), "line"),
        Field("reason", _("Reason, if late"), "text"),
    ),
)
