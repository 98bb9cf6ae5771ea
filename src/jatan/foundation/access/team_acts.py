"""What a supervisor does with keys: vouch for a colleague's, make and change teams. All in her own open session.

Who holds no signing key of her organisation is refused by the vault itself; the gate only spares her the page.
"""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import tell_of_keys
from jatan.foundation.access.team_selectors import key_holders, members_of, require_lead
from jatan.foundation.vault import membership
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.membership import fingerprint_of
from jatan.foundation.vault.models import DirectoryKey, Team, TeamMember
from jatan.kernel.problems import Problem

__all__ = [
    "add_to_team",
    "found_team",
    "renew_team",
    "take_from_team",
    "vouch_for",
]


def vouch_for(*, by: Actor, keyring: Keyring, row: DirectoryKey) -> None:
    """Vouch for a colleague's key, and give her the teams both belong to. She compared the fingerprint in person."""
    _require_same(by, row.organisation_id)
    if row.principal == by.account_id:
        raise Forbidden("nobody vouches for her own key")
    with transaction.atomic():
        membership.approve_key(keyring, row)
        given = membership.regive(keyring, row.principal)
        tell_of_keys(by, "keys.vouched", row.principal, epoch=row.epoch, fingerprint=fingerprint_of(row), teams=given)


def found_team(*, by: Actor, keyring: Keyring, name: str, holders: Iterable[uuid.UUID]) -> Team:
    """Make a team. She belongs to it, so that she can give its key on. Raises Problem `taken` at `name`."""
    _require_same(by, keyring.organisation_id)
    try:
        with transaction.atomic():
            team = membership.make_team(keyring, name.strip(), [keyring.holder, *holders])
    except IntegrityError as error:
        raise Problem("taken", _("There is a team of this name."), field="name") from error
    tell_of_keys(by, "keys.team_made", team.pk, epoch=team.epoch, fingerprint=_mark(team))
    return team


def add_to_team(*, by: Actor, keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """Give a team's files to one more colleague. Raises Problem `taken` when she belongs to it."""
    _require_same(by, team.organisation_id)
    if holder not in dict(key_holders(by)):
        raise Problem("missing_required", field="holder")
    if TeamMember.objects.filter(team=team, holder=holder, until__isnull=True).exists():
        raise Problem("taken", _("She belongs to this team already."), field="holder")
    with transaction.atomic():
        membership.add_member(keyring, team, holder)
        tell_of_keys(by, "keys.member_added", team.pk, holder=str(holder), epoch=team.epoch)


def take_from_team(*, by: Actor, keyring: Keyring, team: Team, holder: uuid.UUID) -> None:
    """End a membership: the team gets a new key at once. Raises Problem `too_few` while only two belong to it."""
    _require_same(by, team.organisation_id)
    held = [pk for pk, _name in members_of(by, team)]
    if holder not in held or holder == by.account_id:
        raise Forbidden("no member, or herself")
    if len(held) <= 2:
        raise Problem("unreadable", _("A team has at least two people. Add somebody first."), field="holder")
    with transaction.atomic():
        membership.remove_member(keyring, team, holder)
        about: dict[str, str | int] = {"holder": str(holder), "epoch": team.epoch, "fingerprint": _mark(team)}
        tell_of_keys(by, "keys.member_taken", team.pk, **about)


def renew_team(*, by: Actor, keyring: Keyring, team: Team) -> None:
    """A new key for the team; what it reads is wrapped anew."""
    _require_same(by, team.organisation_id)
    with transaction.atomic():
        membership.next_epoch(keyring, team)
        tell_of_keys(by, "keys.team_renewed", team.pk, epoch=team.epoch, fingerprint=_mark(team))


def _require_same(by: Actor, organisation_id: uuid.UUID) -> None:
    if require_lead(by) != organisation_id:
        raise Forbidden("another organisation's keys")


def _mark(team: Team) -> str:
    """The fingerprint of a team's present key, for the ledger."""
    rows = DirectoryKey.objects.filter(organisation_id=team.organisation_id, kind=Kind.TEAM, principal=team.pk)
    return fingerprint_of(rows.get(epoch=team.epoch))
