"""Opening a file: whoever holds no key of the case is answered as if there were no such case."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import CaseKey, Keyring, given_cases
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import Written, latest
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.file.read_log import What, tell_reading, was_told
from jatan.programme.cases.file.section_format import IDENTITY_SECTION, entries_of, entry_of
from jatan.programme.cases.models import Case

__all__ = [
    "Opened",
    "as_it_stands",
    "open_file",
    "open_identity",
    "opened",
    "readable_case",
    "require_given",
    "revisions",
    "withdrawn_file",
]

# Sections that are no part of the story: read by the machine in her session, never shown.
FACTS_SECTION, SUMMARY_SECTION = "facts", "summary"
# What another house's file says of the person besides her card: opened with the card and not before.
PERSON_SECTION = "person"
_APART = (IDENTITY_SECTION, PERSON_SECTION, FACTS_SECTION, SUMMARY_SECTION)


@dataclass(frozen=True, repr=False)
class Opened:
    """A file and the key that opened it, for one request."""

    case: Case
    key: CaseKey
    file: CaseFile


def require_given(by: Actor, case_id: uuid.UUID) -> None:
    """Before she is asked for her passphrase: whether the case was given to her or a team of hers. Raises Forbidden."""
    if by.account_id is None or case_id not in set(given_cases(key_office(by), by.account_id, case_id)):
        raise Forbidden(Permission.CASES_RECORD.value)


def readable_case(by: Actor, keyring: Keyring, case_id: uuid.UUID) -> tuple[Case, CaseKey]:
    """A case that the holder has a key to. Raises gate.Forbidden for every other, there or not.

    A key that was swapped or altered raises vault Refused: that is reported and not hidden.
    """
    return _held(by, keyring, Case.objects.live(), case_id)


def withdrawn_file(by: Actor, keyring: Keyring, case_id: uuid.UUID) -> Opened:
    """The file of a case that was withdrawn, for whoever brings it back. It is no reading: no page shows it."""
    case, key = _held(by, keyring, Case.objects.filter(withdrawn_at__isnull=False), case_id)
    return opened(case, key, latest(case.organisation_id, [case.pk]))


def as_it_stands(found: Opened) -> Opened:
    """The file as of now, its register row locked: a second decision waits here and then finds the first."""
    rows = Case._default_manager.select_for_update(of=("self",), no_key=True)
    case = rows.get(organisation_id=found.case.organisation_id, pk=found.case.pk)
    return opened(case, found.key, latest(case.organisation_id, [case.pk]))


def _held(by: Actor, keyring: Keyring, among: QuerySet[Case], case_id: uuid.UUID) -> tuple[Case, CaseKey]:
    rows = among.filter(organisation_id=key_office(by), pk=case_id)
    case = rows.annotate(was_told=was_told(by, What.FILE)).first()
    # The row first: whoever asks for a case that is not there is not asked for a passphrase.
    if case is None or case.organisation_id != keyring.organisation_id or by.account_id != keyring.holder:
        raise Forbidden(Permission.CASES_RECORD.value)
    try:
        return case, keyring.case_key(case_id)
    except Refused as refused:
        if refused.code != "key":
            raise
        raise Forbidden(Permission.CASES_RECORD.value) from None


def open_file(by: Actor, keyring: Keyring, case_id: uuid.UUID) -> Opened:
    """The file without its identity card. The reading is told once an hour."""
    case, key = readable_case(by, keyring, case_id)
    if not case.was_told:  # type: ignore[attr-defined]
        tell_reading(by, case, What.FILE)
    return opened(case, key, latest(case.organisation_id, [case.pk]))


def open_identity(by: Actor, keyring: Keyring, found: Opened) -> Opened:
    """The same with its identity card, if one was written: a reading of its own, told once an hour."""
    tell_reading(by, found.case, What.IDENTITY)
    sections = latest(found.case.organisation_id, [found.case.pk], IDENTITY_SECTION)
    entry = entry_of(found.key, sections[-1]) if sections else None
    file = _with_identity(found.file, entry)
    for section in latest(found.case.organisation_id, [found.case.pk], PERSON_SECTION):
        file = file.with_entry(entry_of(found.key, section))
    return Opened(found.case, found.key, file)


def revisions(found: Opened, row: uuid.UUID) -> list[Entry]:
    """An entry as it was written and changed, the newest first. Told with the file, or with the identity card."""
    held = Section.objects.filter(organisation_id=found.case.organisation_id, case=found.case.pk, row=row)
    return [entry_of(found.key, section) for section in held.order_by("-revision")]


def opened(case: Case, key: CaseKey, sections: Sequence[Written]) -> Opened:
    """A file put together from its sections, the identity card left closed."""
    told = [row for row in sections if row.name not in _APART]
    file = CaseFile(
        case_id=case.pk,
        organisation_id=case.organisation_id,
        code=case.code,
        kind=case.kind,
        opened_quarter=case.opened_quarter,
        is_closed=case.is_closed,
        entries=entries_of(key, told),
    )
    return Opened(case, key, file)


def _with_identity(file: CaseFile, entry: Entry | None) -> CaseFile:
    return file if entry is None else file.with_entry(entry)
