"""The current legal track of a file: deadlines and their state, duties, money by scheme, court days.

Computed from the entries and never stored, so correcting a step moves all days that depend on it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.exploitation import mentions_sexual_violence
from jatan.programme.cases.entries.fields import Choice, Label
from jatan.programme.cases.entries.identity import age_on
from jatan.programme.cases.entries.legal_court import HEARING
from jatan.programme.cases.entries.legal_facts import applicable_duties, duty_facts, known_since
from jatan.programme.cases.entries.legal_money import fitting_amounts
from jatan.programme.cases.entries.legal_steps import deadlines_started, starts_of, steps_in
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.deadlines import FIR, Deadline, deadline_from
from jatan.programme.cases.legal.duties import Duty
from jatan.programme.cases.legal.money import Amount
from jatan.programme.cases.legal.time_limits import has_hour, in_india

__all__ = [
    "CourtDay",
    "MoneyRow",
    "OpenDuty",
    "State",
    "TrackedDeadline",
    "deadlines_of",
    "diary_of",
    "duties_lost",
    "duties_of",
    "money_of",
    "other_deadlines_of",
    "stage_of",
    "track_of",
]

_NO_DAY: Final = dt.datetime.max.replace(tzinfo=dt.UTC)
# Legal steps that prove that a deadline was met, so that it needs no second entry.
_MET_BY: Final[Mapping[str, frozenset[str]]] = {
    code: frozenset(events.split())
    for code, events in {
        "fir_recorded": "fir_registered",
        "preliminary_enquiry_done": "fir_registered",
        "preliminary_enquiry_barred": "fir_registered",
        "fir_refused_sp": "complaint_to_sp magistrate_application fir_registered",
        "fir_refused_magistrate": "magistrate_application fir_registered",
        "fir_refusal_offence": "fir_registered",
        "medical_examination": "medical_done medical_declined",
        "medical_examination_old": "medical_done medical_declined",
        "magistrate_witness": "statement_recorded",
        "magistrate_statement": "statement_recorded",
        "child_before_cwc": "cwc_production",
        "child_sexual_offence_reported": "information_given e_information_given fir_registered",
        "lost_child_reported": "cwc_production information_given",
        "cwc_order": "cwc_order",
        "investigation_ended": "charge_sheet closure_report",
        "investigation_ended_old": "charge_sheet closure_report",
        "further_investigation_ended": "charge_sheet closure_report",
        "pocso_investigation_ended": "charge_sheet closure_report",
        "poa_investigation": "charge_sheet closure_report",
        "old_code_investigation": "charge_sheet closure_report",
        "old_code_trial": "judgment_given",
        "default_bail_60": "charge_sheet",
        "default_bail_90": "charge_sheet",
        "default_bail_old": "charge_sheet",
        "committal": "case_committed",
        "charge_framed": "charge_framed",
        "child_evidence": "evidence_given",
        "pocso_trial": "judgment_given",
        "sexual_offence_trial": "judgment_given",
        "sexual_offence_trial_old": "judgment_given",
        "child_trafficking_trial": "judgment_given",
        "poa_trial": "judgment_given",
        "judgment": "judgment_given",
        "judgment_extended": "judgment_given",
        "judgment_magistrate": "judgment_given",
        "victim_appeal_30": "appeal_filed",
        "victim_appeal": "appeal_filed",
        "victim_appeal_90": "appeal_filed",
        "compensation_inquiry": "dlsa_order",
        "nalsa_claim_offence": "dlsa_application",
        "nalsa_claim_trial": "dlsa_application",
        "jvcs_claim": "dlsa_application",
        "itpa_before_magistrate": "itpa_produced",
        "bonded_inquiry": "release_certificate",
        "wages_claim": "wages_claimed",
        "poa_appeal": "appeal_filed",
    }.items()
}
# Deadlines for a claim of hers, which she may also have made before the step that starts them.
_CLAIMED: Final[Mapping[str, str]] = {
    "nalsa_claim_offence": "nalsa_2018:",
    "nalsa_claim_trial": "nalsa_2018:",
    "jvcs_claim": "jvcs_2016:",
}
_DUTY_OF: Final[Mapping[str, str]] = {
    row["deadline"]: row["code"] for row in book("duties")["duty"] if row.get("deadline")
}
# The first of the steps that start a duty's deadline.
_START_OF: Final[Mapping[str, str]] = {
    row["code"]: row["event"] if isinstance(row["event"], str) else row["event"][0]
    for row in book("deadlines")["deadline"]
    if row["code"] in _DUTY_OF
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
    the law was not read, so no day is known."""

    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    ANY_TIME = "any_time", _("at any time")
    UNVERIFIED = "unverified", _("unverified")
    DONE = "done", _("done")
    LATE = "late", _("done late")


@dataclass(frozen=True)
class TrackedDeadline:
    """A deadline started by a step of the file. `done_on` None: no entry shows that it was met."""

    event: Entry
    deadline: Deadline
    state: State
    done_on: dt.date | None = None
    reason: str = ""
    done: Entry | None = None

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    @property
    def can_be_marked(self) -> bool:
        """Whether it can be marked as met by hand: one that runs from no legal step is met by a step alone."""
        return self.is_open and self.event.kind in ("legal_event", "duty_done")


@dataclass(frozen=True)
class OpenDuty:
    """A duty towards a child with the deadline it is due by; one entry marks it as done.

    `began_at`: time of the step that started it, else when it became known here. `deadline` None: `is_standing`, a duty
    without an end. `done`: the entry that says it was done, `done_on` its day. `start`: the step that would start it,
    if none is written yet and it runs from when it became known here.
    """

    duty: Duty
    began_at: dt.datetime
    state: State
    deadline: Deadline | None = None
    done: Entry | None = None
    done_on: dt.date | None = None
    start: str = ""

    @property
    def is_standing(self) -> bool:
        return self.deadline is None

    @property
    def is_open(self) -> bool:
        return self.done_on is None and not self.is_standing


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

    A newly known age, or one proved by a document (JJ Act s.94), does not count as such a change.
    """
    known, now = before.last("profile"), after.last("profile")
    proves = now is not None and now.get("is_proven") and not (known and known.get("is_proven"))
    if now is not None and (proves or age_on(before, today) is None):
        before = before.with_entry(now)
    left = {one.duty.code for one in duties_of(after, today)}
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
    met = [_Evidence(one.get("done_on"), None, one) for one in linked if one.get("deadline") == deadline.code]
    met += [one for one in _evidence_for(file, deadline.code, steps) if _counts_from(one, deadline.code, started)]
    first = min(met, key=lambda one: one.on, default=None)
    if first is None:
        return TrackedDeadline(event, deadline, _open_state(deadline, today, now))
    reason = str(first.entry.get("reason", ""))
    return TrackedDeadline(event, deadline, _done_state(deadline, started, first), first.on, reason, first.entry)


class _Evidence(NamedTuple):
    """Proof that a deadline was met: day, instant if known, and the entry. `is_own`: it is the duty itself, so that
    it may also have been done before we knew."""

    on: dt.date
    at: dt.datetime | None
    entry: Entry
    is_own: bool = False


def _open_duty(
    file: CaseFile, duty: Duty, tracked: Iterable[TrackedDeadline], today: dt.date, now: dt.datetime | None
) -> OpenDuty:
    """Timed by the step that started it (of several: the first that is open), else by the hour in which
    it became known here."""
    if not duty.deadline:
        return OpenDuty(duty, _known_at(file, duty), State.DUE)
    steps = [one for one in tracked if one.deadline.code == duty.deadline]
    if steps:
        one = next((step for step in steps if step.is_open), steps[-1])
        return OpenDuty(duty, one.event.get("at"), one.state, one.deadline, one.done, one.done_on)
    began_at = _known_at(file, duty)
    deadline = deadline_from(duty.deadline, began_at)
    met = [one for one in _evidence_for(file, duty.deadline, steps_in(file)) if _proves_duty_done(one, began_at)]
    first = min(met, key=lambda one: one.on, default=None)
    if first is None:
        state, start = _open_state(deadline, today, now), _START_OF.get(duty.deadline, "")
        return OpenDuty(duty, began_at, state, deadline, start=start)
    return OpenDuty(duty, began_at, _done_state(deadline, began_at, first), deadline, first.entry, first.on)


def _proves_duty_done(one: _Evidence, began_at: dt.datetime) -> bool:
    """Whether an entry proves a duty done that no step started. Others may have brought her
    before the committee before we knew; a report to the police counts only from the hour we knew."""
    return one.is_own or (one.at is not None and _is_not_before(one.at, began_at))


def _open_state(deadline: Deadline, today: dt.date, now: dt.datetime | None) -> State:
    if deadline.late_at is None:
        return State.UNVERIFIED if deadline.is_unverified else State.ANY_TIME
    is_late = deadline.late_at < now if now else in_india(deadline.late_at) < today
    return State.OVERDUE if is_late else State.DUE


def _done_state(deadline: Deadline, started: dt.datetime, met: _Evidence) -> State:
    """Compared by the hour if both have one, else by day. Without a due date nothing is late."""
    late_at = deadline.late_at
    if late_at is None:
        return State.DONE
    is_by_hour = met.at is not None and deadline.day is None and has_hour(started) and has_hour(met.at)
    in_time = met.at <= late_at if is_by_hour and met.at else met.on <= in_india(late_at)
    return State.DONE if in_time else State.LATE


def _evidence_for(file: CaseFile, code: str, steps: Iterable[Entry]) -> Iterable[_Evidence]:
    """Steps and done duties that prove a deadline of that code met, at whatever time it began."""
    for step in steps:
        if step.get("event") in _MET_BY.get(code, ()):
            is_production = step.get("event") == "cwc_production"
            yield _Evidence(in_india(step.get("at")), step.get("at"), file.find(step.row) or step, is_production)
    for done in file.all("duty_done"):
        if done.get("duty") == _DUTY_OF.get(code):
            yield _Evidence(in_india(done.get("at")), done.get("at"), done, True)
    for claim in file.all("claim"):
        if code in _CLAIMED and claim.get("claimed_on") and str(claim.get("head")).startswith(_CLAIMED[code]):
            yield _Evidence(claim.get("claimed_on"), None, claim)


def _counts_from(one: _Evidence, code: str, started: dt.datetime) -> bool:
    """Whether an entry proves a deadline that began at an instant met."""
    return code in _CLAIMED or (one.at is not None and _is_not_before(one.at, started))


def _is_not_before(at: dt.datetime, started: dt.datetime) -> bool:
    """Whether an instant is not before a step; compared by day if either has no hour."""
    return at >= started if has_hour(at) and has_hour(started) else in_india(at) >= in_india(started)


def _known_at(file: CaseFile, duty: Duty) -> dt.datetime:
    """When the basis of a duty was first recorded: ticked facts, exploitation codes, or her age."""
    fact = {"report_sexual_offence": "sexual", "report_lost_child": "separated"}.get(duty.code, "found")
    situation, story, profile = file.last("situation"), file.last("exploitation"), file.last("profile")
    sections = file.all("offence") if fact == "sexual" else []
    found: list[dt.datetime] = []
    if situation is not None and fact in duty_facts(situation.get("facts", [])):
        found.append(known_since(situation, fact))
    if story is not None and fact == "sexual" and mentions_sexual_violence(story.answers):
        found.append(_carried_instant(story, "known_since"))
    if profile is not None and fact == "found":
        found.append(_carried_instant(profile, "minor_since"))
    if not found and sections:
        # Nothing but a section tells it; if the police wrote an FIR by then, they knew before we did.
        firs = [step.get("at") for step in file.all("legal_event") if step.get("event") == FIR]
        found = [*(one.written_at for one in sections), *firs]
    return min(found, default=clock.now())


def _carried_instant(entry: Entry, name: str) -> dt.datetime:
    """An instant carried over from an earlier revision, else when this revision was written."""
    carried = entry.get(name)
    return dt.datetime.fromisoformat(carried) if carried else entry.written_at


def _court_day(entry: Entry) -> CourtDay:
    at = entry.get("at")
    texts = {name: str(entry.get(name, "")) for name in ("court", "purpose", "happened")}
    return CourtDay(in_india(at), at, texts["court"], texts["purpose"], texts["happened"], entry, False)


def _court(entry: Entry) -> str:
    return plain(str(entry.get("court", "")))
