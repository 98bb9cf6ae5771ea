"""A record of the standard in words: under our own questions where it answers one, else by the standard's field."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.exchange import of_harm, of_person, of_places, of_support
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.exchange.standard import REPEATED
from jatan.programme.cases.exchange.standard_words import code_words, field_words
from jatan.programme.cases.exchange.to_entries import entries_of

# A section: heading, and (question, answer) pairs.
type Part = tuple[Any, list[tuple[Any, str]]]
# One answer as text; "" if empty.
type AnswerWords = Callable[[Field, Any], str]

SECTION_TITLES: Final = {
    "case": _("About the case"),
    "person": _("Who she is, besides"),
    "victim": _("What was done to her, besides"),
    "consent": _("What she agreed to with them"),
    "organisation": _("Organisations"),
    "perpetrator": _("Who did it"),
    "referral": _("Referrals"),
    "comment": _("Notes"),
    "event": _("Where and when"),
    "plan": _("Plan and services, besides"),
}
# Shown already under our own questions, or meaningless ids.
NOT_REPEATED: Final = frozenset(
    {"prs_FirstName", "prs_MiddleName", "prs_SecondName", "prs_Gender", "prs_MobilePhone", "prs_HomePhone"}
    | {"prs_PrimaryLanguage", "prs_SecondaryLanguage", "x_primary_language", "x_secondary_language"}
    | {"x_case_id", "x_case_code", "x_case_kind", "x_person_code", "x_registration_date", "x_source_district"}
    | {"x_consent_scope", "x_consent_override", "x_org_roles", "org_Phone"}
    | set(of_person.COLUMNS.values())
    | set(of_harm.NAMES)
    | of_support.NAMES
    | set(of_places.ORGANISATION_COLUMNS.values())
    | set(of_places.EVENT_COLUMNS.values())
    | set(of_places.OFFENDER_COLUMNS.values())
)


def record_parts(
    record: Record, words: AnswerWords, *, card: Mapping[str, Any] | None = None, source: str = ""
) -> Iterable[Part]:
    """Headings with (label, text): first under our own questions, then what only the standard has a field for.

    `card`: answers of the identity card that came beside the record; `source`: the house that the record comes from.
    """
    own_questions = (
        (_("Who she is"), answer_pairs("identity", {**of_person.card(record), **(card or {})}, words)),
        (_("What was done to her"), answer_pairs("exploitation", of_harm.answers(record), words)),
        *((kind_of(one.kind).label, answer_pairs(one.kind, one.answers, words)) for one in entries_of(record, source)),
    )
    yield from ((heading, pairs) for heading, pairs in own_questions if pairs)
    entered = {one.row for one in entries_of(record, source) if one.answers}
    entered |= {("event", place) for place in of_harm.legs_of(record)}
    for section, rows in record.items():
        rest = [
            (field_words(name), value_words(value))
            for place, row in enumerate(rows)
            for name, value in row.items()
            if name not in NOT_REPEATED or (section in REPEATED and (section, place) not in entered)
        ]
        if rest:
            yield SECTION_TITLES[section], rest


def value_words(value: Any) -> str:
    """One value of a record as text."""
    if isinstance(value, list | tuple):
        return ", ".join(str(code_words(one)) for one in value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j E Y")
    return str(_("yes") if value is True else _("no") if value is False else code_words(value))


def answer_pairs(kind: str, answers: Mapping[str, Any], words: AnswerWords) -> list[tuple[Any, str]]:
    """(label, text) of answers, in the order of the kind's fields."""
    asked = (field for field in kind_of(kind).fields if field.kind != "machine")
    pairs = ((field.label, words(field, answers[field.name])) for field in asked if field.name in answers)
    return [(label, text) for label, text in pairs if text]
