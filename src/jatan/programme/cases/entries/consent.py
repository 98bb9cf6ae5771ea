"""Consent for each purpose and recipient, required before any narrative entry; and its withdrawal.

Each consent is separate: day, version of the text, language, who gave it, witness, end date.
Who gave it is recorded; a parent's consent does not stand for the child's, since a parent may be the trafficker.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.legal.time_limits import in_india

__all__ = [
    "CONSENT",
    "CONSENT_KINDS",
    "PURPOSES",
    "WITHDRAWAL",
    "agreed_to_work",
    "consent_dues",
    "end_of",
    "given_consents",
    "story_problem",
    "valid_consents",
]

_AS_GIVEN: Final = "as_given"
PURPOSES: tuple[Choice, ...] = (
    ("case_work", _("that we work on her case and keep a file")),
    ("share", _("that we tell a named office or person")),
    ("statistics", _("that her case is counted, without her name")),
    ("story", _("that photo, voice or story may be shown")),
    ("police_court", _("that we go to police or court with her")),
)
_GIVERS: tuple[Choice, ...] = (
    ("herself", _("she herself")),
    ("parent", _("mother or father, with her assent")),
    ("guardian", _("guardian named by the Child Welfare Committee")),
    ("nobody", _("nobody could be asked: the law itself asks us to act")),
)
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
    if answers.get("purpose") == "share" and not answers.get("recipient"):
        yield Problem("missing_required", _("To whom? She agrees to a name, not to everybody."), field="recipient")
    if isinstance(given, dt.date) and isinstance(until, dt.date) and until < given:
        yield Problem("unreadable", field="until")
    if answers.get("given_by") == "nobody" and answers.get("purpose") != "case_work":
        message = _("Where nobody could be asked, only the file itself is kept. Telling somebody needs an override.")
        yield Problem("unreadable", message, field="given_by")
    elif answers.get("purpose") == "story" and answers.get("given_by") != "herself":
        yield Problem(
            "unreadable", _("Photo, voice or story are shown only if she herself, grown up, agrees."), field="given_by"
        )


def _refuse_changed_terms(former: Entry, answers: Mapping[str, Value]) -> Mapping[str, Value]:
    """Refuse a correction that changes purpose, recipient or end: that needs a new consent."""
    until, before = answers.get("until"), former.get("until", dt.date.max)
    turned = {
        "purpose": answers.get("purpose") != former.get("purpose"),
        "recipient": not _is_same_recipient(str(answers.get("recipient") or ""), str(former.get("recipient", ""))),
        "given_by": answers.get("given_by") != former.get("given_by"),
        "until": (until if isinstance(until, dt.date) else dt.date.max) > before,
    }
    if any(turned.values()):
        message = _(
            "This stays as she gave it. If she agrees to something else, write a new consent; take this one back."
        )
        raise Problems([Problem("write_anew", message, field=name) for name, is_turned in turned.items() if is_turned])
    return {_AS_GIVEN: "yes" if _has_unchanged_terms(former) else None}


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
    intro=_("First say what we do, what we keep, whom the law makes us tell. Then ask. No is an answer."),
    fields=(
        Field("purpose", _("She agrees"), "choice", needed=True, choices=PURPOSES),
        Field(
            "recipient",
            _("To whom (for sharing)"),
            "line",
            hint=_("The office or person, by name. It is not changed later: for another one she is asked anew."),
        ),
        Field("given_on", _("Day"), "past_day", needed=True),
        Field("given_by", _("Who agreed"), "choice", needed=True, choices=_GIVERS),
        Field("way", _("How"), "choice", needed=True, choices=_WAYS),
        Field("language", _("Language it was explained in"), "choice", needed=True, choices=_LANGUAGES),
        Field("text_version", _("Version of the text that was read"), "line", needed=True),
        Field("witness", _("Witness"), "line"),
        Field("until", _("Until when, if not for as long as the case runs"), "day"),
        Field("limits", _("What she does not want told"), "text"),
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

    One that nobody gave permits case work only; one whose terms a correction changed permits nothing.
    """
    gone = {str(entry.get("consent")) for entry in file.all("withdrawal") if entry.get("on") <= on}
    return [
        entry
        for entry in file.all("consent")
        if entry.get("purpose") == purpose
        and _is_given_by_her(entry)
        and str(entry.row) not in gone
        and entry.get("given_on") <= on <= entry.get("until", dt.date.max)
        and (purpose != "share" or _is_same_recipient(entry.get("recipient", ""), recipient))
    ]


def given_consents(file: CaseFile, purpose: str, on: dt.date) -> list[Entry]:
    """The same, without those that nobody gave: what may be reported to others as her consent."""
    return [entry for entry in valid_consents(file, purpose, on) if entry.get("given_by") != "nobody"]


def end_of(file: CaseFile, consent: Entry) -> dt.date | None:
    """The first day on which a consent is not valid, by withdrawal or end date; None where no end is known."""
    ends = [entry.get("on") for entry in file.all("withdrawal") if str(entry.get("consent")) == str(consent.row)]
    until = consent.get("until")
    ends += [until + dt.timedelta(days=1)] if until is not None else []
    ends += [in_india(consent.written_at)] if consent.withdrawn else []
    return min(ends, default=None)


def agreed_to_work(file: CaseFile, on: dt.date) -> bool:
    """Whether she consented to case work. Cases imported from the register have that consent on paper."""
    return bool(valid_consents(file, "case_work", on))


def story_problem() -> Problem:
    """The problem for a narrative entry written without consent to case work."""
    return Problem("consent_first", _("Write down her consent first. Before it no story is taken."))


def consent_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Consents with an end date that were not renewed. Ended consents to share are left out: that sharing is over."""
    gone = {str(entry.get("consent")) for entry in file.all("withdrawal")}
    given = [entry for entry in file.all("consent") if str(entry.row) not in gone and _is_given_by_her(entry)]
    for entry in given:
        until = entry.get("until")
        if until is None or any(_renews(other, entry) for other in given):
            continue
        if until >= today or entry.get("purpose") == "case_work":
            yield Due("consent", until, entry.row)


def _is_given_by_her(entry: Entry) -> bool:
    return _has_unchanged_terms(entry) and (entry.get("given_by") != "nobody" or entry.get("purpose") == "case_work")


def _has_unchanged_terms(entry: Entry) -> bool:
    return entry.revision == 1 or entry.get(_AS_GIVEN) == "yes"


def _renews(other: Entry, entry: Entry) -> bool:
    """Whether another consent renews this one: same purpose and recipient, later."""
    return (
        other.get("purpose") == entry.get("purpose")
        and _is_same_recipient(other.get("recipient", ""), entry.get("recipient", ""))
        and other.get("until", dt.date.max) > entry.get("until")
    )


def _is_same_recipient(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
