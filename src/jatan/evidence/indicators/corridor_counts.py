"""Registered journeys counted by corridor: from an origin to a destination.

The origin is a block, or a district where no block is known. For readers of counts it is always the district.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, UUIDField, When
from django.db.models.functions import Coalesce, TruncMonth

from jatan.evidence.indicators.expressions import age_of_person
from jatan.evidence.indicators.models import PublishedCorridor
from jatan.evidence.indicators.rounding_rule import rounded_months
from jatan.foundation.places.choices import Level
from jatan.kernel.ages import ADULT
from jatan.kernel.periods import financial_year, month_of
from jatan.programme.journeys.models import Journey

# What is counted of a corridor: all journeys, those of women and girls, those of people under 18.
COUNTS = ("count", "women", "minors")


def count_by_corridor(rows: QuerySet[Any], *by: str, by_district: bool = False) -> QuerySet[Any, Any]:
    """{"origin_id", "destination_id", "count", "women", "minors"} of journeys, and the further fields `by`."""
    levels = (Level.DISTRICT,) if by_district else (Level.BLOCK, Level.DISTRICT)
    wider = ["place__district_id", "place_id"] if by_district else ["place__block_id", "place__district_id", "place_id"]
    origin = Case(
        When(place__level__in=levels, then=F("place_id")),
        default=Coalesce(*(F(name) for name in wider)),
        output_field=UUIDField(),
    )
    counted: QuerySet[Any, Any] = (
        rows.annotate(origin_id=origin, age_then=age_of_person("person__", "registered_on"))
        .order_by()
        .values("origin_id", "destination_id", *by)
        .annotate(
            count=Count("id"),
            women=Count("id", filter=Q(person__sex="f")),
            minors=Count("id", filter=Q(age_then__lt=ADULT)),
        )
    )
    return counted


def publish_corridors(month: dt.date) -> bool:
    """Write the rounded corridors of all months up to `month` anew; False where no journey is registered.

    Call as the machine actor of every organisation.

    From the district, since most blocks have very few. Women and girls, all others, and minors are rounded each for
    themselves, and all are the sum of the first two. Down, without a random offset, which would show journeys on
    corridors where there are none.
    """
    rows = (
        Journey.objects.live()
        .filter(registered_on__lte=month_of(month).end)
        .annotate(registered_in=TruncMonth("registered_on", output_field=DateField()))
    )
    true, shown = _Series(), _Series()
    for line in count_by_corridor(rows, "registered_in", by_district=True):
        true.add(line["origin_id"], line["destination_id"], line["registered_in"], line)
    for line in PublishedCorridor.objects.values("origin_id", "destination_id", "month", *COUNTS):
        shown.add(line["origin_id"], line["destination_id"], line["month"], line)
    PublishedCorridor.objects.all().delete()
    PublishedCorridor.objects.bulk_create(_rounded_rows(true, shown))
    return bool(true.found)


class _Series:
    """{(origin id, destination id, first day of a financial year): {"women", "others", "minors": {month: number}}}."""

    def __init__(self) -> None:
        self.found = defaultdict[Any, dict[str, dict[dt.date, int]]](lambda: defaultdict(dict))

    def add(self, origin: Any, destination: Any, month: dt.date, line: Mapping[str, int]) -> None:
        series = self.found[(origin, destination, financial_year(month).start)]
        counts = {"women": line["women"], "others": line["count"] - line["women"], "minors": line["minors"]}
        for name, number in counts.items():
            series[name][month] = number


def _rounded_rows(true: _Series, shown: _Series) -> Iterator[PublishedCorridor]:
    for key in {*true.found, *shown.found}:
        origin, destination, _year = key
        rounded = {
            name: rounded_months(true.found[key][name], published=shown.found[key][name])
            for name in ("women", "others", "minors")
        }
        for month in sorted({day for amounts in rounded.values() for day in amounts}):
            women, others, minors = (amounts.get(month, 0) for amounts in rounded.values())
            yield PublishedCorridor(
                month=month,
                origin_id=origin,
                destination_id=destination,
                count=women + others,
                women=women,
                minors=minors,
            )
