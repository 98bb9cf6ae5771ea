"""The front pages of the printed report, in one language: what matters most, before the full tables.

Six figures in large, what changed since the earlier period, every number over the years, the members side by side, a
map of the districts, the ways out of them, money recovered and promises kept. Everything here is taken from the
numbers of the report; nothing is counted anew.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import INDICATORS, indicator
from jatan.evidence.indicators.results import DuePromises, ImpactReport, Key, Line
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.reports.district_map import DistrictMap, draw_districts
from jatan.evidence.reports.labels import number_label
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period, financial_year
from jatan.programme.allies.choices import Outcome

__all__ = [
    "FrontPages",
    "KeyFigure",
    "MemberBars",
    "OverTime",
    "PromiseBar",
    "Shift",
    "Ways",
    "build_front_pages",
]

# The most of each: figures in large, rises and falls, columns and lines of the table of members.
_KEY_FIGURES, _SHIFTS, _MEMBER_COLUMNS, _MEMBER_LINES = 6, 4, 6, 30
# The figures in large, in this order; of those never recorded or not given to the reader the next ones come instead.
_FIRST: tuple[Key, ...] = (
    ("awareness_programmes", "participants"),
    ("forums", "forums"),
    ("scheme_linkages", "beneficiaries"),
    ("information_centres", "resolved"),
    ("case_work", "cases"),
    ("group_reach", "people"),
    ("registered_before_leaving", "before"),
    ("forums", "members"),
    ("shg_meetings", "participants"),
    ("forum_meetings", "participants"),
    ("quarterly_trainings", "participants"),
    ("adolescent_meetings", "participants"),
    ("information_centres", "received"),
    ("frontline_meetings", "participants"),
    ("panchayat_workshops", "participants"),
    ("block_trainings", "participants"),
    ("district_workshops", "participants"),
)
# A change of a small number says nothing in percent.
_LEAST_COMPARED = 20

type Points = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class KeyFigure:
    """One figure in large. `before` and `change` are "" where nothing is compared. `points`: the number over time."""

    indicator: str
    unit: str
    number: int
    before: str
    change: str
    counted: str
    points: Points


@dataclass(frozen=True)
class Shift:
    """A number that rose or fell, with its change in percent."""

    indicator: str
    unit: str
    before: int
    now: int
    percent: int


@dataclass(frozen=True)
class OverTime:
    """One number over the years, quarters or months of the report."""

    indicator: str
    unit: str
    points: Points


@dataclass(frozen=True)
class MemberBars:
    """Lines (members, districts or blocks) by numbers, each drawn beside the largest of its column."""

    corner: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    left_out: str


@dataclass(frozen=True)
class Ways:
    """The largest corridors: (from, to, journeys). `notes`: how many journeys in all, of which days, of whom."""

    rows: tuple[tuple[str, str, int], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PromiseBar:
    """Promises that fell due: a sentence, and (code, word, number) of each outcome."""

    sentence: str
    parts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class FrontPages:
    """All that stands before the tables, with the headings. Empty parts are left out.

    `money`: what was got back, and what was promised as wages and paid, as (number as text, what it is).
    """

    titles: dict[str, str]
    key_figures: tuple[KeyFigure, ...]
    rises: tuple[Shift, ...]
    falls: tuple[Shift, ...]
    over_time: tuple[OverTime, ...]
    members: MemberBars | None
    map: DistrictMap | None
    ways: Ways | None
    money: tuple[tuple[str, str], ...]
    promises: PromiseBar | None
    stories: tuple[tuple[str, str], ...]
    counted_at: str


def build_front_pages(report: ImpactReport, *, counted_at: str) -> FrontPages:
    """The front pages in the active language."""
    times = _times(report)
    return FrontPages(
        titles={
            "glance": gettext("At a glance"),
            "changes": gettext("What changed"),
            "rises": gettext("More than before"),
            "falls": gettext("Less than before"),
            "over_time": _times_title(times),
            "members": gettext("Side by side"),
            "map": gettext("Where it was done"),
            "ways": gettext("The ways out"),
            "money": gettext("Money recovered, and wages"),
            "promises": gettext("Promises of government and others"),
            "stories": gettext("Stories"),
            "stories_note": gettext(
                "Who tells it agreed in writing. Names, places and days were changed so that nobody is found."
            ),
            "figures": gettext("All figures, and how they are counted"),
            "method": gettext("Method, and what is not known"),
        },
        key_figures=tuple(_key_figures(report, times)),
        rises=tuple(_shifts(report, 1)),
        falls=tuple(_shifts(report, -1)),
        over_time=tuple(_over_time(report, times)),
        members=_members(report),
        map=draw_districts(report),
        ways=_ways(report),
        money=_money(report),
        promises=_promises(report.printed_parts.promises) if report.printed_parts else None,
        stories=_stories(report),
        counted_at=counted_at,
    )


@dataclass(frozen=True)
class _Time:
    """One step of time and the lines whose numbers add up to it."""

    label: str
    lines: tuple[Line, ...]

    def number(self, key: Key) -> int | None:
        numbers = [line.number(*key) for line in self.lines]
        return None if any(number is None for number in numbers) else sum(number or 0 for number in numbers)


def _times(report: ImpactReport) -> list[_Time]:
    """Financial years where the report consists of at least two, else quarters, else months; none of one step."""
    years = _whole_years(report.period)
    if len(years) > 1 and report.by_quarter:
        return [
            _Time(
                f"{year.start.year}–{year.end:%y}",
                tuple(line for line in report.by_quarter if line.month is not None and line.month in year),
            )
            for year in years
        ]
    steps = report.by_quarter if len(report.by_quarter) > 1 else report.by_month
    return [_Time(line.label.in_language(), (line,)) for line in steps] if len(steps) > 1 else []


def _times_title(times: Sequence[_Time]) -> str:
    return gettext("Year by year") if times and len(times[0].lines) > 1 else gettext("Over time")


def _whole_years(period: Period) -> list[Period]:
    years = []
    year = financial_year(period.start)
    if year.start != period.start:
        return []
    while year.end <= period.end:
        years.append(year)
        year = financial_year(year.end + dt.timedelta(days=1))
    return years if years and years[-1].end == period.end else []


def _points(report: ImpactReport, key: Key, times: Sequence[_Time]) -> Points:
    """The number at each time; none for centres, which are counted anew in each, and for sums of rounded numbers."""
    is_sum = any(len(time.lines) > 1 for time in times)
    if key == CENTRES or (is_sum and key in report.rounded):
        return ()
    points = tuple((time.label, time.number(key)) for time in times)
    return points if any(number for _label, number in points) else ()


def _known(report: ImpactReport) -> Iterator[tuple[Indicator, Value, int]]:
    """The numbers of the key figures that are given and not 0, in their order."""
    for code, name in _FIRST:
        number = report.number(code, name)
        if number:
            one = indicator(code)
            yield one, one.value(name), number


def _key_figures(report: ImpactReport, times: Sequence[_Time]) -> Iterator[KeyFigure]:
    for one, value, number in list(_known(report))[:_KEY_FIGURES]:
        change = report.change(one, value)
        before = report.earlier.then(one, value) if report.earlier and not report.earlier.is_empty else None
        percent = change.percent if change else None
        yield KeyFigure(
            one.label.in_language(),
            number_label(report, one, value),
            number,
            format_integer(before) if isinstance(before, int) and change and change.difference is not None else "",
            "" if percent is None else f"{'+' if percent > 0 else ''}{format_integer(percent)} %",
            one.counted.in_language(),
            _points(report, (one.code, value.name), times),
        )


def _shifts(report: ImpactReport, direction: int) -> Iterator[Shift]:
    """The numbers that changed most in one direction, the largest change in percent first."""
    found = []
    for one in INDICATORS:
        for value in one.values:
            change = report.change(one, value)
            number = report.number(one.code, value.name)
            if change is None or change.before is None or change.percent is None or number is None:
                continue
            if max(change.before, number) >= _LEAST_COMPARED and change.percent * direction > 0:
                found.append(
                    Shift(
                        one.label.in_language(), number_label(report, one, value), change.before, number, change.percent
                    )
                )
    yield from sorted(found, key=lambda shift: -abs(shift.percent))[:_SHIFTS]


def _over_time(report: ImpactReport, times: Sequence[_Time]) -> Iterator[OverTime]:
    """One chart for each indicator: of its people where it counts any, else of its acts."""
    for one in INDICATORS if times else ():
        value = next((value for value in one.values if value.is_people), one.values[0])
        if points := _points(report, (one.code, value.name), times):
            yield OverTime(one.label.in_language(), number_label(report, one, value, is_of_lines=True), points)


def _members(report: ImpactReport) -> MemberBars | None:
    """Members, else districts, else blocks, wherever there are at least two lines with a number."""
    columns = list(_known(report))[:_MEMBER_COLUMNS]
    keys = [(one.code, value.name) for one, value, _number in columns]
    for corner, lines in (
        (gettext("Organisation"), report.by_organisation),
        (gettext("District"), report.by_district),
        (gettext("Block"), report.by_block),
    ):
        shown = [line for line in lines if any(line.number(*key) for key in keys)]
        if len(shown) > 1:
            left_out = len(shown) - _MEMBER_LINES
            words = ngettext("%(lines)s more is in the tables.", "%(lines)s more are in the tables.", max(left_out, 1))
            return MemberBars(
                corner,
                tuple(
                    (one.label.in_language(), number_label(report, one, value, is_of_lines=True))
                    for one, value, _n in columns
                ),
                tuple(
                    (line.label.in_language(), tuple(line.number(*key) for key in keys))
                    for line in shown[:_MEMBER_LINES]
                ),
                words % {"lines": left_out} if left_out > 0 else "",
            )
    return None


def _ways(report: ImpactReport) -> Ways | None:
    parts = report.printed_parts
    if parts is None or not parts.ways:
        return None
    unknown = gettext("not on our list of places")
    rows = tuple(
        (way.origin.in_language(), way.destination.in_language() if way.destination else unknown, way.count)
        for way in parts.ways
    )
    words = ngettext("%(all)s registered journey", "%(all)s registered journeys", parts.journeys)
    notes = [words % {"all": format_integer(parts.journeys)}]
    if parts.ways_of is not None and parts.ways_of != report.period:
        days = {"first": f"{parts.ways_of.start:%d.%m.%Y}", "last": f"{parts.ways_of.end:%d.%m.%Y}"}
        notes.append(gettext("%(first)s to %(last)s") % days)
    if parts.are_ways_rounded:
        notes.append(gettext("Of the whole network, as published and rounded."))
    return Ways(rows, tuple(notes))


def _stories(report: ImpactReport) -> tuple[tuple[str, str], ...]:
    """(title, words) of the stories that have words in this language."""
    found = report.printed_parts.stories if report.printed_parts else ()
    return tuple((one.title.in_language(), one.words.in_language()) for one in found if one.words.in_language())


def _money(report: ImpactReport) -> tuple[tuple[str, str], ...]:
    """Only what is recorded and given to this reader."""
    figures = []
    for one, values in report.loop():
        for value, number in values:
            if one.code in ("money_recovered", "wage_gap") and number:
                figures.append(
                    (_amount(value, number), f"{one.label.in_language()}: {number_label(report, one, value)}")
                )
    return tuple(figures)


def _amount(value: Value, number: int) -> str:
    is_money = value.name == "rupees" or value.is_average
    return f"₹ {format_integer(number)}" if is_money else format_integer(number)


def _promises(found: DuePromises | None) -> PromiseBar | None:
    if found is None or not found.due:
        return None
    words = ngettext(
        "%(due)s promise fell due; %(kept)s kept.", "%(due)s promises fell due; %(kept)s of them kept.", found.due
    )
    parts: Iterable[tuple[str, str, int]] = (
        ("kept", str(Outcome.KEPT.label), found.kept),
        ("partly", str(Outcome.PARTLY.label), found.partly),
        ("waiting", gettext("overdue"), found.waiting),
        ("broken", str(Outcome.BROKEN.label), found.broken),
    )
    return PromiseBar(
        words % {"due": format_integer(found.due), "kept": format_integer(found.kept)},
        tuple(part for part in parts if part[2]),
    )
