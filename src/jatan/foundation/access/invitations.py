"""Invitations: one-time links to choose a password, handed over in person because the application sends no e-mail.

Where a second person had to agree, the link works only with the code that she hands over herself: so neither who asked
nor who agreed can enter as the new person.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import rate_limits
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import log_account_event, require_charge, require_post
from jatan.foundation.access.models import Account, RequestKind
from jatan.foundation.access.second_person import ask_second_person, is_waiting, needs_second_person_for
from jatan.foundation.access.second_person_codes import code_digest
from jatan.foundation.access.selectors import accounts_within, open_invitation
from jatan.foundation.access.services import (
    INVITATION_HOURS,
    GivePosting,
    give_posting,
    new_invitation,
    sign_out_everywhere,
)
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_controls

__all__ = ["INVITATION_HOURS", "accept_invitation", "invite_account", "renew_invitation"]

# Wrong codes per invitation: eight within an hour.
_GUESSES: Final = rate_limits.RateLimit("invitation_code", 8, dt.timedelta(hours=1))


def invite_account(*, by: Actor, email: str, name: str, postings: Sequence[GivePosting]) -> tuple[Account, str]:
    """Create an account with its postings, and a one-time token for choosing the password.

    The token is returned here only; the database keeps its digest. It is valid for 72 hours; where a posting waits for
    a second person, from her yes on. Raises Forbidden, or Problem at `email`, `name` or `role`.

    A name that an account outside the reach of `by` signs in with is not refused: that would tell her who works
    elsewhere. Both accounts then sign in with it, each with its own password, and whoever manages both (administrator,
    secretariat) is shown the pair (selectors.shared_names).
    """
    if not postings:
        raise Problem("missing_required", field="role")
    for posting in postings:
        require_post(by, posting.role, posting.organisation_id)
    name = without_controls(name).strip()
    if not name:
        raise Problem("missing_required", field="name")
    address = clean_sign_in_name(email)
    with transaction.atomic():
        _lock_name(address)
        if accounts_within(by).filter(email=address).exists():
            raise Problem("taken", _("Somebody already signs in with this. Choose another."), field="email")
        account = Account.objects.create_user(address, None, name=name)
        log_account_event(by, "access.account_invited", account, postings[0].organisation_id)
        for posting in postings:
            give_posting(by=by, account=account, command=posting)
        return account, new_invitation(account)


def renew_invitation(*, by: Actor, account: Account) -> str:
    """Create another one-time token, e.g. for a forgotten password, and invalidate earlier ones. It works after the yes
    of a second person if `by` alone may not give the account's roles. Raises Forbidden.
    """
    organisation_id = require_charge(by, account)
    with transaction.atomic():
        log_account_event(by, "access.invitation_renewed", account, organisation_id)
        if needs_second_person_for(by, account) and not is_waiting(account):
            ask_second_person(by, RequestKind.LINK, account, organisation_id)
        return new_invitation(account)


def accept_invitation(*, token: str, password: str, code: str = "") -> Account:
    """Set the account's password. `code`: what the second person handed over, where one agreed.

    Raises Problem `no_such_invitation` (used, expired, unknown, waiting), `wrong_code` or `too_many` at `code`, or
    `weak` at `password`.
    """
    _check_code(token, code)
    with transaction.atomic():
        found = open_invitation(token, lock=True)
        if found is None:
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


def _check_code(token: str, code: str) -> None:
    """Compare the code of the second person, outside a transaction so that every attempt is counted."""
    found = open_invitation(token)
    if found is None or not found.code_digest:
        return
    if not rate_limits.allows(_GUESSES, found.pk):
        raise Problem("too_many", _("Too many attempts. Please wait an hour, then try again."), field="code")
    if not constant_time_compare(code_digest(found.pk, code), found.code_digest):
        raise Problem(
            "wrong_code", _("This code is not right. The second person tells it to you herself."), field="code"
        )


def _lock_name(address: str) -> None:
    """Let nobody else invite under this sign-in name until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"access.account {address}"])
