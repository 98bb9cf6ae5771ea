"""Counts of what was recorded in each of the last six months, from the rows the user may see.

A count that comes from a register says so: 1,129 people in November may be one workbook of many years.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, DateField, QuerySet, Value
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor, importer_of_all
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.origin import came_with_register
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.people.reach import countable
from jatan.programme.schemes.models import Linkage
from jatan.web.ui.components import charts
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.components.words import Text
from jatan.web.ui.rooms import leads_to_closed

MONTHS = 6

# URL name of the list, label, unit, permission, model, date or datetime field
_COUNTED: tuple[tuple[str, Any, Any, P, type[Guarded], str], ...] = (
    ("activities", _("Meetings and programmes"), _("held"), P.ACTIVITIES_SEE, Activity, "held_on"),
    ("people", _("People"), _("registered"), P.PEOPLE_SEE, Person, "recorded_at"),
    ("journeys", _("Journeys"), _("registered"), P.PEOPLE_SEE, Journey, "registered_on"),
    ("issues", _("Help desk"), _("received"), P.HELPDESK_SEE, Issue, "received_on"),
    ("linkages", _("Government schemes"), _("benefits received"), P.SCHEMES_SEE, Linkage, "received_on"),
)


def my_numbers(by: Actor) -> list[Stat]:
    """A card for each kind of record: this month's count and a sparkline of six months."""
    kinds = [kind for kind in _COUNTED if by.may(kind[3]) and not leads_to_closed(by, reverse(kind[0]))]
    months = _last_months(clock.today())
    counted = _counted(by, kinds, months[0])
    imported = _imported(by, [kind for kind in kinds if counted.get((kind[0], months[-1]))], months[-1])
    return [
        Stat(
            label,
            [
                Figure(
                    counted.get((name, months[-1]), 0),
                    unit,
                    f"{reverse(name)}?from={months[-1]:%d/%m/%Y}",
                    note=_origin(counted.get((name, months[-1]), 0), imported.get(name, 0)),
                )
            ],
            period=date_format(months[-1], "E Y"),
            picture=charts.sparkline([counted.get((name, month), 0) for month in months], title=label),
        )
        for name, label, unit, _permission, _model, _day in kinds
    ]


def _origin(number: int, imported: int) -> Text:
    """How many of the number came with a register; "" where none did."""
    if not imported:
        return ""
    if imported == number:
        return _("all from registers")
    return _("%(number)s of these from registers") % {"number": format_integer(imported)}


def _counted(by: Actor, kinds: Any, first: dt.date) -> dict[tuple[str, dt.date], int]:
    parts = [
        _since(countable(model, by=by, permission=permission), day, first)
        .annotate(named=Value(name, CharField()), month=TruncMonth(day, output_field=DateField()))
        .values_list("named", "month")
        .annotate(number=Count("pk"))
        for name, _label, _unit, permission, model, day in kinds
    ]
    return {(name, _day_of(month)): number for name, month, number in _joined(parts)}


def _imported(by: Actor, kinds: Any, first: dt.date) -> dict[str, int]:
    """{kind: how many of these rows of hers since a day came with a register}.

    Read as the importer of the same organisations: whoever sees a row may know where it comes from, and sees no more
    of the register.
    """
    if not kinds:
        return {}
    offices = {one for kind in kinds for one in by.reach(kind[3]).row_organisations}
    parts = [
        _since(countable(model, by=by, permission=permission), day, first)
        .filter(came_with_register(model))
        .annotate(named=Value(name, CharField()))
        .values_list("named")
        .annotate(number=Count("pk"))
        for name, _label, _unit, permission, model, day in kinds
    ]
    with acting_as(importer_of_all(offices)):
        return dict(_joined(parts))


def _since(rows: QuerySet[Any], day: str, first: dt.date) -> QuerySet[Any]:
    is_instant = day.endswith("_at")
    return rows.order_by().filter(**{f"{day}__date__gte" if is_instant else f"{day}__gte": first})


def _joined(parts: list[QuerySet[Any, Any]]) -> Iterable[Any]:
    """The rows of several queries, in one."""
    if not parts:
        return []
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _day_of(month: dt.date | dt.datetime) -> dt.date:
    return month.date() if isinstance(month, dt.datetime) else month


def _last_months(today: dt.date) -> list[dt.date]:
    first = today.year * 12 + today.month - MONTHS
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS)]
