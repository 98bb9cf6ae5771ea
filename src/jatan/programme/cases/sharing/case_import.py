"""A case file filled from another house's record: card and coded facts where entries have a place, the rest kept.

Facts in codes are written without asking for her consent anew: she agreed, where they come from, that they come here.
A story is taken only once she has agreed here too.
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
from jatan.programme.cases.entries.kinds import settled
from jatan.programme.cases.exchange import of_harm, of_person, of_support
from jatan.programme.cases.exchange.of_file import document_of, left_over
from jatan.programme.cases.exchange.records import Parked, Record
from jatan.programme.cases.exchange.standard import FIELDS
from jatan.programme.cases.exchange.values import Value
from jatan.programme.cases.file.access import Opened
from jatan.programme.cases.file.entry_store import keep_entry, write_entry, writer_of
from jatan.programme.cases.file.summary import keep_summary

__all__ = ["fill_from"]

# More rows of a plan than this are kept and not made services of: nobody works through them.
_MOST_SERVICES: Final = 40
# Kinds of fields into which people write; a telephone number of twelve digits is none of them.
_WORDS: Final = frozenset({"text", "long", "lookup"})


def fill_from(
    *,
    by: Actor,
    keyring: Keyring,
    found: Opened,
    record: Record,
    source: str,
    card: Mapping[str, Any],
    parked: Iterable[Parked] = (),
) -> Opened:
    """Write identity card, codes and services from a record; what finds no place is kept as it came.

    An answer that our questions refuse (a day to come) is left out of its entry and kept with the rest; of what may be
    an Aadhaar number no digit is.
    """
    record = _without_aadhaar(record)
    with transaction.atomic():
        now = _carded(by, keyring, found, {**card, **of_person.card(record)})
        harm = _fitting(by, now, "exploitation", of_harm.answers(record))
        if harm:
            now, _row = _kept(by, keyring, now, "exploitation", harm)
        now, rows = _supported(by, keyring, now, record)
        left = left_over(record, now.file, clock.today(), rows)
        person: dict[str, Any] = {"fields": {"person": left["fields"].pop("person", {})}, "rows": []}
        left["parked"] = [[one.field, without_aadhaar(one.said)] for one in parked]
        for kind, document in (("imported", left), ("imported_person", person)):
            if any(left.values()) if kind == "imported" else person["fields"]["person"]:
                now, _row = _kept(by, keyring, now, kind, {"source": source, "document": document_of(document)})
        keep_summary(keyring, now)
    return now


def _without_aadhaar(record: Record) -> Record:
    """The record with what may be an Aadhaar number hidden: we never keep one."""
    return {
        section: tuple({name: _hidden(name, value) for name, value in row.items()} for row in rows)
        for section, rows in record.items()
    }


def _hidden(name: str, value: Value) -> Value:
    return without_aadhaar(value) if isinstance(value, str) and FIELDS[name].kind in _WORDS else value


def _carded(by: Actor, keyring: Keyring, found: Opened, answers: Mapping[str, Any]) -> Opened:
    said = _fitting(by, found, "identity", answers) if answers.get("name") else {}
    return write_entry(by=by, keyring=keyring, found=found, kind="identity", said=said) if said else found


def _supported(
    by: Actor, keyring: Keyring, found: Opened, record: Record
) -> tuple[Opened, dict[tuple[str, int], uuid.UUID]]:
    """Services for the rows of the plan, and which entry each row became."""
    rows: dict[tuple[str, int], uuid.UUID] = {}
    for place, row in enumerate(record.get("plan", ())[:_MOST_SERVICES]):
        said = _fitting(by, found, "service", of_support.answers(row))
        if said:
            found, rows["plan", place] = _kept(by, keyring, found, "service", said)
    return found, rows


def _fitting(by: Actor, found: Opened, kind: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those answers that the questions take, alone and together; none where it cannot be said which are wrong."""
    declared, said = kind_of(kind), dict(answers)
    while said:
        try:
            return dict(settled(declared, found.file, said, writer_of(by)))
        except Problems as problems:
            wrong = {problem.field for problem in problems.problems} & said.keys()
            if not wrong:
                return {}
            said = {name: answer for name, answer in said.items() if name not in wrong}
        except Problem:
            return {}
    return {}


def _kept(
    by: Actor, keyring: Keyring, found: Opened, kind: str, answers: Mapping[str, Any]
) -> tuple[Opened, uuid.UUID]:
    """Sealed as it stands: a document may be longer than any answer to a question."""
    now, entry = keep_entry(by, keyring, found, kind_of(kind), answers, None)
    return now, entry.row
