"""The legal track of a case: legally relevant facts, offences, legal steps, deadlines met, duties done.

Sections follow from the day of the offence: Penal Code until 30 June 2024, Nyaya Sanhita after. A duty towards
a child is recorded as done, or set aside with a listed reason and a supervisor (`duty_answer`); withdrawing either
entry reopens it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.duty_answer import DUTY_ANSWER
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.injuries import INJURY_FIELDS, injury_problems
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.legal_court import COURT_KINDS
from jatan.programme.cases.entries.legal_facts import (
    FACTS,
    applicable_duties,
    kept_sections,
    kept_ticks,
)
from jatan.programme.cases.entries.legal_money import CLAIM
from jatan.programme.cases.entries.legal_steps import DEADLINE_DONE, LEGAL_EVENT
from jatan.programme.cases.entries.legal_words import choices_of, section_choices
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.offences import BNS_FROM, offences_on
from jatan.programme.laws.citations import cited

# Standing duties (without an end) are never "done" and stay on the page.
_DUTIES: tuple[Choice, ...] = tuple(
    choice for choice, row in zip(choices_of("duties"), book("duties")["duty"], strict=True) if row["to"] != "us"
)


def _validate_situation(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    facts = answers.get("facts")
    recorded: Collection[str] = facts if isinstance(facts, list) else []
    yield from injury_problems(recorded, answers)
    after = {duty.code for duty in applicable_duties(file, writer.today, recorded)}
    before = {duty.code for duty in applicable_duties(file, writer.today) if duty.to != "us"}
    if before - after and not answers.get("why_fewer"):
        yield Problem("missing_required", _("A duty to report falls away with this. Write why."), field="why_fewer")


def _carry_known_since(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """Keep when each duty-relevant fact was first known: a later correction must not restart a duty's deadline."""
    facts = answers.get("facts")
    return {"known_since": kept_ticks(former, facts if isinstance(facts, list) else [])}


SITUATION = EntryKind(
    code="situation",
    label=_("What is known for the law"),
    stage=Stage.LEGAL,
    icon="case",
    is_single=True,
    is_kept=True,
    # Not `is_story`: legal duties towards a child hold without consent to case work.
    is_story=False,
    in_closed=True,
    headline=("facts",),
    check=_validate_situation,
    keeps=_carry_known_since,
    writers=("team", "legal"),
    intro=_("Tick what is known. Sex and age come from the identity card; in doubt she counts as a child."),
    fields=(
        Field("facts", _("What is known"), "choices", choices=FACTS),
        *INJURY_FIELDS,
        Field("source", _("From whom we know it"), "line"),
        Field("why_fewer", _("Why something is no longer ticked"), "text"),
        Field("known_since", "", "machine"),
    ),
)


def _validate_offence(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    """Each section is one in force on the day; any of them may be chosen. Somebody else's section is written freely."""
    day, chosen = answers.get("day"), answers.get("offences")
    if not chosen and not answers.get("others"):
        yield Problem("missing_required", _("Tick a section, or write one below."), field="offences")
    if not isinstance(day, dt.date) or not isinstance(chosen, list):
        return
    of_the_other_code = "IPC" if day >= BNS_FROM else "BNS"
    if wrong := [section for section in chosen if section.startswith(of_the_other_code)]:
        message = _(
            "Offences until 30 June 2024 stand in the IPC, from 1 July 2024 in the BNS. Not for this day: {wrong}."
        )
        yield Problem("wrong_code", format_lazy(message, wrong=_cited(wrong)), field="offences")
        return
    in_force = {one.key for one in offences_on(day)}
    if others := [section for section in chosen if section not in in_force]:
        message = _("Not yet law on this day: {others}. If the FIR names it all the same, write it below.")
        yield Problem("not_in_force", format_lazy(message, others=_cited(others)), field="offences")


def _carry_sections_known(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """Keep when each section was first written: what is added later, or of another day, is another offence."""
    return {"known_since": kept_sections(former, answers)}


def _cited(sections: list[str]) -> str:
    return ", ".join(str(cited(section.partition("/")[0])) for section in sections)


OFFENCE = EntryKind(
    code="offence",
    label=_("Offence"),
    stage=Stage.LEGAL,
    icon="case",
    # Not `is_story`: an FIR names its sections whether or not she has agreed to anything with us yet.
    is_story=False,
    in_closed=True,
    day="day",
    headline=("offences", "others"),
    check=_validate_offence,
    keeps=_carry_sections_known,
    writers=("team", "legal"),
    fields=(
        Field("day", _("Day of the offence"), "past_day", needed=True, hint=_("If it went on: its last day.")),
        # One of the two is needed.
        Field("offences", _("Sections"), "choices", choices=section_choices()),
        Field(
            "others",
            _("Another section"),
            "line",
            hint=_("Act and section as the FIR has them, for example: BNS 115(2), 3(5)."),
        ),
        Field("note", _("Note"), "text"),
        Field("known_since", "", "machine"),
    ),
)


DUTY_DONE = EntryKind(
    code="duty_done",
    label=_("Duty done"),
    stage=Stage.LEGAL,
    icon="check",
    is_story=False,
    in_closed=True,
    day="at",
    headline=("duty", "to"),
    writers=("team", "legal"),
    intro=_("Explain to the child and her people what the law asks of us. It is no question of leave."),
    fields=(
        Field("duty", _("Duty"), "choice", needed=True, choices=_DUTIES),
        Field("at", _("Day and hour"), "past_instant", needed=True),
        Field("to", _("To whom it was reported, or before whom"), "line", needed=True),
        Field(
            "number", pgettext_lazy("of a paper", "Number"), "line", hint=_("Diary, FIR, order or 1098 call number.")
        ),
        Field("note", _("Note"), "text"),
    ),
)

LEGAL_KINDS = (SITUATION, DUTY_DONE, DUTY_ANSWER, OFFENCE, LEGAL_EVENT, DEADLINE_DONE, *COURT_KINDS, CLAIM)
