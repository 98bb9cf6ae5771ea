"""Counts information centres that were open on any day of the period."""

import datetime as dt
from collections.abc import Iterable, Iterator

from jatan.evidence.indicators.cell_sums import Sums
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.network.models import InformationCentre
from jatan.kernel.periods import Period, month_of, months_between

CENTRES: Key = ("information_centres", "centres")


def open_centres(period: Period) -> list[InformationCentre]:
    """All centres of the network open on any day of the period; every reader may see them. One query."""
    return list(InformationCentre.objects.open_between(period.start, period.end))


def count_open(centres: Iterable[InformationCentre], period: Period) -> int:
    """How many of these are open on any day of the period."""
    return sum(
        centre.opened_on <= period.end and (centre.last_day is None or centre.last_day >= period.start)
        for centre in centres
    )


def add_centres(sums: Sums, scope: Scope, period: Period, centres: Iterable[InformationCentre]) -> None:
    """Add the centres in scope to the sums of every table of the report."""
    for centre in centres_in(scope, centres):
        sums.totals[CENTRES] += 1
        sums.by_organisation[centre.organisation_id][CENTRES] += 1
        sums.by_place[("district", str(centre.district_id))][CENTRES] += 1
        for month in _months_open(centre, period):
            sums.by_month[month][CENTRES] += 1


def centres_in(scope: Scope, centres: Iterable[InformationCentre]) -> Iterator[InformationCentre]:
    """Centres of the scope's whole organisations, and of the districts a reader is posted to."""
    posted = {(organisation, place) for organisation, _, place in scope.places}
    for centre in centres:
        is_in_scope = (
            centre.organisation_id in scope.organisations or (centre.organisation_id, centre.district_id) in posted
        )
        if is_in_scope and (not scope.districts or centre.district_id in scope.districts):
            yield centre


def _months_open(centre: InformationCentre, period: Period) -> Iterable[dt.date]:
    first = max(centre.opened_on, period.start)
    last = min(centre.last_day or period.end, period.end)
    return (month for month in months_between(first, last) if month_of(month).end >= first)
