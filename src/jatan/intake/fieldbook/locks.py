"""Locks on what phones have sent, until the end of the transaction: always the person before the row.

A row and its photographs come in requests of their own, from one person. Whoever records a row or adds to a photograph
holds that person's lock, so that the later of two requests sees what the earlier one has done, and attaches.
"""

import uuid

from django.db import connection


def lock_person(organisation_id: uuid.UUID, account: uuid.UUID) -> None:
    """Let one transaction at a time work on what the phones of this account have sent."""
    _lock(f"{organisation_id}:of:{account}")


def lock_row(organisation_id: uuid.UUID, account: uuid.UUID, row: uuid.UUID) -> None:
    """The same, and let one transaction at a time work on the rows with this id, whoever sent them."""
    lock_person(organisation_id, account)
    _lock(f"{organisation_id}:{row}")


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jatan.fieldbook:{name}"])
