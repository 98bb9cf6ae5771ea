"""Keep the demo and real records apart, because the demo can be entered without a password.

`jatan demo` writes a marker row (DemoHouse) into an empty database before anything else. A database without that row
is never used for the demo, and one with it is served as the demo only. Everything here that reads also works before the
tables are migrated or made, so that a command can refuse before it changes anything.
"""

import enum
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from jatan.foundation.access.models import Account, Session
from jatan.foundation.network.models import DemoHouse, Organisation


class Mix(enum.Enum):
    """Reasons to refuse, because demo and real records would mix."""

    RECORDS_IN_DEMO = "records"  # `demo` was called, but the database holds other records
    DEMO_UNASKED = "demo_unasked"  # the demo database would be used without the demo setting
    DEMO_SETTING = "demo_setting"  # a real database would be used with the demo's sign-in
    DEMO_ACCOUNTS = "demo_accounts"  # a real database has active demo accounts, which need no password


@dataclass(frozen=True)
class Contents:
    """What a database holds. `is_real`: organisations or accounts, and no marker of the demo."""

    is_demo: bool
    has_organisations: bool
    has_accounts: bool
    has_real_accounts: bool
    has_open_demo_accounts: bool

    @property
    def is_real(self) -> bool:
        return not self.is_demo and (self.has_organisations or self.has_accounts)


_ACCOUNT: Final = Account._meta.db_table
_QUESTIONS: Final = {
    "is_demo": (DemoHouse._meta.db_table, "TRUE"),
    "has_organisations": (Organisation._meta.db_table, "TRUE"),
    "has_accounts": (_ACCOUNT, "TRUE"),
    "has_real_accounts": (_ACCOUNT, "NOT is_demo"),
    "has_open_demo_accounts": (_ACCOUNT, "is_demo AND is_active"),
}


def house_contents() -> Contents:
    """What the database holds; a table that is not there yet holds nothing."""
    found = {}
    with connection.cursor() as cursor:
        for name, (table, condition) in _QUESTIONS.items():
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if is_there := bool(cursor.fetchone()[0]):
                cursor.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE {condition})")  # noqa: S608 - constants
            found[name] = is_there and bool(cursor.fetchone()[0])
    return Contents(**found)


def is_demo_house() -> bool:
    """True if `jatan demo` created this database."""
    return house_contents().is_demo


def mix_in_demo(*, has_earlier_demo: bool = False) -> Mix | None:
    """Why the demo must not be built in this database; None if it is empty or the demo's own.

    `has_earlier_demo`: the caller confirms that all records are a demo built before the marker existed; still refused
    if an account is not a demo account.
    """
    found = house_contents()
    if not found.is_real or (has_earlier_demo and not found.has_real_accounts):
        return None
    return Mix.RECORDS_IN_DEMO


def mix_in_house(*, as_demo: bool) -> Mix | None:
    """Why this database must not be served or written to, or None. `as_demo`: JATAN_DEMO is set."""
    found = house_contents()
    if found.is_demo:
        return None if as_demo else Mix.DEMO_UNASKED
    if found.has_open_demo_accounts:
        return Mix.DEMO_ACCOUNTS
    return Mix.DEMO_SETTING if as_demo else None


def begin_demo_house(*, has_earlier_demo: bool = False) -> None:
    """Mark this database as the demo's. Raises ValueError if it holds other records, see `mix_in_demo`."""
    with transaction.atomic():
        if mix_in_demo(has_earlier_demo=has_earlier_demo) is not None:
            raise ValueError("this database holds records that are not the demo's")
        DemoHouse.objects.get_or_create(pk=1)


def close_demo_accounts() -> int:
    """Deactivate the demo's accounts in a real database and end every session. Returns the number of accounts."""
    with transaction.atomic():
        closed = Account.objects.filter(is_demo=True, is_active=True).update(is_active=False)
        if closed:
            Session.objects.all().delete()
    return closed
