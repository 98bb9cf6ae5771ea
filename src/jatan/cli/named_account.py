"""The account that a command names: by its sign-in name, or by its id where several sign in with one name."""

import uuid

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.sign_in_names import clean_sign_in_name
from jatan.kernel import clock
from jatan.kernel.problems import Problem

_NO_ACCOUNT = _("Nobody signs in with this name. Who does: ./jatan accounts list")
_SEVERAL = _("Several accounts sign in with this name. Name one by its id instead: {accounts}")


def account_named(text: str) -> Account:
    """The account with this sign-in name or id, open or closed. Raises Problem for none, and for several."""
    found = _with_id(text) or accounts_with_name(text)
    if not found:
        raise Problem("no_such_account", _NO_ACCOUNT)
    if len(found) > 1:
        raise Problem("several", format_lazy(_SEVERAL, accounts=", ".join(map(_id_and_offices, found))))
    return found[0]


def accounts_with_name(text: str) -> list[Account]:
    """Every account that signs in with this name. Raises Problem for what is no sign-in name."""
    return list(Account.objects.filter(email=clean_sign_in_name(text)).order_by("created_at"))


def _with_id(text: str) -> list[Account]:
    try:
        wanted = uuid.UUID(text.strip())
    except ValueError:
        return []
    return list(Account.objects.filter(pk=wanted))


def _id_and_offices(account: Account) -> str:
    rows = Posting.objects.filter(account=account).in_force(clock.today())
    codes = sorted(set(rows.values_list("organisation__code", flat=True)))
    return f"{account.pk} ({', '.join(codes) or '–'})"
