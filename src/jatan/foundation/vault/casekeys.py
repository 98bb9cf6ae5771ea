"""Case keys: create one, give it to a reader, revoke it (with a new key), and list who can read a case.

Functions with a `keyring` need its holder's unlocked keys. All work on rows of one organisation, in the caller's
transaction.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import trusted_key
from jatan.foundation.vault.keyrings import CaseKey, Keyring, wrap_context
from jatan.foundation.vault.models import Section, TeamMember, Wrap
from jatan.foundation.vault.section_store import context_of_section
from jatan.foundation.vault.sections import section_open, section_seal
from jatan.foundation.vault.teams import team_wrap
from jatan.kernel import clock

__all__ = [
    "FEWEST_READERS",
    "Reader",
    "TooFewReaders",
    "delete_expired_wraps",
    "grant",
    "make_case_key",
    "people_among_readers",
    "permanent_readers",
    "readers",
    "revoke",
    "team_members",
]

FEWEST_READERS = 2


class TooFewReaders(Exception):
    """A case must stay readable by at least FEWEST_READERS people, not counting the recovery officers."""


@dataclass(frozen=True)
class Reader:
    """A person, team or the recovery officers with a wrap of a case's key. `until`: last day it is valid (None: until
    revoked)."""

    kind: Kind
    principal: uuid.UUID
    until: dt.date | None = None

    @property
    def is_over(self) -> bool:
        """Whether `until` is past."""
        return clock.is_past(self.until)


def make_case_key(keyring: Keyring, case: uuid.UUID, to: Sequence[Reader]) -> CaseKey:
    """Create a case's first key and wrap it to the readers and the recovery officers.

    Raises TooFewReaders, or Refused("signature") if a reader's key is not certified.
    """
    key = CaseKey(os.urandom(KEY_BYTES), 1)
    _give_all(keyring, case, key, to)
    if len(permanent_readers(keyring.organisation_id, case)) < FEWEST_READERS:
        raise TooFewReaders
    return key


def grant(keyring: Keyring, case: uuid.UUID, to: Reader) -> None:
    """Wrap a case's key to one more reader. Raises Refused("key") if the caller cannot open the case herself."""
    key = keyring.case_key(case)
    Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case, principal=to.principal).delete()
    _give(keyring, case, key, to)


def revoke(keyring: Keyring, case: uuid.UUID, principal: uuid.UUID) -> CaseKey:
    """Remove a reader: create a new key, re-encrypt all sections and wrap the key to the remaining readers.

    Readers whose last day is past are dropped too. Raises TooFewReaders if too few would remain, Refused("key") if the
    caller cannot open the case.
    """
    old = keyring.case_key(case)
    given = readers(keyring.organisation_id, case)
    kept = [reader for reader in given if reader.principal != principal and not reader.is_over]
    new = CaseKey(os.urandom(KEY_BYTES), old.version + 1)
    Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case).delete()
    _give_all(keyring, case, new, kept)
    if len(permanent_readers(keyring.organisation_id, case)) < FEWEST_READERS:
        raise TooFewReaders
    _seal_anew(keyring.organisation_id, case, old, new)
    return new


def delete_expired_wraps(organisation_id: uuid.UUID) -> int:
    """Delete wraps whose last day is past. Needs no key. Returns how many were deleted.

    The case keeps its key until the next `revoke` (docs/explanation/threat-model.md).
    """
    over = Wrap.objects.filter(organisation_id=organisation_id, until__lt=clock.today())
    return over.delete()[0]


def readers(organisation_id: uuid.UUID, case: uuid.UUID) -> list[Reader]:
    """Readers of a case without the recovery officers, expired ones included. Needs no key."""
    rows = Wrap.objects.filter(organisation_id=organisation_id, case=case).exclude(kind=Kind.RECOVERY)
    return [Reader(Kind(row.kind), row.principal, row.until) for row in rows.order_by("id")]


def permanent_readers(organisation_id: uuid.UUID, case: uuid.UUID) -> set[uuid.UUID]:
    """People who can read a case without time limit, by themselves or through a team. Needs no key."""
    given = readers(organisation_id, case)
    teams = [reader.principal for reader in given if reader.kind == Kind.TEAM]
    return people_among_readers(given, team_members(organisation_id, teams))


def team_members(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Team id -> current members of these teams: one query."""
    rows = TeamMember.objects.filter(organisation_id=organisation_id, team_id__in=list(teams), until__isnull=True)
    members: dict[uuid.UUID, set[uuid.UUID]] = {}
    for team, holder in rows.values_list("team_id", "holder"):
        members.setdefault(team, set()).add(holder)
    return members


def people_among_readers(given: Iterable[Reader | Wrap], members: Mapping[uuid.UUID, set[uuid.UUID]]) -> set[uuid.UUID]:
    """People among the readers, with the members of teams. Time-limited readers and teams do not count."""
    people: set[uuid.UUID] = set()
    for one in given:
        if one.until is None and one.kind == Kind.USER:
            people.add(one.principal)
        elif one.until is None and one.kind == Kind.TEAM:
            people |= members.get(one.principal, set())
    return people


def _give_all(keyring: Keyring, case: uuid.UUID, key: CaseKey, to: Iterable[Reader]) -> None:
    for reader in (Reader(Kind.RECOVERY, keyring.organisation_id), *to):
        _give(keyring, case, key, reader)


def _give(keyring: Keyring, case: uuid.UUID, key: CaseKey, to: Reader) -> None:
    known = trusted_key(keyring.organisation_id, to.kind, to.principal)
    row = Wrap(
        organisation_id=keyring.organisation_id,
        case=case,
        dek_version=key.version,
        kind=to.kind,
        principal=to.principal,
        epoch=known.epoch,
        until=to.until,
    )
    row.sealed = _sealed(keyring, key, row) or known.key.wrap(key.dek, wrap_context(row))
    row.save(force_insert=True)


def _sealed(keyring: Keyring, key: CaseKey, row: Wrap) -> bytes | None:
    """The symmetric wrap (77 bytes) if `row` is for a team the caller belongs to, else None."""
    held = keyring.held(row.principal, row.epoch) if row.kind == Kind.TEAM else None
    return team_wrap(held.symmetric, key.dek, wrap_context(row)) if held else None


def _seal_anew(organisation_id: uuid.UUID, case: uuid.UUID, old: CaseKey, new: CaseKey) -> None:
    rows = list(Section.objects.select_for_update().filter(organisation_id=organisation_id, case=case))
    for row in rows:
        plaintext = section_open(old.dek, bytes(row.sealed), context_of_section(row))
        row.dek_version = new.version
        row.sealed = section_seal(new.dek, plaintext, context_of_section(row))
    Section.objects.bulk_update(rows, ["dek_version", "sealed"], batch_size=500)
