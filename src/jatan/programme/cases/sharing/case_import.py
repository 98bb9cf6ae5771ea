"""Fill a case file from a record of another organisation: identity, codes and services as entries, the rest stored.

Coded facts need no new consent: she consented to this transfer at the sender.
Narratives are imported only after she consented here too.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.kinds import validate_answers
from jatan.programme.cases.exchange import of_harm, of_person, of_support
from jatan.programme.cases.exchange.of_file import to_document, unmapped_values
from jatan.programme.cases.exchange.records import Parked, Record
from jatan.programme.cases.exchange.standard import FIELDS
from jatan.programme.cases.exchange.values import Value
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry, write_entry, writer_of
from jatan.programme.cases.file.summary import write_summary

__all__ = ["import_record"]

# If a plan has more rows than this, none becomes a service; all are stored in the `imported` entry.
_MOST_SERVICES: Final = 40
# Free text fields, checked for Aadhaar numbers. Phone fields are not: some have twelve digits.
_WORDS: Final = frozenset({"text", "long", "lookup"})


def import_record(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    record: Record,
    source: str,
    card: Mapping[str, Any],
    parked: Iterable[Parked] = (),
) -> OpenCaseFile:
    """Write identity card, codes and services from a record; values that fit no entry are stored as received.

    An invalid answer (e.g. a future date) is left out of its entry and stored with the rest; possible
    Aadhaar numbers are masked.
    """
    record = _without_aadhaar(record)
    with transaction.atomic():
        now = _write_identity(by, keyring, case_file, {**card, **of_person.card(record)})
        harm = _valid_answers(by, now, "exploitation", of_harm.answers(record))
        if harm:
            now, _row = _store(by, keyring, now, "exploitation", harm)
        now, rows = _write_services(by, keyring, now, record)
        left = unmapped_values(record, now.file, clock.today(), rows)
        person: dict[str, Any] = {"fields": {"person": left["fields"].pop("person", {})}, "rows": []}
        left["parked"] = [[one.field, without_aadhaar(one.text)] for one in parked]
        for kind, document in (("imported", left), ("imported_person", person)):
            if any(left.values()) if kind == "imported" else person["fields"]["person"]:
                now, _row = _store(by, keyring, now, kind, {"source": source, "document": to_document(document)})
        write_summary(keyring, now)
    return now


def _without_aadhaar(record: Record) -> Record:
    """The record with possible Aadhaar numbers masked: we never store one."""
    return {
        section: tuple({name: _hidden(name, value) for name, value in row.items()} for row in rows)
        for section, rows in record.items()
    }


def _hidden(name: str, value: Value) -> Value:
    return without_aadhaar(value) if isinstance(value, str) and FIELDS[name].kind in _WORDS else value


def _write_identity(by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Mapping[str, Any]) -> OpenCaseFile:
    valid = _valid_answers(by, case_file, "identity", answers) if answers.get("name") else {}
    return (
        write_entry(by=by, keyring=keyring, case_file=case_file, kind="identity", answers=valid) if valid else case_file
    )


def _write_services(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, record: Record
) -> tuple[OpenCaseFile, dict[tuple[str, int], uuid.UUID]]:
    """Write services for the rows of the plan. Returns the file and the entry of each row."""
    rows: dict[tuple[str, int], uuid.UUID] = {}
    for place, row in enumerate(record.get("plan", ())[:_MOST_SERVICES]):
        valid = _valid_answers(by, case_file, "service", of_support.answers(row))
        if valid:
            case_file, rows["plan", place] = _store(by, keyring, case_file, "service", valid)
    return case_file, rows


def _valid_answers(by: Actor, case_file: OpenCaseFile, kind: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that validate; invalid ones are removed. Empty if the problem names no answer."""
    declared, remaining = kind_of(kind), dict(answers)
    while remaining:
        try:
            return dict(validate_answers(declared, case_file.file, remaining, writer_of(by)))
        except Problems as problems:
            wrong = {problem.field for problem in problems.problems} & remaining.keys()
            if not wrong:
                return {}
            remaining = {name: answer for name, answer in remaining.items() if name not in wrong}
        except Problem:
            return {}
    return {}


def _store(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, kind: str, answers: Mapping[str, Any]
) -> tuple[OpenCaseFile, uuid.UUID]:
    """Store answers without validation: an imported document may be longer than any field allows."""
    now, entry = store_entry(by, keyring, case_file, kind_of(kind), answers, None)
    return now, entry.row
