"""Case keys: create one, give it to a reader, revoke it (with a new key), and list who can read a case.

Who reads a case is what its newest statement says (`statements`); the wraps carry the key to them. Functions with a
`keyring` need its holder's unlocked keys. All work on rows of one organisation, in the caller's transaction.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from jatan.foundation.vault import statements
from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import Trusted, trusted_key
from jatan.foundation.vault.keyrings import CaseKey, Keyring, wrap_context
from jatan.foundation.vault.models import CaseStatement, Section, Wrap
from jatan.foundation.vault.opened_keys import OpenedSigner
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import member_rows, roster_of, rosters_of
from jatan.foundation.vault.section_store import lock_unsigned, lock_wraps, seal_anew
from jatan.foundation.vault.statements import Named, Statement
from jatan.kernel import clock

FEWEST_READERS = 2
_PEOPLE_AND_TEAMS = frozenset({Kind.USER, Kind.TEAM})


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
    """Create a case's first key, wrap it to the readers and the recovery officers, and sign who they are.

    Raises TooFewReaders, Refused("signature") if a reader's key is not certified, Refused("statement") for a case that
    had a key: what is sealed in it would be left with nobody.
    """
    mine = {"organisation_id": keyring.organisation_id, "case": case}
    if CaseStatement.objects.filter(**mine).exists() or Section.objects.filter(**mine).exists():
        raise Refused("statement")
    key = CaseKey(os.urandom(KEY_BYTES), 1)
    named = _give_all(keyring, case, key, to)
    if len(permanent_readers(keyring.organisation_id, case)) < FEWEST_READERS:
        raise TooFewReaders
    author = _author(keyring, to)
    return _state(keyring, author, case, key, named, statements.MADE, None) if author else key


def grant(keyring: Keyring, case: uuid.UUID, to: Reader) -> CaseKey:
    """Wrap a case's key to one more reader. Raises Refused("key") if the caller cannot open the case herself.

    Returns the key by the new statement, for what is written next.
    """
    before, key = _locked(keyring, case)
    Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case, principal=to.principal).delete()
    given = _give(keyring, case, key, to)
    if before is None:
        return key
    others = [one for one in before.readers if one.principal != to.principal and not one.is_over]
    return _state(keyring, _required_author(keyring), case, key, [*others, given], statements.GIVEN, before)


def revoke(keyring: Keyring, case: uuid.UUID, principal: uuid.UUID) -> CaseKey:
    """Remove a reader: create a new key, re-encrypt all sections and wrap the key to the remaining readers.

    Readers whose last day is past are dropped too. Raises TooFewReaders if too few would remain, Refused("key") if the
    caller cannot open the case.
    """
    return _renew(keyring, case, without=principal, change=statements.TAKEN)


def renew(keyring: Keyring, case: uuid.UUID) -> CaseKey:
    """A new key for the same readers, after somebody lost what she read through one of their teams. Raises
    Refused("key") if the caller cannot open the case."""
    return _renew(keyring, case, without=None, change=statements.RENEWED)


def sign_as_found(keyring: Keyring, case: uuid.UUID) -> CaseKey:
    """Sign who reads a case of an earlier version, as its wraps say, and bind its sections to author and time.

    What somebody changed before cannot be told (docs/explanation/threat-model.md). Raises Refused: her signing key or a
    team's roster waits, a section does not open, nothing is sealed in it.
    """
    lock_unsigned(keyring.organisation_id, case)
    key = keyring.case_key(case)
    wraps = Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case, dek_version=key.version)
    named = [
        Named(Kind(row.kind), row.principal, row.epoch, known.key.fingerprint, row.until)
        for row in wraps.order_by("pk")
        if (known := _known(keyring.organisation_id, row)) is not None
    ]
    author = _author(keyring, [Reader(one.kind, one.principal) for one in named])
    rows = list(Section.objects.select_for_update().filter(organisation_id=keyring.organisation_id, case=case))
    if author is None or not rows:
        raise Refused("signature")
    new = _state(keyring, author, case, key, named, statements.FOUND, None)
    seal_anew(rows, key, new)
    return new


def by_newest_statement(organisation_id: uuid.UUID, case: uuid.UUID, key: CaseKey) -> CaseKey:
    """The same case key by the newest statement, after a reader was given it meanwhile. Raises Refused if the
    statement is of another key, or damaged."""
    stated = statements.statement_of(organisation_id, case)
    if stated is None or stated.version != key.version:
        raise Refused("statement")
    stated.check(organisation_id, key.dek)
    return CaseKey(key.dek, key.version, stated.heads)


def unsigned_cases(keyring: Keyring) -> list[uuid.UUID]:
    """Cases of earlier versions with a wrap for good for the holder or her teams, whose readers nobody has signed
    yet."""
    signed = CaseStatement.objects.filter(organisation_id=keyring.organisation_id, case=OuterRef("case"))
    given = keyring.given_cases().filter(~Exists(signed), until__isnull=True)
    return sorted(set(given))


def delete_expired_wraps(organisation_id: uuid.UUID) -> int:
    """Delete wraps whose last day is past. Needs no key. Returns how many were deleted.

    The case keeps its key until the next `revoke` (docs/explanation/threat-model.md).
    """
    over = Wrap.objects.filter(organisation_id=organisation_id, until__lt=clock.today())
    return over.delete()[0]


def readers(organisation_id: uuid.UUID, case: uuid.UUID) -> list[Reader]:
    """Readers of a case without the recovery officers, expired ones included. Needs no key. Raises Refused if what says
    so was altered.

    Those whom the statement names, and who have a wrap: whoever took new keys has none until it is given to her again.
    """
    rows = list(Wrap.objects.filter(organisation_id=organisation_id, case=case).order_by("id"))
    stated = statements.statement_of(organisation_id, case)
    if stated is None:
        return [Reader(Kind(row.kind), row.principal, row.until) for row in rows if row.kind in _PEOPLE_AND_TEAMS]
    wrapped = {row.principal for row in rows if row.dek_version == stated.version}
    named = [one for one in stated.readers if one.kind != Kind.RECOVERY and one.principal in wrapped]
    return [Reader(one.kind, one.principal, one.until) for one in named]


def permanent_readers(organisation_id: uuid.UUID, case: uuid.UUID) -> set[uuid.UUID]:
    """People who can read a case without time limit, by themselves or through a team. Needs no key."""
    return _for_good(organisation_id, readers(organisation_id, case))


def team_members(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Team id -> present members of these teams, as their rosters say: two queries, three with teams of earlier
    versions. A team whose roster was altered has none."""
    wanted = list(teams)
    rosters = rosters_of(organisation_id, wanted)
    members = member_rows(organisation_id, [team for team in wanted if team not in rosters.by_team])
    found = {team: people for team, people in members.items() if team not in rosters.damaged}
    return found | {team: set(held[-1].members) for team, held in rosters.by_team.items()}


def people_among_readers(given: Iterable[Reader | Wrap], members: Mapping[uuid.UUID, set[uuid.UUID]]) -> set[uuid.UUID]:
    """People among the readers, with the members of teams. Time-limited readers and teams do not count."""
    people: set[uuid.UUID] = set()
    for one in given:
        if one.until is None and one.kind == Kind.USER:
            people.add(one.principal)
        elif one.until is None and one.kind == Kind.TEAM:
            people |= members.get(one.principal, set())
    return people


def _for_good(organisation_id: uuid.UUID, given: Sequence[Reader]) -> set[uuid.UUID]:
    teams = [reader.principal for reader in given if reader.kind == Kind.TEAM]
    return people_among_readers(given, team_members(organisation_id, teams))


def _renew(keyring: Keyring, case: uuid.UUID, *, without: uuid.UUID | None, change: str) -> CaseKey:
    organisation_id = keyring.organisation_id
    before, old = _locked(keyring, case)
    new = CaseKey(os.urandom(KEY_BYTES), old.version + 1)
    if before is None:
        kept = [one for one in readers(organisation_id, case) if one.principal != without and not one.is_over]
        waiting: list[Named] = []
    else:
        named = [one for one in before.readers if one.kind != Kind.RECOVERY and one.principal != without]
        kept, waiting = _kept_readers(organisation_id, [one for one in named if not one.is_over])
    Wrap.objects.filter(organisation_id=organisation_id, case=case).delete()
    given = _give_all(keyring, case, new, kept)
    if without is not None and len(_for_good(organisation_id, kept)) < FEWEST_READERS:
        raise TooFewReaders
    if before is not None:
        new = _state(keyring, _required_author(keyring), case, new, [*given, *waiting], change, before)
    seal_anew(Section.objects.select_for_update().filter(organisation_id=organisation_id, case=case), old, new)
    return new


def _kept_readers(organisation_id: uuid.UUID, named: Iterable[Named]) -> tuple[list[Reader], list[Named]]:
    """Those whom the next key is wrapped to, and those who stay named without it, because what says that their key
    counts is not there: a row that is missing takes nobody out.

    Whoever has a newer certified key is dropped: it is given to her again when she asks. Raises Refused for a key in
    place of one that was signed, and for a team without its key.
    """
    kept: list[Reader] = []
    waiting: list[Named] = []
    for one in named:
        try:
            known = trusted_key(organisation_id, one.kind, one.principal)
        except Refused:
            if one.kind == Kind.TEAM:
                raise
            waiting.append(one)
            continue
        if known.epoch == one.epoch and known.key.fingerprint != one.key:
            raise Refused("signature")
        if known.epoch == one.epoch or (one.kind == Kind.TEAM and known.epoch > one.epoch):
            kept.append(Reader(one.kind, one.principal, one.until))
        elif known.epoch < one.epoch:
            raise Refused("signature")
    return kept, waiting


def _locked(keyring: Keyring, case: uuid.UUID) -> tuple[Statement | None, CaseKey]:
    """The statement and key of a case for whoever decides about its readers; one of an earlier version is signed first,
    if she can."""
    lock_wraps(keyring.organisation_id, case)
    key = keyring.case_key(case)
    before = statements.statement_of(keyring.organisation_id, case)
    if before is None:
        with suppress(Refused), transaction.atomic():
            key = sign_as_found(keyring, case)
            before = statements.statement_of(keyring.organisation_id, case)
    return before, key


def _author(keyring: Keyring, to: Iterable[Reader]) -> OpenedSigner | None:
    """What the holder signs with; None where she, or a team among the readers, still waits for it after an upgrade.
    Raises Refused for a roster that was altered."""
    teams = {reader.principal for reader in to if reader.kind == Kind.TEAM}
    rosters = rosters_of(keyring.organisation_id, teams)
    author = keyring.author()
    return author if all(rosters.present(team) for team in teams) else None


def _required_author(keyring: Keyring) -> OpenedSigner:
    author = keyring.author()
    if author is None:
        raise Refused("unsigned")
    return author


def _state(
    keyring: Keyring,
    author: OpenedSigner,
    case: uuid.UUID,
    key: CaseKey,
    named: Sequence[Named],
    change: str,
    before: Statement | None,
) -> CaseKey:
    """Sign who reads a case. Returns its key by that statement."""
    made = statements.write_statement(
        keyring.organisation_id,
        case,
        author=author,
        by=(keyring.holder, keyring.epoch),
        before=before,
        change=change,
        version=key.version,
        dek=key.dek,
        readers=named,
    )
    return CaseKey(key.dek, key.version, made.heads)


def _known(organisation_id: uuid.UUID, row: Wrap) -> Trusted | None:
    """The key that a wrap is for, if it counts and is of a kind that there is."""
    if row.kind not in Kind.values:
        return None
    try:
        return trusted_key(organisation_id, Kind(row.kind), row.principal, epoch=row.epoch)
    except Refused:
        return None


def _give_all(keyring: Keyring, case: uuid.UUID, key: CaseKey, to: Iterable[Reader]) -> list[Named]:
    return [_give(keyring, case, key, reader) for reader in (Reader(Kind.RECOVERY, keyring.organisation_id), *to)]


def _give(keyring: Keyring, case: uuid.UUID, key: CaseKey, to: Reader) -> Named:
    known = trusted_key(keyring.organisation_id, to.kind, to.principal)
    if to.kind == Kind.TEAM:
        roster = roster_of(keyring.organisation_id, to.principal)
        if roster is not None and (roster.epoch, roster.key) != (known.epoch, known.key.fingerprint):
            raise Refused("roster")
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
    return Named(to.kind, to.principal, known.epoch, known.key.fingerprint, to.until)


def _sealed(keyring: Keyring, key: CaseKey, row: Wrap) -> bytes | None:
    """The symmetric wrap (77 bytes) if `row` is for a team the caller belongs to, else None."""
    held = keyring.held(row.principal, row.epoch) if row.kind == Kind.TEAM else None
    return held.wrap_case_key(key.dek, wrap_context(row)) if held else None
