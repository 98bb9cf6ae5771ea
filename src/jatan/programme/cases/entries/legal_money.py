"""Compensation, rehabilitation, dues: amounts claimed, sanctioned and paid, with their days. No totals."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Field, Label, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.legal_facts import age_readings, facts_of_file
from jatan.programme.cases.entries.legal_words import FORMER_HEADS, NOTE_ENDS, NOTES, OTHER_HEADS, scheme_head_words
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.money import Amount, CombinedValue, amounts_for, combined_values

_PARTS: tuple[Choice, ...] = (("interim", _("interim")), ("final", _("final")), ("whole", _("in one")))
_HEADS: tuple[Choice, ...] = tuple(
    (code, scheme_head_words(code))
    for code in (
        *(f"{scheme['code']}:{row['head']}" for scheme in book("money")["scheme"] for row in scheme["rows"]),
        *FORMER_HEADS,
        *OTHER_HEADS,
    )
)
_STEPS = (("claimed", "claimed_on"), ("sanctioned", "sanctioned_on"), ("paid", "paid_on"))


def fitting_amounts(file: CaseFile, today: dt.date) -> list[tuple[Amount, Amount | None]]:
    """Heads of schemes in force today that fit the known facts, each with the amount if she is a child, if that
    is in doubt and makes a difference. Age counts on the first day of the offence, where one is written."""
    first, *more = ([*amounts_for(facts, today)] for facts in _readings(file, today))
    as_child = {(one.scheme, one.head): one for one in more[0]} if more else {}
    found: list[tuple[Amount, Amount | None]] = []
    for one in first:
        other = as_child.pop((one.scheme, one.head), None)
        found.append((one, other if other != one else None))
    return [*found, *((one, one) for one in as_child.values())]


def taken_together(file: CaseFile, today: dt.date) -> list[tuple[CombinedValue, CombinedValue | None]]:
    """What one scheme gives for several of her heads together, each with the value if she is a child, as above."""
    first, *more = (
        {one.scheme: one for one in combined_values(amounts_for(facts, today), facts)}
        for facts in _readings(file, today)
    )
    as_child = more[0] if more else {}
    return [(one, as_child.get(scheme) if as_child.get(scheme) != one else None) for scheme, one in first.items()]


def scheme_notes(file: CaseFile, amount: Amount) -> list[Label]:
    """The notes of the scheme of an amount, without those whose step is written in the file."""
    taken = {str(entry.get("event")) for entry in file.all("legal_event")}
    return [NOTES[code] for code in amount.scheme_notes if NOTE_ENDS.get(code) not in taken]


def _readings(file: CaseFile, today: dt.date) -> list[set[str]]:
    day = min((entry.get("day") for entry in file.all("offence")), default=today)
    return age_readings(facts_of_file(file, day))


def _validate_claim(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    head = answers.get("head")
    fitting = {f"{one.scheme}:{one.head}" for one, _other in fitting_amounts(file, writer.today)}
    # What was claimed once can be corrected, even if it fits no more or is offered no more.
    fitting |= {str(claim.get("head")) for claim in file.all("claim")}
    if head not in fitting and head not in OTHER_HEADS:
        message = _("This does not fit what is known. First tick what is known for the law.")
        yield Problem("not_known", message, field="head")
    for amount, day in _STEPS:
        if answers.get(amount) is not None and answers.get(day) is None:
            yield Problem("missing_required", field=day)
        if answers.get(day) is not None and answers.get(amount) is None:
            yield Problem("missing_required", field=amount)
    if not any(answers.get(day) for _amount, day in _STEPS):
        yield Problem("missing_required", _("Write at least what was claimed, and when."), field="claimed")


CLAIM = EntryKind(
    code="claim",
    label=_("Compensation or dues"),
    stage=Stage.LEGAL,
    icon="scheme",
    in_closed=True,
    day="claimed_on",
    headline=("head", "part"),
    check=_validate_claim,
    writers=("team", "legal"),
    intro=_("One row for each head. Nothing is added up: what may be had together, the legal officer says."),
    fields=(
        Field("head", _("Scheme and head"), "choice", needed=True, choices=_HEADS),
        Field("part", _("Interim or final"), "choice", choices=_PARTS),
        Field("applied_to", _("Applied to"), "line"),
        Field("number", pgettext_lazy("of a paper", "Number"), "line"),
        Field("claimed", _("Claimed, in rupees"), "money"),
        Field("claimed_on", _("Claimed on"), "past_day"),
        Field("sanctioned", _("Sanctioned, in rupees"), "money"),
        Field("sanctioned_on", _("Sanctioned on"), "past_day"),
        Field("paid", _("Paid, in rupees"), "money"),
        Field("paid_on", _("Paid on"), "past_day"),
        Field("note", _("Note"), "text"),
    ),
)
