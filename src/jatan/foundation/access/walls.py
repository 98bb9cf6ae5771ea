"""Set the PostgreSQL settings that row-level security reads, from an actor's permissions, for one transaction.

Every page, task and command runs inside `acting_as`; without it the runtime role sees no rows.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.row_walls import FAMILIES
from jatan.foundation.db.transaction_settings import change_local, set_local
from jatan.foundation.network import spellings

_SEE: dict[str, tuple[Permission, ...]] = {
    "people": (Permission.PEOPLE_SEE,),
    "activities": (Permission.ACTIVITIES_SEE,),
    "helpdesk": (Permission.HELPDESK_SEE,),
    "schemes": (Permission.SCHEMES_SEE,),
    "cases": (Permission.CASES_SEE,),
    "allies": (Permission.ALLIES_SEE,),
    "confidential": (Permission.ALLIES_SEE,),
    "library": (Permission.LIBRARY_SEE,),
    # Stories that are not printed yet are for those who write and check them.
    "booklet": (Permission.LIBRARY_RECORD,),
    "landmarks": (Permission.ALLIES_SEE,),
    "studies": (Permission.LIBRARY_SEE,),
    "interviews": (Permission.INTERVIEWS_SEE,),
    "agents": (Permission.AGENTS_SEE,),
    "asks": (Permission.AGENTS_SEE, Permission.AGENTS_ASK),
    "messages": (Permission.MESSAGES_SEE,),
    "calls": (Permission.CALLS_ANSWER,),
    "imports": (Permission.REGISTER_IMPORT,),
    "facts": (Permission.REPORTS_SEE,),
    "periods": (Permission.REPORTS_SEE,),
    "ledger": (Permission.LEDGER_READ, Permission.LEDGER_VERIFY),
    "lists": (Permission.HOME_SEE,),
    "alerts": (Permission.HOME_SEE, Permission.ACCOUNTS_MANAGE),
}
_RECORD: dict[str, tuple[Permission, ...]] = {
    "people": (Permission.PEOPLE_RECORD,),
    "activities": (Permission.ACTIVITIES_RECORD,),
    "helpdesk": (Permission.HELPDESK_RECORD,),
    "schemes": (Permission.SCHEMES_RECORD,),
    "cases": (Permission.CASES_RECORD,),
    "allies": (Permission.ALLIES_RECORD,),
    "confidential": (Permission.ALLIES_RECORD,),
    "library": (Permission.LIBRARY_RECORD,),
    "booklet": (Permission.LIBRARY_RECORD,),
    # Who works in a place puts it on the map; who keeps the allies of an organisation corrects it.
    "landmarks": (Permission.ACTIVITIES_RECORD, Permission.ALLIES_RECORD),
    "studies": (Permission.STUDIES_DESIGN,),
    "interviews": (Permission.INTERVIEWS_RECORD,),
    "agents": (Permission.AGENTS_RECORD,),
    "asks": (Permission.AGENTS_ASK,),
    "messages": (Permission.MESSAGES_SEND,),
    "calls": (Permission.CALLS_ANSWER,),
    "imports": (Permission.REGISTER_IMPORT,),
    "facts": (),
    "periods": (
        Permission.MONTHS_COMPLETE,
        Permission.MONTHS_ACCEPT,
        Permission.TARGETS_SET,
        Permission.NARRATIVE_WRITE,
    ),
    "ledger": (),
    "lists": (Permission.HOME_SEE,),
    "alerts": (Permission.HOME_SEE,),
}
_RECORDING = tuple(permission for permissions in _RECORD.values() for permission in permissions)


def seeing_permission(family: str) -> Permission:
    """The permission by which rows of a family are seen. Raises KeyError for a family that is none."""
    return _SEE[family][0]


def wall_settings(actor: Actor) -> dict[str, str]:
    """The settings for one actor: `jatan.read_<family>` / `jatan.write_<family>` -> comma-separated ids."""
    settings: dict[str, str] = {}
    own_chain = set(actor.home_organisations)
    for family in FAMILIES:
        read = _organisations(actor, _SEE[family])
        write = _organisations(actor, _RECORD[family])
        if family == "ledger":  # every write appends an event, so the actor reads and writes those chains too
            chains = own_chain | _organisations(actor, (Permission.ACCOUNTS_MANAGE, *_RECORDING))
            read, write = read | chains, chains
        if family == "confidential":  # whatever the reach over the network is
            read, write = read & actor.own_organisations, write & actor.own_organisations
        # A recount writes the cells, and notes that a month has changed since it was accepted; alerts are sent.
        if family in ("facts", "periods", "alerts") and _is_machine(actor):
            write = own_chain
        settings[f"jatan.read_{family}"] = ",".join(sorted(map(str, read | write)))
        settings[f"jatan.write_{family}"] = ",".join(sorted(map(str, write)))
    return settings


@contextmanager
def acting_as(actor: Actor, *, read_only: bool = False) -> Iterator[Actor]:
    """Run a block in a transaction with row security set for `actor`. Nested use restores the outer settings after it.

    `read_only`: PostgreSQL refuses writes (for GET requests).
    """
    spellings.refresh()  # picks up spellings that another process has added
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        settings = wall_settings(actor) | ({"transaction_read_only": "on"} if read_only else {})
        with connection.cursor() as cursor:
            if is_nested:
                before = change_local(cursor, settings)
            else:
                set_local(cursor, settings)
        yield actor
        if is_nested:
            before.pop("transaction_read_only", None)
            with connection.cursor() as cursor:
                set_local(cursor, before)


def _organisations(actor: Actor, permissions: tuple[Permission, ...]) -> set[uuid.UUID]:
    return {organisation for name in permissions for organisation in actor.reach(name).row_organisations}


def _is_machine(actor: Actor) -> bool:
    return bool(actor.posts) and all(post.role == "machine" for post in actor.posts)
