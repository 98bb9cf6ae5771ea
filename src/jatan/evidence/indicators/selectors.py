"""The impact report's numbers for one reader. Pages and files get them only from here."""

import calendar
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Count, Min

from jatan.evidence.indicators.casework import GROUPS
from jatan.evidence.indicators.cell_sums import Sums, month_totals, read_sums
from jatan.evidence.indicators.centres import CENTRES, add_centres, count_open, open_centres
from jatan.evidence.indicators.definitions import BY_QUARTER, COUNTED, INDICATORS, indicator
from jatan.evidence.indicators.models import RecountCursor
from jatan.evidence.indicators.overdue import open_steps
from jatan.evidence.indicators.quarters import begins_quarter
from jatan.evidence.indicators.results import ImpactReport, Key, Line, Numbers
from jatan.evidence.indicators.scope import Scope, hides_small_counts, scope_of
from jatan.evidence.indicators.suppression import (
    hide_small_in_both,
    hide_small_numbers,
    hide_small_remainders,
    hide_small_totals,
)
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import InformationCentre, Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period, month_of, months_between
from jatan.programme.activities.models import Participation

__all__ = ["impact_report", "named_people", "network_totals"]

_ROW_COUNT_OF: dict[Key, Key] = {
    (one.code, value.name): (one.code, value.of) for one in COUNTED for value in one.values if value.of
}
_NOT_RECORDED = Localised(hi="दर्ज नहीं", en="not recorded")
_MONTHS_HI = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
_MONTHS_EN = calendar.month_name[1:]


def impact_report(
    period: Period,
    *,
    by: Actor,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
    annex: bool = False,
) -> ImpactReport:
    """All numbers of a period (both days included) that this reader may see, in at most 12 queries.

    `annex` adds the currently open escalations (5 more queries). Raises Forbidden when the reader may see no numbers.
    Call inside `acting_as(by)`.
    """
    scope = scope_of(by, organisation=organisation, district=district)
    sums = read_sums(scope, period)
    centres = open_centres(period)
    add_centres(sums, scope, period, centres)
    network_period = _whole_months(period) if scope.sees_network and organisation is None and district is None else None
    offices = tuple(Organisation.objects.filter(id__in=by.reach(Permission.REPORTS_SEE).row_organisations))
    names = _place_names(sums)
    by_organisation, by_district = _organisations_and_districts(sums, by, scope, offices, names)
    return ImpactReport(
        period=period,
        totals=_totals(sums, by, scope),
        by_organisation=by_organisation,
        by_district=by_district,
        by_block=_blocks(sums, by, scope, names),
        by_month=_by_month(sums, by, scope, period),
        named_people=named_people(period, by=by, organisation=organisation, district=district),
        network=_network(sums, network_period, centres),
        network_period=network_period,
        counted_at=_counted_at(scope),
        offices=offices,
        counted_in=scope.every_organisation,
        steps=open_steps(by, scope, clock.now()) if annex else None,
    )


def network_totals(period: Period, *, by: Actor) -> Numbers:
    """Sums over every organisation for the whole months of a period; below five is None.

    Raises Forbidden unless the reader may see network counts. The SQL function returns sums only.
    """
    if not by.reach(Permission.REPORTS_SEE).counts_network:
        raise gate.Forbidden(Permission.REPORTS_SEE.value)
    return _network_sums(period, count_open(open_centres(period), period))


def _network(sums: Sums, whole: Period | None, centres: list[InformationCentre]) -> Numbers | None:
    """Network sums, hidden where the difference to the reader's own numbers would be a small count."""
    if whole is None:
        return None
    own = month_totals(sums, whole)
    return hide_small_remainders(_network_sums(whole, count_open(centres, whole)), own, lambda key: key != CENTRES)


def _network_sums(period: Period, centres: int) -> Numbers:
    months = period.whole_months()
    found: dict[Key, int | None] = {}
    if months:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indicator, value, amount FROM jatan_network_totals(%s, %s)", [months[0], months[-1]])
            found = {(indicator, value): amount for indicator, value, amount in cursor.fetchall()}
    return found | {CENTRES: centres}


def named_people(
    period: Period, *, by: Actor, organisation: uuid.UUID | None = None, district: uuid.UUID | None = None
) -> dict[str, int]:
    """{indicator code: number of distinct named participants}, shown beside attendances.

    Counted from the rows within the reader's reach; indicators without named people are left out.
    """
    kinds = {value.only: one.code for one in INDICATORS for value in one.values if value.name == "participants"}
    rows = gate.within_reach(Participation.objects.live(), by=by, permission=Permission.ACTIVITIES_SEE).filter(
        activity__withdrawn_at__isnull=True,
        activity__held_on__range=(period.start, period.end),
        activity__kind__in=kinds,
        role="participant",
    )
    if organisation is not None:
        rows = rows.filter(organisation_id=organisation)
    if district is not None:
        rows = rows.filter(activity__place__district_id=district) | rows.filter(activity__place_id=district)
    counts = rows.order_by().values_list("activity__kind").annotate(people=Count("person_id", distinct=True))
    return {kinds[kind]: people for kind, people in counts}


def _totals(sums: Sums, by: Actor, scope: Scope) -> Numbers:
    hides = _hidden_keys(by, scope, scope.every_organisation)
    numbers: dict[Key, int | None] = dict(_hide_money_sums(hide_small_totals(sums.totals, lambda key: key in hides)))
    for code in GROUPS:
        parts = {(code, value.name): {"n": sums.totals[(code, value.name)]} for value in indicator(code).values}
        shown = hide_small_numbers(parts, lambda key, _: key in hides)
        numbers |= {key: line["n"] for key, line in shown.items()}
    return numbers


def _organisations_and_districts(
    sums: Sums, by: Actor, scope: Scope, offices: Iterable[Organisation], names: Mapping[str, Place]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Both tables, hidden consistently: a member that works in one district has the same number in both."""
    hides = {one: _hidden_keys(by, scope, frozenset({one})) for one in scope.every_organisation}
    districts, hides_of = _place_numbers(sums, by, scope, "district")
    same = [
        (organisation, district, key)
        for district, numbers in districts.items()
        for organisation in sums.organisations_of_place[("district", district)]
        for key, number in numbers.items()
        if number and sums.by_organisation[organisation].get(key) == number
    ]
    table, places = hide_small_in_both(
        (sums.by_organisation, lambda line, key: key in hides.get(line, ())),
        (districts, lambda line, key: key in hides_of[line]),
        same,
    )
    lines = tuple(
        Line(Localised(hi=row.name_hi, en=row.name_en), _hide_money_sums(table.get(row.id, {})), id=row.id)
        for row in offices
        if row.id in scope.every_organisation and (row.id in table or row.kind == "member")
    )
    return lines, _labelled_lines(places, names)


def _blocks(sums: Sums, by: Actor, scope: Scope, names: Mapping[str, Place]) -> tuple[Line, ...]:
    lines, hides = _place_numbers(sums, by, scope, "block")
    return _labelled_lines(hide_small_numbers(lines, lambda line, key: key in hides[line]), names)


def _place_numbers(
    sums: Sums, by: Actor, scope: Scope, dimension: str
) -> tuple[dict[str, Counter[Key]], dict[str, set[Key]]]:
    """Numbers of the places of one level, and for each place the keys that are hidden when small."""
    lines = {member: numbers for (kind, member), numbers in sums.by_place.items() if kind == dimension}
    hides = {
        member: _hidden_keys(by, scope, frozenset(sums.organisations_of_place[(dimension, member)])) for member in lines
    }
    return lines, hides


def _place_names(sums: Sums) -> dict[str, Place]:
    """{place id as text: place} for the places of the tables. One query."""
    found = {member for _dimension, member in sums.by_place if member}
    return {str(place.id): place for place in Place.objects.filter(id__in=found)}


def _labelled_lines(table: Mapping[str, Numbers], names: Mapping[str, Place]) -> tuple[Line, ...]:
    found = [_place_line(member, names, _hide_money_sums(numbers)) for member, numbers in table.items()]
    return tuple(sorted(found, key=lambda line: (line.id is None, line.label.en)))


def _place_line(member: str, names: Mapping[str, Place], numbers: Numbers) -> Line:
    place = names.get(member)
    if place is None:
        return Line(_NOT_RECORDED, numbers)
    return Line(Localised(hi=place.name_hi or place.name_en, en=place.name_en), numbers, id=place.id)


def _by_month(sums: Sums, by: Actor, scope: Scope, period: Period) -> tuple[Line, ...]:
    hides = _hidden_keys(by, scope, scope.every_organisation)
    # Only a quarter's first month has quarterly numbers, so only there can they be hidden.
    table = hide_small_numbers(
        sums.by_month, lambda month, key: key in hides and (key[0] not in BY_QUARTER or begins_quarter(month))
    )
    return tuple(
        Line(_month_label(month), _hide_money_sums(table.get(month, {})), month=month)
        for month in months_between(period.start, period.end)
    )


def _month_label(month: dt.date) -> Localised:
    return Localised(hi=f"{_MONTHS_HI[month.month - 1]} {month.year}", en=f"{_MONTHS_EN[month.month - 1]} {month.year}")


def _hidden_keys(by: Actor, scope: Scope, organisations: frozenset[uuid.UUID]) -> set[Key]:
    """Keys of values whose small counts are hidden from this reader for these organisations."""
    return {
        (one.code, value.name)
        for one in COUNTED
        for value in one.values
        if not value.of and hides_small_counts(value, by, scope, organisations)
    }


def _hide_money_sums(numbers: Numbers) -> Numbers:
    """Hide sums of money where the number of their rows is hidden: the sum of one row is a person's wage."""
    hidden = {key: None for key, rows in _ROW_COUNT_OF.items() if numbers.get(rows, 0) is None}
    return {**numbers, **hidden} if hidden else numbers


def _whole_months(period: Period) -> Period | None:
    months = period.whole_months()
    return Period(months[0], month_of(months[-1]).end) if months else None


def _counted_at(scope: Scope) -> dt.datetime | None:
    """When the oldest part of the report was counted."""
    cursors = RecountCursor.objects.filter(organisation_id__in=scope.every_organisation)
    found: dt.datetime | None = cursors.aggregate(last=Min("counted_at"))["last"]
    return found
