"""The legal track of a case: what is known for the law, offences by their day, steps, deadlines met, duties done.

Sections follow from the day of the offence: the Penal Code until 30 June 2024, the Nyaya Sanhita after. A duty towards
a child can be done and written down; it cannot be declined, and taking the writing back opens it again.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.legal_court import COURT
from jatan.programme.cases.entries.legal_facts import (
    FACTS,
    duties_known,
    facts_that_oblige,
    known_since,
    offered_offences,
)
from jatan.programme.cases.entries.legal_money import CLAIM
from jatan.programme.cases.entries.legal_steps import DEADLINE_DONE, LEGAL_EVENT
from jatan.programme.cases.entries.legal_words import choices_of, section_choices
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.offences import BNS_FROM
from jatan.programme.cases.legal.time_limits import in_india

__all__ = ["DUTY_DONE", "LEGAL", "OFFENCE", "SITUATION"]

# What is ours to keep up always is never "done": it stays on the page.
_DUTIES: tuple[Choice, ...] = tuple(
    choice for choice, row in zip(choices_of("duties"), book("duties")["duty"], strict=True) if row["to"] != "us"
)


def _still_known(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    facts = answers.get("facts")
    told: Collection[str] = facts if isinstance(facts, list) else []
    after = {duty.code for duty in duties_known(file, writer.today, told)}
    if {duty.code for duty in duties_known(file, writer.today)} - after and not answers.get("why_fewer"):
        yield Problem("missing_required", _("A duty to report falls away with this. Write why."), field="why_fewer")


def _keeps_since(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """Since when the facts are known from which a duty follows: a later correction does not start its clock anew."""
    facts = answers.get("facts")
    still = facts_that_oblige(facts if isinstance(facts, list) else []) & facts_that_oblige(former.get("facts", []))
    return {"known_since": " ".join(f"{fact}={known_since(former, fact).isoformat()}" for fact in sorted(still))}


SITUATION = EntryKind(
    code="situation",
    label=_("What is known for the law"),
    stage=Stage.LEGAL,
    icon="case",
    is_single=True,
    is_kept=True,
    # The law asks us to act for a child whether or not anybody agreed to a file.
    is_story=False,
    in_closed=True,
    headline=("facts",),
    check=_still_known,
    keeps=_keeps_since,
    writers=("team", "legal"),
    intro=_("Tick what is known. Sex and age come from the identity card; in doubt she counts as a child."),
    fields=(
        Field("facts", _("What is known"), "choices", choices=FACTS),
        Field("source", _("From whom we know it"), "line"),
        Field("why_fewer", _("Why something is no longer ticked"), "text"),
        Field("known_since", "", "machine"),
    ),
)


def _of_its_day(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    day, chosen = answers.get("day"), answers.get("offences")
    if not isinstance(day, dt.date) or not isinstance(chosen, list):
        return
    of_the_other_code = "IPC" if day >= BNS_FROM else "BNS"
    if wrong := [section for section in chosen if section.startswith(of_the_other_code)]:
        said = _(
            "Offences until 30 June 2024 stand in the IPC, from 1 July 2024 in the BNS. Not for this day: {wrong}."
        )
        yield Problem("wrong_code", format_lazy(said, wrong=", ".join(wrong)), field="offences")
        return
    fitting = {one.section for one in offered_offences(file, day)}
    if others := [section for section in chosen if section not in fitting]:
        said = _("This does not fit what is known: {others}. First tick what is known for the law.")
        yield Problem("not_known", format_lazy(said, others=", ".join(others)), field="offences")


OFFENCE = EntryKind(
    code="offence",
    label=_("Offence"),
    stage=Stage.LEGAL,
    icon="case",
    in_closed=True,
    day="day",
    headline=("offences",),
    check=_of_its_day,
    writers=("team", "legal"),
    fields=(
        Field("day", _("Day of the offence"), "past_day", needed=True, hint=_("If it went on: its last day.")),
        Field("offences", _("Sections"), "choices", needed=True, choices=section_choices()),
        Field("note", _("Note"), "text"),
    ),
)


def _has_been(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    at = answers.get("at")
    if isinstance(at, dt.datetime) and in_india(at) > writer.today:
        yield Problem("date_in_future", field="at")


DUTY_DONE = EntryKind(
    code="duty_done",
    label=_("Duty done"),
    stage=Stage.LEGAL,
    icon="check",
    is_story=False,
    in_closed=True,
    day="at",
    headline=("duty", "to"),
    check=_has_been,
    writers=("team", "legal"),
    intro=_("Explain to the child and her people what the law asks of us. It is no question of leave."),
    fields=(
        Field("duty", _("Duty"), "choice", needed=True, choices=_DUTIES),
        Field("at", _("Day and hour"), "instant", needed=True),
        Field("to", _("To whom it was reported"), "line", needed=True),
        Field("number", _("Number of the report"), "line", hint=_("Diary, FIR or 1098 call number.")),
        Field("note", _("Note"), "text"),
    ),
)

LEGAL = (SITUATION, DUTY_DONE, OFFENCE, LEGAL_EVENT, DEADLINE_DONE, *COURT, CLAIM)
