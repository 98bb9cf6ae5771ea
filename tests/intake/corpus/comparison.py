"""Compares what the product recorded with the manifest of a workbook, row by row and field by field."""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.intake.registers.models import ImportedRow, ParkedRow, RowWarning
from jatan.intake.registers.run import import_workbook
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.cases.models import Case, CaseWaiting
from jatan.programme.groups.models import Group, Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from tests.intake.corpus.sheets import Book, Entry

__all__ = ["Outcome", "compare", "take_in_and_compare"]

# A field that is empty with one of these warnings beside it is reported to the office, like a parked row.
_REPORTED = frozenset(
    {"day_unreadable", "number_unreadable", "value_not_recognised", "phone_unreadable", "destination_unknown"}
)


@dataclass
class Outcome:
    """What became of the rows of workbooks. `wrong`: a line for each; `asked`: {kind of question: rows}; `waiting`: a
    line for each row that is no record and was asked about all the same."""

    rows: int = 0
    right: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.rows += other.rows
        self.right += other.right
        self.asked += other.asked
        self.wrong += other.wrong
        self.waiting += other.waiting

    @property
    def share_asked(self) -> float:
        return self.asked.total() / self.rows if self.rows else 0.0


class _UndoneAfterLooking(Exception):
    """Rolls back what was taken in, once it has been compared."""


def take_in_and_compare(path: Path, book: Book, organisation: Organisation, password: str = "") -> Outcome:
    """Take in a workbook, compare what was recorded with its manifest, and roll back."""
    found = Outcome(rows=len(book.manifest))
    try:
        with transaction.atomic(), acting_as(importer_for(organisation.id)):
            try:
                tally = import_workbook(path, organisation, password=password)
            except Problem as problem:
                found.asked[f"refused: {problem.code}"] += found.rows
            else:
                found = compare(book, {one.sheet: f"{one.reason} {one.missing}" for one in tally.unknown})
            raise _UndoneAfterLooking
    except _UndoneAfterLooking:
        pass
    return found


def compare(book: Book, unknown: Mapping[str, str]) -> Outcome:
    """Compare the records of this transaction with the manifest. `unknown`: {sheet that was not read: why}."""
    found = Outcome(rows=len(book.manifest))
    is_one_sheet = len(book.sheets) == 1
    imported = {_key(row, is_one_sheet): row for row in ImportedRow.objects.all()}
    parked = {_key(row, is_one_sheet): row for row in ParkedRow.objects.all()}
    warned: dict[Any, set[str]] = {}
    for warning in RowWarning.objects.all():
        if warning.code in _REPORTED:
            warned.setdefault(warning.imported_row_id, set()).add(warning.field)
    seen: dict[str, list[tuple[str, int]]] = {}
    for entry in book.manifest:
        key = ("" if is_one_sheet else entry.sheet, entry.row)
        where = f"{book.name} {entry.sheet}:{entry.row} {entry.kind}"
        content = repr(sorted(entry.read.items(), key=str))
        if waiting := parked.pop(key, None):
            found.asked[f"{waiting.code} {waiting.problems[0]['field']}"] += 1
            if content not in seen:
                seen[content] = []
            continue
        row = imported.pop(key, None)
        if row is None:
            if content in seen:
                found.right += 1  # the same row twice is one record
            elif why := _not_read(entry, unknown, is_one_sheet):
                found.asked[f"sheet not read: {why}"] += 1
            else:
                found.wrong.append(f"{where}: no record and no question; {_short(entry)}")
            continue
        seen[content] = []
        if entry.ask:
            found.wrong.append(f"{where}: recorded although {entry.ask}; {_short(entry)}")
            continue
        faults = _faults(entry, row)
        reported = {name for name in faults if _COLUMN_OF.get(name, name) in warned.get(row.pk, ())}
        if set(faults) - reported:
            lines = ", ".join(f"{name}: {was!r} for {should!r}" for name, (should, was) in faults.items())
            found.wrong.append(f"{where}: {lines}")
        elif reported:
            found.asked[f"left empty: {min(reported)}"] += 1
        else:
            found.right += 1
    found.wrong += [
        f"{book.name} {row.sheet}:{row.row_number} {row.kind}: a record of a row that is none: {_recorded(row)}"
        for row in imported.values()
    ]
    for waiting in parked.values():
        found.asked[f"no record: {waiting.code} {waiting.problems[0]['field']}"] += 1
        found.waiting.append(f"{book.name} {waiting.sheet}:{waiting.row_number} {waiting.kind} {waiting.cells}")
    return found


def _not_read(entry: Entry, unknown: Mapping[str, str], is_one_sheet: bool) -> str:
    """Why the table of a row was not read; a table below another is reported as "sheet (row)"."""
    return next((why for sheet, why in unknown.items() if is_one_sheet or sheet.startswith(entry.sheet)), "")


def _key(row: Any, is_one_sheet: bool) -> tuple[str, int]:
    return ("" if is_one_sheet else row.sheet, row.row_number)


def _short(entry: Entry) -> str:
    return str({name: value for name, value in entry.read.items() if value not in (None, "")})[:300]


# Where a field of the manifest is called otherwise than its column.
_COLUMN_OF: Mapping[str, str] = {"received_on": "date", "registered_on": "date"}


def _faults(entry: Entry, row: ImportedRow) -> dict[str, tuple[Any, Any]]:
    """{field: (as a careful clerk reads it, as recorded)} where the two differ."""
    was = _recorded(row)
    should = {**dict.fromkeys(was), **{name: value for name, value in entry.read.items() if name in was}}
    if missing := set(entry.read) - set(was) - _NOT_RECORDED.get(entry.kind, frozenset()):
        raise AssertionError(f"the comparison of {entry.kind} does not know {missing}")
    faults = {name: (should[name], was[name]) for name in was if _same(should[name]) != _same(was[name])}
    return faults | ({"kind": (entry.kind, row.kind)} if entry.kind != row.kind else {})


# The register asks for them, the record has no room for them.
_NOT_RECORDED = {"cases": frozenset({"panchayat", "village"})}


def _same(value: Any) -> Any:
    if value in (None, ""):
        return ""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _recorded(row: ImportedRow) -> dict[str, Any]:
    return _READERS[row.record_label](row.record_id)


def _activity(pk: Any) -> dict[str, Any]:
    one = Activity.objects.select_related("place").get(pk=pk)
    names = "panchayat village group_name topic theme title women men girls boys total category facilitator decisions"
    found = {name: getattr(one, name) for name in names.split()} | {"date": one.held_on, "block": one.place.name_en}
    if one.kind == "group_reach":
        del found["theme"]
    return found


def _group(pk: Any) -> dict[str, Any]:
    one = Group.objects.select_related("place").get(pk=pk)
    return _where(one) | {"name": one.name, "formed_on": one.formed_on}


def _where(one: Any) -> dict[str, Any]:
    return {"block": one.place.name_en, "panchayat": one.panchayat, "village": one.village}


def _person(one: Person) -> dict[str, Any]:
    return {
        "name": one.name,
        "guardian": one.guardian_name,
        "sex": one.sex,
        "age": one.age,
        "age_on": one.age_on,
        "phone": one.phone,
        "birth_year": one.birth_year,
    }


def _membership(pk: Any) -> dict[str, Any]:
    one = Membership.objects.select_related("place", "person", "group").get(pk=pk)
    own = {"forum": one.group.name, "joined_on": one.joined_on, "office": one.office}
    return _where(one) | _person(one.person) | own


def _issue(pk: Any) -> dict[str, Any]:
    one = Issue.objects.select_related("place").get(pk=pk)
    names = "received_on sex age sent_to sent_to_as_written sent_on reference_number reply status resolved_on"
    return (
        _where(one)
        | {name: getattr(one, name) for name in [*names.split(), "money_recovered", "description"]}
        | {
            "name": one.caller_name,
            "phone": one.caller_phone,
            "issue": one.kind,
            "issue_as_written": one.kind_as_written,
        }
    )


def _case(pk: Any) -> dict[str, Any]:
    one = Case.objects.get(pk=pk)
    body = CaseWaiting.objects.get(case=pk).body
    days = {name: body[name] and dt.date.fromisoformat(body[name]) for name in ("opened_on", "closed_on")}
    return {
        "code": one.code,
        "case_kind": one.kind,
        "is_closed": one.is_closed,
        **days,
        "follow_ups": body["follow_ups_reported"],
        "block": Place.objects.get(pk=body["place"]).name_en,
    }


def _linkage(pk: Any) -> dict[str, Any]:
    one = Linkage.objects.select_related("place", "person").get(pk=pk)
    names = "scheme scheme_as_written applied_on sanctioned_on received_on refused_reason"
    return _where(one) | _person(one.person) | {name: getattr(one, name) for name in names.split()}


def _journey(pk: Any) -> dict[str, Any]:
    one = Journey.objects.select_related("place", "person", "destination").get(pk=pk)
    names = (
        "registered_on transit destination_as_written employer work work_as_written agent_name agent_phone leaves_on"
    )
    return (
        _where(one)
        | _person(one.person)
        | {name: getattr(one, name) for name in [*names.split(), "returned_on", "contact_at_destination"]}
        | {
            "destination": one.destination.name_en if one.destination else "",
            "wage": one.wage_promised,
            "expected_return": one.expected_return_on,
        }
    )


_READERS = {
    "activities.activity": _activity,
    "groups.group": _group,
    "groups.membership": _membership,
    "helpdesk.issue": _issue,
    "cases.case": _case,
    "schemes.linkage": _linkage,
    "journeys.journey": _journey,
}
