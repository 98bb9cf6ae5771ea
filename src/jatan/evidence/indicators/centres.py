"""Information centres: counted from the network's open list, when open on any day of the period."""

import datetime as dt
from collections.abc import Iterable

from jatan.evidence.indicators.reading import Sums
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.network.models import InformationCentre
from jatan.kernel.periods import Period, month_of, months_between

__all__ = ["CENTRES", "add_centres", "centres_in", "network_centres"]

CENTRES: Key = ("information_centres", "centres")


def add_centres(sums: Sums, scope: Scope, period: Period) -> None:
    """Add the centres in scope to every table of the report. One query."""
    for centre in centres_in(scope, period):
        sums.totals[CENTRES] += 1
        sums.by_organisation[centre.organisation_id][CENTRES] += 1
        sums.by_place[("district", str(centre.district_id))][CENTRES] += 1
        sums.behind_place[("district", str(centre.district_id))].add(centre.organisation_id)
        for month in _months_open(centre, period):
            sums.by_month[month][CENTRES] += 1


def centres_in(scope: Scope, period: Period) -> list[InformationCentre]:
    """Centres of the scope's whole organisations, and of the districts a reader is posted to."""
    rows = InformationCentre.objects.open_between(period.start, period.end).filter(
        organisation_id__in=scope.every_organisation
    )
    if scope.district is not None:
        rows = rows.filter(district_id=scope.district)
    posted = {(organisation, place) for organisation, _, place in scope.places}
    return [
        centre
        for centre in rows
        if centre.organisation_id in scope.organisations or (centre.organisation_id, centre.district_id) in posted
    ]


def network_centres(period: Period) -> int:
    """Every centre of the network open on any day of the period."""
    return InformationCentre.objects.open_between(period.start, period.end).count()


def _months_open(centre: InformationCentre, period: Period) -> Iterable[dt.date]:
    first = max(centre.opened_on, period.start)
    last = min(centre.closed_on or period.end, period.end)
    return (month for month in months_between(first, last) if month_of(month).end >= first)
