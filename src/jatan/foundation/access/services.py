"""Write accounts and postings: assign and end postings, deactivate, sign out, remove second factors.

Each records one ledger event. Permissions are checked by `authority`; see `invitations` for new accounts.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import log_account_event, require_charge, require_post
from jatan.foundation.access.demo_house import is_demo_house
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Posting, Session
from jatan.foundation.access.permissions import Role
from jatan.foundation.places.models import Place
from jatan.foundation.vault import open_keys
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem


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


def give_posting(*, by: Actor, account: Account, command: GivePosting) -> Posting:
    """Assign a posting from `command.since` (default: today). Effective from the account's next request. Open
    invitations of the account are closed. Raises Forbidden.
    """
    require_post(by, command.role, command.organisation_id)
    if account.id == by.account_id:
        raise Forbidden("nobody may assign a posting to herself")
    with transaction.atomic():
        posting = Posting.objects.create(
            account=account,
            role=command.role,
            organisation_id=command.organisation_id,
            place=command.place,
            since=command.since or clock.today(),
        )
        # Whoever created an open invitation may still have its link, and must not get this posting's access by it.
        close_invitations(account)
        log_account_event(by, "access.posting_given", account, command.organisation_id, role=command.role)
    return posting


def end_posting(*, by: Actor, posting: Posting) -> None:
    """End a posting with yesterday, so that the next request is without it. Raises Forbidden."""
    require_post(by, Role(posting.role), posting.organisation_id)
    with transaction.atomic():
        posting.until = clock.today() - dt.timedelta(days=1)
        posting.save(update_fields=["until"])
        log_account_event(by, "access.posting_ended", posting.account, posting.organisation_id, role=posting.role)


def deactivate_account(*, by: Actor, account: Account) -> None:
    """Deactivate an account and end its sessions; its name stays on what it recorded. Raises Forbidden."""
    organisation_id = require_charge(by, account)
    if account.id == by.account_id:
        raise Forbidden("nobody may close her own account")
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        sign_out_everywhere(account)
        log_account_event(by, "access.account_deactivated", account, organisation_id)


def reactivate_account(*, by: Actor, account: Account) -> None:
    """Activate a closed account again, with its former postings. Raises Forbidden; also for an account of a demo in a
    real house, which anybody would enter without a password."""
    organisation_id = require_charge(by, account)
    if account.is_demo and not is_demo_house():
        raise Forbidden("an account of a demo stays closed in a real house")
    with transaction.atomic():
        account.is_active = True
        account.save(update_fields=["is_active"])
        log_account_event(by, "access.account_reactivated", account, organisation_id)


def sign_out_account(*, by: Actor, account: Account) -> None:
    """End every session of an account that `by` manages. Raises Forbidden."""
    organisation_id = require_charge(by, account)
    with transaction.atomic():
        sign_out_everywhere(account)
        log_account_event(by, "access.signed_out_everywhere", account, organisation_id)


def set_own_phone(*, by: Actor, account: Account, phone: str) -> None:
    """Set the number for urgent notifications (ten digits), or delete it (""). Only for the own account.

    Raises Forbidden, Problem `unreadable` at `phone`.
    """
    if account.id != by.account_id or not by.home_organisations:
        raise Forbidden("a phone number is set by its own account only")
    if phone and parse_phone(phone) != phone:
        raise Problem("unreadable", field="phone")
    with transaction.atomic():
        account.phone = phone
        account.save(update_fields=["phone"])
        log_account_event(
            by, "access.phone_set" if phone else "access.phone_forgotten", account, by.home_organisations[0]
        )


def remove_second_factors(*, by: Actor, account: Account) -> int:
    """Delete passkeys, one-time codes and recovery codes of an account whose owner lost them. Returns how many.

    Ends its sessions. Does not unlock its vault keys. Raises Forbidden.
    """
    organisation_id = require_charge(by, account)
    if account.id == by.account_id:
        raise Forbidden("nobody may remove her own second step here: the account page does that")
    with transaction.atomic():
        forgotten: int = Authenticator.objects.filter(user=account).delete()[0]
        sign_out_everywhere(account)
        log_account_event(by, "access.second_steps_taken_away", account, organisation_id)
    return forgotten


def sign_out_everywhere(account: Account) -> int:
    """End every session of an account and lock its keys. Returns the number of sessions."""
    return end_sessions([account.pk])


def end_sessions(accounts: Iterable[uuid.UUID]) -> int:
    """End every session of these accounts and lock their keys. Returns the number of sessions."""
    wanted = list(accounts)
    open_keys.end_all(wanted)
    return Session.objects.filter(account__in=wanted).delete()[0]


def close_invitations(account: Account) -> None:
    """Invalidate every open invitation of an account."""
    account.invitations.filter(used_at__isnull=True).update(used_at=clock.now())
