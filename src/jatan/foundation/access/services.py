"""Writing accounts and postings: invite, let in, post, end, deactivate, sign out everywhere. One ledger event each.

Nobody gives what reaches further than her own charge: a coordinator posts within her organisation, and only roles
that work inside it; the secretariat and the administrator post in the whole network.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Invitation, Posting
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.ledger.services import record_event
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem

INVITATION_HOURS = 72
INSIDE_A_MEMBER = frozenset({Role.FIELD_WORKER, Role.DESK_OPERATOR, Role.COUNSELLOR, Role.SUPERVISOR, Role.COORDINATOR})


@dataclass(frozen=True, kw_only=True)
class GivePosting:
    """A role in an organisation; a field worker's posting names her block, panchayat or village."""

    role: Role
    organisation_id: uuid.UUID
    place: Place | None = None
    since: dt.date | None = None

    def __post_init__(self) -> None:
        if self.role == Role.FIELD_WORKER and self.place is None:
            raise Problem(
                "missing_required", _("A field worker works in a block or village. Choose it."), field="place"
            )


def invite_account(*, by: Actor, email: str, name: str, postings: Sequence[GivePosting]) -> tuple[Account, str]:
    """Make an account with its postings and a one-time token that lets its holder choose a password.

    The token is returned once and kept only as a digest; it is good for 72 hours.
    Raises Forbidden, or Problem at `email`.
    """
    if not postings:
        raise Problem("missing_required", field="role")
    for posting in postings:
        _may_post(by, posting.role, posting.organisation_id)
    address = email.strip().lower()
    with transaction.atomic():
        if Account.objects.filter(email=address).exists():
            raise Problem("taken", _("Somebody already signs in with this. Choose another."), field="email")
        account = Account.objects.create_user(address, None, name=name.strip())
        _tell(by, "access.account_invited", account, postings[0].organisation_id)
        for posting in postings:
            give_posting(by=by, account=account, command=posting)
        return account, _new_invitation(account)


def renew_invitation(*, by: Actor, account: Account) -> str:
    """A new one-time token, e.g. for a forgotten password; earlier ones stop working."""
    organisation_id = require_charge(by, account)
    with transaction.atomic():
        _close_invitations(account)
        _tell(by, "access.invitation_renewed", account, organisation_id)
        return _new_invitation(account)


def accept_invitation(*, token: str, password: str) -> Account:
    """Set the first password. Raises Problem `no_such_invitation` (used, expired, never made) or `weak`."""
    with transaction.atomic():
        rows = Invitation.objects.select_for_update().select_related("account")
        found = rows.filter(token_digest=_digest(token), used_at__isnull=True, expires_at__gt=clock.now()).first()
        if found is None or not found.account.is_active:
            raise Problem("no_such_invitation", _("This invitation does not work any more. Ask for a new one."))
        try:
            validate_password(password, found.account)
        except ValidationError as error:
            raise Problem("weak", " ".join(error.messages), field="password") from error
        found.used_at = clock.now()
        found.save(update_fields=["used_at"])
        found.account.set_password(password)
        found.account.save(update_fields=["password"])
        sign_out_everywhere(found.account)
        return found.account


def give_posting(*, by: Actor, account: Account, command: GivePosting) -> Posting:
    """Post an account from a day on (today when not said). Takes effect at her next request; an invitation that is
    still open ends, and a new one must be given.
    """
    _may_post(by, command.role, command.organisation_id)
    if account.id == by.account_id:
        raise Forbidden("nobody posts herself")
    with transaction.atomic():
        posting = Posting.objects.create(
            account=account,
            role=command.role,
            organisation_id=command.organisation_id,
            place=command.place,
            since=command.since or clock.today(),
        )
        # Whoever made an open invitation may hold its link; she shall not come in by it to what this posting opens.
        _close_invitations(account)
        _tell(by, "access.posting_given", account, command.organisation_id, role=command.role)
    return posting


def end_posting(*, by: Actor, posting: Posting) -> None:
    """End a posting with yesterday, so that the very next request is without it."""
    _may_post(by, Role(posting.role), posting.organisation_id)
    with transaction.atomic():
        posting.until = clock.today() - dt.timedelta(days=1)
        posting.save(update_fields=["until"])
        _tell(by, "access.posting_ended", posting.account, posting.organisation_id, role=posting.role)


def deactivate_account(*, by: Actor, account: Account) -> None:
    """Close an account and end its sessions at once; its name stays on what it recorded."""
    organisation_id = require_charge(by, account)
    if account.id == by.account_id:
        raise Forbidden("nobody closes her own account")
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        sign_out_everywhere(account)
        _tell(by, "access.account_deactivated", account, organisation_id)


def reactivate_account(*, by: Actor, account: Account) -> None:
    """Open a closed account again; its postings are as they were."""
    organisation_id = require_charge(by, account)
    with transaction.atomic():
        account.is_active = True
        account.save(update_fields=["is_active"])
        _tell(by, "access.account_reactivated", account, organisation_id)


def sign_out_elsewhere(*, by: Actor, account: Account) -> None:
    """End every session of an account that `by` has charge of."""
    organisation_id = require_charge(by, account)
    with transaction.atomic():
        sign_out_everywhere(account)
        _tell(by, "access.signed_out_everywhere", account, organisation_id)


def sign_out_everywhere(account: Account) -> int:
    """End every session of an account. Returns how many sessions ended."""
    wanted = str(account.pk)
    keys = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=clock.now()).iterator(chunk_size=500)
        if session.get_decoded().get("_auth_user_id") == wanted
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def require_charge(by: Actor, account: Account) -> uuid.UUID:
    """The organisation through which `by` has charge of an account. Raises Forbidden when there is none.

    A coordinator has charge of an account only when every posting in force is in her organisation and inside a
    member's roles: she cannot close the account of somebody who also works for the secretariat.
    """
    reach = by.reach(Permission.ACCOUNTS_MANAGE).organisations
    postings = list(Posting.objects.filter(account=account).order_by("-since", "id"))
    in_force = [posting for posting in postings if posting.until is None or posting.until >= clock.today()]
    relevant = in_force or postings
    if not relevant or any(posting.organisation_id not in reach for posting in relevant):
        raise Forbidden("accounts_manage")
    for posting in relevant:
        _may_post(by, Role(posting.role), posting.organisation_id)
    return relevant[0].organisation_id


def may_post(by: Actor, role: Role, organisation_id: uuid.UUID) -> bool:
    """True if `by` may give or end this role in this organisation."""
    if organisation_id not in by.reach(Permission.ACCOUNTS_MANAGE).organisations:
        return False
    if role not in dict(Role.assignable()):
        return False
    return role in INSIDE_A_MEMBER or bool(by.roles & {Role.SECRETARIAT, Role.ADMINISTRATOR})


def _may_post(by: Actor, role: Role, organisation_id: uuid.UUID) -> None:
    if not may_post(by, role, organisation_id):
        raise Forbidden("accounts_manage")


def _close_invitations(account: Account) -> None:
    account.invitations.filter(used_at__isnull=True).update(used_at=clock.now())


def _new_invitation(account: Account) -> str:
    token = secrets.token_urlsafe(32)
    expires = clock.now() + dt.timedelta(hours=INVITATION_HOURS)
    Invitation.objects.create(account=account, token_digest=_digest(token), expires_at=expires)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _tell(by: Actor, verb: str, account: Account, organisation_id: uuid.UUID, **payload: str) -> None:
    record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type="access.account",
        about=account.pk,
        payload=payload,
    )
