"""Display the content of a letter or imported file: first values of our own questions, then the rest."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Role
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.records import Parked, Record
from jatan.programme.cases.exchange.standard_words import field_words
from jatan.programme.cases.sharing.entry_letters import PassedEntry, passed_file
from jatan.programme.cases.sharing.letter_bodies import ImportLetter, ReferralLetter
from jatan.programme.cases.sharing.record_words import SECTION_TITLES, Part, answer_pairs, record_parts, value_words
from jatan.web.cases.entry_display import answer_words, answers_of


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
        values = [(field_words(name), value_words(pair[0])) for name, pair in fields.items() if pair[0] is not None]
        found.setdefault(section, []).extend(values)
    # What was kept before had no reason beside it.
    parked = [_with_reason(field, text, *code) for field, text, *code in left.get("parked", [])]
    parts = [(SECTION_TITLES[section], pairs) for section, pairs in found.items() if pairs]
    return [*parts, *([(_("What could not be read"), parked)] if parked else [])]


def _record(record: Record, card: Mapping[str, Any], source: str) -> Iterable[Part]:
    return record_parts(record, _answer, card=card, source=source)


def _answers(kind: str, answers: Mapping[str, Any]) -> list[tuple[Any, str]]:
    return answer_pairs(kind, answers, _answer)


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
