"""Fill a case file from a record of another organisation: what has an entry becomes one, the rest is stored.

Coded facts need no new consent: she consented to this transfer at the sender.
Narratives are imported only after she consented here too.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.endings import ends_something
from jatan.programme.cases.entries.kinds import EntryKind, Writer, validate_answers
from jatan.programme.cases.entries.received import FROM_HOUSE
from jatan.programme.cases.exchange import of_harm, of_person
from jatan.programme.cases.exchange.of_file import row_key, to_document, unmapped_values
from jatan.programme.cases.exchange.records import Parked, Record
from jatan.programme.cases.exchange.standard import FIELDS
from jatan.programme.cases.exchange.to_entries import entries_of
from jatan.programme.cases.exchange.values import Value
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import store_entry, write_entry, writer_of
from jatan.programme.cases.sharing.entry_letters import keep_aside

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
    unread: Iterable[tuple[str, str]] = (),
) -> OpenCaseFile:
    """Write identity card, codes and further entries from a record; values that fit no entry are stored as received.

    An invalid answer (e.g. a future date) is left out of its entry and stored with the rest; possible
    Aadhaar numbers are masked. `unread`: (label, text) of what else could not be read, to be kept too. The caller
    writes the summary, in its own transaction, when it has written everything.
    """
    record = _without_aadhaar(record)
    with transaction.atomic():
        now = _write_identity(by, keyring, case_file, {**card, **of_person.card(record)})
        rows: dict[tuple[str, int], str] = {}
        harm = _valid_answers(by, now, "exploitation", of_harm.answers(record))
        if harm:
            now, entry = _store(by, keyring, now, "exploitation", {**harm, FROM_HOUSE: source[:200]})
            rows |= {("event", place): row_key(entry, leg) for place, leg in of_harm.legs_of(record).items()}
        now, more_rows = _write_entries(by, keyring, now, record, source, is_new=True)
        rows |= more_rows
        left = unmapped_values(record, now.file, clock.today(), rows)
        person: dict[str, Any] = {"fields": {"person": left["fields"].pop("person", {})}, "rows": []}
        left["parked"] = [[one.field, without_aadhaar(one.text), one.problem.code] for one in parked] + [
            list(pair) for pair in unread
        ]
        for kind, document in (("imported", left), ("imported_person", person)):
            if any(left.values()) if kind == "imported" else person["fields"]["person"]:
                now, _row = _store(by, keyring, now, kind, {"source": source, "document": to_document(document)})
    return now


def import_support(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, record: Record, source: str
) -> OpenCaseFile:
    """Write the goals, services and other rows of a record that the file lacks, in the caller's transaction.

    What would end something that runs in the file is kept to be read and does not count.
    """
    return _write_entries(by, keyring, case_file, _without_aadhaar(record), source, is_new=False)[0]


def _without_aadhaar(record: Record) -> Record:
    """The record with possible Aadhaar numbers masked: we never store one."""
    return {
        section: tuple({name: _hidden(name, value) for name, value in row.items()} for row in rows)
        for section, rows in record.items()
    }


def _hidden(name: str, value: Value) -> Value:
    return without_aadhaar(value) if isinstance(value, str) and FIELDS[name].kind in _WORDS else value


def _write_identity(by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Mapping[str, Any]) -> OpenCaseFile:
    valid = _valid_answers(by, case_file, "identity", answers) if answers.keys() & of_person.KNOWN_BY else {}
    return (
        write_entry(by=by, keyring=keyring, case_file=case_file, kind="identity", answers=valid) if valid else case_file
    )


def _write_entries(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, record: Record, source: str, *, is_new: bool
) -> tuple[OpenCaseFile, dict[tuple[str, int], str]]:
    """Write the entries that the rows of the record become. Returns the file and the entry of each row.

    An entry that stands in the file with the same answers is not written again.
    """
    rows: dict[tuple[str, int], str] = {}
    for one in entries_of(record, source):
        links = {name: rows[to] for name, to in one.links.items() if to in rows}
        valid = _valid_answers(by, case_file, one.kind, {**one.answers, **links}) if one.answers else {}
        if valid:
            entry = next((same for same in case_file.whole.all(one.kind) if _answers_of(same) == valid), None)
            if entry is None and not is_new and ends_something(case_file.whole, one.kind, valid, clock.today()):
                case_file, _aside = keep_aside(by, keyring, case_file, kind_of(one.kind), valid, source)
                continue
            if entry is None:
                case_file, entry = _store(by, keyring, case_file, one.kind, {**valid, FROM_HOUSE: source[:200]})
            if one.row is not None:
                rows[one.row] = row_key(entry)
    return case_file, rows


def _answers_of(entry: Entry) -> dict[str, Any]:
    """The answers of an entry without the name of the house that it came from."""
    return {name: value for name, value in entry.answers.items() if name != FROM_HOUSE}


def _valid_answers(by: Actor, case_file: OpenCaseFile, kind: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that validate; invalid ones are removed. Empty if what is wrong is no single answer."""
    declared, remaining = kind_of(kind), dict(answers)
    while remaining:
        try:
            return dict(validate_answers(declared, case_file.file, remaining, writer_of(by)))
        except Problems as problems:
            wrong = {problem.field for problem in problems.problems} & remaining.keys()
            wrong = wrong or _asks_for_more(declared, case_file, remaining, writer_of(by))
            if not wrong:
                return {}
            remaining = {name: answer for name, answer in remaining.items() if name not in wrong}
        except Problem:
            return {}
    return {}


def _asks_for_more(
    kind: EntryKind, case_file: OpenCaseFile, answers: Mapping[str, Any], writer: Writer
) -> set[str | None]:
    """The answer without which the others validate: it needs another one that is missing (an age without its day)."""
    for name in answers:
        try:
            validate_answers(kind, case_file.file, {key: one for key, one in answers.items() if key != name}, writer)
        except (Problem, Problems):
            continue
        return {name}
    return set()


def _store(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, kind: str, answers: Mapping[str, Any]
) -> tuple[OpenCaseFile, Entry]:
    """Store answers without validation: an imported document may be longer than any field allows."""
    return store_entry(by, keyring, case_file, kind_of(kind), answers, None)
