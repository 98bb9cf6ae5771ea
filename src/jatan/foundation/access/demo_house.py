"""Keep the demo and real records apart, because the demo can be entered without a password.

`jatan demo` writes a marker row (DemoHouse) into an empty database before anything else. A database without that row
is never used for the demo, and one with it is served as the demo only.
"""

import enum

from django.db import transaction

from jatan.foundation.access.models import Account, Session
from jatan.foundation.network.models import DemoHouse, Organisation

__all__ = ["Mix", "begin_demo_house", "close_demo_accounts", "is_demo_house", "mix_in_demo", "mix_in_service"]


class Mix(enum.Enum):
    """Reasons to refuse, because demo and real records would mix."""

    RECORDS_IN_DEMO = "records"  # `demo` was called, but the database holds other records
    DEMO_UNASKED = "demo_unasked"  # the demo database would be served without the demo setting
    DEMO_SETTING = "demo_setting"  # a real database would be served with the demo's sign-in
    DEMO_ACCOUNTS = "demo_accounts"  # a real database has active demo accounts, which need no password


def is_demo_house() -> bool:
    """True if `jatan demo` created this database."""
    return DemoHouse.objects.exists()


def mix_in_demo() -> Mix | None:
    """Why the demo must not be built in this database; None if it is empty or the demo's own."""
    if is_demo_house() or not (Organisation.objects.exists() or Account.objects.exists()):
        return None
    return Mix.RECORDS_IN_DEMO


def mix_in_service(*, as_demo: bool) -> Mix | None:
    """Why web server and worker must not start on this database, or None. `as_demo`: JATAN_DEMO is set."""
    if is_demo_house():
        return None if as_demo else Mix.DEMO_UNASKED
    if Account.objects.filter(is_demo=True, is_active=True).exists():
        return Mix.DEMO_ACCOUNTS
    return Mix.DEMO_SETTING if as_demo else None


def begin_demo_house(*, has_earlier_demo: bool = False) -> None:
    """Mark this database as the demo's. Raises ValueError if it holds other records.

    `has_earlier_demo`: the caller confirms that all records are a demo built before the marker existed; still refused
    if an account is not a demo account.
    """
    with transaction.atomic():
        is_earlier_demo = has_earlier_demo and not Account.objects.filter(is_demo=False).exists()
        if mix_in_demo() is not None and not is_earlier_demo:
            raise ValueError("this database holds records that are not the demo's")
        DemoHouse.objects.get_or_create(pk=1)


def close_demo_accounts() -> int:
    """Deactivate the demo's accounts in a real database and end every session. Returns the number of accounts."""
    with transaction.atomic():
        closed = Account.objects.filter(is_demo=True, is_active=True).update(is_active=False)
        if closed:
            Session.objects.all().delete()
    return closed
