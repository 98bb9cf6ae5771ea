"""Convert a case file to a record of the standard, and back.

A record is built from the entries each time. Values imported from another organisation that fit no entry are
stored in an `imported` entry. A value that our entries express differently is stored with theirs: it is exported
again while theirs is unchanged. So no imported value is lost, and none overrides our own later work.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import given_consents
from jatan.programme.cases.entries.referral import consents_to_share
from jatan.programme.cases.exchange import of_harm, of_person, of_places, of_support, of_work
from jatan.programme.cases.exchange.records import Record, Row, single_row, validate_record
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS
from jatan.programme.cases.exchange.values import Value, read_value

# Fields about our own case work, never imported.
_NEVER_IMPORTED: Final = frozenset(
    {
        "x_case_id",
        "x_case_code",
        "x_case_kind",
        "x_registration_date",
        "x_person_code",
        "x_consent_scope",
        "x_consent_override",
    }
)
_SCOPE: Final = {
    "case_work": "CaseWork",
    "statistics": "Statistics",
    "story": "Story",
    "police_court": "PoliceCourt",
}
_WHO: Final = (
    "prs_Salutation", "prs_First", "prs_Second", "prs_Middle", "prs_Birth", "prs_Gender", "prs_Deceased", "prs_Marital",
    "prs_NumberOf", "prs_Primary", "prs_Highest", "prs_Citizenship", "x_person", "x_age", "x_birth", "x_other_names",
    "x_primary", "x_secondary", "x_whereabouts",
)  # fmt: skip
_CONTACT: Final = (
    "prs_Email", "prs_Home", "prs_Mobile", "prs_Mailing", "x_guardian", "x_panchayat", "x_block", "x_district",
    "x_languages", "x_disability", "x_safe", "x_not_to_tell",
)  # fmt: skip
_CODES_OF_EVENTS: Final = (
    "hte_Type", "hte_Date", "hte_Country", "hte_State", "hte_City", "hte_Street", "hte_Postal", "hte_L", "x_",
)  # fmt: skip
# Fields that each part of `entries.referral.PARTS` includes: section and field name prefixes. What is told in words
# belongs to the notes; the district that she comes from is told with her address alone.
_PARTS: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "who": (("person", _WHO),),
    "contact": (("person", _CONTACT), ("case", ("x_source",))),
    "harm": (
        ("case", ("x_transit", "x_destination")),
        ("victim", ("",)),
        ("event", _CODES_OF_EVENTS),
        ("organisation", ("",)),
        ("perpetrator", ("per_RoleInProcess", "per_Organisation")),
    ),
    "support": (("plan", ("",)),),
    "notes": (("comment", ("",)), ("event", ("hte_Description",)), ("perpetrator", ("per_RoleDetails",))),
}
# Sections of every shared record, and their fields that belong to a part.
_ALWAYS_SHARED: Final = frozenset({"case", "consent"})
_OF_A_PART: Final = ("x_source", "x_transit", "x_destination")
# Said of the house that works on the case: theirs is told while we have nobody ourselves.
_OF_THE_HOUSE: Final = frozenset({"cas_CaseOwner"})


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
    for section, key, row in _entry_rows(file, on, cover):
        record.setdefault(section, []).append(row)
        if key:
            rows[section, key] = row
    for imported in file.all("imported", "imported_person"):
        _overlay_imported(record, rows, json.loads(str(imported.get("document"))), imported, file)
    return validate_record({section: tuple(record[section]) for section in SECTIONS if section in record})


def restrict_to_parts(record: Record, parts: Collection[str]) -> Record:
    """The record limited to these parts of `entries.referral.PARTS`, plus the case and consent sections."""
    kept: dict[str, tuple[Row, ...]] = {
        section: tuple(
            {name: value for name, value in row.items() if not name.startswith(_OF_A_PART)} for row in record[section]
        )
        for section in _ALWAYS_SHARED
        if section in record
    }
    for part in parts:
        for section, beginnings in _PARTS.get(part, ()):
            before = kept.get(section, ({},) * len(record.get(section, ())))
            rows = [
                {**old, **{name: value for name, value in row.items() if name.startswith(beginnings)}}
                for old, row in zip(before, record.get(section, ()), strict=True)
            ]
            kept[section] = tuple(rows)
    return validate_record(kept)


def unmapped_values(record: Record, file: CaseFile, on: dt.date, rows: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    """Values of a record that the file's entries lack or express differently: the content of an `imported` entry.

    Callers must store `fields["person"]` separately, in the section that is opened with the identity card.

    `rows`: keys of the entries made from rows of repeated sections, by (section, index): see `row_key`.
    """
    entry_rows = list(_entry_rows(file, on, None))
    single = {section: row for section, _key, row in entry_rows if section not in REPEATED}
    by_key = {(section, key): row for section, key, row in entry_rows if key}
    fields: dict[str, dict[str, list[Any]]] = {}
    kept: list[dict[str, Any]] = []
    for section, found in record.items():
        if section not in REPEATED:
            if different := _different(single_row(record, section), single.get(section, {})):
                fields[section] = different
            continue
        for place, row in enumerate(found):
            key = rows.get((section, place), "")
            if (section, key) not in by_key:
                kept.append({"section": section, "entry": "", "fields": _as_received(row)})
            elif different := _different(row, by_key[section, key]):
                kept.append({"section": section, "entry": key, "fields": different})
    return {"fields": fields, "rows": kept}


def row_key(entry: Entry, leg: str = "") -> str:
    """The key of the row that an entry becomes; `leg`: kind of the event, for an entry that becomes several."""
    return f"{entry.row}:{leg}" if leg else str(entry.row)


def to_document(left: Mapping[str, Any]) -> str:
    """The content as JSON text."""
    return json.dumps(left, ensure_ascii=False, separators=(",", ":"))


def _entry_rows(file: CaseFile, on: dt.date, cover: Cover | None) -> Iterable[tuple[str, str, dict[str, Value]]]:
    """(section, key of a repeated row or "", row) for all entries."""
    district = of_person.home_district(file.identity) if file.identity is not None else {}
    yield "case", "", of_work.case(file) | district
    if file.identity is not None:
        yield "person", "", of_person.person(file, file.identity)
    yield "consent", "", _consent(file, on, cover)
    if victim := of_harm.victim(file):
        yield "victim", "", victim
    harm = file.last("exploitation")
    if harm is not None:
        for kind, row in of_harm.legs(harm):
            yield "event", row_key(harm, kind), row
    for section, kind, reads in _REPEATED:
        for entry in file.all(kind):
            yield section, row_key(entry), reads(file, entry)


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
    return {
        name: [_plain_or_none(row, name), None if name in _OF_THE_HOUSE else _plain_or_none(now, name)]
        for name in names
        if name in row or name not in _OF_THE_HOUSE
    }


def _as_received(row: Row) -> dict[str, list[Any]]:
    return {name: [_plain(value), None] for name, value in row.items()}


def _plain_or_none(row: Row, name: str) -> Any:
    return _plain(row[name]) if name in row else None


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, dt.date) else value


type _Reads = Callable[[CaseFile, Entry], dict[str, Value]]

_REPEATED: Final[tuple[tuple[str, str, _Reads], ...]] = (
    ("referral", "referral", of_work.outgoing),
    ("referral", "incoming", of_work.incoming),
    ("comment", "note", of_work.comment),
    ("organisation", "involved_organisation", of_places.organisation),
    ("event", "place_of_harm", of_places.event),
    ("perpetrator", "alleged_offender", of_places.offender),
    ("plan", "goal", of_support.goal),
    ("plan", "service", of_support.service),
)
