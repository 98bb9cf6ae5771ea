"""A supervisor's actions on keys: certify a colleague's key, create and change teams. They need her open keys.

The vault refuses everybody without the organisation's signing key; the permission check here comes before that.
"""

import uuid
from collections.abc import Iterable
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import ROSTER, log_key_event, require_known_roster
from jatan.foundation.access.team_selectors import key_holders, members_of, require_supervisor
from jatan.foundation.vault import membership
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import fingerprint_of
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Team, TeamMember
from jatan.foundation.vault.rosters import roster_of
from jatan.kernel.problems import Problem

NOT_SWORN_IN: Final = _("You may not vouch yet: two officers swear you in first (jatan keys swear-in).")


def certify_key_of(*, by: Actor, keyring: Keyring, row: DirectoryKey) -> None:
    """Certify a colleague's key, and give it the keys of teams both belong to. The fingerprint was compared in person.

    Raises Forbidden for another organisation's key or one's own, Refused as the vault.
    """
    _require_same(by, row.organisation_id)
    if row.principal == by.account_id:
        raise Forbidden("nobody may certify her own key")
    with transaction.atomic():
        membership.certify_key(keyring, row)
        given = membership.give_team_keys_again(keyring, row.principal)
        log_key_event(by, "keys.vouched", row.principal, epoch=row.epoch, fingerprint=fingerprint_of(row), teams=given)


def create_team(*, by: Actor, keyring: Keyring, name: str, holders: Iterable[uuid.UUID]) -> Team:
    """Create a team with `by` among its members, so that she can pass on its key. Raises Problem `taken` at `name`."""
    _require_same(by, keyring.organisation_id)
    try:
        with transaction.atomic():
            team = membership.create_team(keyring, name.strip(), [keyring.holder, *holders])
    except IntegrityError as error:
        raise Problem("taken", _("There is a team of this name."), field="name") from error
    log_key_event(by, "keys.team_made", team.pk, **_marks(team), fingerprint=_fingerprint(team))
    return team


def add_to_team(*, by: Actor, keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """Add a member to a team and give her its key. Raises Problem `taken` if she is a member already, `not_sworn_in`
    for a supervisor without the organisation's signing key."""
    _require_same(by, team.organisation_id)
    if not keyring.is_signer():
        raise Problem("not_sworn_in", NOT_SWORN_IN, field="holder")
    if holder not in dict(key_holders(by)):
        raise Problem("missing_required", field="holder")
    if TeamMember.objects.filter(team=team, holder=holder, until__isnull=True).exists():
        raise Problem("taken", _("She belongs to this team already."), field="holder")
    with transaction.atomic():
        require_known_roster(team)
        membership.add_member(keyring, team, holder)
        log_key_event(by, "keys.member_added", team.pk, holder=str(holder), **_marks(team))


def remove_from_team(*, by: Actor, keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """End a membership and give the team a new key. Raises Problem `unreadable` if it has only two members."""
    _require_same(by, team.organisation_id)
    member_ids = [pk for pk, _name in members_of(by, team)]
    if holder not in member_ids or holder == by.account_id:
        raise Forbidden("the account is not a member of this team, or is the actor's own")
    if len(member_ids) <= 2:
        raise Problem("unreadable", _("A team has at least two people. Add somebody first."), field="holder")
    with transaction.atomic():
        require_known_roster(team)
        membership.remove_member(keyring, team, holder)
        about: dict[str, str | int] = {"holder": str(holder), **_marks(team), "fingerprint": _fingerprint(team)}
        log_key_event(by, "keys.member_taken", team.pk, **about)


def renew_team(*, by: Actor, keyring: Keyring, team: Team) -> None:
    """Give the team a new key; its case keys are wrapped again under it."""
    _require_same(by, team.organisation_id)
    with transaction.atomic():
        require_known_roster(team)
        membership.start_epoch(keyring, team)
        log_key_event(by, "keys.team_renewed", team.pk, **_marks(team), fingerprint=_fingerprint(team))


def _require_same(by: Actor, organisation_id: uuid.UUID) -> None:
    if require_supervisor(by) != organisation_id:
        raise Forbidden("these keys belong to another organisation")


def _marks(team: Team) -> dict[str, int]:
    """The epoch of a team and the number of its newest roster, for the ledger."""
    roster = roster_of(team.organisation_id, team.pk)
    return {"epoch": team.epoch, ROSTER: roster.number if roster else 0}


def _fingerprint(team: Team) -> str:
    """The fingerprint of a team's current key, for the ledger."""
    rows = DirectoryKey.objects.filter(organisation_id=team.organisation_id, kind=Kind.TEAM, principal=team.pk)
    return fingerprint_of(rows.get(epoch=team.epoch))
