"""Who is in a team, signed with the organisation's key by the supervisor who changes it.

A roster names the members with the epoch of the key that each has at least, the team's own epoch and key, whether it
receives letters from outside, and the roster before it. What the rows of `TeamMember` say beside it is for lists; a
row that no roster names gets nothing. Teams of earlier versions have none until a supervisor opens her keys.
"""

import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import authority_of, is_complete
from jatan.foundation.vault.models import DirectoryKey, Team, TeamMember, TeamRoster
from jatan.foundation.vault.opened_keys import OpenedSigner
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import ROSTER_USE, Verifier, message_of
from jatan.foundation.vault.signed_bodies import FIRST_HEAD, body_bytes, fields_of, head_of
from jatan.kernel import clock


@dataclass(frozen=True)
class Roster:
    """One roster of a team. `members`: person -> epoch that her key has at least. `key`: fingerprint of the team's key
    of this `epoch`. `head`: what the next roster calls it."""

    team: uuid.UUID
    number: int
    epoch: int
    key: str
    members: Mapping[uuid.UUID, int]
    is_receiving: bool
    is_closed: bool
    head: str


@dataclass(frozen=True)
class Rosters:
    """All rosters of some teams, verified. `damaged`: teams with a roster that is missing or altered. `forged`: teams
    with a row besides that the organisation never signed: it counts for nothing, and is told."""

    by_team: Mapping[uuid.UUID, tuple[Roster, ...]]
    damaged: frozenset[uuid.UUID]
    forged: frozenset[uuid.UUID] = frozenset()

    def present(self, team: uuid.UUID) -> Roster | None:
        """The newest roster of a team; None for a team of an earlier version. Raises Refused("roster")."""
        if team in self.damaged:
            raise Refused("roster")
        found = self.by_team.get(team)
        return found[-1] if found else None

    def numbered(self, team: uuid.UUID, number: int) -> Roster:
        """A roster of a team. Raises Refused("roster") if there is none."""
        found = self.by_team.get(team, ())
        if team in self.damaged or not 0 < number <= len(found):
            raise Refused("roster")
        return found[number - 1]


def rosters_of(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> Rosters:
    """The rosters of these teams: one query, and one more for teams that have none. Raises Refused before the ceremony.

    A team whose key was signed together with a roster must have one: without it, it is damaged.
    """
    wanted = set(teams)
    rows: dict[uuid.UUID, list[TeamRoster]] = {team: [] for team in wanted}
    if not wanted:
        return Rosters({}, frozenset())
    held = TeamRoster.objects.filter(organisation_id=organisation_id, team__in=wanted).order_by("team", "number")
    for row in held:
        rows[row.team].append(row)
    found: dict[uuid.UUID, tuple[Roster, ...]] = {}
    authority = authority_of(organisation_id) if any(rows.values()) else None
    damaged = _with_complete_key(organisation_id, [team for team in wanted if not rows[team]])
    forged: set[uuid.UUID] = set()
    for team, of_team in rows.items():
        if authority is None or not of_team:
            continue
        try:
            found[team] = _verified(of_team, authority)
        except Refused:
            damaged.add(team)
        else:
            if len(found[team]) < len(of_team):
                forged.add(team)
    return Rosters(found, frozenset(damaged), frozenset(forged))


def roster_of(organisation_id: uuid.UUID, team: uuid.UUID) -> Roster | None:
    """The newest roster of one team; None for a team of an earlier version. Raises Refused("roster")."""
    return rosters_of(organisation_id, [team]).present(team)


def write_roster(organisation_id: uuid.UUID, by: uuid.UUID, signer: OpenedSigner, roster: Roster) -> Roster:
    """Sign and store the next roster of a team. `by`: who decided. Returns it with its head. Raises Refused("roster")
    if its place is taken by a row that the organisation did not sign."""
    if TeamRoster.objects.filter(organisation_id=organisation_id, team=roster.team, number=roster.number).exists():
        raise Refused("roster")
    body = body_bytes(
        {
            "organisation": organisation_id.hex,
            "team": roster.team.hex,
            "number": roster.number,
            "before": roster.head,
            "epoch": roster.epoch,
            "key": roster.key,
            "members": {member.hex: epoch for member, epoch in roster.members.items()},
            "receives": roster.is_receiving,
            "closed": roster.is_closed,
            "by": by.hex,
            "at": clock.now().isoformat(),
        }
    )
    signature = signer.sign_message(message_of(ROSTER_USE, body), ROSTER_USE)
    TeamRoster.objects.create(
        organisation_id=organisation_id, team=roster.team, number=roster.number, body=body, signature=signature
    )
    return replace(roster, head=head_of(body))


def next_roster(before: Roster | None, team: Team, *, key: str, members: Mapping[uuid.UUID, int]) -> Roster:
    """The roster after this one, with the team's present epoch; not signed yet."""
    return Roster(
        team=team.pk,
        number=before.number + 1 if before else 1,
        epoch=team.epoch,
        key=key,
        members=members,
        is_receiving=before.is_receiving if before else team.is_receiving,
        is_closed=before.is_closed if before else team.closed_at is not None,
        head=before.head if before else FIRST_HEAD,
    )


def member_rows(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Team -> people whose rows say that they belong to it: one query. What gives access is the roster."""
    rows = TeamMember.objects.filter(organisation_id=organisation_id, team_id__in=list(teams), until__isnull=True)
    members: dict[uuid.UUID, set[uuid.UUID]] = {}
    for team, holder in rows.values_list("team_id", "holder"):
        members.setdefault(team, set()).add(holder)
    return members


def _with_complete_key(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the teams whose newest key was signed together with a roster."""
    wanted = list(teams)
    if not wanted:
        return set()
    rows = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.TEAM, principal__in=wanted)
    return {row.principal for row in rows if is_complete(row)}


def _verified(rows: Iterable[TeamRoster], authority: Verifier) -> tuple[Roster, ...]:
    """The signed rosters of a team, which are one chain from the first. Raises Refused("roster").

    A row that the organisation did not sign is left out, so that nobody closes a team by inserting one; one in place of
    a signed row leaves a gap, or the last one missing.
    """
    signed: list[_Signed] = []
    for row in rows:
        with suppress(Refused):
            authority.verify_message(message_of(ROSTER_USE, bytes(row.body)), ROSTER_USE, bytes(row.signature))
            one = _signed_in(bytes(row.body))
            if (one.organisation, one.roster.team, one.roster.number) == (row.organisation_id, row.team, row.number):
                signed.append(one)
    heads = [FIRST_HEAD, *(one.roster.head for one in signed)]
    is_chain = all(
        (one.roster.number, one.before) == (number, heads[number - 1]) for number, one in enumerate(signed, start=1)
    )
    if not signed or not is_chain:
        raise Refused("roster")
    return tuple(one.roster for one in signed)


class _Signed(NamedTuple):
    """A roster with what binds it to its place."""

    organisation: uuid.UUID
    before: str
    roster: Roster


def _signed_in(body: bytes) -> _Signed:
    """What a body says; all its fields are read here. Raises Refused("roster")."""
    fields = fields_of(body, "roster")
    roster = Roster(
        team=fields.id("team"),
        number=fields.number("number"),
        epoch=fields.number("epoch"),
        key=fields.text("key"),
        members=fields.numbers("members"),
        is_receiving=fields.flag("receives"),
        is_closed=fields.flag("closed"),
        head=head_of(body),
    )
    return _Signed(fields.id("organisation"), fields.text("before"), roster)
