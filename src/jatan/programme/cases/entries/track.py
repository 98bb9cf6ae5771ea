"""The legal track of a file as it stands: deadlines and what became of them, duties, money beside money, court days.

Read from the entries each time, never kept: a step that is corrected moves every day that hangs on it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Label
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.legal_court import HEARING
from jatan.programme.cases.entries.legal_facts import duties_known
from jatan.programme.cases.entries.legal_money import fitting_amounts
from jatan.programme.cases.entries.legal_steps import deadlines_started
from jatan.programme.cases.law.counting import hour_said, in_india
from jatan.programme.cases.law.deadlines import Deadline
from jatan.programme.cases.law.duties import Duty
from jatan.programme.cases.law.money import Amount

__all__ = [
    "CourtDay",
    "MoneyRow",
    "OpenDuty",
    "State",
    "Tracked",
    "deadlines_of",
    "diary_of",
    "duties_lost",
    "duties_of",
    "money_of",
    "stage_of",
]

_END: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
# Steps that show by themselves that a deadline was met: nobody writes the same thing twice.
_MET_BY: Final[Mapping[str, frozenset[str]]] = {
    code: frozenset(events.split())
    for code, events in {
        "fir_recorded": "fir_registered",
        "medical_examination": "medical_done",
        "magistrate_statement": "statement_recorded",
        "child_before_cwc": "cwc_production",
        "cwc_order": "cwc_order",
        "investigation_ended": "charge_sheet closure_report",
        "pocso_investigation_ended": "charge_sheet closure_report",
        "poa_investigation": "charge_sheet closure_report",
        "default_bail_60": "charge_sheet",
        "default_bail_90": "charge_sheet",
        "charge_framed": "charge_framed",
        "child_evidence": "evidence_given",
        "pocso_trial": "judgment_given",
        "sexual_offence_trial": "judgment_given",
        "poa_trial": "judgment_given",
        "judgment": "judgment_given",
        "judgment_extended": "judgment_given",
        "victim_appeal": "appeal_filed",
        "poa_appeal": "appeal_filed",
    }.items()
}
_MET_BY_DUTY: Final = {
    "child_sexual_offence_reported": "report_sexual_offence",
    "child_before_cwc": "produce_before_cwc",
    "lost_child_reported": "report_lost_child",
}
# How far the case has come, from its steps; whichever lies furthest counts.
_STAGES: Final[tuple[tuple[Choice, str], ...]] = (
    (("not_yet", _("not yet with the police")), ""),
    (("complaint", _("police told")), "information_given e_information_given fir_refused preliminary_enquiry_opened"),
    (("investigation", _("FIR and investigation")), "fir_registered medical_done statement_recorded accused_remanded"),
    (("closed_by_police", _("closed by the police")), "closure_report"),
    (("protest", _("protest petition")), "protest_petition"),
    (("charge_sheet", _("charge sheet")), "charge_sheet accused_appeared"),
    (("cognizance", _("before the court")), "cognizance case_committed first_hearing_on_charge"),
    (("trial", _("charge framed, trial")), "charge_framed evidence_given"),
    (("arguments", _("arguments ended")), "arguments_ended"),
    (("judgment", _("judgment")), "judgment_given"),
    (("appeal", _("appeal")), "appeal_filed"),
)


class State(models.TextChoices):
    """What became of a deadline. LATE: done, after its day. ANY_TIME: may be asked for, no day ends it."""

    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    ANY_TIME = "any_time", _("at any time")
    DONE = "done", _("done")
    LATE = "late", _("done late")


@dataclass(frozen=True)
class Tracked:
    """A deadline that a step of the file started. `done_on` None: nothing shows yet that it was met."""

    event: Entry
    deadline: Deadline
    state: State
    done_on: dt.date | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.done_on is None


@dataclass(frozen=True)
class OpenDuty:
    """A duty towards a child. `done` is the entry that says so; `is_standing`: ours to keep up, never done with."""

    duty: Duty
    since: dt.date
    done: Entry | None = None

    @property
    def is_standing(self) -> bool:
        return self.duty.to == "us"

    @property
    def is_open(self) -> bool:
        return self.done is None and not self.is_standing


@dataclass(frozen=True)
class MoneyRow:
    """One head ("jvcs_2016:rape") with what the scheme says and what was claimed. Nothing here is a sum.

    `amount` None: no scheme of the book fixes it, or it no longer fits what is known. `if_child`: what the scheme says
    if she is under age, where that is in doubt.
    """

    head: str
    amount: Amount | None
    if_child: Amount | None
    claims: tuple[Entry, ...]


@dataclass(frozen=True)
class CourtDay:
    """One day in court, held or to come. `row` is the hearing that says so; `is_next`: named there as the next day."""

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


def deadlines_of(file: CaseFile, today: dt.date, now: dt.datetime | None = None) -> list[Tracked]:
    """Every deadline of every step, the earliest due first. `now` tells hours of today apart; without it, and where no
    hour was said, the whole day is still in time."""
    found = [
        _tracked(file, event, deadline, today, now)
        for event in file.all("legal_event")
        for deadline in deadlines_started(file, event)
    ]
    return sorted(found, key=lambda one: (one.deadline.due, one.deadline.code, one.event.row))


def duties_of(file: CaseFile, today: dt.date) -> list[OpenDuty]:
    """Duties towards a child (in doubt she is one), done and not done. A duty leaves this list by no act of ours."""
    done = {str(entry.get("duty")): entry for entry in file.all("duty_done")}
    return [OpenDuty(duty, _since(file, duty, today), done.get(duty.code)) for duty in duties_known(file, today)]


def duties_lost(before: CaseFile, after: CaseFile, today: dt.date) -> list[Duty]:
    """Duties that were open and that a change would make vanish without their being done.

    To learn an age that nobody knew, or to prove one by a paper (JJ Act s.94), makes nothing vanish.
    """
    known, now = before.last("profile"), after.last("profile")
    proves = now is not None and now.get("is_proven") and not (known and known.get("is_proven"))
    if now is not None and (proves or age_on(before, today) is None):
        before = before.with_entry(now)
    left = {one.duty.code for one in duties_of(after, today)}
    return [one.duty for one in duties_of(before, today) if one.is_open and one.duty.code not in left]


def money_of(file: CaseFile, today: dt.date) -> list[MoneyRow]:
    """Scheme beside scheme, head beside head, with the claims of each; last what no scheme of the book fixes."""
    claims: dict[str, list[Entry]] = {}
    for claim in file.all("claim"):
        claims.setdefault(str(claim.get("head")), []).append(claim)
    rows = [
        MoneyRow(head, amount, other, tuple(claims.pop(head, ())))
        for amount, other in fitting_amounts(file, today)
        for head in [f"{amount.scheme}:{amount.head}"]
    ]
    return [*rows, *(MoneyRow(head, None, None, tuple(theirs)) for head, theirs in claims.items())]


def diary_of(file: CaseFile) -> list[CourtDay]:
    """Court days, the earliest first. A day named as the next one stands until a later hearing is written."""
    held = sorted(file.all("hearing"), key=lambda entry: (entry.get("at"), entry.row))
    found = [_held(entry) for entry in held]
    for place, entry in enumerate(held):
        court = _court(entry)
        is_over = any(_court(later) == court for later in held[place + 1 :])
        if entry.get("next_on") and not is_over and entry.get("next_on") not in {day.on for day in found[: len(held)]}:
            purpose = str(entry.get("next_purpose", ""))
            found.append(CourtDay(entry.get("next_on"), None, entry.get("court", ""), purpose, "", entry, True))
    return sorted(found, key=lambda day: (day.on, day.at or _END, day.row.row))


def stage_of(file: CaseFile) -> Choice:
    """How far the case has come: code and words."""
    taken = {str(event.get("event")) for event in file.all("legal_event")}
    reached = [choice for choice, events in _STAGES if taken & set(events.split())]
    return reached[-1] if reached else _STAGES[0][0]


def _tracked(file: CaseFile, event: Entry, deadline: Deadline, today: dt.date, now: dt.datetime | None) -> Tracked:
    started: dt.datetime = event.get("at")
    met = min(_met(file, event, deadline), key=lambda found: found[0], default=None)
    if met is None:
        return Tracked(event, deadline, _open_state(deadline, started, today, now))
    done_on, at, reason = met
    # What is due at once is in time on the same day; only hours of the law are compared by the hour, if any was said.
    is_by_hour = deadline.day is None and deadline.due != started and hour_said(started)
    in_time = at <= deadline.due if is_by_hour and at and hour_said(at) else done_on <= in_india(deadline.due)
    return Tracked(event, deadline, State.DONE if in_time else State.LATE, done_on, reason)


def _open_state(deadline: Deadline, started: dt.datetime, today: dt.date, now: dt.datetime | None) -> State:
    if not deadline.is_hard and deadline.due == started:
        return State.ANY_TIME
    is_by_hour = now is not None and (deadline.day is not None or hour_said(started))
    is_late = deadline.due < now if now and is_by_hour else in_india(deadline.due) < today
    return State.OVERDUE if is_late else State.DUE


def _met(file: CaseFile, event: Entry, deadline: Deadline) -> Iterable[tuple[dt.date, dt.datetime | None, str]]:
    """What shows that a deadline was met: day, instant where it is known, the reason given for being late."""
    for entry in file.linked(event.row, "deadline_done", "event"):
        if entry.get("deadline") == deadline.code:
            yield entry.get("done_on"), None, str(entry.get("reason", ""))
    started = event.get("at")
    for step in file.all("legal_event"):
        if step.get("event") in _MET_BY.get(deadline.code, ()) and _follows(step.get("at"), started):
            yield in_india(step.get("at")), step.get("at"), ""
    for duty in file.all("duty_done"):
        if duty.get("duty") == _MET_BY_DUTY.get(deadline.code) and _follows(duty.get("at"), started):
            yield in_india(duty.get("at")), duty.get("at"), ""


def _follows(at: dt.datetime, started: dt.datetime) -> bool:
    """Whether something came after a step: by the day, where either was written without its hour."""
    return at >= started if hour_said(at) and hour_said(started) else in_india(at) >= in_india(started)


def _since(file: CaseFile, duty: Duty, today: dt.date) -> dt.date:
    """The day from which a duty is open: the step that brought it, or when its facts were written."""
    brought = {
        "report_sexual_offence": "child_sexual_offence_known_to_us",
        "produce_before_cwc": "child_found",
        "report_lost_child": "lost_child_found",
    }.get(duty.code)
    days = [in_india(step.get("at")) for step in file.all("legal_event") if step.get("event") == brought]
    situation = file.last("situation")
    if situation is not None:
        days.append(in_india(situation.written_at))
    return min(days, default=today)


def _held(entry: Entry) -> CourtDay:
    at = entry.get("at")
    said = {name: str(entry.get(name, "")) for name in ("court", "purpose", "happened")}
    return CourtDay(in_india(at), at, said["court"], said["purpose"], said["happened"], entry, False)


def _court(entry: Entry) -> str:
    return " ".join(str(entry.get("court", "")).split()).casefold()
