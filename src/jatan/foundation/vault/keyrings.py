"""A holder's unlocked keys: her own key, her teams' keys, and the case keys these open.

A keyring exists for one request. It is never stored, pickled or printed.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import dek_context, team_context
from jatan.foundation.vault.directory import trusted_key
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.models import SignerGift, TeamGift, TeamMember, Wrap
from jatan.foundation.vault.refusal import Refused, collect_refusals
from jatan.foundation.vault.signatures import Signer
from jatan.foundation.vault.teams import team_key_from, team_symmetric, team_unwrap
from jatan.kernel import clock

__all__ = ["CaseKey", "Keyring", "TeamKeys", "given_cases", "memberships", "signer_context", "wrap_context"]


@dataclass(frozen=True, repr=False)
class CaseKey:
    """A case's key and its version."""

    dek: bytes
    version: int


@dataclass(frozen=True, repr=False)
class TeamKeys:
    """A team's private key of one epoch, and the symmetric key derived from it."""

    private: PrivateKey
    symmetric: bytes


@dataclass(repr=False)
class Keyring:
    """One holder of one organisation, unlocked."""

    organisation_id: uuid.UUID
    holder: uuid.UUID
    key: PrivateKey
    epoch: int
    _teams: dict[tuple[uuid.UUID, int], TeamKeys] = field(default_factory=dict)
    _gifts: dict[tuple[uuid.UUID, int], TeamGift] = field(default_factory=dict)

    def team(self, team_id: uuid.UUID, epoch: int) -> PrivateKey:
        """A team's private key of one epoch. Raises Refused("key") if the holder was not given it, Refused("signature")
        if the key she was given is not the one in the signed directory.
        """
        return self._team(team_id, epoch).private

    def team_ids(self) -> list[uuid.UUID]:
        """Ids of the open teams the holder belongs to now."""
        rows = memberships(self.organisation_id, self.holder)
        return list(rows.order_by("since", "id").values_list("team_id", flat=True))

    def symmetric(self, team_id: uuid.UUID, epoch: int) -> bytes:
        """The team's symmetric key of one epoch."""
        return self._team(team_id, epoch).symmetric

    def signer(self) -> Signer:
        """The organisation's signing key, for supervisors. Raises Refused("key") for everybody else."""
        gift = SignerGift.objects.filter(
            organisation_id=self.organisation_id, holder=self.holder, epoch=self.epoch
        ).first()
        if gift is None:
            raise Refused("key")
        context = signer_context(self.organisation_id, self.holder, self.epoch)
        return Signer(self.key.unwrap(bytes(gift.sealed), context))

    def case_key(self, case: uuid.UUID) -> CaseKey:
        """The newest key of a case. Raises Refused("key") if the holder can open no wrap of that version.

        Three queries, whatever the number of readers: wraps, the holder's gifts of team keys, the directory. She has no
        gift for the current epoch of a team she has left, so its wraps cannot be opened.
        """
        rows = list(Wrap.objects.filter(organisation_id=self.organisation_id, case=case))
        newest = max((row.dek_version for row in rows), default=0)
        today = clock.today()
        held = [row for row in rows if row.dek_version == newest and (row.until is None or row.until >= today)]
        of_teams = {(row.principal, row.epoch) for row in held if row.kind == Kind.TEAM}
        held_teams = self._known_team_keys(of_teams)
        openable = [row for row in held if row.principal == self.holder or (row.principal, row.epoch) in held_teams]
        for row in sorted(openable, key=lambda row: (row.kind != Kind.USER, len(row.sealed))):
            opened = self._case_key_in(row)
            if opened is not None:
                return CaseKey(opened, row.dek_version)
        raise Refused("key")

    def case_keys(
        self, cases: Iterable[uuid.UUID] | None = None, *, refused: list[uuid.UUID] | None = None
    ) -> dict[uuid.UUID, CaseKey]:
        """Case id -> newest key, of those among `cases` (None: all) that the holder can open. Three queries, and two
        per team.

        Wraps of an older version are ignored: their readers were revoked. The id of a case whose wrap was altered is
        appended to `refused`; without that list Refused is raised.
        """
        rows = Wrap.objects.filter(organisation_id=self.organisation_id, principal__in=[self.holder, *self.team_ids()])
        rows = rows.exclude(until__lt=clock.today())
        if cases is not None:
            rows = rows.filter(case__in=list(cases))
        stale = self._newest_of_mixed_versions()
        keys: dict[uuid.UUID, CaseKey] = {}
        # The newest version first, and of one version the wrap that opens fastest.
        for row in sorted(map(_Given._make, rows.values_list(*_Given._fields)), key=_by_version_and_length):
            if row.case not in keys and stale.get(row.case, row.dek_version) == row.dek_version:
                with collect_refusals(refused, row.case):
                    opened = self._case_key_in(row)
                    if opened is not None:
                        keys[row.case] = CaseKey(opened, row.dek_version)
        return keys

    def given_cases(self) -> QuerySet[Wrap, uuid.UUID]:
        """Ids of cases with a wrap for the holder or one of her teams; opens no key."""
        return given_cases(self.organisation_id, self.holder)

    def case_key_from_team(self, row: "Wrap | _Given") -> bytes:
        """The case key in a wrap for one of the holder's teams. Raises Refused("key") for another team's."""
        held = self._team(row.principal, row.epoch)
        return team_unwrap(held.private, held.symmetric, bytes(row.sealed), wrap_context(row))

    def held(self, team_id: uuid.UUID, epoch: int) -> TeamKeys | None:
        """A team's keys of one epoch, or None if the holder was not given them."""
        try:
            return self._team(team_id, epoch)
        except Refused as refused:
            if refused.code != "key":
                raise
            return None

    def _newest_of_mixed_versions(self) -> dict[uuid.UUID, int]:
        """Case id -> newest version, of cases with wraps of several versions: empty unless old rows were put back."""
        counted = Wrap.objects.filter(organisation_id=self.organisation_id).values("case")
        mixed = counted.annotate(newest=Max("dek_version"), oldest=Min("dek_version")).filter(newest__gt=F("oldest"))
        return dict(mixed.values_list("case", "newest"))

    def _case_key_in(self, row: "Wrap | _Given") -> bytes | None:
        if row.kind == Kind.USER:
            return self.key.unwrap(bytes(row.sealed), wrap_context(row)) if row.epoch == self.epoch else None
        return self.case_key_from_team(row) if self.held(row.principal, row.epoch) else None

    def _team(self, team_id: uuid.UUID, epoch: int) -> TeamKeys:
        if (team_id, epoch) not in self._teams:
            if (team_id, epoch) not in self._known_team_keys({(team_id, epoch)}):
                raise Refused("key")
            gift = self._gifts.pop((team_id, epoch))
            context = team_context(organisation=self.organisation_id, team=team_id, epoch=epoch, member=self.holder)
            private = team_key_from(bytes(gift.sealed), self.key, context)
            if trusted_key(self.organisation_id, Kind.TEAM, team_id, epoch=epoch).key != private.public():
                raise Refused("signature")
            self._teams[team_id, epoch] = TeamKeys(private, team_symmetric(private))
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


def _by_version_and_length(row: _Given) -> tuple[int, int]:
    return -row.dek_version, len(row.sealed)
