"""The demo lives in a house of its own: whoever knows the address enters it without a password.

A house is a demo when `jatan demo` began it, in an empty database: it made a mark before anything else. A house that
was begun otherwise never gets the mark, and nothing of the demo is built or served in it.
"""

import enum

from django.contrib.sessions.models import Session
from django.db import transaction

from jatan.foundation.access.models import Account
from jatan.foundation.network.models import DemoHouse, Organisation

__all__ = ["Mix", "begin_demo_house", "close_demo_accounts", "is_demo_house", "mix_in_demo", "mix_in_service"]


class Mix(enum.Enum):
    """Why demo and real house would meet."""

    RECORDS_IN_DEMO = "records"  # `demo` was asked for in a house that holds something else
    DEMO_UNASKED = "demo_unasked"  # a demo house is to be served as if it were a real one
    DEMO_SETTING = "demo_setting"  # a real house is to be served with the demo's sign-in
    DEMO_ACCOUNTS = "demo_accounts"  # accounts without a password are open in a real house


def is_demo_house() -> bool:
    """True if this database was begun by `jatan demo`."""
    return DemoHouse.objects.exists()


def mix_in_demo() -> Mix | None:
    """Why the demo must not be built here, or None. An empty house, or the demo's own, is right."""
    if is_demo_house() or not (Organisation.objects.exists() or Account.objects.exists()):
        return None
    return Mix.RECORDS_IN_DEMO


def mix_in_service(*, as_demo: bool) -> Mix | None:
    """Why this house must not be served or worked in, or None. `as_demo`: the demo's sign-in is on."""
    if is_demo_house():
        return None if as_demo else Mix.DEMO_UNASKED
    if Account.objects.filter(is_demo=True, is_active=True).exists():
        return Mix.DEMO_ACCOUNTS
    return Mix.DEMO_SETTING if as_demo else None


def begin_demo_house(*, has_earlier_demo: bool = False) -> None:
    """Mark this house as the demo's. Raises ValueError where it holds anything else.

    `has_earlier_demo`: somebody vouches that all it holds is a demo built before there was a mark; an account that is
    not the demo's still refuses.
    """
    with transaction.atomic():
        is_earlier_demo = has_earlier_demo and not Account.objects.filter(is_demo=False).exists()
        if mix_in_demo() is not None and not is_earlier_demo:
            raise ValueError("this house holds something that is not the demo's")
        DemoHouse.objects.get_or_create(pk=1)


def close_demo_accounts() -> int:
    """Close the demo's accounts in a real house and end every session; answers how many accounts were open."""
    with transaction.atomic():
        closed = Account.objects.filter(is_demo=True, is_active=True).update(is_active=False)
        if closed:
            Session.objects.all().delete()
    return closed
