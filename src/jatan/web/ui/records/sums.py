"""Sums below the number columns of a list: over all rows that it holds, and how many of them say nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import Count, QuerySet, Sum

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.db.privacy import privacy_classes
from jatan.web.ui.records.desk import Desk, DisplayField

# Numbers that say how much one is or has: their sum says nothing.
_NOT_SUMMED: Final = frozenset({"age", "wage_promised"})
_SMALL: Final = models.SmallIntegerField | models.PositiveSmallIntegerField


@dataclass(frozen=True)
class ColumnSum:
    """`value`: the sum of the numbers that are recorded, None where none is; `lacking`: rows without a number."""

    value: int | None
    lacking: int


def is_summed(field: Any) -> bool:
    """Whether the numbers of a field can be added up, and their sum says something."""
    is_counted = isinstance(field, models.IntegerField) and not isinstance(field, _SMALL)
    return is_counted and not field.choices and field.name not in _NOT_SUMMED


def summed_fields(desk: Desk, by: Actor, shows: Sequence[DisplayField]) -> dict[int, str]:
    """{place of a column: field of the table} of the columns with a sum that this actor may read of every row."""
    fields = {field.name: field for field in desk.model._meta.concrete_fields}
    return {
        place: show.source
        for place, show in enumerate(shows)
        if isinstance(show.source, str) and is_summed(fields.get(show.source)) and reads_all(desk, by, show.source)
    }


def reads_all(desk: Desk, by: Actor, name: str) -> bool:
    """Whether this actor may read this field of every row of the list."""
    if privacy_classes(desk.model).get(name) != "personal":
        return True
    return all(gate.reads_personal(by, office) for office in by.reach(desk.see).row_organisations)


def aggregates_of(fields: Mapping[int, str]) -> dict[str, Any]:
    """What a query has to work out for `read_sums`."""
    found: dict[str, Any] = {}
    for place, name in fields.items():
        found |= {f"sum_{place}": Sum(name), f"has_{place}": Count(name)}
    return found


def read_sums(fields: Mapping[int, str], found: Mapping[str, Any], rows: int) -> dict[int, ColumnSum]:
    """The sums by place, of so many rows."""
    return {place: ColumnSum(found[f"sum_{place}"], rows - found[f"has_{place}"]) for place in fields}


def sums_of(rows: QuerySet[Any], fields: Mapping[int, str], count: int) -> dict[int, ColumnSum]:
    """The sums of all these rows in one query; none without a column that is added up."""
    if not fields:
        return {}
    return read_sums(fields, rows.order_by().aggregate(**aggregates_of(fields)), count)
