"""A case file as a record of the standard, and back.

What entries have a place for is written from them each time. What came from another house and has no entry of ours is
kept in an `imported` entry, and what our entries would say differently is kept beside what they said then: it comes out
again for as long as they say the same. So nothing of another house's file is lost, and nothing overrules our own work.
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
from jatan.programme.cases.exchange.records import Record, Row, checked, first
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS
from jatan.programme.cases.exchange.values import Value, read_value

__all__ = ["Cover", "document_of", "left_over", "record_of", "told"]

# What only we can say of our own case: never taken over from another house's file.
_OURS: Final = frozenset(
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
# What each part of `entries.sharing.PARTS` lets through, by section and by the beginning of a field's name.
_PARTS: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "who": (("person", _WHO),),
    "contact": (("person", ("prs_Email", "prs_Home", "prs_Mobile", "prs_Mailing")),),
    "harm": (("victim", ("",)), ("event", ("",)), ("perpetrator", ("",))),
    "support": (("plan", ("",)),),
    "notes": (("comment", ("",)),),
}
_ALWAYS: Final = frozenset({"case", "consent"})


@dataclass(frozen=True)
class Cover:
    """What sharing rests on: to whom, and whether an override that was agreed stands in for her consent."""

    recipient: str
    is_override: bool = False


def record_of(file: CaseFile, on: dt.date, cover: Cover | None = None) -> Record:
    """The file as a record. Its identity card must be open, or nothing is said of the person.

    Consent to share is said only of `cover`: without one the record does not pass the full level.
    """
    record: dict[str, list[dict[str, Value]]] = {}
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for section, entry, row in _said(file, on, cover):
        record.setdefault(section, []).append(row)
        if entry is not None:
            rows[section, str(entry.row)] = row
    for imported in file.all("imported", "imported_person"):
        _with_kept(record, rows, json.loads(str(imported.get("document"))), imported, file)
    return checked({section: tuple(record[section]) for section in SECTIONS if section in record})


def told(record: Record, parts: Collection[str]) -> Record:
    """Only what these parts of `entries.sharing.PARTS` let through, and what every record says of case and consent."""
    kept: dict[str, tuple[Row, ...]] = {section: record[section] for section in _ALWAYS if section in record}
    for part in parts:
        for section, beginnings in _PARTS.get(part, ()):
            before = kept.get(section, ({},) * len(record.get(section, ())))
            rows = [
                {**old, **{name: value for name, value in row.items() if name.startswith(beginnings)}}
                for old, row in zip(before, record.get(section, ()), strict=True)
            ]
            kept[section] = tuple(rows)
    return checked(kept)


def left_over(record: Record, file: CaseFile, on: dt.date, rows: Mapping[tuple[str, int], uuid.UUID]) -> dict[str, Any]:
    """What the file's entries do not say of a record, or say otherwise: the document of an `imported` entry.

    What is left of the person belongs apart, as her identity card lies apart: take `fields["person"]` out of it.

    `rows`: the entries that were made of rows of sections that repeat, by section and place in it.
    """
    said = list(_said(file, on, None))
    single = {section: row for section, _entry, row in said if section not in REPEATED}
    by_entry = {(section, str(entry.row)): row for section, entry, row in said if entry is not None}
    fields: dict[str, dict[str, list[Any]]] = {}
    kept: list[dict[str, Any]] = []
    for section, found in record.items():
        if section not in REPEATED:
            if different := _different(first(record, section), single.get(section, {})):
                fields[section] = different
            continue
        for place, row in enumerate(found):
            entry = rows.get((section, place))
            now = by_entry.get((section, str(entry)), {}) if entry else {}
            if entry is None or (different := _different(row, now)):
                whole = {name: [_plain(value), None] for name, value in row.items()} if entry is None else different
                kept.append({"section": section, "entry": str(entry or ""), "fields": whole})
    return {"fields": fields, "rows": kept}


def document_of(left: Mapping[str, Any]) -> str:
    """The document as it is kept."""
    return json.dumps(left, ensure_ascii=False, separators=(",", ":"))


def _said(file: CaseFile, on: dt.date, cover: Cover | None) -> Iterable[tuple[str, Entry | None, dict[str, Value]]]:
    """(section, the entry a repeated row comes from, row) of everything that our entries say."""
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


def _with_kept(
    record: dict[str, list[dict[str, Value]]],
    rows: Mapping[tuple[str, str], dict[str, Value]],
    kept: Mapping[str, Any],
    imported: Entry,
    file: CaseFile,
) -> None:
    """Lay what was kept over what the entries say now, where they still say the same as then."""
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
        if name not in FIELDS or name in _OURS or now != then:
            continue
        value = read_value(FIELDS[name], original)
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value


def _different(row: Row, now: Row) -> dict[str, list[Any]]:
    """Field -> what the record says and what the entries say; None stands for nothing."""
    names = [name for name in FIELDS if name not in _OURS and row.get(name) != now.get(name)]
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
