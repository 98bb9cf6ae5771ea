"""Records as JSON: profile, level, and records by section. Flat records of survey servers are read too."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jatan.kernel.problems import Problem
from jatan.kernel.text.storable import storable_json
from jatan.programme.cases.exchange import headings
from jatan.programme.cases.exchange.records import (
    Parked,
    Record,
    Row,
    Taken,
    merge_lines,
    read_row,
    unknown_field_problem,
    validate_record,
)
from jatan.programme.cases.exchange.standard import PROFILE, REPEATED, SECTIONS
from jatan.programme.cases.exchange.values import format_value

_MOST_RECORDS = 100_000


def to_json(records: Sequence[Record], level: str) -> str:
    """JSON text; dates in ISO format, multiple values as lists."""
    kept = [_as_json(validate_record(record)) for record in records]
    return json.dumps({"profile": PROFILE, "level": level, "records": kept}, ensure_ascii=False, indent=1)


def from_json(content: str | bytes) -> Taken:
    """Read a document. Raises Problem("unreadable") for any other content."""
    document = _loaded(content)
    level = ""
    if isinstance(document, dict):
        level = str(document.get("level", ""))[:100]
        document = document.get("records", document.get("results"))
    if not isinstance(document, list) or len(document) > _MOST_RECORDS:
        raise Problem("unreadable")
    parked: list[Parked] = []
    records = [_record(one, number, parked) for number, one in enumerate(document, start=1)]
    filled = {number: record for number, record in enumerate(records, start=1) if record}
    return Taken(level, tuple(filled.values()), tuple(parked), tuple(frozenset({number}) for number in filled))


def _loaded(content: str | bytes) -> Any:
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        document = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicate_names)
        return storable_json(document)
    except (ValueError, RecursionError):
        raise Problem("unreadable") from None


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


def _refuse_duplicate_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate name in JSON object")
    return found


def _record(one: object, number: int, parked: list[Parked]) -> Record:
    if not isinstance(one, dict):
        parked.append(Parked(number, "", str(one)[:500], Problem("unreadable")))
        return {}
    if not any(section in one for section in SECTIONS):
        return _flat(one, number, parked)
    record: dict[str, tuple[Row, ...]] = {}
    for section, value in one.items():
        rows = value if isinstance(value, list) and section in REPEATED else [value]
        if section not in SECTIONS or not all(isinstance(row, dict) for row in rows):
            parked.append(Parked(number, section[:100], str(value)[:500], unknown_field_problem()))
            continue
        if found := tuple(row for raw in rows if (row := read_row(section, _named(raw), number, parked))):
            record[section] = found
    return {section: record[section] for section in SECTIONS if section in record}


def _flat(one: Mapping[str, object], number: int, parked: list[Parked]) -> Record:
    line: dict[str, object] = {}
    for heading, value in one.items():
        field = headings.field_for_heading(heading)
        if field is not None and field.name not in line:
            line[field.name] = value
        elif not headings.is_noise(heading) and value not in (None, "", [], {}):
            parked.append(Parked(number, heading[:100], str(value)[:500], unknown_field_problem()))
    found, _lines = merge_lines([("", number, line)], parked)
    return found[0] if found else {}


def _named(raw: Mapping[str, object]) -> dict[str, object]:
    """The row by field names of the standard; unknown names are kept and parked later."""
    return {(field.name if (field := headings.field_for_heading(name)) else name): value for name, value in raw.items()}


def _as_json(record: Record) -> dict[str, Any]:
    return {
        section: [_row(row) for row in rows] if section in REPEATED else _row(rows[0])
        for section, rows in record.items()
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        name: list(value)
        if isinstance(value, tuple)
        else value
        if isinstance(value, bool | int | float)
        else format_value(value)
        for name, value in row.items()
    }
