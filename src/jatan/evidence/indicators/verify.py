"""Verifies that cells equal a full recount, compared inside PostgreSQL."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from jatan.evidence.indicators.models import MonthlyCell, PlaceMonth
from jatan.evidence.indicators.recount import cells_of, union_all
from jatan.evidence.indicators.services import recount_organisation_pending
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation


@dataclass(frozen=True)
class Difference:
    """A cell that differs from a recount of its rows. `stored` or `counted` None: there is no such cell.

    Of the dimensions "row of a district", "row of a block": an amount of `PlaceMonth` that differs from its cell.
    """

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
            found += _differences(organisation_id) + _differences_of_place_months(organisation_id)
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


def _differences_of_place_months(organisation_id: uuid.UUID) -> list[Difference]:
    key = "month, key, dimension, member"
    statement = (
        "SELECT month, split_part(key, '.', 1), split_part(key, '.', 2), 'row of a ' || dimension, member, s.amount,"  # noqa: S608 - names of our own tables
        f" c.amount FROM (SELECT month, dimension, member, u.key, u.amount FROM {PlaceMonth._meta.db_table} AS p,"
        " unnest(string_to_array(p.keys, ' '), p.amounts) AS u(key, amount) WHERE organisation_id = %s) AS s"
        " FULL JOIN (SELECT month, dimension, member, indicator || '.' || value AS key, amount"
        f" FROM {MonthlyCell._meta.db_table} WHERE organisation_id = %s AND dimension IN ('district', 'block')) AS c"
        f" USING ({key}) WHERE s.amount IS DISTINCT FROM c.amount ORDER BY {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation_id, organisation_id])
        return [Difference(organisation_id, *row) for row in cursor.fetchall()]
