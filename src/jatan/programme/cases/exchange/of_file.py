"""Convert a case file to a record of the standard, and back.

A record is built from the entries each time. Values imported from another organisation that fit no entry are
stored in an `imported` entry. A value that our entries express differently is stored with theirs: it is exported
again while theirs is unchanged. So no imported value is lost, and none overrides our own later work.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import given_consents
from jatan.programme.cases.entries.referral import consents_to_share
from jatan.programme.cases.exchange import of_harm, of_person, of_support, of_work
from jatan.programme.cases.exchange.records import Record, Row, single_row, validate_record
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS
from jatan.programme.cases.exchange.values import Value, read_value

__all__ = ["Cover", "record_of", "restrict_to_parts", "to_document", "unmapped_values"]

# Fields about our own case work, never imported.
_NEVER_IMPORTED: Final = frozenset(
    {"x_case_id", "x_case_code", "x_registration_date", "x_person_code", "x_consent_scope", "x_consent_override"}
)
_SCOPE: Final = {
    "case_work": "CaseWork",
    "statistics": "Statistics",
    "story": "Story",
    "police_court": "PoliceCourt",
}
_WHO: Final = (
    "prs_Salutation", "prs_First", "prs_Second", "prs_Middle", "prs_Birth", "prs_Gender", "prs_Deceased", "prs_Marital",
    "prs_NumberOf", "prs_Primary", "prs_Highest", "prs_Citizenship", "x_",
)  # fmt: skip
# Fields that each part of `entries.referral.PARTS` includes: section and field name prefixes.
_PARTS: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "who": (("person", _WHO),),
    "contact": (("person", ("prs_Email", "prs_Home", "prs_Mobile", "prs_Mailing")),),
    "harm": (("victim", ("",)), ("event", ("",)), ("perpetrator", ("",))),
    "support": (("plan", ("",)),),
    "notes": (("comment", ("",)),),
}
_ALWAYS_SHARED: Final = frozenset({"case", "consent"})


@dataclass(frozen=True)
class Cover:
    """Basis of sharing: the recipient, and whether an approved override replaces her consent."""

    recipient: str
    is_override: bool = False


def record_of(file: CaseFile, on: dt.date, cover: Cover | None = None) -> Record:
    """The file as a record. Without an open identity card the person section is empty.

    Only `cover` adds consent to share; without it `levels.full_record` refuses the record.
    """
    record: dict[str, list[dict[str, Value]]] = {}
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for section, entry, row in _entry_rows(file, on, cover):
        record.setdefault(section, []).append(row)
        if entry is not None:
            rows[section, str(entry.row)] = row
    for imported in file.all("imported", "imported_person"):
        _overlay_imported(record, rows, json.loads(str(imported.get("document"))), imported, file)
    return validate_record({section: tuple(record[section]) for section in SECTIONS if section in record})


def restrict_to_parts(record: Record, parts: Collection[str]) -> Record:
    """The record limited to these parts of `entries.referral.PARTS`, plus the case and consent sections."""
    kept: dict[str, tuple[Row, ...]] = {section: record[section] for section in _ALWAYS_SHARED if section in record}
    for part in parts:
        for section, beginnings in _PARTS.get(part, ()):
            before = kept.get(section, ({},) * len(record.get(section, ())))
            rows = [
                {**old, **{name: value for name, value in row.items() if name.startswith(beginnings)}}
                for old, row in zip(before, record.get(section, ()), strict=True)
            ]
            kept[section] = tuple(rows)
    return validate_record(kept)


def unmapped_values(
    record: Record, file: CaseFile, on: dt.date, rows: Mapping[tuple[str, int], uuid.UUID]
) -> dict[str, Any]:
    """Values of a record that the file's entries lack or express differently: the content of an `imported` entry.

    Callers must store `fields["person"]` separately, in the section that is opened with the identity card.

    `rows`: entries made from rows of repeated sections, by (section, index).
    """
    entry_rows = list(_entry_rows(file, on, None))
    single = {section: row for section, _entry, row in entry_rows if section not in REPEATED}
    by_entry = {(section, str(entry.row)): row for section, entry, row in entry_rows if entry is not None}
    fields: dict[str, dict[str, list[Any]]] = {}
    kept: list[dict[str, Any]] = []
    for section, found in record.items():
        if section not in REPEATED:
            if different := _different(single_row(record, section), single.get(section, {})):
                fields[section] = different
            continue
        for place, row in enumerate(found):
            entry = rows.get((section, place))
            now = by_entry.get((section, str(entry)), {}) if entry else {}
            if entry is None or (different := _different(row, now)):
                whole = {name: [_plain(value), None] for name, value in row.items()} if entry is None else different
                kept.append({"section": section, "entry": str(entry or ""), "fields": whole})
    return {"fields": fields, "rows": kept}


def to_document(left: Mapping[str, Any]) -> str:
    """The content as JSON text."""
    return json.dumps(left, ensure_ascii=False, separators=(",", ":"))


def _entry_rows(
    file: CaseFile, on: dt.date, cover: Cover | None
) -> Iterable[tuple[str, Entry | None, dict[str, Value]]]:
    """(section, entry of a repeated row or None, row) for all entries."""
    yield "case", None, of_work.case(file)
    if file.identity is not None:
        yield "person", None, of_person.person(file, file.identity)
    yield "consent", None, _consent(file, on, cover)
    harm = file.last("exploitation")
    if harm is not None:
        yield "victim", None, of_harm.victim(harm)
        for row in of_harm.events(harm):
            yield "event", None, row
    for section, kind, reads in _REPEATED:
        for entry in file.all(kind):
            yield section, entry, reads(file, entry)


def _consent(file: CaseFile, on: dt.date, cover: Cover | None) -> dict[str, Value]:
    scope = [code for purpose, code in _SCOPE.items() if given_consents(file, purpose, on)]
    row: dict[str, Value] = {}
    if given_consents(file, "case_work", on):
        row["con_Consent"] = True
    if cover is not None and not cover.is_override and consents_to_share(file, on, cover.recipient):
        scope.append("Sharing")
    if cover is not None and cover.is_override:
        row["x_consent_override"] = True
    return row | ({"x_consent_scope": tuple(scope)} if scope else {})


def _overlay_imported(
    record: dict[str, list[dict[str, Value]]],
    rows: Mapping[tuple[str, str], dict[str, Value]],
    kept: Mapping[str, Any],
    imported: Entry,
    file: CaseFile,
) -> None:
    """Put imported values over those of the entries, where the entries are unchanged since the import."""
    for section, fields in kept["fields"].items():
        row = (record.setdefault(section, []) or [{}])[0]
        if not record[section]:
            record[section].append(row)
        if of_work.is_worked_on(file, imported):
            fields = {name: pair for name, pair in fields.items() if name != "cas_Status"}
        _overlay(row, fields)
    for one in kept["rows"]:
        section, entry = one["section"], one["entry"]
        row = rows.get((section, entry), {}) if entry else {}
        _overlay(row, one["fields"])
        if not entry:
            record.setdefault(section, []).append(row)


def _overlay(row: dict[str, Value], fields: Mapping[str, Any]) -> None:
    for name, (original, then) in fields.items():
        now = _plain_or_none(row, name)
        if name not in FIELDS or name in _NEVER_IMPORTED or now != then:
            continue
        value = read_value(FIELDS[name], original)
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value


def _different(row: Row, now: Row) -> dict[str, list[Any]]:
    """Field -> [value of the record, value of the entries] where they differ; None: no value."""
    names = [name for name in FIELDS if name not in _NEVER_IMPORTED and row.get(name) != now.get(name)]
    return {name: [_plain_or_none(row, name), _plain_or_none(now, name)] for name in names}


def _plain_or_none(row: Row, name: str) -> Any:
    return _plain(row[name]) if name in row else None


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, dt.date) else value


type _Reads = Callable[[CaseFile, Entry], dict[str, Value]]

_REPEATED: Final[tuple[tuple[str, str, _Reads], ...]] = (
    ("referral", "referral", of_work.outgoing),
    ("referral", "incoming", of_work.incoming),
    ("comment", "note", of_work.comment),
    ("plan", "goal", of_support.goal),
    ("plan", "service", of_support.service),
)
