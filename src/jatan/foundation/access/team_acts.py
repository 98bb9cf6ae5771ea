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
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Permission
from jatan.foundation.vault import membership
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.membership import fingerprint_of
from jatan.foundation.vault.models import DirectoryKey, Kind, Team, TeamMember
from jatan.kernel import clock
from jatan.kernel.problems import Problem

__all__ = [
    "add_to_team",
    "find_team",
    "found_team",
    "gone_members",
    "key_holders",
    "leads_keys",
    "members_of",
    "renew_team",
    "require_lead",
    "take_from_team",
    "teams",
    "vouch_for",
    "waiting_keys",
]

_CASE_ROLES = [role for role, gives in TABLE.items() if Permission.CASES_RECORD in gives]


def leads_keys(by: Actor) -> bool:
    """True if somebody supervises cases, and so may vouch for keys and make teams."""
    return _led(by) is not None


def require_lead(by: Actor) -> uuid.UUID:
    """The organisation she supervises. Raises Forbidden."""
    organisation_id = _led(by)
    if organisation_id is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    return organisation_id


def waiting_keys(by: Actor, pk: uuid.UUID | None = None) -> list[tuple[DirectoryKey, str, str]]:
    """Keys that nobody has vouched for yet (or the one of that id): the row, whose it is, its fingerprint."""
    rows = DirectoryKey.objects.filter(organisation_id=require_lead(by), kind=Kind.USER, retired_at__isnull=True)
    rows = rows.filter(signature=b"") if pk is None else rows.filter(signature=b"", pk=pk)
    waiting = list(rows.order_by("made_at")[:200])
    names = _names(row.principal for row in waiting)
    return [(row, names[row.principal], fingerprint_of(row)) for row in waiting if row.principal in names]


def key_holders(by: Actor) -> list[tuple[uuid.UUID, str]]:
    """Colleagues whose key somebody has vouched for, by name."""
    rows = DirectoryKey.objects.filter(organisation_id=require_lead(by), kind=Kind.USER, retired_at__isnull=True)
    names = _names(rows.exclude(signature=b"").values_list("principal", flat=True))
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def teams(by: Actor) -> list[Team]:
    """The teams of the organisation she supervises."""
    rows = Team.objects.filter(organisation_id=require_lead(by), closed_at__isnull=True)
    return list(rows.order_by("name")[:200])


def find_team(by: Actor, pk: uuid.UUID) -> Team:
    """One of those teams. Raises Team.DoesNotExist."""
    return Team.objects.get(organisation_id=require_lead(by), closed_at__isnull=True, pk=pk)


def members_of(by: Actor, team: Team) -> list[tuple[uuid.UUID, str]]:
    """Who belongs to a team now, by name; those too who have left the house."""
    require_lead(by)
    held = TeamMember.objects.filter(team=team, until__isnull=True).values_list("holder", flat=True)
    names = dict(Account.objects.filter(id__in=list(held)).values_list("id", "name"))
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def gone_members(by: Actor) -> list[tuple[Team, uuid.UUID]]:
    """People in teams of the organisation she supervises who no longer work on its cases: nobody lets them in any
    more, but the keys they were given should stop counting too."""
    organisation_id = require_lead(by)
    held = TeamMember.objects.filter(organisation_id=organisation_id, until__isnull=True, team__closed_at__isnull=True)
    here = Posting.objects.in_force(clock.today()).filter(
        organisation_id=organisation_id, role__in=_CASE_ROLES, account__is_active=True
    )
    rows = held.exclude(holder__in=here.values("account")).select_related("team").order_by("team__name", "since")
    return [(row.team, row.holder) for row in rows]


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


def _led(by: Actor) -> uuid.UUID | None:
    """The organisation whose keys she holds, if she supervises it."""
    office = by.home_within(by.reach(Permission.CASES_RECORD).row_organisations)
    return office if office in by.reach(Permission.CASES_RECORD).organisations else None


def _require_same(by: Actor, organisation_id: uuid.UUID) -> None:
    if require_lead(by) != organisation_id:
        raise Forbidden("another organisation's keys")


def _mark(team: Team) -> str:
    """The fingerprint of a team's present key, for the ledger."""
    rows = DirectoryKey.objects.filter(organisation_id=team.organisation_id, kind=Kind.TEAM, principal=team.pk)
    return fingerprint_of(rows.get(epoch=team.epoch))


def _names(holders: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Account.objects.filter(id__in=list(holders), is_active=True).values_list("id", "name"))
