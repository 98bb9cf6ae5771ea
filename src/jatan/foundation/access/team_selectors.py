"""Queries for a supervisor's pages about keys: waiting keys, key holders, teams and their members."""

import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Length

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import TABLE, Permission
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import compared_fingerprint_of
from jatan.foundation.vault.models import DirectoryKey, Team, TeamMember
from jatan.foundation.vault.signatures import SIGNATURE_BYTES
from jatan.kernel import clock

_CASE_ROLES = [role for role, gives in TABLE.items() if Permission.CASES_RECORD in gives]


def may_certify_keys(by: Actor) -> bool:
    """True if `by` supervises cases, and so may certify keys and create teams."""
    return _led_organisation(by) is not None


def require_supervisor(by: Actor) -> uuid.UUID:
    """The organisation that `by` supervises. Raises Forbidden."""
    organisation_id = _led_organisation(by)
    if organisation_id is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    return organisation_id


def waiting_keys(by: Actor, pk: uuid.UUID | None = None) -> list[tuple[DirectoryKey, str, str]]:
    """Keys without certification (or the one with this id): (row, holder's name, fingerprint to compare).

    Also signing keys that were added to certified keys, and that no team's key proves to whom they belong.
    """
    rows = DirectoryKey.objects.filter(organisation_id=require_supervisor(by), kind=Kind.USER, retired_at__isnull=True)
    rows = rows.alias(length=Length("signature"))
    rows = rows.filter(Q(length=0) | Q(length=SIGNATURE_BYTES, signing__gt=b"", proof=b""))
    waiting = list((rows if pk is None else rows.filter(pk=pk)).order_by("made_at", "id")[:200])
    names = _names(row.principal for row in waiting)
    return [(row, names[row.principal], compared_fingerprint_of(row)) for row in waiting if row.principal in names]


def key_holders(by: Actor) -> list[tuple[uuid.UUID, str]]:
    """(account id, name) of colleagues with a certified key, by name."""
    rows = DirectoryKey.objects.filter(organisation_id=require_supervisor(by), kind=Kind.USER, retired_at__isnull=True)
    names = _names(rows.exclude(signature=b"").values_list("principal", flat=True))
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def teams(by: Actor) -> list[Team]:
    """The open teams of the organisation that `by` supervises, by name."""
    rows = Team.objects.filter(organisation_id=require_supervisor(by), closed_at__isnull=True)
    return list(rows.order_by("name")[:200])


def find_team(by: Actor, pk: uuid.UUID) -> Team:
    """One of those teams. Raises Team.DoesNotExist."""
    return Team.objects.get(organisation_id=require_supervisor(by), closed_at__isnull=True, pk=pk)


def members_of(by: Actor, team: Team) -> list[tuple[uuid.UUID, str]]:
    """(account id, name) of a team's current members, by name, including deactivated accounts."""
    require_supervisor(by)
    memberships = TeamMember.objects.filter(team=team, until__isnull=True).values_list("holder", flat=True)
    names = dict(Account.objects.filter(id__in=list(memberships)).values_list("id", "name"))
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def members_without_role(by: Actor) -> list[tuple[Team, uuid.UUID]]:
    """(team, account id) of members who no longer have a case role in the organisation `by` supervises. They cannot
    sign in to it, but should also be removed so that their keys stop counting."""
    organisation_id = require_supervisor(by)
    memberships = TeamMember.objects.filter(
        organisation_id=organisation_id, until__isnull=True, team__closed_at__isnull=True
    )
    here = Posting.objects.in_force(clock.today()).filter(
        organisation_id=organisation_id, role__in=_CASE_ROLES, account__is_active=True
    )
    rows = memberships.exclude(holder__in=here.values("account")).select_related("team").order_by("team__name", "since")
    return [(row.team, row.holder) for row in rows]


def _led_organisation(by: Actor) -> uuid.UUID | None:
    """The organisation whose case keys `by` holds, if she supervises it."""
    office = by.first_home_organisation(by.reach(Permission.CASES_RECORD).row_organisations)
    return office if office in by.reach(Permission.CASES_RECORD).organisations else None


def _names(holders: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Account.objects.filter(id__in=list(holders), is_active=True).values_list("id", "name"))
