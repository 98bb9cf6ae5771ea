"""A holder's unlocked keys: her own key, her teams' keys, and the case keys these open.

A keyring exists for one request. It is never stored, pickled or printed.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import dek_context, team_context
from jatan.foundation.vault.directory import authority_of, is_complete, trusted_key, verify_row
from jatan.foundation.vault.models import DirectoryKey, SignerGift, TeamGift, TeamMember, Wrap
from jatan.foundation.vault.opened_keys import OpenedKey, OpenedSigner
from jatan.foundation.vault.refusal import Refused, collect_refusals
from jatan.foundation.vault.statements import Statement, is_named, statement_beside, statements_of, with_statement
from jatan.kernel import clock

# In payloads of the ledger: the head of the first statement of the case that an event is about.
FIRST_STATEMENT: Final = "first_statement"


@dataclass(frozen=True, repr=False)
class CaseKey:
    """A case's key and its version. `heads`: of the statements of its chain, from the first to the one by which it is
    read; empty for a case of an earlier version, whose readers nobody has signed yet."""

    dek: bytes
    version: int
    heads: tuple[str, ...] = ()

    @property
    def statement(self) -> int:
        """Number of the statement by which it is read, or 0."""
        return len(self.heads)

    @property
    def marks(self) -> dict[str, str]:
        """What the ledger is told of the chain, so that the nightly check knows one that was begun anew."""
        return {FIRST_STATEMENT: self.heads[0]} if self.heads else {}


@dataclass(repr=False)
class Keyring:
    """One holder of one organisation, unlocked."""

    organisation_id: uuid.UUID
    holder: uuid.UUID
    key: OpenedKey
    epoch: int
    _teams: dict[tuple[uuid.UUID, int], OpenedKey] = field(default_factory=dict)
    _gifts: dict[tuple[uuid.UUID, int], TeamGift] = field(default_factory=dict)

    def team(self, team_id: uuid.UUID, epoch: int) -> OpenedKey:
        """A team's private key of one epoch. Raises Refused("key") if the holder was not given it, Refused("signature")
        if the key she was given is not the one in the signed directory.
        """
        return self._team(team_id, epoch)

    def team_ids(self) -> list[uuid.UUID]:
        """Ids of the open teams the holder belongs to now."""
        rows = memberships(self.organisation_id, self.holder)
        return list(rows.order_by("since", "id").values_list("team_id", flat=True))

    def signer(self) -> OpenedSigner:
        """The organisation's signing key, for supervisors. Raises Refused("key") for everybody else, and "signature"
        for a key that the organisation's verifying key does not verify."""
        gift = SignerGift.objects.filter(
            organisation_id=self.organisation_id, holder=self.holder, epoch=self.epoch
        ).first()
        if gift is None:
            raise Refused("key")
        context = signer_context(self.organisation_id, self.holder, self.epoch)
        signer = self.key.signer(bytes(gift.sealed), context)
        # Anybody can seal a key of her own to a supervisor.
        if signer.verifier().raw != authority_of(self.organisation_id).raw:
            raise Refused("signature")
        return signer

    def author(self) -> OpenedSigner | None:
        """What the holder signs with; None while her signing key waits to be certified, as that of everybody who had
        keys before. Raises Refused("signature") if her row of the directory is not what the organisation signed."""
        row = self._own_row()
        if row is None or not row.signature:
            raise Refused("signature")
        return self._author(row)

    def author_if_vouched_for(self) -> OpenedSigner | None:
        """As `author`; None also while nobody has signed the holder's key."""
        row = self._own_row()
        return self._author(row) if row is not None and row.signature else None

    def _own_row(self) -> DirectoryKey | None:
        return DirectoryKey.objects.filter(
            organisation_id=self.organisation_id, kind=Kind.USER, principal=self.holder, epoch=self.epoch
        ).first()

    def _author(self, row: DirectoryKey) -> OpenedSigner | None:
        verify_row(row, authority_of(self.organisation_id))
        if not is_complete(row):
            return None
        author = self.key.author()
        if author.verifier().raw != bytes(row.signing):
            raise Refused("signature")
        return author

    def is_signer(self) -> bool:
        """Whether the organisation's signing key was given to the holder."""
        gifts = SignerGift.objects.filter(organisation_id=self.organisation_id, holder=self.holder, epoch=self.epoch)
        return gifts.exists()

    def case_key(self, case: uuid.UUID) -> CaseKey:
        """The newest key of a case. Raises Refused("key") if the holder can open no wrap of that version, "missing" if
        the wrap that her statement promises is not there, "swapped" for a key that is not the one that was signed.

        Three queries, whatever the number of readers: wraps with the statement, the holder's gifts of team keys, the
        directory. She has no gift for the current epoch of a team she has left, so its wraps cannot be opened.
        """
        rows = list(with_statement(Wrap.objects.filter(organisation_id=self.organisation_id, case=case)))
        stated = statement_beside(rows[0]) if rows else None
        if stated is not None:
            held = [row for row in rows if is_named(stated, row)]
        else:
            newest = max((row.dek_version for row in rows), default=0)
            today = clock.today()
            held = [row for row in rows if row.dek_version == newest and (row.until is None or row.until >= today)]
        of_teams = {(row.principal, row.epoch) for row in held if row.kind == Kind.TEAM}
        held_teams = self._known_team_keys(of_teams)
        openable = [row for row in held if row.principal == self.holder or (row.principal, row.epoch) in held_teams]
        for row in sorted(openable, key=lambda row: (row.kind != Kind.USER, len(row.sealed))):
            opened = self._case_key_in(row)
            if opened is not None:
                return self._checked(CaseKey(opened, row.dek_version), stated)
        if stated is not None and stated.names(Kind.USER, self.holder, self.epoch, stated.version):
            raise Refused("missing")
        raise Refused("key")

    def case_keys(
        self, cases: Iterable[uuid.UUID] | None = None, *, refused: list[uuid.UUID] | None = None
    ) -> dict[uuid.UUID, CaseKey]:
        """Case id -> newest key, of those among `cases` (None: all) that the holder can open. Three queries, and two
        per team; and a query for the statements, or four.

        Wraps that no statement names are ignored: their readers were revoked, or never were any. The id of a case whose
        wrap or chain was altered is appended to `refused`; without that list Refused is raised.
        """
        rows = Wrap.objects.filter(organisation_id=self.organisation_id, principal__in=[self.holder, *self.team_ids()])
        rows = rows.exclude(until__lt=clock.today())
        if cases is not None:
            rows = rows.filter(case__in=list(cases))
        keys: dict[uuid.UUID, CaseKey] = {}
        # The newest version first, and of one version the wrap that opens fastest.
        found = sorted(map(_Given._make, rows.values_list(*_Given._fields)), key=_by_version_and_length)
        damaged: list[uuid.UUID] = []
        stated = statements_of(
            self.organisation_id, {row.case for row in found}, refused=None if refused is None else damaged
        )
        is_all_signed = {row.case for row in found} <= {*stated, *damaged}
        stale = {} if is_all_signed else self._newest_of_mixed_versions()
        given = [row for row in found if row.case not in damaged and _counts(row, stated.get(row.case), stale)]
        self._ask_ahead(given)
        for row in given:
            if row.case not in keys:
                with collect_refusals(refused, row.case):
                    opened = self._case_key_in(row)
                    if opened is not None:
                        keys[row.case] = self._checked(CaseKey(opened, row.dek_version), stated.get(row.case))
        for case, one in stated.items():
            if case not in keys and one.names(Kind.USER, self.holder, self.epoch, one.version):
                with collect_refusals(refused, case):
                    raise Refused("missing")
        if refused is not None:
            refused.extend(case for case in damaged if case not in refused)
        return keys

    def given_cases(self) -> QuerySet[Wrap, uuid.UUID]:
        """Ids of cases with a wrap for the holder or one of her teams; opens no key."""
        return given_cases(self.organisation_id, self.holder)

    def case_key_from_team(self, row: "Wrap | _Given") -> bytes:
        """The case key in a wrap for one of the holder's teams. Raises Refused("key") for another team's."""
        return self._team(row.principal, row.epoch).unwrap_case_key(bytes(row.sealed), wrap_context(row))

    def held(self, team_id: uuid.UUID, epoch: int) -> OpenedKey | None:
        """A team's key of one epoch, or None if the holder was not given it."""
        try:
            return self._team(team_id, epoch)
        except Refused as refused:
            if refused.code != "key":
                raise
            return None

    def _ask_ahead(self, rows: Iterable["_Given"]) -> None:
        """Have the first wrap of each case opened together: later ones are seldom needed."""
        firsts: dict[uuid.UUID, _Given] = {}
        for row in rows:
            firsts.setdefault(row.case, row)
        of_readers: dict[tuple[str, uuid.UUID, int], list[tuple[bytes, bytes]]] = {}
        for row in firsts.values():
            wraps = of_readers.setdefault((row.kind, row.principal, row.epoch), [])
            wraps.append((bytes(row.sealed), wrap_context(row)))
        for (kind, principal, epoch), wraps in of_readers.items():
            key = self.key if kind == Kind.USER else self._team_if_whole(principal, epoch)
            if key is not None and len(wraps) > 1:
                key.ask_ahead(wraps)

    def _team_if_whole(self, team_id: uuid.UUID, epoch: int) -> OpenedKey | None:
        """As `held`, and None for one that is refused: each of its cases is refused by itself later."""
        try:
            return self.held(team_id, epoch)
        except Refused:
            return None

    def _newest_of_mixed_versions(self) -> dict[uuid.UUID, int]:
        """Case id -> newest version, of cases with wraps of several versions: empty unless old rows were put back."""
        counted = Wrap.objects.filter(organisation_id=self.organisation_id).values("case")
        mixed = counted.annotate(newest=Max("dek_version"), oldest=Min("dek_version")).filter(newest__gt=F("oldest"))
        return dict(mixed.values_list("case", "newest"))

    def _checked(self, key: CaseKey, stated: Statement | None) -> CaseKey:
        """The key, if it is the one that the statement commits to. Raises Refused("swapped")."""
        if stated is None:
            return key
        stated.check(self.organisation_id, key.dek)
        return CaseKey(key.dek, key.version, stated.heads)

    def _case_key_in(self, row: "Wrap | _Given") -> bytes | None:
        if row.kind == Kind.USER:
            return self.key.unwrap_case_key(bytes(row.sealed), wrap_context(row)) if row.epoch == self.epoch else None
        return self.case_key_from_team(row) if self.held(row.principal, row.epoch) else None

    def _team(self, team_id: uuid.UUID, epoch: int) -> OpenedKey:
        if (team_id, epoch) not in self._teams:
            if (team_id, epoch) not in self._known_team_keys({(team_id, epoch)}):
                raise Refused("key")
            gift = self._gifts.pop((team_id, epoch))
            context = team_context(organisation=self.organisation_id, team=team_id, epoch=epoch, member=self.holder)
            private = self.key.opened(bytes(gift.sealed), context)
            if trusted_key(self.organisation_id, Kind.TEAM, team_id, epoch=epoch).key != private.public():
                raise Refused("signature")
            self._teams[team_id, epoch] = private
        return self._teams[team_id, epoch]

    def _known_team_keys(self, teams: Collection[tuple[uuid.UUID, int]]) -> set[tuple[uuid.UUID, int]]:
        """Those (team, epoch) whose key the holder was given; loads missing gifts in one query."""
        unknown = [pair for pair in teams if pair not in self._gifts and pair not in self._teams]
        if unknown:
            rows = TeamGift.objects.filter(
                organisation_id=self.organisation_id, principal=self.holder, team_id__in={pair[0] for pair in unknown}
            )
            self._gifts |= {(row.team_id, row.epoch): row for row in rows}
        return {pair for pair in teams if pair in self._gifts or pair in self._teams}


def given_cases(
    organisation_id: uuid.UUID, holder: uuid.UUID, case: uuid.UUID | None = None
) -> QuerySet[Wrap, uuid.UUID]:
    """Ids of cases (or `case` alone) with a wrap for a holder or one of her teams: one query, no key."""
    teams = memberships(organisation_id, holder).values("team_id")
    rows = Wrap.objects.filter(Q(principal=holder) | Q(principal__in=teams), organisation_id=organisation_id)
    rows = rows.exclude(until__lt=clock.today())
    return (rows if case is None else rows.filter(case=case)).values_list("case", flat=True)


def memberships(organisation_id: uuid.UUID, holder: uuid.UUID) -> QuerySet[TeamMember]:
    """The memberships of a holder in teams that stand."""
    return TeamMember.objects.filter(
        organisation_id=organisation_id, holder=holder, until__isnull=True, team__closed_at__isnull=True
    )


def signer_context(organisation_id: uuid.UUID, holder: uuid.UUID, epoch: int) -> bytes:
    """The context of a supervisor's copy of the signing key: a team context with the organisation as team."""
    return team_context(organisation=organisation_id, team=organisation_id, epoch=epoch, member=holder)


def wrap_context(row: "Wrap | _Given") -> bytes:
    """The context of a wrap."""
    return dek_context(
        organisation=row.organisation_id,
        case=row.case,
        dek_version=row.dek_version,
        principal=row.principal,
        epoch=row.epoch,
    )


class _Given(NamedTuple):
    """A wrap as a plain tuple, because a search reads thousands."""

    organisation_id: uuid.UUID
    case: uuid.UUID
    dek_version: int
    kind: str
    principal: uuid.UUID
    epoch: int
    sealed: bytes


def _counts(row: _Given, stated: Statement | None, stale: Mapping[uuid.UUID, int]) -> bool:
    """Whether a wrap is named by the case's statement; of a case without one, whether it is of the newest version."""
    if stated is None:
        return stale.get(row.case, row.dek_version) == row.dek_version
    return stated.names(row.kind, row.principal, row.epoch, row.dek_version)


def _by_version_and_length(row: _Given) -> tuple[int, int]:
    return -row.dek_version, len(row.sealed)
