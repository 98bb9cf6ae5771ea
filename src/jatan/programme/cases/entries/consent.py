"""Consent for each purpose and recipient, required before any narrative entry; and its withdrawal.

Each consent is separate: day, version of the text, language, who gave it, witness, end date.
Who gave it is recorded; a parent's consent does not stand for the child's, since a parent may be the trafficker. Who is
asked in a child's case follows from age and maturity (`consent_matrix`); the text read aloud is chosen by purpose and
age (`consent_texts`), and its version is kept.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.plain import plain
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent_matrix import (
    ADULT,
    Rule,
    band_on,
    barred_caregivers,
    is_barred_name,
    majority_of,
    purposes_of_grown,
    rule_for,
)
from jatan.programme.cases.entries.consent_texts import text_version
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Label, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.legal.time_limits import in_india

# Set by a correction that left every term as it was. "yes" stands in corrections from before the terms of a child were
# among them.
_AS_GIVEN: Final = "as_given"
_ALL: Final = "all"
# Without it a legal officer reads who she is, law and court alone (`need_to_know`).
LEGAL_READS: Final = "legal_reads"
# Purposes that name who is told. Only the second carries a whole file (`referral.goes_beyond`).
TO_SOMEBODY: Final = frozenset({"share", "hand_over"})
PURPOSES: tuple[Choice, ...] = (
    ("case_work", _("that we work on her case and keep a file")),
    ("share", _("that we tell a named office or person what this help needs")),
    ("hand_over", _("that a named office takes her whole case over")),
    ("statistics", _("that her case is counted, without her name")),
    ("police_court", _("that we go to police or court with her")),
    (LEGAL_READS, _("that our lawyer reads counselling, assessment and safety plan")),
    # Each use of what shows her is its own yes.
    ("meeting", _("that her story is told at meetings, with names changed")),
    ("booklet", _("that her story is printed in a booklet, with names changed")),
    ("donor", _("that her story stands in a paper for a donor, with names changed")),
    ("public", _("that her story stands where anybody may read it, with names changed")),
    ("press", _("that her story is given to the press, with names changed")),
    ("photo", _("that her photo or voice is shown")),
)
# One yes for every use, as it was asked until November 2026: it stands in the file and lets nothing be printed.
_FORMER_PURPOSES: tuple[Choice, ...] = (("story", _("that photo, voice or story may be shown")),)
_GIVERS: tuple[Choice, ...] = (
    ("herself", _("she herself")),
    ("parent", _("mother or father, with her assent")),
    ("guardian", _("guardian named by the Child Welfare Committee or a court")),
    ("worker", _("we decide in the child's best interests, with reasons")),
    ("nobody", _("nobody could be asked: the law itself asks us to act")),
)
_MATURITY: tuple[Choice, ...] = (("yes", _("yes, she does")), ("not_yet", _("not yet")))
_CHILD_PARTS: tuple[Choice, ...] = (
    ("own", _("agrees herself, as a grown-up does")),
    ("assent", _("says yes to it")),
    ("view", _("was told and heard, and is not against it")),
    ("no", _("says no")),
)
_CAREGIVER_ANSWERS: tuple[Choice, ...] = (
    ("agreed", _("agrees")),
    ("refused", _("says no")),
    ("unsafe", _("it is not safe to ask")),
    ("absent", _("nobody is there or can be reached")),
)
_CAREGIVERS: tuple[Choice, ...] = (
    ("mother", _("mother")),
    ("father", _("father")),
    ("guardian", _("guardian named by the Child Welfare Committee")),
    ("relative", _("a relative")),
    ("husband", _("husband or his family")),
)
# Asked only where she is, or may be, under 18.
_CHILD_FIELDS: Final = frozenset({"mature", "child_part", "caregiver_answer", "caregiver", "caregiver_name", "why"})
# What a correction leaves as it was given: any other answer here would be another consent.
_TERMS: Final = ("given_on", "given_by", "order", *sorted(_CHILD_FIELDS))
_GIVERS_OF: Final = {
    "herself": frozenset({"herself"}),
    "caregiver": frozenset({"parent", "guardian"}),
    "worker": frozenset({"worker"}),
}
_ORDER_NEEDED: Final = _(
    "She is grown up and agrees herself. Somebody agrees for her only by an order of a court or authority: write which."
)
_AGE_OR_ORDER_NEEDED: Final = _(
    "Where she is under 18, write her age on the identity card first. For a grown woman write which order names them."
)
_GIVEN_FOR_HER: Final = frozenset({"parent", "guardian", "worker"})
_WAYS: tuple[Choice, ...] = (
    ("signed", _("signed")),
    ("thumb", _("thumbprint")),
    ("spoken", _("said before a witness")),
    ("recorded", _("recorded as sound")),
)
_LANGUAGES: tuple[Choice, ...] = (
    ("hi", _("Hindi")),
    ("sat", _("Santali")),
    ("unr", _("Mundari")),
    ("hoc", _("Ho")),
    ("kru", _("Kurukh")),
    ("sck", _("Nagpuri or Sadri")),
    ("kho", _("Khortha")),
    ("bn", _("Bengali")),
    ("other", _("another language")),
)


def _validate_consent(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    given, until = answers.get("given_on"), answers.get("until")
    if answers.get("purpose") in TO_SOMEBODY and not answers.get("recipient"):
        yield Problem("missing_required", _("To whom? She agrees to a name, not to everybody."), field="recipient")
    if isinstance(given, dt.date) and isinstance(until, dt.date) and until < given:
        yield Problem("unreadable", field="until")
    if answers.get("given_by") == "nobody" and answers.get("purpose") != "case_work":
        message = _("Where nobody could be asked, only the file itself is kept. Telling somebody needs an override.")
        yield Problem("unreadable", message, field="given_by")
    else:
        yield from matrix_problems(file, answers)


def matrix_problems(file: CaseFile, answers: Mapping[str, Value]) -> Iterable[Problem]:
    """What a consent lacks by her age and maturity on the day it was given. Nothing for a grown woman who agrees; for
    her nobody else does, unless an order that names them is written down.

    The lists on the identity card are looked at only where the caller opened it.
    """
    given_on, given_by = answers.get("given_on"), answers.get("given_by")
    if not isinstance(given_on, dt.date) or given_by == "nobody":
        return
    band = band_on(file, given_on)
    if band in ("", ADULT):
        yield from _grown_problems(answers, band)
        return
    missing = list(_missing_of_child(answers, band))
    yield from missing
    yield from _barred_problems(file, answers)
    if not missing:
        yield from _rule_problems(answers, band)


def _grown_problems(answers: Mapping[str, Value], band: str) -> Iterable[Problem]:
    given_by, order = str(answers.get("given_by")), str(answers.get("order") or "").strip()
    if given_by == "worker":
        message = _("Nobody decides for a grown woman. Where she is under 18, write her age on the identity card.")
        yield Problem("unreadable", message, field="given_by")
    elif answers.get("purpose") not in purposes_of_grown(band, "herself" if given_by == "herself" else "ordered"):
        message = _(
            "Photo, voice or story are shown only if she herself agrees, and her card says that she is grown up."
        )
        yield Problem("more_is_needed", message, field="purpose" if given_by == "herself" else "given_by")
    elif given_by in _GIVERS_OF["caregiver"] and not order:
        yield Problem("order_needed", _ORDER_NEEDED if band == ADULT else _AGE_OR_ORDER_NEEDED, field="order")


def _missing_of_child(answers: Mapping[str, Value], band: str) -> Iterable[Problem]:
    if band == "15_17" and not answers.get("mature"):
        yield Problem("missing_required", field="mature")
    if not _caregiver_answer(answers):
        yield Problem("missing_required", field="caregiver_answer")
    elif _caregiver_answer(answers) in ("agreed", "refused") and not _caregiver(answers):
        yield Problem("missing_required", field="caregiver")
    if not _child_part(answers):
        yield Problem("missing_required", field="child_part")
    if answers.get("given_by") in _GIVERS_OF["caregiver"] and _caregiver_answer(answers) not in ("", "agreed"):
        yield Problem("contradiction", _("Then nobody of the family agreed."), field="caregiver_answer")


def _barred_problems(file: CaseFile, answers: Mapping[str, Value]) -> Iterable[Problem]:
    if _caregiver_answer(answers) not in ("agreed", "refused"):
        return
    caregiver, name = _caregiver(answers), str(answers.get("caregiver_name") or "")
    message = _("Who must not know, or is said to have harmed her, is not asked. Choose “it is not safe to ask”.")
    if caregiver in barred_caregivers(file):
        yield Problem("not_to_be_asked", message, field="caregiver")
    elif name and is_barred_name(file, name):
        yield Problem("not_to_be_asked", message, field="caregiver_name")


def _rule_problems(answers: Mapping[str, Value], band: str) -> Iterable[Problem]:
    rule = rule_for(
        band,
        is_mature=answers.get("mature") == "yes",
        caregiver=_caregiver_answer(answers),
        child=_child_part(answers),
    )
    if answers.get("purpose") not in rule.purposes:
        message = _("For this more is needed at her age. To tell somebody all the same, ask for an override.")
        yield Problem("more_is_needed", message, field="purpose")
    elif answers.get("given_by") not in _GIVERS_OF[rule.giver]:
        yield Problem("another_giver", _giver_message(rule), field="given_by")
    elif rule.needs_reasons and not answers.get("why"):
        yield Problem("missing_required", field="why")


def _giver_message(rule: Rule) -> Label:
    messages: Mapping[str, Label] = {
        "herself": _("At her age, and as she understands it, her own yes carries this: choose “she herself”."),
        "caregiver": _("At her age her mother, father or guardian agrees, beside what she says herself."),
        "worker": _("Nobody is left who could agree for her: then we decide in her best interests, and write why."),
    }
    return messages[rule.giver]


def _child_part(answers: Mapping[str, Value]) -> str:
    """What the child said. Her own consent is "own"; an older form's "with her assent" is one."""
    implied = {"herself": "own", "parent": "assent"}
    return str(answers.get("child_part") or implied.get(str(answers.get("given_by")), ""))


def _caregiver_answer(answers: Mapping[str, Value]) -> str:
    is_of_family = answers.get("given_by") in _GIVERS_OF["caregiver"]
    return str(answers.get("caregiver_answer") or ("agreed" if is_of_family else ""))


def _caregiver(answers: Mapping[str, Value]) -> str:
    return str(answers.get("caregiver") or ("guardian" if answers.get("given_by") == "guardian" else ""))


def _hidden_fields(file: CaseFile, today: dt.date) -> frozenset[str]:
    """The questions about a child, where her card says that she is grown up; about an order, where it says a child."""
    band = band_on(file, today)
    return _CHILD_FIELDS if band == ADULT else frozenset({"order"} if band else set())


def _expected_fields(file: CaseFile, today: dt.date) -> frozenset[str]:
    """The questions that are needed at her age."""
    band = band_on(file, today)
    of_child = {"child_part", "caregiver_answer"} if band not in ("", ADULT) else set()
    return frozenset(of_child | ({"mature"} if band == "15_17" else set()))


def _choose_text(file: CaseFile, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """The version of the text that is read for this purpose at her age, where none is given."""
    given_on = answers.get("given_on")
    if answers.get("text_version") or not isinstance(given_on, dt.date):
        return {}
    return {"text_version": text_version(str(answers.get("purpose")), band_on(file, given_on))}


def _refuse_changed_terms(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """Refuse a correction that changes what she agreed to, on which day, who was asked and what they said, puts off
    its end, or strikes what she does not want told: that needs a new consent."""
    until, before = answers.get("until"), former.get("until", dt.date.max)
    turned = {
        "purpose": answers.get("purpose") != former.get("purpose"),
        "recipient": not _is_same_recipient(str(answers.get("recipient") or ""), str(former.get("recipient", ""))),
        **{name: (answers.get(name) or None) != former.get(name) for name in _TERMS},
        "until": (until if isinstance(until, dt.date) else dt.date.max) > before,
        "limits": plain(former.get("limits", "")) not in plain(str(answers.get("limits") or "")),
    }
    if any(turned.values()):
        message = _(
            "This stays as she gave it. If she agrees to something else, write a new consent; take this one back."
        )
        raise Problems([Problem("write_anew", message, field=name) for name, is_turned in turned.items() if is_turned])
    return {_AS_GIVEN: _ALL if _has_unchanged_terms(former) else None, "text_version": former.get("text_version")}


CONSENT = EntryKind(
    code="consent",
    label=_("Consent"),
    stage=Stage.CONSENT,
    icon="check",
    is_story=False,
    in_closed=True,
    day="given_on",
    headline=("purpose", "recipient"),
    check=_validate_consent,
    keeps=_refuse_changed_terms,
    fills=_choose_text,
    hides=_hidden_fields,
    expects=_expected_fields,
    reads_card=True,
    intro=_("First say what we do, what we keep, whom the law makes us tell. Then ask. No is an answer."),
    fields=(
        Field("purpose", _("She agrees"), "choice", needed=True, choices=PURPOSES, former=_FORMER_PURPOSES),
        Field(
            "recipient",
            _("To whom (for sharing)"),
            "line",
            hint=_("The office or person, by name. It is not changed later: for another one she is asked anew."),
        ),
        # Whom the name stands for (`file.recipients`): set when the entry is written, and kept by corrections.
        Field("recipient_ref", _("Who that is"), "machine"),
        Field("given_on", _("Day"), "past_day", needed=True),
        Field("given_by", _("Who agreed"), "choice", needed=True, choices=_GIVERS),
        Field(
            "order",
            _("If somebody agrees for a grown woman: by which order"),
            "line",
            hint=_("Court or authority, number and day, and for what. Without one she agrees herself."),
        ),
        Field("way", _("How"), "choice", needed=True, choices=_WAYS),
        Field("language", _("Language it was explained in"), "choice", needed=True, choices=_LANGUAGES),
        Field("text_version", _("Version of the text that was read"), "line", is_asked=False),
        Field("witness", _("Witness"), "line"),
        Field("until", _("Until when, if not for as long as the case runs"), "day"),
        Field("limits", _("What she does not want told"), "text"),
        Field(
            "mature",
            _("She understands what it is about and weighs it herself (15 to 17 years)"),
            "choice",
            choices=_MATURITY,
            part=_("Where she is under 18"),
        ),
        Field("child_part", _("The child"), "choice", choices=_CHILD_PARTS),
        Field("caregiver_answer", _("Mother, father or guardian"), "choice", choices=_CAREGIVER_ANSWERS),
        Field(
            "caregiver",
            _("Who of the family was asked"),
            "choice",
            choices=_CAREGIVERS,
            hint=_("Never somebody who must not know or is said to have harmed her."),
        ),
        Field("caregiver_name", _("Name"), "line"),
        Field("why", _("Why it is done so, and what is best for the child"), "text"),
        # Set by the service with each correction that passed `_refuse_changed_terms`. A corrected consent without it,
        # from before that check existed, permits nothing.
        Field(_AS_GIVEN, _("As she gave it"), "machine"),
    ),
)

WITHDRAWAL = EntryKind(
    code="withdrawal",
    label=_("Consent taken back"),
    stage=Stage.CONSENT,
    icon="minus",
    is_story=False,
    in_closed=True,
    is_final=True,
    day="on",
    headline=("consent",),
    intro=_("This is not undone. If she agrees again later, write a new consent."),
    fields=(
        Field("consent", _("Which consent"), "link", needed=True, to="consent"),
        Field("on", _("Day"), "past_day", needed=True),
        Field("told", _("Whom we told that it no longer holds"), "line"),
    ),
)

CONSENT_KINDS = (CONSENT, WITHDRAWAL)


def valid_consents(file: CaseFile, purpose: str, on: dt.date, recipient: str = "") -> list[Entry]:
    """Consents to a purpose (for sharing: to this recipient) that are valid on a day.

    One that nobody gave permits case work only; one whose terms a correction changed permits nothing; one of a child
    that lacks what her age asks permits case work only, also where her age became known later. What others agreed to
    for a child permits case work only from her eighteenth birthday on; for a grown woman nothing without an order.
    """
    gone = {str(entry.get("consent")) for entry in file.all("withdrawal") if entry.get("on") <= on}
    return [
        entry
        for entry in file.all("consent")
        if entry.get("purpose") == purpose
        and _was_ever_valid(file, entry)
        and not _is_outgrown(file, entry, on)
        and str(entry.row) not in gone
        and entry.get("given_on") <= on <= entry.get("until", dt.date.max)
        and (purpose not in TO_SOMEBODY or _is_same_recipient(entry.get("recipient", ""), recipient))
    ]


def given_consents(file: CaseFile, purpose: str, on: dt.date) -> list[Entry]:
    """The same, without those that nobody gave: what may be reported to others as her consent."""
    return [entry for entry in valid_consents(file, purpose, on) if entry.get("given_by") != "nobody"]


def end_of(file: CaseFile, consent: Entry) -> dt.date | None:
    """The first day on which a consent is not valid: by withdrawal, by end date, by her majority, or the day on which
    it was given if it never was; None where no end is known."""
    until = consent.get("until")
    ends = [taken_back_on(file, consent), outgrown_on(file, consent)]
    ends += [until + dt.timedelta(days=1)] if until is not None else []
    if not consent.withdrawn and not _was_ever_valid(file, consent):
        ends.append(consent.get("given_on"))
    return min((day for day in ends if day is not None), default=None)


def taken_back_on(file: CaseFile, consent: Entry) -> dt.date | None:
    """The day on which she took a consent back, or we did because it was written by mistake; None if nobody did."""
    days = [entry.get("on") for entry in file.all("withdrawal") if str(entry.get("consent")) == str(consent.row)]
    days += [in_india(consent.written_at)] if consent.withdrawn else []
    return min(days, default=None)


def outgrown_on(file: CaseFile, consent: Entry) -> dt.date | None:
    """The day from which what somebody else agreed to carries nothing, because she is grown up; None if it never ends
    so."""
    grown_from, given_on = majority_of(file), consent.get("given_on")
    if grown_from is None or consent.get("given_by") not in _GIVEN_FOR_HER or consent.get("order"):
        return None
    day: dt.date = max(grown_from, given_on)
    return None if consent.get("purpose") == "case_work" and given_on < grown_from else day


def agreed_to_work(file: CaseFile, on: dt.date) -> bool:
    """Whether she consented to case work. Cases imported from the register have that consent on paper."""
    return bool(valid_consents(file, "case_work", on))


def story_problem() -> Problem:
    """The problem for a narrative entry written without consent to case work."""
    return Problem("consent_first", _("Write down her consent first. Before it no story is taken."))


def needs_own_consent(file: CaseFile, on: dt.date) -> bool:
    """Whether she is grown up on this day, has consents from before, and was not asked herself since, nor somebody whom
    an order names."""
    grown_from = majority_of(file)
    return grown_from is not None and grown_from <= on and _asks_anew(file, grown_from)


def _asks_anew(file: CaseFile, grown_from: dt.date) -> bool:
    """Asked herself she says yes, or takes back that others agreed to the work: that is her no."""
    given = file.all("consent")
    agreed = (
        one.get("given_on") >= grown_from
        for one in given
        if one.get("purpose") == "case_work" and (one.get("given_by") == "herself" or _is_by_order(one))
    )
    of_work = {str(one.row) for one in given if one.get("purpose") == "case_work"}
    refused = (one.get("on") >= grown_from for one in file.all("withdrawal") if str(one.get("consent")) in of_work)
    is_asked = any(agreed) or any(refused)
    return not is_asked and any(one.get("given_on") < grown_from for one in given)


def _is_by_order(consent: Entry) -> bool:
    return consent.get("given_by") in _GIVERS_OF["caregiver"] and bool(consent.get("order"))


def _was_ever_valid(file: CaseFile, entry: Entry) -> bool:
    is_for_more = entry.get("purpose") != "case_work"
    return _is_given_by_her(entry) and not (is_for_more and any(matrix_problems(file, entry.answers)))


def _is_outgrown(file: CaseFile, entry: Entry, on: dt.date) -> bool:
    day = outgrown_on(file, entry)
    return day is not None and day <= on


def consent_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Consents with an end date that were not renewed, and her own at eighteen. Ended consents to share are left out:
    that sharing is over."""
    gone = {str(entry.get("consent")) for entry in file.all("withdrawal")}
    given = [entry for entry in file.all("consent") if str(entry.row) not in gone and _is_given_by_her(entry)]
    for entry in given:
        until = entry.get("until")
        if until is None or any(_renews(other, entry) for other in given):
            continue
        if until >= today or entry.get("purpose") == "case_work":
            yield Due("consent", until, entry.row)
    grown_from = majority_of(file)
    if grown_from is not None and _asks_anew(file, grown_from):
        yield Due("own_consent", grown_from, file.all("consent")[-1].row)


def _is_given_by_her(entry: Entry) -> bool:
    return _has_unchanged_terms(entry) and (entry.get("given_by") != "nobody" or entry.get("purpose") == "case_work")


def _has_unchanged_terms(entry: Entry) -> bool:
    was_checked = entry.get(_AS_GIVEN) == "yes" and not any(entry.get(name) for name in _CHILD_FIELDS)
    return entry.revision == 1 or entry.get(_AS_GIVEN) == _ALL or was_checked


def _renews(other: Entry, entry: Entry) -> bool:
    """Whether another consent renews this one: same purpose and recipient, later."""
    return (
        other.get("purpose") == entry.get("purpose")
        and _is_same_recipient(other.get("recipient", ""), entry.get("recipient", ""))
        and other.get("until", dt.date.max) > entry.get("until")
    )


def _is_same_recipient(one: str, other: str) -> bool:
    return plain(one) == plain(other)
