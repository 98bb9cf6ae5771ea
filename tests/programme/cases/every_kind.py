"""A case file with one entry of every kind, whose texts name their kind and question."""

import datetime as dt
import uuid
from typing import Any

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.file.summary import write_summary
from tests.programme.cases.case_office import CaseHouse

__all__ = ["ALREADY_WRITTEN", "text_of", "with_every_kind"]

# Kinds that a case of the house holds from its first day.
ALREADY_WRITTEN = frozenset({"consent", "register", "facts", "profile", "identity"})
_DAY = dt.date(2026, 11, 2)


def text_of(kind: str, name: str) -> str:
    """The text that stands in a question of a kind."""
    return f"जाँच {kind}.{name}"


def with_every_kind(house: CaseHouse, case_file: OpenCaseFile, *, but: frozenset[str] = ALREADY_WRITTEN) -> Any:
    """The file with one entry more of every kind but these."""
    rows: dict[str, uuid.UUID] = {entry.kind: entry.row for entry in case_file.file.entries}
    for kind in KINDS.values():
        if kind.code in but:
            continue
        answers = {field.name: _answer(kind.code, field, rows) for field in kind.fields}
        if kind.code.startswith("imported"):
            answers["document"] = '{"fields": {}, "rows": []}'
        if kind.code == "told_there":
            answers["document"] = '{"kind": "note", "answers": {}}'
        given = {name: value for name, value in answers.items() if value is not None}
        case_file, entry = store_entry(house.by("counsellor"), house.ring("counsellor"), case_file, kind, given, None)
        rows[kind.code] = entry.row
    write_summary(house.ring("counsellor"), case_file)
    return case_file


def _answer(kind: str, field: Field, rows: dict[str, uuid.UUID]) -> Any:
    if field.name.endswith("_since"):  # an instant that the machine carries over
        return "2026-11-02T10:30:00+05:30"
    if field.name == "file":  # the id of a stored file that there is not
        return str(uuid.UUID(int=0))
    if field.kind in ("line", "text", "phone", "machine"):
        return text_of(kind, field.name)
    if field.kind == "choice":
        return field.choices[0][0]
    if field.kind == "choices":
        return [field.choices[0][0]]
    if field.kind in ("instant", "past_instant"):
        return dt.datetime(2026, 11, 2, 10, 30, tzinfo=clock.INDIA)
    if field.kind == "link" and kind != "withdrawal":  # her consent to case work stands
        return next((rows[kind] for kind in field.linked_kinds if kind in rows), None)
    return {"day": _DAY, "past_day": _DAY, "count": 3, "money": 5_000, "yes": True}.get(field.kind)
