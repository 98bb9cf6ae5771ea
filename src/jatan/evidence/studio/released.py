"""The numbers of a report for the press and for everybody: what two people released, and nothing besides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import COUNTED
from jatan.evidence.indicators.results import Earlier, ImpactReport, Key, Line, Numbers, Subject
from jatan.evidence.releases.choices import Outcome
from jatan.evidence.releases.models import Release
from jatan.evidence.studio.choice import Choice
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period, financial_year, year_words

_ALL = tuple((one.code, value.name) for one in COUNTED for value in one.values)


def released_report(choice: Choice) -> ImpactReport:
    """The released totals of the whole financial years inside the days asked for, as a report. Two queries.

    Its days are the last unbroken row of released years: beyond a year that nobody released a sum would leave it out.
    Releases are of the whole network and divided by nothing: where members, districts, themes or a grant are chosen,
    there is no number. `by_quarter` has one line for each released year.
    """
    names = Organisation.objects.filter(kind=Kind.NETWORK).values_list("name_hi", "name_en").first()
    subject = Subject(Localised(hi=names[0] or names[1], en=names[1]) if names else None)
    is_narrowed = bool(choice.organisations or choice.districts or choice.is_cut)
    spans = [span for span in (choice.period, choice.compared) if span is not None]
    rows = {} if is_narrowed else _released(spans)
    asked = _years_in(choice.period)
    years = _last_row(asked, rows)
    then = _counterparts(years, asked, _years_in(choice.compared) if choice.compared else [], rows)
    lines = tuple(Line(_year_words(year), _numbers(rows, [year]), month=year) for year in years)
    about = frozenset((row["indicator"], row["value"]) for year in years for row in rows[year].numbers if row["about"])
    return ImpactReport(
        period=_span(years) if years else choice.period,
        totals=_numbers(rows, years),
        by_organisation=(),
        by_district=(),
        by_block=(),
        by_month=(),
        by_quarter=lines,
        subject=subject,
        earlier=Earlier(_span(then), _numbers(rows, then)) if then else None,
        rounded=about,
        counted_at=max((rows[year].proposed_at for year in years), default=None),
    )


def _released(spans: list[Period]) -> dict[dt.date, Release]:
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    found = Release.objects.filter(outcome=Outcome.RELEASED, year__range=(first, last)).order_by("year")
    return {row.year: row for row in found}


def _years_in(period: Period) -> list[dt.date]:
    """The first days of the whole financial years inside it."""
    years = range(period.start.year, period.end.year + 1)
    found = [financial_year(dt.date(year, 4, 1)) for year in years]
    return [one.start for one in found if period.start <= one.start and one.end <= period.end]


def _last_row(years: list[dt.date], rows: Mapping[dt.date, Release]) -> list[dt.date]:
    """The last released years that follow one another without a gap."""
    found: list[dt.date] = []
    for year in reversed(years):
        if year in rows:
            found.insert(0, year)
        elif found:
            break
    return found


def _counterparts(
    years: list[dt.date], asked: list[dt.date], compared: list[dt.date], rows: Mapping[dt.date, Release]
) -> list[dt.date]:
    """The years that stand at the same places of the days compared with; none unless each of them was released."""
    places = [asked.index(year) for year in years]
    found = [compared[place] for place in places if place < len(compared)]
    return found if len(found) == len(years) and all(year in rows for year in found) else []


def _span(years: list[dt.date]) -> Period:
    return Period(years[0], financial_year(years[-1]).end)


def _numbers(rows: Mapping[dt.date, Release], years: list[dt.date]) -> Numbers:
    """Every number: the sum over the years, of centres the most; None where it was not released in each of them."""
    amounts: defaultdict[Key, list[int]] = defaultdict(list)
    for year in years:
        for row in rows[year].numbers:
            amounts[(row["indicator"], row["value"])].append(row["amount"])
    return {
        key: (max if key == CENTRES else sum)(amounts[key]) if years and len(amounts[key]) == len(years) else None
        for key in _ALL
    }


def _year_words(year: dt.date) -> Localised:
    return Localised(hi=year_words(year), en=year_words(year))
