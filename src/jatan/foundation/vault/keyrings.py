"""What one holder can open in her unlocked session: her own key, her teams' keys, the keys of their cases.

A keyring lives as long as one request. It is never stored, pickled or printed.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import dek_context, team_context
from jatan.foundation.vault.directory import trusted
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.models import SignerGift, TeamGift, TeamMember, Wrap
from jatan.foundation.vault.refusal import Refused, refusals
from jatan.foundation.vault.signatures import Signer
from jatan.foundation.vault.teams import team_key_from, team_symmetric, team_unwrap
from jatan.kernel import clock

__all__ = ["CaseKey", "Keyring", "TeamKeys", "given_cases", "signer_context", "wrap_context"]


@dataclass(frozen=True, repr=False)
class CaseKey:
    """A case's key and its version."""

    dek: bytes
    version: int


@dataclass(frozen=True, repr=False)
class TeamKeys:
    """A team's private key of one epoch, and the symmetric key that follows from it."""

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
        """A team's private key of one epoch. Raises Refused("key") when she was not given it.

        What was given is compared with the signed directory: a gift of a stranger's key is refused ("signature").
        """
        return self._team(team_id, epoch).private

    def team_ids(self) -> list[uuid.UUID]:
        """Teams she belongs to now."""
        rows = _memberships(self.organisation_id, self.holder)
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
        """The newest key of a case. Raises Refused("key") when she can open none of that version.

        Three queries, whatever the number of readers: wraps, her gifts of their teams, the directory. A team she left
        gave her no key of its present epoch, so its wraps stay closed to her.
        """
        rows = list(Wrap.objects.filter(organisation_id=self.organisation_id, case=case))
        newest = max((row.dek_version for row in rows), default=0)
        today = clock.today()
        held = [row for row in rows if row.dek_version == newest and (row.until is None or row.until >= today)]
        of_teams = {(row.principal, row.epoch) for row in held if row.kind == Kind.TEAM}
        hers = self._given(of_teams)
        mine = [row for row in held if row.principal == self.holder or (row.principal, row.epoch) in hers]
        for row in sorted(mine, key=lambda row: (row.kind != Kind.USER, len(row.sealed))):
            opened = self._opened(row)
            if opened is not None:
                return CaseKey(opened, row.dek_version)
        raise Refused("key")

    def case_keys(
        self, cases: Iterable[uuid.UUID] | None = None, *, refused: list[uuid.UUID] | None = None
    ) -> dict[uuid.UUID, CaseKey]:
        """The newest keys of these cases (None: of all) that she can open, by case: three queries and two a team.

        A wrap of an older version opens nothing any more: whoever has only that has been taken away. A case whose wrap
        was altered is put on the list `refused`; without one it raises Refused.
        """
        rows = Wrap.objects.filter(organisation_id=self.organisation_id, principal__in=[self.holder, *self.team_ids()])
        rows = rows.exclude(until__lt=clock.today())
        if cases is not None:
            rows = rows.filter(case__in=list(cases))
        stale = self._with_two_versions()
        keys: dict[uuid.UUID, CaseKey] = {}
        # The newest version first, and of one version the wrap that opens fastest.
        for row in sorted(map(_Given._make, rows.values_list(*_Given._fields)), key=_newest_and_shortest):
            if row.case not in keys and stale.get(row.case, row.dek_version) == row.dek_version:
                with refusals(refused, row.case):
                    opened = self._opened(row)
                    if opened is not None:
                        keys[row.case] = CaseKey(opened, row.dek_version)
        return keys

    def given_cases(self) -> QuerySet[Wrap, uuid.UUID]:
        """Cases that were given to her or a team of hers; no key is opened."""
        return given_cases(self.organisation_id, self.holder)

    def opened_by_team(self, row: "Wrap | _Given") -> bytes:
        """The case key of a wrap given to one of her teams. Raises Refused("key") when the team is not hers."""
        held = self._team(row.principal, row.epoch)
        return team_unwrap(held.private, held.symmetric, bytes(row.sealed), wrap_context(row))

    def held(self, team_id: uuid.UUID, epoch: int) -> TeamKeys | None:
        """A team's keys of one epoch, or None when she was not given them."""
        try:
            return self._team(team_id, epoch)
        except Refused as refused:
            if refused.code != "key":
                raise
            return None

    def _with_two_versions(self) -> dict[uuid.UUID, int]:
        """Cases that have wraps of several versions, with the newest: none, unless somebody put old rows back."""
        counted = Wrap.objects.filter(organisation_id=self.organisation_id).values("case")
        mixed = counted.annotate(newest=Max("dek_version"), oldest=Min("dek_version")).filter(newest__gt=F("oldest"))
        return dict(mixed.values_list("case", "newest"))

    def _opened(self, row: "Wrap | _Given") -> bytes | None:
        if row.kind == Kind.USER:
            return self.key.unwrap(bytes(row.sealed), wrap_context(row)) if row.epoch == self.epoch else None
        return self.opened_by_team(row) if self.held(row.principal, row.epoch) else None

    def _team(self, team_id: uuid.UUID, epoch: int) -> TeamKeys:
        if (team_id, epoch) not in self._teams:
            if (team_id, epoch) not in self._given({(team_id, epoch)}):
                raise Refused("key")
            gift = self._gifts.pop((team_id, epoch))
            context = team_context(organisation=self.organisation_id, team=team_id, epoch=epoch, member=self.holder)
            private = team_key_from(bytes(gift.sealed), self.key, context)
            if trusted(self.organisation_id, Kind.TEAM, team_id, epoch=epoch).key != private.public():
                raise Refused("signature")
            self._teams[team_id, epoch] = TeamKeys(private, team_symmetric(private))
        return self._teams[team_id, epoch]

    def _given(self, teams: Collection[tuple[uuid.UUID, int]]) -> set[tuple[uuid.UUID, int]]:
        """Those team keys among these that were given to her; unknown ones are looked up in one query."""
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
    """Cases (or the one case) that were given to a holder or a team of hers: one query, and no key."""
    teams = _memberships(organisation_id, holder).values("team_id")
    rows = Wrap.objects.filter(Q(principal=holder) | Q(principal__in=teams), organisation_id=organisation_id)
    rows = rows.exclude(until__lt=clock.today())
    return (rows if case is None else rows.filter(case=case)).values_list("case", flat=True)


def _memberships(organisation_id: uuid.UUID, holder: uuid.UUID) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(
        organisation_id=organisation_id, holder=holder, until__isnull=True, team__closed_at__isnull=True
    )


def signer_context(organisation_id: uuid.UUID, holder: uuid.UUID, epoch: int) -> bytes:
    """What the signing key is bound to where a supervisor holds it: as a team key, the organisation being the team."""
    return team_context(organisation=organisation_id, team=organisation_id, epoch=epoch, member=holder)


def wrap_context(row: "Wrap | _Given") -> bytes:
    """What a wrap is bound to."""
    return dek_context(
        organisation=row.organisation_id,
        case=row.case,
        dek_version=row.dek_version,
        principal=row.principal,
        epoch=row.epoch,
    )


class _Given(NamedTuple):
    """A wrap as a search reads it: thousands at a time, so without the model around it."""

    organisation_id: uuid.UUID
    case: uuid.UUID
    dek_version: int
    kind: str
    principal: uuid.UUID
    epoch: int
    sealed: bytes


def _newest_and_shortest(row: _Given) -> tuple[int, int]:
    return -row.dek_version, len(row.sealed)
