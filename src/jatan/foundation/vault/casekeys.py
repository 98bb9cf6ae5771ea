"""Who can read a case: its key is made, given to a reader, taken away (under a new key), and counted.

Every verb works in a holder's unlocked session and touches only rows of her organisation, in the caller's transaction.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import trusted
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
    "drop_expired",
    "grant",
    "living_readers",
    "make_case_key",
    "people_of",
    "readers",
    "revoke",
    "team_members",
]

FEWEST_READERS = 2


class TooFewReaders(Exception):
    """A case must stay readable by the recovery officers and at least two people who are here."""


@dataclass(frozen=True)
class Reader:
    """Somebody a case's key is given to; `until` is the last day it counts (None: until taken away)."""

    kind: Kind
    principal: uuid.UUID
    until: dt.date | None = None

    @property
    def is_over(self) -> bool:
        """Whether that day is past."""
        return self.until is not None and self.until < clock.today()


def make_case_key(keyring: Keyring, case: uuid.UUID, to: Sequence[Reader]) -> CaseKey:
    """Make a case's first key and give it to readers and to the recovery officers.

    Raises TooFewReaders, or Refused("signature") when a reader's key is not vouched for.
    """
    key = CaseKey(os.urandom(KEY_BYTES), 1)
    _give_all(keyring, case, key, to)
    if len(living_readers(keyring.organisation_id, case)) < FEWEST_READERS:
        raise TooFewReaders
    return key


def grant(keyring: Keyring, case: uuid.UUID, to: Reader) -> None:
    """Give a case to one more reader. Nobody gives what she cannot open herself: Refused("key")."""
    key = keyring.case_key(case)
    Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case, principal=to.principal).delete()
    _give(keyring, case, key, to)


def revoke(keyring: Keyring, case: uuid.UUID, principal: uuid.UUID) -> CaseKey:
    """Take a reader away: a new key, all sections sealed anew, given to everybody else. What she read stays known.

    Whoever could read until a day that is past is not given it either.

    Raises TooFewReaders when too few would be left, Refused("key") when the caller cannot open the case.
    """
    old = keyring.case_key(case)
    given = readers(keyring.organisation_id, case)
    kept = [reader for reader in given if reader.principal != principal and not reader.is_over]
    new = CaseKey(os.urandom(KEY_BYTES), old.version + 1)
    Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case).delete()
    _give_all(keyring, case, new, kept)
    if len(living_readers(keyring.organisation_id, case)) < FEWEST_READERS:
        raise TooFewReaders
    _seal_anew(keyring.organisation_id, case, old, new)
    return new


def drop_expired(organisation_id: uuid.UUID) -> int:
    """Take away what was given until a day that is past. Needs no key; answers how many readers that were.

    The case keeps its key: that is made anew when somebody is taken away (docs/explanation/threat-model.md).
    """
    over = Wrap.objects.filter(organisation_id=organisation_id, until__lt=clock.today())
    return over.delete()[0]


def readers(organisation_id: uuid.UUID, case: uuid.UUID) -> list[Reader]:
    """Everybody a case is given to, the recovery officers aside. Needs no key."""
    rows = Wrap.objects.filter(organisation_id=organisation_id, case=case).exclude(kind=Kind.RECOVERY)
    return [Reader(Kind(row.kind), row.principal, row.until) for row in rows.order_by("id")]


def living_readers(organisation_id: uuid.UUID, case: uuid.UUID) -> set[uuid.UUID]:
    """People through whom a case can be read now and on, by themselves or by a team. Needs no key."""
    given = readers(organisation_id, case)
    teams = [reader.principal for reader in given if reader.kind == Kind.TEAM]
    return people_of(given, team_members(organisation_id, teams))


def team_members(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who belongs to these teams now: one query."""
    rows = TeamMember.objects.filter(organisation_id=organisation_id, team_id__in=list(teams), until__isnull=True)
    members: dict[uuid.UUID, set[uuid.UUID]] = {}
    for team, holder in rows.values_list("team_id", "holder"):
        members.setdefault(team, set()).add(holder)
    return members


def people_of(given: Iterable[Reader | Wrap], members: Mapping[uuid.UUID, set[uuid.UUID]]) -> set[uuid.UUID]:
    """The people among readers: what was given for some days only does not count, to a person or to a team."""
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
    known = trusted(keyring.organisation_id, to.kind, to.principal)
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
    """The short symmetric wrap, where the giver belongs to the team herself."""
    held = keyring.held(row.principal, row.epoch) if row.kind == Kind.TEAM else None
    return team_wrap(held.symmetric, key.dek, wrap_context(row)) if held else None


def _seal_anew(organisation_id: uuid.UUID, case: uuid.UUID, old: CaseKey, new: CaseKey) -> None:
    rows = list(Section.objects.select_for_update().filter(organisation_id=organisation_id, case=case))
    for row in rows:
        plaintext = section_open(old.dek, bytes(row.sealed), context_of_section(row))
        row.dek_version = new.version
        row.sealed = section_seal(new.dek, plaintext, context_of_section(row))
    Section.objects.bulk_update(rows, ["dek_version", "sealed"], batch_size=500)
