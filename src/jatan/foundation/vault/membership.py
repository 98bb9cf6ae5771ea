"""Create and change teams with a supervisor's keyring, which includes the organisation's signing key.

When a member leaves, the team gets a new key pair (epoch), and every case key of the team is wrapped again under it.
"""

import uuid
from collections.abc import Iterable

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import team_context
from jatan.foundation.vault.directory import publish, sign_key, trusted_key
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.keyrings import Keyring, wrap_context
from jatan.foundation.vault.letters import reseal_letters
from jatan.foundation.vault.models import DirectoryKey, Team, TeamGift, TeamMember, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.teams import team_key_for, team_symmetric, team_wrap
from jatan.kernel import clock

__all__ = [
    "add_member",
    "certify_key",
    "create_team",
    "fingerprint_of",
    "give_team_keys_again",
    "remove_member",
    "start_epoch",
]


def certify_key(keyring: Keyring, row: DirectoryKey) -> None:
    """Sign a colleague's waiting key. Raises Refused("key") if the keyring's holder is not a supervisor."""
    sign_key(row, keyring.signer())


def create_team(keyring: Keyring, name: str, holders: Iterable[uuid.UUID]) -> Team:
    """Create a team with its first epoch. Raises Refused("signature") if a member's key is not certified.

    The first team of an organisation receives its letters.
    """
    is_first = not Team.objects.filter(organisation_id=keyring.organisation_id, is_receiving=True).exists()
    team = Team.objects.create(organisation_id=keyring.organisation_id, name=name, epoch=0, is_receiving=is_first)
    chosen = list(dict.fromkeys(holders))
    for holder in chosen:
        trusted_key(keyring.organisation_id, Kind.USER, holder)
    members = [TeamMember(organisation_id=keyring.organisation_id, team=team, holder=holder) for holder in chosen]
    TeamMember.objects.bulk_create(members)
    start_epoch(keyring, team)
    return team


def add_member(keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """Add a member and give her the team's current key. Raises Refused("key") if the caller is not a member."""
    private = keyring.team(team.pk, team.epoch)
    TeamMember.objects.create(organisation_id=keyring.organisation_id, team=team, holder=holder)
    _give_team_key(team, private, Kind.USER, holder)


def remove_member(keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """End a membership and start a new epoch whose key the former member does not get."""
    rows = TeamMember.objects.filter(
        organisation_id=keyring.organisation_id, team=team, holder=holder, until__isnull=True
    )
    rows.update(until=clock.now())
    start_epoch(keyring, team)
    TeamGift.objects.filter(organisation_id=keyring.organisation_id, team=team, principal=holder).delete()


def start_epoch(keyring: Keyring, team: Team) -> PrivateKey:
    """Create a new key pair for the team, give it to members and recovery officers, and wrap its case keys again.

    Members whose own key is not certified yet are skipped; `give_team_keys_again` gives them the key later.
    """
    old_epoch, private = team.epoch, PrivateKey.made()
    # Only a member may change a team, even one without cases. Loaded now, because the old key is no longer trusted once
    # the next one is published; the keyring caches it.
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
        if holder == keyring.holder or _is_certified(keyring.organisation_id, holder):
            _give_team_key(team, private, Kind.USER, holder)
    _give_team_key(team, private, Kind.RECOVERY, keyring.organisation_id)
    if old is not None:
        _move_wraps(keyring, team, old_epoch, private)
        reseal_letters(old, private.public(), team, old_epoch)
        _close_epoch(team, old_epoch)
    return private


def give_team_keys_again(keyring: Keyring, holder: uuid.UUID) -> int:
    """Give a colleague with a new key the current keys of the teams that both belong to. Returns how many.

    Teams whose key the caller does not have, because her own key is new too, are skipped.
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
        _give_team_key(team, held.private, Kind.USER, holder)
        given += 1
    return given


def _is_certified(organisation_id: uuid.UUID, holder: uuid.UUID) -> bool:
    try:
        trusted_key(organisation_id, Kind.USER, holder)
    except Refused:
        return False
    return True


def _give_team_key(team: Team, private: PrivateKey, kind: Kind, principal: uuid.UUID) -> None:
    known = trusted_key(team.organisation_id, kind, principal)
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
    """Wrap each case key of the team again under the new epoch (about 5,000 per second); delete expired wraps."""
    new = team_symmetric(private)
    held = Wrap.objects.filter(organisation_id=team.organisation_id, principal=team.pk, epoch=old_epoch)
    held.filter(until__lt=clock.today()).delete()
    rows = list(held)
    for row in rows:
        dek = keyring.case_key_from_team(row)
        row.epoch = team.epoch
        row.sealed = team_wrap(new, dek, wrap_context(row))
    Wrap.objects.bulk_update(rows, ["epoch", "sealed"], batch_size=1000)


def _close_epoch(team: Team, epoch: int) -> None:
    mine = {"organisation_id": team.organisation_id}
    DirectoryKey.objects.filter(kind=Kind.TEAM, principal=team.pk, epoch=epoch, **mine).update(retired_at=clock.now())
    TeamGift.objects.filter(team=team, epoch=epoch, **mine).delete()


def fingerprint_of(row: DirectoryKey) -> str:
    """The fingerprint that two people compare before one certifies the other's key."""
    return PublicKey(bytes(row.public)).fingerprint
