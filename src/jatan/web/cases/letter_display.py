"""Display the content of a letter or imported file: first values of our own questions, then the rest."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Role
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.exchange import of_harm, of_person, of_places, of_support
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.records import Parked, Record
from jatan.programme.cases.exchange.standard import REPEATED
from jatan.programme.cases.exchange.to_entries import entries_of
from jatan.programme.cases.sharing.entry_letters import PassedEntry, passed_file
from jatan.programme.cases.sharing.letter_bodies import ImportLetter, ReferralLetter
from jatan.web.cases.entry_display import answer_words, answers_of
from jatan.web.cases.standard_words import code_words, field_words

__all__ = ["NOT_REPEATED", "kept_document_parts", "letter_parts"]

# A section of the page: heading, and (question, answer) pairs.
type Part = tuple[Any, list[tuple[Any, str]]]

_SECTION_TITLES: Final = {
    "case": _("The case, as they put it"),
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
    | {"x_case_id", "x_case_code", "x_person_code", "x_registration_date", "x_source_district"}
    | {"x_consent_scope", "x_consent_override", "x_org_roles", "org_Phone"}
    | set(of_person.COLUMNS.values())
    | set(of_harm.NAMES)
    | of_support.NAMES
    | set(of_places.ORGANISATION_COLUMNS.values())
    | set(of_places.EVENT_COLUMNS.values())
    | set(of_places.OFFENDER_COLUMNS.values())
)


def letter_parts(letter: ReferralLetter | ImportLetter) -> list[Part]:
    """Sections of a referral letter or an imported record."""
    return _referral_parts(letter) if isinstance(letter, ReferralLetter) else _import_parts(letter)


def _referral_parts(letter: ReferralLetter) -> list[Part]:
    """The request with the number to call, then the data about her."""
    asked = ("way", "service", "urgency", "request", "told", "colleague", "call_back", "answer_by")
    rows = _answers("incoming", {name: getattr(letter, name) for name in asked})
    rows.insert(0, (_("kind"), str(CaseKind(letter.kind).label)))
    rows.append((_("Who asks"), str(dict(Role.choices).get(letter.asked_by, letter.asked_by))))
    entries, unread = _entries(letter.entries)
    parts = [(_("What they ask"), rows), *_record(letter.record, letter.card, ""), *entries]
    return [*parts, *_parked(letter.parked, unread)]


def _entries(entries: Sequence[PassedEntry]) -> tuple[list[Part], list[tuple[Any, str]]]:
    """A section for each entry that would come in, as it will be read here; and what could not be read."""
    file, unread = passed_file(entries)
    parts = [
        (kind_of(one.kind).label, [(answer.label, answer.words) for answer in answers_of(kind_of(one.kind), one, file)])
        for one in file.entries
    ]
    return [part for part in parts if part[1]], [(label, words) for label, words in unread]


def _import_parts(letter: ImportLetter) -> list[Part]:
    """The source of the file, then all its data."""
    about = [(_("From whom"), letter.source)]
    if not letter.was_locked:
        about.append((_("Lock"), str(_("This file came unlocked: whoever carried it could read it."))))
    return [(_("The file"), about), *_record(letter.record, {}, letter.source), *_parked(letter.parked)]


def kept_document_parts(document: str) -> list[Part]:
    """Sections of an `imported` entry: values that fit no entry kind."""
    left = json.loads(document)
    found: dict[str, list[tuple[Any, str]]] = {}
    rows = [*left["fields"].items(), *((one["section"], one["fields"]) for one in left["rows"])]
    for section, fields in rows:
        values = [(field_words(name), _plain(pair[0])) for name, pair in fields.items() if pair[0] is not None]
        found.setdefault(section, []).extend(values)
    # What was kept before had no reason beside it.
    parked = [_with_reason(field, text, *code) for field, text, *code in left.get("parked", [])]
    parts = [(_SECTION_TITLES[section], pairs) for section, pairs in found.items() if pairs]
    return [*parts, *([(_("What could not be read"), parked)] if parked else [])]


def _record(record: Record, card: Mapping[str, Any], source: str) -> Iterable[Part]:
    own_questions = (
        (_("Who she is"), _answers("identity", {**of_person.card(record), **card})),
        (_("What was done to her"), _answers("exploitation", of_harm.answers(record))),
        *((kind_of(one.kind).label, _answers(one.kind, one.answers)) for one in entries_of(record, source)),
    )
    yield from ((heading, pairs) for heading, pairs in own_questions if pairs)
    entered = {one.row for one in entries_of(record, source) if one.answers}
    entered |= {("event", place) for place in of_harm.legs_of(record)}
    for section, rows in record.items():
        rest = [
            (field_words(name), _plain(value))
            for place, row in enumerate(rows)
            for name, value in row.items()
            if name not in NOT_REPEATED or (section in REPEATED and (section, place) not in entered)
        ]
        if rest:
            yield _SECTION_TITLES[section], rest


def _answers(kind: str, answers: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """(label, text) of answers, in the order of the kind's fields."""
    asked = (field for field in kind_of(kind).fields if field.kind != "machine")
    pairs = ((field.label, _answer(field, answers[field.name])) for field in asked if field.name in answers)
    return [(label, words) for label, words in pairs if words]


def _answer(field: Any, value: Any) -> str:
    # Answers in a letter contain no links, so no file is needed.
    no_file: Any = None
    return answer_words(field, value, no_file)


def _parked(parked: Iterable[Parked], unread: Iterable[tuple[Any, str]] = ()) -> Iterable[Part]:
    """The section of unreadable values: as received, and why; then (label, text) of those of entries."""
    pairs = [*(_with_reason(one.field, one.text, one.problem.code) for one in parked), *unread]
    if pairs:
        yield _("What could not be read"), pairs


def _with_reason(field: str, text: str, code: str = "") -> tuple[Any, str]:
    reason = str(exchange_problem(code).message) if code else ""
    return field_words(field), "\n".join(part for part in (text, reason) if part)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(code_words(one)) for one in value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j E Y")
    return str(_("yes") if value is True else _("no") if value is False else code_words(value))
