"""A case file filled from another house's record: card and coded facts where entries have a place, the rest kept."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.opening import Opened
from jatan.programme.cases.file.sealed import seal_entry
from jatan.programme.cases.file.summary import keep_summary
from jatan.programme.cases.file.writing import write_entry
from jatan.programme.cases.interchange.of_file import document_of, left_over
from jatan.programme.cases.interchange.of_person import card as card_in
from jatan.programme.cases.interchange.records import Parked, Record

__all__ = ["fill_from"]


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
    """Write identity card and coded facts from a record; what finds no place is kept as it came. Raises Problems.

    An answer that our questions refuse (an Aadhaar number, a day to come) is left out of the entry, not of the case.
    """
    with transaction.atomic():
        now = _carded(by, keyring, found, {**card, **card_in(record)})
        left = left_over(record, now.file, clock.today(), {})
        left["parked"] = [[one.field, one.said] for one in parked]
        if any(left.values()):
            now = _kept(by, keyring, now, {"source": source, "document": document_of(left)})
        keep_summary(keyring, now)
    return now


def _carded(by: Actor, keyring: Keyring, found: Opened, answers: Mapping[str, Any]) -> Opened:
    kind, said = kind_of("identity"), {}
    for name, answer in answers.items():
        try:
            said[name] = kind.field(name).settle(answer)
        except (Problem, KeyError):
            continue
    if not said.get("name"):
        return found
    try:
        return write_entry(by=by, keyring=keyring, found=found, kind="identity", said=said)
    except Problems as problems:
        wrong = {problem.field for problem in problems.problems}
        right = {name: answer for name, answer in said.items() if name not in wrong}
        return write_entry(by=by, keyring=keyring, found=found, kind="identity", said=right)


def _kept(by: Actor, keyring: Keyring, found: Opened, answers: Mapping[str, Any]) -> Opened:
    """Sealed as it stands: a document may be longer than any answer to a question."""
    entry = seal_entry(keyring, found.case.pk, found.key, kind_of("imported"), answers)
    record_event(
        organisation_id=found.case.organisation_id,
        by=by.account_id,
        verb=events.ENTRY_WRITTEN,
        about_type="cases.case",
        about=found.case.pk,
        payload={"section": "file", "row": str(entry.row), "revision": entry.revision},
    )
    return Opened(found.case, found.key, found.file.with_entry(entry))
