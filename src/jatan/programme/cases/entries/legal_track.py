"""The current legal track of a file: deadlines and their state, duties, money by scheme, court days.

Computed from the entries and never stored, so correcting a step moves all days that depend on it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.duty_grounds import known_after, known_at
from jatan.programme.cases.entries.fields import Choice, Label
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.late_typing import typed_until
from jatan.programme.cases.entries.legal_answers import answer_about, last_set_aside, says_never_done, sets_aside
from jatan.programme.cases.entries.legal_court import HEARING
from jatan.programme.cases.entries.legal_evidence import DUTY_OF, Evidence, evidence_for
from jatan.programme.cases.entries.legal_facts import applicable_duties
from jatan.programme.cases.entries.legal_money import fitting_amounts
from jatan.programme.cases.entries.legal_steps import deadlines_started, starts_of, steps_in
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.deadlines import Deadline, deadline_from
from jatan.programme.cases.legal.duties import Duty
from jatan.programme.cases.legal.money import Amount
from jatan.programme.cases.legal.time_limits import has_hour, in_india

_NO_DAY: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
# The first of the steps that start a duty's deadline.
_START_OF: Final[Mapping[str, str]] = {
    row["code"]: row["event"] if isinstance(row["event"], str) else row["event"][0]
    for row in book("deadlines")["deadline"]
    if row["code"] in DUTY_OF
}
# Stage of the legal case and the steps that reach it; the furthest counts.
_STAGES: Final[tuple[tuple[Choice, str], ...]] = (
    (("not_yet", _("not yet with the police")), ""),
    (
        ("complaint", _("police told")),
        "information_given e_information_given fir_refused complaint_to_sp magistrate_application"
        " preliminary_enquiry_opened",
    ),
    (("investigation", _("FIR and investigation")), "fir_registered medical_done statement_recorded accused_remanded"),
    (("closed_by_police", _("closed by the police")), "closure_report"),
    (("protest", _("protest petition")), "protest_petition"),
    (("charge_sheet", _("charge sheet")), "charge_sheet accused_appeared"),
    (("cognizance", _("before the court")), "cognizance copies_supplied case_committed first_hearing_on_charge"),
    (("trial", _("charge framed, trial")), "charge_framed evidence_given"),
    (("arguments", _("arguments ended")), "arguments_ended magistrate_trial_ended"),
    (("judgment", _("judgment")), "judgment_given"),
    (("appeal", _("appeal")), "appeal_filed convict_appeal_filed"),
)


class State(models.TextChoices):
    """State of a deadline. LATE: done after its day. ANY_TIME: no due date. UNVERIFIED: the text of
    the law was not read, so no day is known. ASKED: of a file typed in late, due before it was written, and nobody has
    said yet what became of it. NOT_APPLICABLE: somebody who may said so, with a reason."""

    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    ANY_TIME = "any_time", _("at any time")
    UNVERIFIED = "unverified", _("unverified")
    DONE = "done", _("done")
    LATE = "late", _("done late")
    ASKED = "asked", _("say what became of it")
    NOT_APPLICABLE = "not_applicable", _("does not apply")


@dataclass(frozen=True)
class TrackedDeadline:
    """A deadline started by a step of the file. `done_on` None: no entry shows that it was met. `answer`: what was
    answered about it instead (`legal_answers`)."""

    event: Entry
    deadline: Deadline
    state: State
    done_on: dt.date | None = None
    reason: str = ""
    done: Entry | None = None
    answer: Entry | None = None

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.state is not State.NOT_APPLICABLE

    @property
    def can_be_marked(self) -> bool:
        """Whether it can be marked as met by hand: one that runs from no legal step is met by a step alone."""
        return self.is_open and self.event.kind in ("legal_event", "duty_done")


@dataclass(frozen=True)
class OpenDuty:
    """A duty towards a child with the deadline it is due by; one entry marks it as done.

    `began_at`: time of the step that started it, else when it became known here. `deadline` None: `is_standing`, a duty
    without an end. `done`: the entry that says it was done, `done_on` its day. `start`: the step that would start it,
    if none is written yet and it runs from when it became known here. `event`: the row of the step that started it;
    `answer`: what was answered about it (`legal_answers`).
    """

    duty: Duty
    began_at: dt.datetime
    state: State
    deadline: Deadline | None = None
    done: Entry | None = None
    done_on: dt.date | None = None
    start: str = ""
    event: uuid.UUID | None = None
    answer: Entry | None = None

    @property
    def is_standing(self) -> bool:
        return self.deadline is None

    @property
    def is_open(self) -> bool:
        is_over = self.done_on is not None or self.state is State.NOT_APPLICABLE
        return not is_over and not self.is_standing


@dataclass(frozen=True)
class MoneyRow:
    """One head ("jvcs_2016:rape") with the scheme's amount and the claims. No totals.

    `amount` None: no scheme fixes it, or it no longer fits the facts. `if_child`: the scheme's amount
    if she is a minor, where that is in doubt.
    """

    head: str
    amount: Amount | None
    if_child: Amount | None
    claims: tuple[Entry, ...]


@dataclass(frozen=True)
class CourtDay:
    """One court day, past or future. `row`: the hearing entry; `is_next`: recorded there as the next day."""

    on: dt.date
    at: dt.datetime | None
    court: str
    purpose: str
    happened: str
    row: Entry
    is_next: bool

    @property
    def what_for(self) -> Label:
        return HEARING.field("purpose").words(self.purpose) if self.purpose else ""


def deadlines_of(file: CaseFile, today: dt.date, now: dt.datetime | None = None) -> list[TrackedDeadline]:
    """Every deadline of every step, offence and birthday, the earliest due first. `now` decides about hours of
    today; without it, or if no hour was recorded, the whole day is in time."""
    steps = steps_in(file)
    found = [
        _tracked(file, event, deadline, steps, today, now)
        for event in starts_of(file)
        for deadline in deadlines_started(file, event, steps)
    ]
    return sorted(found, key=lambda one: (one.deadline.due, one.deadline.code, one.event.row))


def track_of(
    file: CaseFile, today: dt.date, now: dt.datetime | None = None
) -> tuple[list[OpenDuty], list[TrackedDeadline]]:
    """Duties and deadlines, each thing once: what `duties_of` and `other_deadlines_of` give, worked out in one go."""
    tracked, duties = deadlines_of(file, today, now), applicable_duties(file, today)
    of_duties = {duty.deadline for duty in duties}
    return (
        [_open_duty(file, duty, tracked, today, now) for duty in duties],
        [one for one in tracked if one.deadline.code not in of_duties],
    )


def other_deadlines_of(file: CaseFile, today: dt.date, now: dt.datetime | None = None) -> list[TrackedDeadline]:
    """Deadlines to which no duty belongs: those that `duties_of` does not contain."""
    return track_of(file, today, now)[1]


def duties_of(file: CaseFile, today: dt.date, now: dt.datetime | None = None) -> list[OpenDuty]:
    """Duties towards a child (in doubt she is one), done and not done. Doing a duty does not remove it from the list.

    `now` decides about hours of today, as in `deadlines_of`.
    """
    return track_of(file, today, now)[0]


def duties_lost(before: CaseFile, after: CaseFile, today: dt.date) -> list[Duty]:
    """Open duties that a change would remove without their being done.

    A newly known age, or one proved by a document (JJ Act s.94), does not count as such a change, nor does the first
    answer to where the child is.
    """
    known, now = before.last("profile"), after.last("profile")
    if known is not None and now is not None and not known.get("whereabouts"):
        before = before.with_entry(replace(known, answers={**known.answers, "whereabouts": now.get("whereabouts")}))
    proves = now is not None and now.get("is_proven") and not (known and known.get("is_proven"))
    if now is not None and (proves or age_on(before, today) is None):
        before = before.with_entry(now)
    left = {duty.code for duty in applicable_duties(after, today)}
    if {duty.code for duty in applicable_duties(before, today)} <= left:
        return []  # as with nearly every entry: no deadline has to be worked out
    return [one.duty for one in duties_of(before, today) if one.is_open and one.duty.code not in left]


def money_of(file: CaseFile, today: dt.date) -> list[MoneyRow]:
    """Rows by scheme and head with their claims; claims outside any scheme come last."""
    claims: dict[str, list[Entry]] = {}
    for claim in file.all("claim"):
        claims.setdefault(str(claim.get("head")), []).append(claim)
    rows = [
        MoneyRow(head, amount, other, tuple(claims.pop(head, ())))
        for amount, other in fitting_amounts(file, today)
        for head in [f"{amount.scheme}:{amount.head}"]
    ]
    return [*rows, *(MoneyRow(head, None, None, tuple(head_claims)) for head, head_claims in claims.items())]


def diary_of(file: CaseFile) -> list[CourtDay]:
    """Court days, earliest first. A recorded next day counts until a later hearing is written."""
    held = sorted(file.all("hearing"), key=lambda entry: (entry.get("at"), entry.row))
    found = [_court_day(entry) for entry in held]
    for place, entry in enumerate(held):
        court = _court(entry)
        is_over = any(_court(later) == court for later in held[place + 1 :])
        if entry.get("next_on") and not is_over and entry.get("next_on") not in {day.on for day in found[: len(held)]}:
            purpose = str(entry.get("next_purpose", ""))
            found.append(CourtDay(entry.get("next_on"), None, entry.get("court", ""), purpose, "", entry, True))
    return sorted(found, key=lambda day: (day.on, day.at or _NO_DAY, day.row.row))


def stage_of(file: CaseFile) -> Choice:
    """The furthest stage the legal case has reached: code and label."""
    taken = {str(event.get("event")) for event in steps_in(file)}
    reached = [choice for choice, events in _STAGES if taken & set(events.split())]
    return reached[-1] if reached else _STAGES[0][0]


def _tracked(
    file: CaseFile,
    event: Entry,
    deadline: Deadline,
    steps: Iterable[Entry],
    today: dt.date,
    now: dt.datetime | None,
) -> TrackedDeadline:
    started: dt.datetime = event.get("at")
    linked = file.linked(event.row, "deadline_done", "event")
    met = [Evidence(one.get("done_on"), None, one) for one in linked if one.get("deadline") == deadline.code]
    met += [one for one in evidence_for(file, deadline.code, steps) if one.proves(deadline.code, started)]
    first = min(met, key=lambda one: one.on, default=None)
    if first is None:
        answer = answer_about(file, duty=DUTY_OF.get(deadline.code, ""), deadline=deadline.code, event=event.row)
        state = _answered_state(answer, _open_state(deadline, today, now))
        if answer is None and state is State.OVERDUE and _is_asked(file, event, deadline, today, now):
            state = State.ASKED
        return TrackedDeadline(event, deadline, state, answer=answer)
    reason = str(first.entry.get("reason", ""))
    return TrackedDeadline(event, deadline, _done_state(deadline, started, first), first.on, reason, first.entry)


def _open_duty(
    file: CaseFile, duty: Duty, tracked: Iterable[TrackedDeadline], today: dt.date, now: dt.datetime | None
) -> OpenDuty:
    """Timed by the step that started it (of several: the first that is open), else by the hour in which
    it became known here. Set aside, it begins anew with what became known after that."""
    if not duty.deadline:
        return OpenDuty(duty, known_at(file, duty.code, today), State.DUE)
    steps = [one for one in tracked if one.deadline.code == duty.deadline]
    one = next((step for step in steps if step.is_open), steps[-1] if steps else None)
    aside = last_set_aside(file, duty.code, [step.event.row for step in steps])
    anew = known_after(file, duty.code, today, aside.written_at) if aside else None
    if one is None or (one.state is State.NOT_APPLICABLE and anew):
        return _unstarted(file, duty, anew or known_at(file, duty.code, today), aside if anew else None, today, now)
    return OpenDuty(
        duty,
        one.event.get("at"),
        one.state,
        one.deadline,
        one.done,
        one.done_on,
        event=one.event.row,
        answer=one.answer,
    )


def _unstarted(
    file: CaseFile, duty: Duty, began_at: dt.datetime, aside: Entry | None, today: dt.date, now: dt.datetime | None
) -> OpenDuty:
    """A duty that no step started. `aside`: the answer after which it began anew; what was done before that is not
    what it asks for now."""
    deadline = deadline_from(duty.deadline, began_at)
    found = [one for one in evidence_for(file, duty.deadline, steps_in(file)) if one.proves_unstarted(began_at)]
    met = [one for one in found if aside is None or one.covers or (one.at is not None and one.at >= aside.written_at)]
    first = min(met, key=lambda one: one.on, default=None)
    if first is None:
        answer = answer_about(file, duty=duty.code, since=began_at)
        state = _answered_state(answer, _open_state(deadline, today, now))
        return OpenDuty(duty, began_at, state, deadline, start=_START_OF.get(duty.deadline, ""), answer=answer)
    return OpenDuty(duty, began_at, _done_state(deadline, began_at, first), deadline, first.entry, first.on)


def _open_state(deadline: Deadline, today: dt.date, now: dt.datetime | None) -> State:
    if deadline.late_at is None:
        return State.UNVERIFIED if deadline.is_unverified else State.ANY_TIME
    is_late = deadline.late_at < now if now else in_india(deadline.late_at) < today
    return State.OVERDUE if is_late else State.DUE


def _answered_state(answer: Entry | None, state: State) -> State:
    """The state of what is open, by what was answered about it: never done is late, whatever day it would have."""
    if sets_aside(answer):
        return State.NOT_APPLICABLE
    return State.OVERDUE if says_never_done(answer) and state is State.DUE else state


def _is_asked(file: CaseFile, event: Entry, deadline: Deadline, today: dt.date, now: dt.datetime | None) -> bool:
    """Whether a day lay in the past when its step was typed in with an old case, and that is still being done."""
    until = typed_until(file)
    if until is None or deadline.late_at is None or deadline.code in DUTY_OF:
        return False
    is_typing = now <= until if now else today <= in_india(until)
    return is_typing and deadline.late_at < event.written_at <= until


def _done_state(deadline: Deadline, started: dt.datetime, met: Evidence) -> State:
    """Compared by the hour if both have one, else by day. Without a due date nothing is late."""
    late_at = deadline.late_at
    if late_at is None:
        return State.DONE
    is_by_hour = met.at is not None and deadline.day is None and has_hour(started) and has_hour(met.at)
    in_time = met.at <= late_at if is_by_hour and met.at else met.on <= in_india(late_at)
    return State.DONE if in_time else State.LATE


def _court_day(entry: Entry) -> CourtDay:
    at = entry.get("at")
    texts = {name: str(entry.get(name, "")) for name in ("court", "purpose", "happened")}
    return CourtDay(in_india(at), at, texts["court"], texts["purpose"], texts["happened"], entry, False)


def _court(entry: Entry) -> str:
    return plain(str(entry.get("court", "")))
