"""A list in groups: a line for each kind, block, village or month, with how many rows it has, their sums and a link.

What a list is grouped by are its own filters, so that every line leads to the list narrowed to it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth
from django.http import QueryDict
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.programme.villages.condition import MOST_WRITINGS, id_of_village
from jatan.programme.villages.selectors import village_names
from jatan.web.ui.components.tables import LACKING, Column, Table
from jatan.web.ui.paging import without_place
from jatan.web.ui.records.columns import BY_BLOCK, BY_VILLAGE, equals, shows_village
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, Words
from jatan.web.ui.records.sums import ColumnSum, aggregates_of, read_sums, reads_all, summed_fields

GROUPED: Final = "grouped"
MOST_GROUPS: Final = 240
_MONTH: Final = "month"
_OPEN: Final = frozenset({_MONTH, BY_VILLAGE})  # by what was typed, not by a list to choose from


@dataclass(frozen=True)
class Group:
    """`value`: the code, id or first day of the month; None where nothing is recorded."""

    value: Any
    rows: int
    sums: Mapping[int, ColumnSum]


def groupings_of(desk: Desk) -> dict[str, tuple[Words, Filter]]:
    """{code: (what it is called, the filter that leads to one group)} of everything that a list can be grouped by."""
    found: dict[str, tuple[Words, Filter]] = {}
    if shows_village(desk):
        found[BY_VILLAGE] = (capfirst(gettext_lazy("village")), _village_filter())
    for one in desk.filters:
        if one.field and one.kind == "day":
            found.setdefault(_MONTH, (gettext_lazy("Month"), one))
        elif one.field:
            found[one.name] = (one.label, one)
    return found


def groupings_for(desk: Desk, by: Actor) -> dict[str, tuple[Words, Filter]]:
    """Those by which this actor may group: not by villages that she may not read."""
    return {code: one for code, one in groupings_of(desk).items() if code != BY_VILLAGE or reads_all(desk, by, code)}


def grouped_table(
    desk: Desk,
    by: Actor,
    rows: QuerySet[Any],
    code: str,
    shows: Sequence[DisplayField],
    query: QueryDict,
    chosen: Mapping[str, Any],
) -> Table:
    """The groups of these rows, with a link to the rows of each. Two queries at most.

    `chosen`: the cleaned conditions of the list, inside which a month stays.
    """
    label, wanted = groupings_of(desk)[code]
    fields = summed_fields(desk, by, shows)
    groups = _villages(by, rows, fields) if code == BY_VILLAGE else _groups(rows, code, wanted, fields)
    offered = {str(value) for value, _words in wanted.options(by)} if wanted.options else set()
    words = _words_of(by, code, wanted, [group.value for group in groups])
    lines = [
        {"c0": words.get(group.value) or _("not recorded"), "rows": group.rows, **total_values(group.sums)}
        | {"url": _address(code, wanted, group, query, chosen, is_offered=code in _OPEN or str(group.value) in offered)}
        for group in groups[:MOST_GROUPS]
    ]
    columns = [
        Column("c0", label),
        Column("rows", gettext_lazy("Records"), "number"),
        *(Column(f"c{place}", shows[place].label, "number") for place in fields),
    ]
    is_whole = len(groups) <= MOST_GROUPS
    total = {"c0": _("Sum"), "rows": sum(group.rows for group in groups), **total_values(_added(groups, fields))}
    note = "" if is_whole else gettext_lazy("There are more. Narrow the list to find yours.")
    return Table(desk.title, columns, lines, link="url", note=note, total=total if is_whole else None, is_list=True)


def total_values(sums: Mapping[int, ColumnSum]) -> dict[str, Any]:
    """Sums as values of a row of the table, with how many rows say nothing."""
    found: dict[str, Any] = {}
    for place, one in sums.items():
        found |= {f"c{place}": one.value, f"c{place}{LACKING}": one.lacking}
    return found


def _groups(rows: QuerySet[Any], code: str, wanted: Filter, fields: Mapping[int, str]) -> list[Group]:
    key = TruncMonth(wanted.field.removesuffix("__date")) if code == _MONTH else F(wanted.field)
    order = [F("key").desc(nulls_last=True)] if code == _MONTH else ["-many", "key"]
    found = rows.order_by().select_related(None).annotate(key=key).values("key")
    found = found.annotate(many=Count("pk"), **aggregates_of(fields)).order_by(*order)
    return [
        Group(_plain(one["key"]), one["many"], read_sums(fields, one, one["many"])) for one in found[: MOST_GROUPS + 1]
    ]


def _villages(by: Actor, rows: QuerySet[Any], fields: Mapping[int, str]) -> list[Group]:
    """The rows by village: writings that are the same village are one group, called as most rows have it."""
    written = rows.order_by().select_related(None).values("village")
    found = written.annotate(many=Count("pk"), **aggregates_of(fields)).order_by("-many", "village")[:MOST_WRITINGS]
    lines = [Group(one["village"] or None, one["many"], read_sums(fields, one, one["many"])) for one in found]
    names = village_names(by, [one.value for one in lines if one.value is not None])
    together: dict[str | None, list[Group]] = {}
    for one in lines:
        together.setdefault(names[one.value] if one.value is not None else None, []).append(one)
    groups = [Group(some[0].value, sum(one.rows for one in some), _added(some, fields)) for some in together.values()]
    return sorted(groups, key=lambda group: (-group.rows, group.value or ""))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if value != "" else None


def _words_of(by: Actor, code: str, wanted: Filter, values: Sequence[Any]) -> dict[Any, Any]:
    """{value: its words} of the groups that say something."""
    if code == _MONTH:
        return {one: formats.date_format(one, "F Y") for one in values if one is not None}
    if wanted.name == BY_BLOCK.name:
        return {pk: place.name for pk, place in Place.objects.in_bulk([one for one in values if one]).items()}
    words = dict(wanted.options(by)) if wanted.options else {}
    return {one: words.get(one, one) for one in values if one is not None}


def _village_filter() -> Filter:
    return Filter(BY_VILLAGE, capfirst(gettext_lazy("village")), equals("village"), field="village")


def _address(
    code: str, wanted: Filter, group: Group, query: QueryDict, chosen: Mapping[str, Any], *, is_offered: bool
) -> str:
    """The list narrowed to the group; "" where no condition says so: for rows that say nothing."""
    if group.value is None or not is_offered:
        return ""
    found = without_place(query)
    for name in (GROUPED, "list"):
        found.pop(name, None)
    if code == _MONTH:
        last = (group.value + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        found["from"] = f"{max(group.value, chosen.get('from') or group.value):%d/%m/%Y}"
        found["to"] = f"{min(last, chosen.get('to') or last):%d/%m/%Y}"
    elif code == BY_VILLAGE:
        found[wanted.name] = str(id_of_village(group.value))
    else:
        found[wanted.name] = str(group.value)
    return f"?{found.urlencode()}"


def _added(groups: Sequence[Group], fields: Mapping[int, str]) -> dict[int, ColumnSum]:
    found = {}
    for place in fields:
        given = [value for group in groups if (value := group.sums[place].value) is not None]
        found[place] = ColumnSum(sum(given) if given else None, sum(group.sums[place].lacking for group in groups))
    return found
