"""Write accounts and postings: assign and end postings, deactivate, sign out, remove second factors.

Each records one ledger event. Permissions are checked by `authority`; see `invitations` for new accounts. Acts by which
somebody would get more access than the actor has wait for a second person (`second_person`, `approvals`).
"""

import datetime as dt
import hashlib
import secrets
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
from jatan.foundation.access.models import Account, Invitation, Posting, RequestKind, Session
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.second_person import (
    ask_second_person,
    is_proven,
    needs_second_person,
    needs_second_person_for,
    note_decided,
)
from jatan.foundation.places.models import Place
from jatan.foundation.vault import open_keys
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem

INVITATION_HOURS = 72


@dataclass(frozen=True, kw_only=True)
class GivePosting:
    """A role in an organisation; a field worker's posting names her block, panchayat or village.

    That of a forum leader names her group and the place in which she records.
    """

    role: Role
    organisation_id: uuid.UUID
    place: Place | None = None
    group: uuid.UUID | None = None
    since: dt.date | None = None

    def __post_init__(self) -> None:
        if self.role == Role.FIELD_WORKER and self.place is None:
            raise Problem(
                "missing_required", _("A field worker works in a block or village. Choose it."), field="place"
            )
        if self.role == Role.FORUM_LEADER and self.group is None:
            raise Problem("missing_required", _("A forum leader leads a forum. Choose it."), field="group")
        if self.role == Role.FORUM_LEADER and self.place is None:
            raise Problem("missing_required", _("Choose the block in which the forum meets."), field="place")
        if self.role != Role.FORUM_LEADER and self.group is not None:
            raise Problem("invalid_choice", field="group")


@dataclass(frozen=True)
class GivenPosting:
    """Result of `give_posting`. `posting` None: it waits for a second person.

    `token`: for somebody who is not proven (second_person.is_proven), the one-time token with which she begins anew
    once the second person agreed; until then she works as before.
    """

    posting: Posting | None
    token: str = ""


def give_posting(*, by: Actor, account: Account, command: GivePosting) -> GivenPosting:
    """Assign a posting from `command.since` (default: today), or let it wait for a second person. Raises Forbidden."""
    require_post(by, command.role, command.organisation_id)
    if account.id == by.account_id:
        raise Forbidden("nobody may assign a posting to herself")
    with transaction.atomic():
        if needs_second_person(by, command.role, command.organisation_id):
            asked = {
                "role": command.role,
                "place": command.place,
                "group": command.group,
                "since": command.since or clock.today(),
            }
            waits = ask_second_person(by, RequestKind.POSTING, account, command.organisation_id, **asked)
            if waits is not None:
                begins_anew = account.has_usable_password() and not is_proven(account)
                return GivenPosting(None, new_invitation(account) if begins_anew else "")
        # Whoever created an open invitation may still have its link, and must not get this posting's access by it.
        close_invitations(account)
        return GivenPosting(add_posting(by, account, command))


def add_posting(by: Actor, account: Account, command: GivePosting) -> Posting:
    """Create a posting, effective from the account's next request. Permissions are checked by the caller."""
    posting = Posting.objects.create(
        account=account,
        role=command.role,
        organisation_id=command.organisation_id,
        place=command.place,
        group=command.group,
        since=command.since or clock.today(),
    )
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


def reactivate_account(*, by: Actor, account: Account) -> bool:
    """Activate a closed account again, with its former postings. False if it waits for a second person.

    Raises Forbidden; also for an account of a demo in a real house, which anybody would enter without a password.
    """
    organisation_id = require_charge(by, account)
    if account.is_demo and not is_demo_house():
        raise Forbidden("an account of a demo stays closed in a real house")
    with transaction.atomic():
        if _waits(by, RequestKind.REOPEN, account, organisation_id):
            return False
        reopen_account(by, account, organisation_id)
    return True


def reopen_account(by: Actor, account: Account, organisation_id: uuid.UUID) -> None:
    """Activate an account. Permissions are checked by the caller."""
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


def remove_second_factors(*, by: Actor, account: Account) -> bool:
    """Delete passkeys, one-time codes and recovery codes of an account whose owner lost them. False if it waits for a
    second person. At the command line it waits for nobody: it is the way back of the last administrator,
    who then still needs her password, and those in office see it on their home page.

    Ends its sessions. Does not unlock its vault keys. Raises Forbidden.
    """
    organisation_id = require_charge(by, account)
    if account.id == by.account_id:
        raise Forbidden("nobody may remove her own second step here: the account page does that")
    with transaction.atomic():
        if by.is_console:
            note_decided(by, RequestKind.SECOND_STEP, account, organisation_id)
        elif _waits(by, RequestKind.SECOND_STEP, account, organisation_id):
            return False
        take_second_steps_away(by, account, organisation_id)
    return True


def take_second_steps_away(by: Actor, account: Account, organisation_id: uuid.UUID) -> None:
    """Delete every second step of an account and end its sessions. Permissions are checked by the caller."""
    Authenticator.objects.filter(user=account).delete()
    sign_out_everywhere(account)
    log_account_event(by, "access.second_steps_taken_away", account, organisation_id)


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


def new_invitation(account: Account) -> str:
    """A new one-time token for an account; earlier ones stop working. The database keeps its digest only."""
    close_invitations(account)
    token = secrets.token_urlsafe(32)
    expires = clock.now() + dt.timedelta(hours=INVITATION_HOURS)
    Invitation.objects.create(account=account, token_digest=token_digest(token), expires_at=expires)
    return token


def token_digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _waits(by: Actor, kind: RequestKind, account: Account, organisation_id: uuid.UUID) -> bool:
    """True if this act waits for a second person from now on."""
    if not needs_second_person_for(by, account):
        return False
    return ask_second_person(by, kind, account, organisation_id) is not None
