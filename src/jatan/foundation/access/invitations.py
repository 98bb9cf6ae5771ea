"""Invitations: one-time links to choose a password, handed over in person because the application sends no e-mail."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import log_account_event, require_charge, require_post
from jatan.foundation.access.models import Account, Invitation
from jatan.foundation.access.services import GivePosting, close_invitations, give_posting, sign_out_everywhere
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.kernel import clock
from jatan.kernel.problems import Problem

INVITATION_HOURS = 72


def invite_account(*, by: Actor, email: str, name: str, postings: Sequence[GivePosting]) -> tuple[Account, str]:
    """Create an account with its postings, and a one-time token for choosing the password.

    The token is returned here only; the database keeps its digest. It is valid for 72 hours. Raises Forbidden, or
    Problem at `email`, `name` or `role`.
    """
    if not postings:
        raise Problem("missing_required", field="role")
    for posting in postings:
        require_post(by, posting.role, posting.organisation_id)
    if not name.strip():
        raise Problem("missing_required", field="name")
    address = clean_sign_in_name(email)
    with transaction.atomic():
        if Account.objects.filter(email=address).exists():
            raise Problem("taken", _("Somebody already signs in with this. Choose another."), field="email")
        account = Account.objects.create_user(address, None, name=name.strip())
        log_account_event(by, "access.account_invited", account, postings[0].organisation_id)
        for posting in postings:
            give_posting(by=by, account=account, command=posting)
        return account, _new_invitation(account)


def renew_invitation(*, by: Actor, account: Account) -> str:
    """Create another one-time token, e.g. for a forgotten password, and invalidate earlier ones. Raises Forbidden."""
    organisation_id = require_charge(by, account)
    with transaction.atomic():
        close_invitations(account)
        log_account_event(by, "access.invitation_renewed", account, organisation_id)
        return _new_invitation(account)


def accept_invitation(*, token: str, password: str) -> Account:
    """Set the account's password. Raises Problem `no_such_invitation` (used, expired, unknown) or `weak`."""
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


def _new_invitation(account: Account) -> str:
    token = secrets.token_urlsafe(32)
    expires = clock.now() + dt.timedelta(hours=INVITATION_HOURS)
    Invitation.objects.create(account=account, token_digest=_digest(token), expires_at=expires)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
