"""Create and change teams with a supervisor's keyring, which includes the organisation's signing key.

Each change is a signed roster (`rosters`). When a member leaves, the team gets a new key pair (epoch), and every case
key of the team is wrapped again under it.
"""

import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress

from django.db.models import Exists, OuterRef

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import team_context
from jatan.foundation.vault.directory import authority_of, publish, sign_key, trusted_key, verify_row
from jatan.foundation.vault.keyrings import Keyring, wrap_context
from jatan.foundation.vault.letters import reseal_letters
from jatan.foundation.vault.models import DirectoryKey, Team, TeamGift, TeamMember, TeamRoster, Wrap
from jatan.foundation.vault.opened_keys import OpenedKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import Roster, member_rows, next_roster, roster_of, write_roster
from jatan.foundation.vault.statements import is_in_a_statement, is_named, statements_of
from jatan.kernel import clock


def certify_key(keyring: Keyring, row: DirectoryKey) -> None:
    """Sign a colleague's waiting key. Raises Refused("key") if the keyring's holder is not a supervisor."""
    sign_key(row, keyring.signer())


def create_team(keyring: Keyring, name: str, holders: Iterable[uuid.UUID]) -> Team:
    """Create a team with its first epoch and roster. Raises Refused("signature") if a member's key is not certified.

    The first team of an organisation receives its letters.
    """
    is_first = not Team.objects.filter(organisation_id=keyring.organisation_id, is_receiving=True).exists()
    team = Team.objects.create(organisation_id=keyring.organisation_id, name=name, epoch=0, is_receiving=is_first)
    chosen = list(dict.fromkeys(holders))
    members = {holder: trusted_key(keyring.organisation_id, Kind.USER, holder).epoch for holder in chosen}
    rows = [TeamMember(organisation_id=keyring.organisation_id, team=team, holder=holder) for holder in chosen]
    TeamMember.objects.bulk_create(rows)
    _start_epoch(keyring, team, None, members)
    return team


def add_member(keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """Add a member and give her the team's current key. Raises Refused("key") if the caller is no member of the team,
    or no supervisor."""
    private = keyring.team(team.pk, team.epoch)
    before = _signed_roster(keyring, team)
    epoch = trusted_key(keyring.organisation_id, Kind.USER, holder).epoch
    TeamMember.objects.create(organisation_id=keyring.organisation_id, team=team, holder=holder)
    _write(keyring, next_roster(before, team, key=before.key, members={**before.members, holder: epoch}))
    _give_team_key(team, private, Kind.USER, holder)


def remove_member(keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """End a membership and start a new epoch whose key the former member does not get."""
    before = _signed_roster(keyring, team)
    rows = TeamMember.objects.filter(
        organisation_id=keyring.organisation_id, team=team, holder=holder, until__isnull=True
    )
    rows.update(until=clock.now())
    _start_epoch(keyring, team, before, {one: epoch for one, epoch in before.members.items() if one != holder})
    TeamGift.objects.filter(organisation_id=keyring.organisation_id, team=team, principal=holder).delete()


def start_epoch(keyring: Keyring, team: Team) -> OpenedKey:
    """Create a new key pair for the team, give it to members and recovery officers, and wrap its case keys again.

    Members whose own key is not certified yet are skipped; `give_team_keys_again` gives them the key later. Who the
    members are its roster says, whatever the rows of memberships do.
    """
    before = _signed_roster(keyring, team)
    return _start_epoch(keyring, team, before, before.members)


def give_team_keys_again(keyring: Keyring, holder: uuid.UUID) -> int:
    """Give a colleague with a new key the current keys of the teams that both belong to. Returns how many.

    Teams whose key the caller does not have, because her own key is new too, are skipped.
    """
    given = 0
    for team in Team.objects.filter(organisation_id=keyring.organisation_id, pk__in=keyring.team_ids()).order_by("pk"):
        held = keyring.held(team.pk, team.epoch)
        if held is None:
            continue
        before = _signed_roster(keyring, team)
        if holder not in before.members:
            continue
        epoch = trusted_key(keyring.organisation_id, Kind.USER, holder).epoch
        if epoch < before.members[holder]:
            raise Refused("signature")
        if epoch > before.members[holder] and keyring.is_signer():
            _write(keyring, next_roster(before, team, key=before.key, members={**before.members, holder: epoch}))
        TeamGift.objects.filter(
            organisation_id=keyring.organisation_id, team=team, epoch=team.epoch, principal=holder
        ).delete()
        _give_team_key(team, held, Kind.USER, holder)
        given += 1
    return given


def unsigned_teams(keyring: Keyring) -> list[Team]:
    """Open teams of earlier versions, which have no roster yet."""
    organisation_id = keyring.organisation_id
    signed = TeamRoster.objects.filter(organisation_id=organisation_id, team=OuterRef("pk"))
    return list(
        Team.objects.filter(~Exists(signed), organisation_id=organisation_id, closed_at__isnull=True, epoch__gt=0)
    )


def sign_as_found(keyring: Keyring, team: Team) -> Roster:
    """Sign the first roster of a team of an earlier version, as its rows say, with the key that it has. Raises
    Refused: a team that had a roster already, a key that is not signed, nobody but a supervisor."""
    organisation_id, signer = keyring.organisation_id, keyring.signer()
    if roster_of(organisation_id, team.pk) is not None or is_in_a_statement(organisation_id, team.pk):
        raise Refused("roster")
    known = trusted_key(organisation_id, Kind.TEAM, team.pk)
    people = member_rows(organisation_id, [team.pk]).get(team.pk, set())
    epochs = _signed_epochs(organisation_id, people)
    members = {holder: epochs[holder] for holder in sorted(people) if holder in epochs}
    row = DirectoryKey.objects.get(
        organisation_id=organisation_id, kind=Kind.TEAM, principal=team.pk, epoch=known.epoch
    )
    roster = _write(keyring, next_roster(None, team, key=known.key.fingerprint, members=members))
    row.is_receiving = roster.is_receiving
    row.save(update_fields=["is_receiving"])
    sign_key(row, signer)
    return roster


def _start_epoch(keyring: Keyring, team: Team, before: Roster | None, members: Mapping[uuid.UUID, int]) -> OpenedKey:
    old_epoch, organisation_id = team.epoch, team.organisation_id
    private = keyring.key.make_team_key(
        team_context(organisation=organisation_id, team=team.pk, epoch=old_epoch + 1, member=keyring.holder)
    )
    # Only a member may change a team, even one without cases. Loaded now, because the old key is no longer trusted once
    # the next one is published; the keyring caches it.
    old = keyring.team(team.pk, old_epoch) if old_epoch else None
    team.epoch += 1
    team.save(update_fields=["epoch"])
    public = private.public()
    present = {holder: _certified_epoch(organisation_id, holder) for holder in sorted(members)}
    known = {holder: max(epoch, present[holder] or 0) for holder, epoch in members.items()}
    roster = _write(keyring, next_roster(before, team, key=public.fingerprint, members=known))
    publish(
        organisation_id,
        Kind.TEAM,
        team.pk,
        team.epoch,
        public,
        signer=keyring.signer(),
        is_receiving=roster.is_receiving,
    )
    for holder, epoch in present.items():
        # Not to a key that was replaced and is called living again.
        if epoch is not None and epoch >= members[holder]:
            _give_team_key(team, private, Kind.USER, holder)
    _give_team_key(team, private, Kind.RECOVERY, organisation_id)
    if old is not None:
        _move_wraps(keyring, team, old_epoch, private)
        reseal_letters(old, public, team, old_epoch)
        _close_epoch(team, old_epoch)
    return private


def _signed_roster(keyring: Keyring, team: Team) -> Roster:
    """The newest roster of a team; one of an earlier version is signed first. Raises Refused("roster") if it is not of
    the team's present key: then a later one is missing."""
    roster = roster_of(team.organisation_id, team.pk) or sign_as_found(keyring, team)
    known = trusted_key(team.organisation_id, Kind.TEAM, team.pk)
    if (roster.epoch, roster.key) != (known.epoch, known.key.fingerprint):
        raise Refused("roster")
    return roster


def _write(keyring: Keyring, roster: Roster) -> Roster:
    return write_roster(keyring.organisation_id, keyring.holder, keyring.signer(), roster)


def _signed_epochs(organisation_id: uuid.UUID, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Person -> epoch of her newest key that the organisation signed, whether it counts or not."""
    authority = authority_of(organisation_id)
    rows = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.USER, principal__in=list(people))
    epochs: dict[uuid.UUID, int] = {}
    for row in rows.exclude(signature=b"").order_by("epoch"):
        with suppress(Refused):
            verify_row(row, authority)
            epochs[row.principal] = row.epoch
    return epochs


def _certified_epoch(organisation_id: uuid.UUID, holder: uuid.UUID) -> int | None:
    """The epoch of a person's key that counts; None while it waits."""
    try:
        return trusted_key(organisation_id, Kind.USER, holder).epoch
    except Refused:
        return None


def _give_team_key(team: Team, private: OpenedKey, kind: Kind, principal: uuid.UUID) -> None:
    known = trusted_key(team.organisation_id, kind, principal)
    context = team_context(organisation=team.organisation_id, team=team.pk, epoch=team.epoch, member=principal)
    TeamGift.objects.create(
        organisation_id=team.organisation_id,
        team=team,
        epoch=team.epoch,
        kind=kind,
        principal=principal,
        sealed=private.give(known.key, context),
    )


def _move_wraps(keyring: Keyring, team: Team, old_epoch: int, private: OpenedKey) -> None:
    """Wrap each case key of the team again under the new epoch; delete expired wraps.

    A wrap that the case's statement does not name, or that does not open, stays as it is: it opens nothing any more.
    """
    held = Wrap.objects.filter(organisation_id=team.organisation_id, principal=team.pk, epoch=old_epoch)
    held.filter(until__lt=clock.today()).delete()
    rows, moved = list(held), []
    damaged: list[uuid.UUID] = []
    stated = statements_of(team.organisation_id, [row.case for row in rows], refused=damaged)
    for row in rows:
        named = stated.get(row.case)
        if row.case in damaged or (named is not None and not is_named(named, row)):
            continue
        try:
            dek = keyring.case_key_from_team(row)
            if named is not None:
                named.check(team.organisation_id, dek)
        except Refused:
            continue
        row.epoch = team.epoch
        row.sealed = private.wrap_case_key(dek, wrap_context(row))
        moved.append(row)
    Wrap.objects.bulk_update(moved, ["epoch", "sealed"], batch_size=1000)


def _close_epoch(team: Team, epoch: int) -> None:
    mine = {"organisation_id": team.organisation_id}
    DirectoryKey.objects.filter(kind=Kind.TEAM, principal=team.pk, epoch=epoch, **mine).update(retired_at=clock.now())
    TeamGift.objects.filter(team=team, epoch=epoch, **mine).delete()
