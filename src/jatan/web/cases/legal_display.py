"""The legal track for display: state badges, responsible bodies, money by scheme."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.due_order import Shown, shown_in_order
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.legal_answers import reason_words, says_never_done, waits_for_supervisor
from jatan.programme.cases.entries.legal_court import BAIL, WITNESS_SAFETY, needs_warning
from jatan.programme.cases.entries.legal_dues import HEARING_CODE, due_of_deadline
from jatan.programme.cases.entries.legal_facts import (
    age_readings,
    chosen_sections,
    facts_of_file,
    sections_to_look_at,
)
from jatan.programme.cases.entries.legal_money import CLAIM, scheme_notes, taken_together
from jatan.programme.cases.entries.legal_steps import LEGAL_EVENT, fir_days, steps_in
from jatan.programme.cases.entries.legal_track import (
    CourtDay,
    MoneyRow,
    OpenDuty,
    State,
    TrackedDeadline,
    diary_of,
    money_of,
)
from jatan.programme.cases.entries.legal_words import (
    ASKS,
    BODIES,
    NOTES,
    OTHER_HEADS,
    PARTS,
    START_QUESTIONS,
    STARTS,
    WHERE_ASKED,
    head_words,
)
from jatan.programme.cases.legal.court_closings import last_day_to_file
from jatan.programme.cases.legal.money import Amount, CombinedValue
from jatan.programme.cases.legal.offences import DEATH, LIFE, NATURAL_LIFE, Offence
from jatan.programme.cases.legal.rights import Right, rights_for
from jatan.programme.cases.legal.time_limits import has_hour, in_india
from jatan.programme.laws.citations import cited
from jatan.web.cases.legal_forms import DeadlineForm, DutyForm
from jatan.web.cases.timeline import badge_of
from jatan.web.ui.components.charts import Point
from jatan.web.ui.components.states import Badge, done, late, plain, soon
from jatan.web.ui.components.words import Text

_STATES = {
    State.DONE: done,
    State.LATE: late,
    State.OVERDUE: late,
    State.DUE: soon,
    State.ANY_TIME: plain,
    State.UNVERIFIED: plain,
    State.ASKED: soon,
    State.NOT_APPLICABLE: plain,
}
_ENDS: Mapping[float, Label] = {
    LIFE: gettext_lazy("imprisonment for life"),
    NATURAL_LIFE: gettext_lazy("imprisonment for the rest of life"),
    DEATH: gettext_lazy("death penalty"),
}
_LIKE: Mapping[str, Label] = {
    "kidnapping": gettext_lazy("as for the kidnapping itself"),
    "confinement_three_more": gettext_lazy("three years more than for the confinement itself"),
    "offence_beside": gettext_lazy("as for the offence of the penal code"),
}
_OWN_CHOICE = frozenset({"us", "informant"})
# What is asked for before a court day of this purpose: the part of the rights (`Right.about`).
_ASKED_BEFORE = {"her_evidence": "testimony", "statement": "testimony", "bail": "bail"}
_MONEY_STEPS = ("claimed", "sanctioned", "paid")


@dataclass(frozen=True)
class DeadlineLine:
    """One deadline; `form` marks it as met, None if it is met already.

    `next_open_day`: the day on which a filing is still in time because the court is closed on its last day.
    """

    tracked: TrackedDeadline
    badge: Badge
    step: Label
    whose: Label
    escalate_to: Label
    form: DeadlineForm | None
    next_open_day: dt.date | None = None

    @property
    def why_not(self) -> Label:
        """Why it does not apply; "" if it does."""
        return _why_not(self.tracked)

    @property
    def is_at_once(self) -> bool:
        """Whether it is due with the step itself; shown as "at once"."""
        return self.tracked.deadline.is_at_once

    @property
    def is_demanded(self) -> bool:
        """Whether the law demands it of somebody: not where it is her choice or ours, nor where nobody has read it.

        What is wanted only as far as possible says so in its own words.
        """
        deadline = self.tracked.deadline
        return deadline.is_hard and not deadline.is_unverified and deadline.whose not in _OWN_CHOICE

    @property
    def is_by_day(self) -> bool:
        """Whether the step has no hour, so that only the day is shown."""
        return not has_hour(self.tracked.event.get("at"))


@dataclass(frozen=True)
class NextDay:
    """Her next court day, for the head of a page. `asks`: what may be asked for before it."""

    day: CourtDay
    badge: Badge
    asks: list[Right]

    @property
    def row(self) -> uuid.UUID:
        return self.day.row.row


@dataclass(frozen=True)
class DutyLine:
    """One duty with its deadline; `form` records that it was done."""

    duty: OpenDuty
    to: Label
    badge: Badge
    form: DutyForm | None

    @property
    def is_by_day(self) -> bool:
        """Whether its start has no hour, so that only the day is shown."""
        return not has_hour(self.duty.began_at)

    @property
    def why_not(self) -> Label:
        """Why it does not apply; "" if it does."""
        return _why_not(self.duty)

    @property
    def waits(self) -> Label:
        """The reason for which somebody asked a supervisor to set it aside; "" if nobody did."""
        answer = self.duty.answer
        return reason_words(answer) if answer is not None and waits_for_supervisor(answer) else ""

    @property
    def start_question(self) -> Label:
        """What to ask so that it runs from the event itself; "" if the event is written."""
        return START_QUESTIONS.get(self.duty.start, "")

    @property
    def done_to(self) -> str:
        """Recipient and reference number of the report, from the entry that proves the duty done."""
        done = self.duty.done
        return _joined(done.get("to") or done.get("place") or done.get("done_by"), done.get("number")) if done else ""


@dataclass(frozen=True)
class MoneyLine:
    """One head with the scheme's amount, and each claim with its dates and chart points.

    `apply_to`: where this head is asked for, if not where the scheme is. `asks`: what must be found out first.
    """

    row: MoneyRow
    words: Label
    apply_to: Label
    asks: Label
    parts: list[tuple[Label, int]]
    notes: list[Label]
    claims: list[tuple[Entry, Label, list[tuple[Label, int, dt.date | None]], list[Point]]]


@dataclass
class SchemeBlock:
    """The heads of one scheme; `about` is None for claims outside any scheme.

    `together`: what the scheme gives for several of these heads, as known and if she is a child.
    """

    name: Text
    about: Amount | None
    apply_to: Label
    notes: list[Label] = field(default_factory=list)
    together: tuple[CombinedValue, CombinedValue | None] | None = None
    lines: list[MoneyLine] = field(default_factory=list)


@dataclass(frozen=True)
class SectionLine:
    """One section of an offence entry: what it is, its punishment, and the text it was read in (None: unverified)."""

    section: str
    words: Text
    punishment: str
    read: Text | None


@dataclass(frozen=True)
class OffenceLines:
    """One offence entry: its sections from the list, and those written as the FIR has them. `again`: sections that fit
    by what was learnt since and are not written, in words."""

    entry: Entry
    sections: list[SectionLine]
    others: str
    again: str


def deadline_line(
    one: TrackedDeadline,
    forms: Mapping[str, DeadlineForm],
    now: dt.datetime,
    *,
    digits: bool,
    closed: Mapping[str, Collection[dt.date]] = MappingProxyType({}),
) -> DeadlineLine:
    """`forms`: submitted forms with errors, by prefix. `closed`: closed days by kind of court.

    The badge of an open one shows the time left or overdue.
    """
    made = DeadlineForm(event=one.event.row, code=one.deadline.code) if one.can_be_marked else None
    shown = forms.get(str(made.prefix), made) if made is not None else None
    return DeadlineLine(
        tracked=one,
        badge=_badge(one, now, digits=digits),
        step=STARTS.get(one.event.get("event")) or LEGAL_EVENT.field("event").words(one.event.get("event")),
        whose=BODIES[one.deadline.whose],
        escalate_to=BODIES[one.deadline.escalate_to],
        form=shown,
        next_open_day=last_day_to_file(one.deadline.code, one.deadline.day, closed) if one.is_open else None,
    )


def duty_line(one: OpenDuty, forms: Mapping[str, DutyForm], now: dt.datetime, *, digits: bool) -> DutyLine:
    """The same for a duty; the badge of an open one shows the time left or overdue."""
    code = one.duty.code
    made = forms.get(code) or DutyForm(code=code) if one.is_open else None
    return DutyLine(one, BODIES[one.duty.to], _badge(one, now, digits=digits), made)


def _why_not(one: TrackedDeadline | OpenDuty) -> Label:
    return reason_words(one.answer) if one.answer is not None and one.state is State.NOT_APPLICABLE else ""


def _badge(one: TrackedDeadline | OpenDuty, now: dt.datetime, *, digits: bool) -> Badge:
    deadline = one.deadline
    if one.is_open and says_never_done(one.answer):
        return late(_("never done: do it today"))
    if not one.is_open or deadline is None or deadline.late_at is None or one.state is State.ASKED:
        return _STATES[one.state](one.state.label)
    late_at = None if deadline.day else deadline.late_at
    return badge_of(Due(deadline.code, in_india(deadline.late_at), late_at=late_at), now, digits=digits)


def dated_lines(lines: Iterable[DeadlineLine], now: dt.datetime, *, in_sight: int) -> Shown[DeadlineLine]:
    """The open ones of these deadlines that have a day, in the order of `due_order`."""
    dated = [line for line in lines if line.tracked.is_open and line.tracked.deadline.late_at is not None]
    return shown_in_order(dated, now, lambda line: due_of_deadline(line.tracked), in_sight)


def next_day_of(file: CaseFile, now: dt.datetime, *, digits: bool) -> NextDay | None:
    """The next court day that the diary knows, also of today; None if there is none to come."""
    today = in_india(now)
    day = next((one for one in diary_of(file) if one.on >= today and not one.happened), None)
    if day is None:
        return None
    about = _ASKED_BEFORE.get(day.purpose)
    asks = [one for one in rights_in(file, today) if one.about == about] if about else []
    return NextDay(day, badge_of(Due(HEARING_CODE, day.on), now, digits=digits), asks)


def rights_in(file: CaseFile, today: dt.date) -> list[Right]:
    """Rights of this file that are no dates."""
    taken = steps_in(file)
    steps = {str(event.get("event")) for event in taken}
    facts = set().union(*age_readings(facts_of_file(file, today)))
    return rights_for(facts, steps, today, fir_days=fir_days(taken))


def rights_of(file: CaseFile, today: dt.date) -> list[tuple[Label, list[Right]]]:
    """The same, by where they are asked for."""
    found = rights_in(file, today)
    return [
        (label, part) for about, label in WHERE_ASKED.items() if (part := [one for one in found if one.about == about])
    ]


def schemes_of(file: CaseFile, today: dt.date) -> list[SchemeBlock]:
    """Money of a file by scheme, without totals across schemes."""
    blocks: dict[str, SchemeBlock] = {}
    together = {one.scheme: (one, other) for one, other in taken_together(file, today)}
    for row in money_of(file, today):
        scheme = row.amount.scheme if row.amount else ""
        if scheme not in blocks:
            blocks[scheme] = (
                SchemeBlock(
                    row.amount.scheme_name,
                    row.amount,
                    BODIES[row.amount.apply_to],
                    scheme_notes(file, row.amount),
                    together.get(scheme),
                )
                if row.amount
                else SchemeBlock(_("Other claims"), None, "")
            )
        blocks[scheme].lines.append(_money_line(row, blocks[scheme]))
    return list(blocks.values())


def offence_lines(file: CaseFile) -> list[OffenceLines]:
    """Each offence entry with its sections, also those that the list no longer has."""
    return [
        OffenceLines(
            entry,
            [_section_line(key, one) for key, one in chosen_sections(entry)],
            entry.get("others", ""),
            ", ".join(dict.fromkeys(str(cited(one.section)) for one in sections_to_look_at(file, entry))),
        )
        for entry in file.all("offence")
    ]


def step_lines(file: CaseFile) -> list[tuple[Entry, Label, str]]:
    """Legal steps, newest first: entry, label, place and reference number."""
    steps = sorted(steps_in(file), key=lambda entry: (entry.get("at"), entry.row), reverse=True)
    return [
        (
            step,
            LEGAL_EVENT.field("event").words(step.get("event")),
            _joined(
                LEGAL_EVENT.field("fir_kind").words(step.get("fir_kind")) if step.get("fir_kind") else "",
                step.get("place"),
                step.get("number"),
                LEGAL_EVENT.field("outcome").words(step.get("outcome")) if step.get("outcome") else "",
            ),
        )
        for step in steps
    ]


def bail_lines(file: CaseFile) -> list[tuple[Entry, Label, Badge | None]]:
    """Bail entries, newest first, with a badge about her warning."""
    rows = sorted(file.all("bail"), key=lambda entry: (entry.get("on"), entry.row), reverse=True)
    return [(entry, BAIL.field("what").words(entry.get("what")), _warning(entry)) for entry in rows]


def witness_lines(file: CaseFile) -> list[tuple[Entry, str, Label]]:
    """Witness protection: entry, measures asked for, decision."""
    measures, decision = WITNESS_SAFETY.field("measures"), WITNESS_SAFETY.field("decision")
    return [
        (
            entry,
            ", ".join(str(measures.words(one)) for one in entry.get("measures", [])),
            decision.words(entry.get("decision")) if entry.get("decision") else _("no answer yet"),
        )
        for entry in file.all("witness_safety")
    ]


def _money_line(row: MoneyRow, block: SchemeBlock) -> MoneyLine:
    words = (
        head_words(row.amount.scheme, row.amount.head)
        if row.amount
        else OTHER_HEADS.get(row.head) or CLAIM.field("head").words(row.head)
    )
    claims = []
    for claim in row.claims:
        steps = [(CLAIM.field(step).label, claim.get(step), claim.get(f"{step}_on")) for step in _MONEY_STEPS]
        known = [(label, amount, on) for label, amount, on in steps if amount is not None]
        part = CLAIM.field("part").words(claim.get("part")) if claim.get("part") else ""
        claims.append((claim, part, known, [Point(label, amount) for label, amount, _on in known]))
    amount = row.amount
    elsewhere = amount is not None and block.about is not None and amount.apply_to != block.about.apply_to
    return MoneyLine(
        row,
        words,
        BODIES[amount.apply_to] if amount is not None and elsewhere else "",
        ASKS[amount.asks] if amount is not None and amount.asks else "",
        [(PARTS[part.when], part.rupees) for part in amount.parts] if amount is not None else [],
        [NOTES[code] for code in amount.notes] if amount is not None else [],
        claims,
    )


def _warning(entry: Entry) -> Badge | None:
    if entry.get("warned_on"):
        return done(_("She was warned"))
    if needs_warning(entry):
        return late(_("Warn her"))
    return plain(_("She does not want to be told")) if entry.get("no_warning") else None


def _section_line(key: str, offence: Offence | None) -> SectionLine:
    if offence is None:
        return SectionLine(key, "", "", None)
    return SectionLine(offence.section, offence.text, _punishment(offence), offence.read)


def _punishment(offence: Offence) -> str:
    """The imprisonment in words: "7 to 10 years", "6 months to 2 years", "20 years to the rest of life"."""
    least, most = offence.least_years, offence.most_years
    if offence.years_like:
        return str(_LIKE[offence.years_like])
    if least is None:
        return _("punishment not looked up")
    if most is None:
        return _("%(least)s or more") % {"least": _term(least)}
    if least >= LIFE:
        return _term(least) if least == most else _("%(least)s, or %(most)s") % _terms(least, most)
    if not least:
        return _("up to %(most)s") % {"most": _term(most)}
    return _("%(least)s to %(most)s") % _terms(least, most)


def _terms(least: float, most: float) -> dict[str, str]:
    return {"least": _term(least), "most": _term(most)}


def _term(years: float) -> str:
    """A length of imprisonment in words. Months where it is less than a year."""
    if years in _ENDS:
        return str(_ENDS[years])
    if years < 1:
        months = round(years * 12)
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s year", "%(count)s years", int(years)) % {"count": int(years)}


def _joined(*parts: Any) -> str:
    words: Iterable[str] = (str(part) for part in parts if part)
    return " · ".join(words)
