"""Teams: made and changed in a supervisor's session, who holds the organisation's signing key.

A member who leaves takes nothing along: the team gets a new epoch, and every case of the team is wrapped to it anew.
"""

import uuid
from collections.abc import Iterable

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import team_context
from jatan.foundation.vault.directory import publish, trusted, vouch
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.keyrings import Keyring, wrap_context
from jatan.foundation.vault.letters import reseal_letters
from jatan.foundation.vault.models import DirectoryKey, Team, TeamGift, TeamMember, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.teams import team_key_for, team_symmetric, team_wrap
from jatan.kernel import clock

__all__ = [
    "add_member",
    "approve_key",
    "fingerprint_of",
    "make_team",
    "next_epoch",
    "regive",
    "remove_member",
]


def approve_key(keyring: Keyring, row: DirectoryKey) -> None:
    """Vouch for a colleague's waiting key. Raises Refused("key") for everybody who is no supervisor."""
    vouch(row, keyring.signer())


def make_team(keyring: Keyring, name: str, holders: Iterable[uuid.UUID]) -> Team:
    """A new team with its first epoch. Every member's key must have been vouched for: else Refused("signature").

    The first team of an organisation is the one that receives letters.
    """
    is_first = not Team.objects.filter(organisation_id=keyring.organisation_id, is_receiving=True).exists()
    team = Team.objects.create(organisation_id=keyring.organisation_id, name=name, epoch=0, is_receiving=is_first)
    chosen = list(dict.fromkeys(holders))
    for holder in chosen:
        trusted(keyring.organisation_id, Kind.USER, holder)
    members = [TeamMember(organisation_id=keyring.organisation_id, team=team, holder=holder) for holder in chosen]
    TeamMember.objects.bulk_create(members)
    next_epoch(keyring, team)
    return team


def add_member(keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """Give a team's present key to one more colleague. The giver belongs to the team: else Refused("key")."""
    private = keyring.team(team.pk, team.epoch)
    TeamMember.objects.create(organisation_id=keyring.organisation_id, team=team, holder=holder)
    _gift(team, private, Kind.USER, holder)


def remove_member(keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """End a membership at once, with a new epoch that she was never given."""
    rows = TeamMember.objects.filter(
        organisation_id=keyring.organisation_id, team=team, holder=holder, until__isnull=True
    )
    rows.update(until=clock.now())
    next_epoch(keyring, team)
    TeamGift.objects.filter(organisation_id=keyring.organisation_id, team=team, principal=holder).delete()


def next_epoch(keyring: Keyring, team: Team) -> PrivateKey:
    """A new pair for the team, given to its members and the recovery officers; its cases wrapped to it anew.

    A member whose own new key waits for a word is passed over, so that she holds up nobody's leaving: `regive` serves
    her once it is vouched for.
    """
    old_epoch, private = team.epoch, PrivateKey.made()
    # Whoever was not given it changes no team, even one without a case. Once the next key stands, this one counts no
    # more: the keyring remembers it until the end of this act.
    old = keyring.team(team.pk, old_epoch) if old_epoch else None
    team.epoch += 1
    team.save(update_fields=["epoch"])
    publish(
        keyring.organisation_id,
        Kind.TEAM,
        team.pk,
        team.epoch,
        private.public(),
        signer=keyring.signer(),
        is_receiving=team.is_receiving,
    )
    held = TeamMember.objects.filter(organisation_id=keyring.organisation_id, team=team, until__isnull=True)
    for holder in held.order_by("id").values_list("holder", flat=True):
        if holder == keyring.holder or _is_vouched(keyring.organisation_id, holder):
            _gift(team, private, Kind.USER, holder)
    _gift(team, private, Kind.RECOVERY, keyring.organisation_id)
    if old is not None:
        _move_wraps(keyring, team, old_epoch, private)
        reseal_letters(old, private.public(), team, old_epoch)
        _close_epoch(team, old_epoch)
    return private


def regive(keyring: Keyring, holder: uuid.UUID) -> int:
    """Give a colleague with a new key the present keys of teams that both belong to. Returns how many.

    A team that the giver cannot open herself, because her own key is new too, is left to another of its members.
    """
    given = 0
    shared = TeamMember.objects.filter(
        organisation_id=keyring.organisation_id, holder=holder, until__isnull=True, team_id__in=keyring.team_ids()
    ).select_related("team")
    for membership in shared:
        team = membership.team
        held = keyring.held(team.pk, team.epoch)
        if held is None:
            continue
        TeamGift.objects.filter(
            organisation_id=keyring.organisation_id, team=team, epoch=team.epoch, principal=holder
        ).delete()
        _gift(team, held.private, Kind.USER, holder)
        given += 1
    return given


def _is_vouched(organisation_id: uuid.UUID, holder: uuid.UUID) -> bool:
    try:
        trusted(organisation_id, Kind.USER, holder)
    except Refused:
        return False
    return True


def _gift(team: Team, private: PrivateKey, kind: Kind, principal: uuid.UUID) -> None:
    known = trusted(team.organisation_id, kind, principal)
    context = team_context(organisation=team.organisation_id, team=team.pk, epoch=team.epoch, member=principal)
    TeamGift.objects.create(
        organisation_id=team.organisation_id,
        team=team,
        epoch=team.epoch,
        kind=kind,
        principal=principal,
        sealed=team_key_for(private, known.key, context),
    )


def _move_wraps(keyring: Keyring, team: Team, old_epoch: int, private: PrivateKey) -> None:
    """Each case key of the team, opened under the old epoch and sealed under the new: 5,000 in about a second.

    What was given to the team until a day that is past goes.
    """
    new = team_symmetric(private)
    held = Wrap.objects.filter(organisation_id=team.organisation_id, principal=team.pk, epoch=old_epoch)
    held.filter(until__lt=clock.today()).delete()
    rows = list(held)
    for row in rows:
        dek = keyring.opened_by_team(row)
        row.epoch = team.epoch
        row.sealed = team_wrap(new, dek, wrap_context(row))
    Wrap.objects.bulk_update(rows, ["epoch", "sealed"], batch_size=1000)


def _close_epoch(team: Team, epoch: int) -> None:
    mine = {"organisation_id": team.organisation_id}
    DirectoryKey.objects.filter(kind=Kind.TEAM, principal=team.pk, epoch=epoch, **mine).update(retired_at=clock.now())
    TeamGift.objects.filter(team=team, epoch=epoch, **mine).delete()


def fingerprint_of(row: DirectoryKey) -> str:
    """What two people compare before one vouches for the other's key."""
    return PublicKey(bytes(row.public)).fingerprint
