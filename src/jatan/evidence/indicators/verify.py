"""Verifies that cells equal a full recount, compared inside PostgreSQL."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.recount import cells_of, union_all
from jatan.evidence.indicators.services import recount_organisation_pending
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation

__all__ = ["Difference", "verify", "verify_all"]


@dataclass(frozen=True)
class Difference:
    """A cell that differs from a recount of its rows. `stored` or `counted` None: there is no such cell."""

    organisation_id: uuid.UUID
    month: dt.date
    indicator: str
    value: str
    dimension: str
    member: str
    stored: int | None
    counted: int | None


def verify_all() -> list[Difference]:
    """Compare all organisations' cells with their rows; [] if all are correct."""
    return verify(Organisation.objects.order_by("code").values_list("id", flat=True))


def verify(organisations: Iterable[uuid.UUID]) -> list[Difference]:
    """Wrong cells of these organisations, after pending recounts have been done."""
    found: list[Difference] = []
    for organisation_id in organisations:
        with acting_as(machine_for([organisation_id])):
            recount_organisation_pending(organisation_id)
            found += _differences(organisation_id)
    return found


def _differences(organisation_id: uuid.UUID) -> list[Difference]:
    is_of_organisation = Q(organisation_id=organisation_id)
    counted, parameters = union_all(cells_of(source, is_of_organisation) for source in SOURCES.values())
    key = "month, indicator, value, dimension, member"
    statement = (
        f"SELECT {key}, s.amount, c.amount FROM ({counted}) AS c"  # noqa: S608 - names of our own columns
        f" FULL JOIN (SELECT * FROM {MonthlyCell._meta.db_table} WHERE organisation_id = %s) AS s USING ({key})"
        f" WHERE s.amount IS DISTINCT FROM c.amount ORDER BY {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, organisation_id])
        return [Difference(organisation_id, *row) for row in cursor.fetchall()]
