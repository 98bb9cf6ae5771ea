"""Who may manage an account, and which roles somebody may assign: checked before accounts and postings change.

A coordinator manages only her own organisation and assigns only roles inside a member; the secretariat and the
administrator assign all roles in the whole network.
"""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import AccessRequest, Account, Posting, RequestKind
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.ledger.services import record_event
from jatan.kernel import clock

INSIDE_A_MEMBER = frozenset(
    {
        Role.FIELD_WORKER,
        Role.FORUM_LEADER,
        Role.DESK_OPERATOR,
        Role.COUNSELLOR,
        Role.SUPERVISOR,
        Role.LEGAL_OFFICER,
        Role.COORDINATOR,
    }
)


def require_charge(by: Actor, account: Account) -> uuid.UUID:
    """The organisation through which `by` may manage an account. Raises Forbidden if there is none.

    A coordinator may manage an account only if all its postings in force are in her organisation and have a role inside
    a member: she cannot close the account of somebody who also works for the secretariat.
    """
    reach = by.reach(Permission.ACCOUNTS_MANAGE).organisations
    postings = list(Posting.objects.filter(account=account).order_by("-since", "id"))
    in_force = [posting for posting in postings if posting.until is None or posting.until >= clock.today()]
    # Somebody new who waits for a second person has no posting yet.
    relevant: Sequence[Posting | AccessRequest] = in_force or postings or list(waiting_postings(account))
    if not relevant or any(row.organisation_id not in reach for row in relevant):
        raise Forbidden("accounts_manage")
    for row in relevant:
        require_post(by, Role(row.role), row.organisation_id)
    return relevant[0].organisation_id


def waiting_postings(account: Account) -> QuerySet[AccessRequest]:
    """Postings of this account that wait for a second person, the oldest first."""
    rows = AccessRequest.objects.filter(account=account, kind=RequestKind.POSTING, outcome="")
    return rows.order_by("asked_at", "id")


def may_post(by: Actor, role: Role, organisation_id: uuid.UUID) -> bool:
    """True if `by` may assign or end this role in this organisation."""
    if organisation_id not in by.reach(Permission.ACCOUNTS_MANAGE).organisations:
        return False
    if role not in dict(Role.assignable()):
        return False
    return role in INSIDE_A_MEMBER or bool(by.roles & {Role.SECRETARIAT, Role.ADMINISTRATOR})


def require_post(by: Actor, role: Role, organisation_id: uuid.UUID) -> None:
    """Raise Forbidden unless `by` may assign or end this role there."""
    if not may_post(by, role, organisation_id):
        raise Forbidden("accounts_manage")


def log_account_event(by: Actor, verb: str, account: Account, organisation_id: uuid.UUID, **payload: str) -> None:
    """Record a ledger event about an account in the chain of this organisation. `payload`: codes only, no names.

    An act of the operator at the server has no account; its payload says `through: command_line`.
    """
    if by.is_console:
        payload["through"] = "command_line"
    record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type="access.account",
        about=account.pk,
        payload=payload,
    )
