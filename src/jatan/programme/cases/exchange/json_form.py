"""Records as JSON: profile, level, and records by section. Flat records, as survey servers give them, are read too."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange import headings
from jatan.programme.cases.exchange.records import (
    Parked,
    Record,
    Row,
    Taken,
    checked,
    gathered,
    read_row,
    unknown_field,
)
from jatan.programme.cases.exchange.standard import PROFILE, REPEATED, SECTIONS
from jatan.programme.cases.exchange.values import written

__all__ = ["from_json", "to_json"]

_MOST_RECORDS = 100_000


def to_json(records: Sequence[Record], level: str) -> str:
    """UTF-8 text; dates as ISO texts, many answers as lists."""
    kept = [_as_json(checked(record)) for record in records]
    return json.dumps({"profile": PROFILE, "level": level, "records": kept}, ensure_ascii=False, indent=1)


def from_json(content: str | bytes) -> Taken:
    """What a document holds. Raises Problem("unreadable") for what is none."""
    document = _loaded(content)
    level = ""
    if isinstance(document, dict):
        level = str(document.get("level", ""))[:100]
        document = document.get("records", document.get("results"))
    if not isinstance(document, list) or len(document) > _MOST_RECORDS:
        raise Problem("unreadable")
    parked: list[Parked] = []
    records = [_record(one, number, parked) for number, one in enumerate(document, start=1)]
    return Taken(level, tuple(record for record in records if record), tuple(parked))


def _loaded(content: str | bytes) -> Any:
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError):
        raise Problem("unreadable") from None


def _refuse(word: str) -> None:
    raise ValueError(word)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _record(one: object, number: int, parked: list[Parked]) -> Record:
    if not isinstance(one, dict):
        parked.append(Parked(number, "", str(one)[:500], Problem("unreadable")))
        return {}
    if not any(section in one for section in SECTIONS):
        return _flat(one, number, parked)
    record: dict[str, tuple[Row, ...]] = {}
    for section, said in one.items():
        rows = said if isinstance(said, list) and section in REPEATED else [said]
        if section not in SECTIONS or not all(isinstance(row, dict) for row in rows):
            parked.append(Parked(number, section[:100], str(said)[:500], unknown_field()))
            continue
        if found := tuple(row for raw in rows if (row := read_row(section, _named(raw), number, parked))):
            record[section] = found
    return {section: record[section] for section in SECTIONS if section in record}


def _flat(one: Mapping[str, object], number: int, parked: list[Parked]) -> Record:
    line: dict[str, object] = {}
    for heading, said in one.items():
        field = headings.field_called(heading)
        if field is not None and field.name not in line:
            line[field.name] = said
        elif not headings.is_noise(heading) and said not in (None, "", [], {}):
            parked.append(Parked(number, heading[:100], str(said)[:500], unknown_field()))
    found = gathered([("", number, line)], parked)
    return found[0] if found else {}


def _named(raw: Mapping[str, object]) -> dict[str, object]:
    """The row under the standard's names; what names no field keeps its own, and is parked as it is read."""
    return {(field.name if (field := headings.field_called(name)) else name): said for name, said in raw.items()}


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
        else written(value)
        for name, value in row.items()
    }
