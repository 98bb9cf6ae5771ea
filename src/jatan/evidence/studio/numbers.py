"""Numbers of a report as figures of its blocks: with unit, change, the days they are of and their course over time."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.centres import CENTRES
from jatan.evidence.indicators.definitions import BY_QUARTER, COUNTED, indicator
from jatan.evidence.indicators.results import ImpactReport, Key, Line
from jatan.evidence.reports.labels import about_words, counted_days, with_named
from jatan.evidence.reports.period_layout import days_in_words
from jatan.evidence.studio.blocks import Cell, Figure, Points
from jatan.evidence.studio.facts import HELD, Facts
from jatan.evidence.studio.units import unit_of, with_unit
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period, financial_year, years_words

# The figures in large, in this order; of those never recorded or not given to the reader the next ones come instead.
FIRST: tuple[Key, ...] = (
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
LEAST_COMPARED = 20


@dataclass(frozen=True)
class Time:
    """One step of time and the lines whose numbers add up to it."""

    label: str
    lines: tuple[Line, ...]

    def cell(self, key: Key) -> Cell:
        """The sum, or what is printed in place of it. Of days before the first record nothing is added, of numbers
        that are kept back or still to come there is no sum."""
        if len(self.lines) == 1:
            return self.lines[0].cell(*key)
        absences = {line.absence(*key) for line in self.lines}
        if absences <= {None, Absence.NOT_RECORDED} and None in absences:
            return sum(line.number(*key) or 0 for line in self.lines)
        (only,) = absences if len(absences) == 1 else (Absence.NOT_TOLD,)
        return (only or Absence.NOT_TOLD).words.in_language()


def times_of(report: ImpactReport) -> list[Time]:
    """Financial years where the report consists of at least two, else quarters, else months; none of one step."""
    years = _whole_years(report.period)
    if len(years) > 1 and report.by_quarter:
        return [
            Time(
                years_words(year),
                tuple(line for line in report.by_quarter if line.month is not None and line.month in year),
            )
            for year in years
        ]
    steps = report.by_quarter if len(report.by_quarter) > 1 else report.by_month
    return [Time(line.label.in_language(), (line,)) for line in steps] if len(steps) > 1 else []


def cell_of_time(report: ImpactReport, key: Key, time: Time) -> Cell:
    """The number at one step of time, or what stands in place of it: of rounded numbers there is no sum, nor of
    centres, which are counted anew in each quarter."""
    is_no_sum = len(time.lines) > 1 and (key in report.rounded or key == CENTRES)
    return Absence.NOT_TOLD.words.in_language() if is_no_sum else time.cell(key)


def points_of(report: ImpactReport, key: Key, times: Sequence[Time]) -> Points:
    """The number at each time; none for centres, which are counted anew in each, and for sums of rounded numbers."""
    is_sum = any(len(time.lines) > 1 for time in times)
    is_by_month = bool(times) and len(times[0].lines) == 1 and not report.by_quarter
    if key == CENTRES or (is_sum and key in report.rounded) or (key[0] in BY_QUARTER and is_by_month):
        return ()
    points = tuple((time.label, time.cell(key)) for time in times)
    return points if sum(isinstance(number, int) and number > 0 for _label, number in points) > 1 else ()


def figure_of(facts: Facts, key: Key, times: Sequence[Time] = ()) -> Figure:
    """One number as a figure, whatever stands in place of it."""
    report, one = facts.report, indicator(key[0])
    absence = report.absence(*key)
    number = report.number(*key) or 0
    unit = about_words(unit_of(key, number), is_about=report.is_rounded(*key) and absence is None)
    named = _named(facts, key)
    before, change = _change(report, key)
    return Figure(
        one.label.in_language(),
        with_named(unit, named),
        report.cell(*key),
        absence,
        before,
        change,
        own_days(report, key),
        points_of(report, key, times),
        key,
        one.counted.in_language(),
        named,
    )


def own_days(report: ImpactReport, key: Key) -> str:
    """The days over which a number is counted, where they are not those of the report; "" otherwise."""
    days = counted_days(report, key)
    return "" if days == report.period else days_in_words(days)


def _named(facts: Facts, key: Key) -> int | None:
    """How many different people of these attendances are on record by name: for the house itself, whose reader may open
    their rows. A paper that leaves it names no exact number of persons."""
    return (
        facts.report.named_people.get(key[0]) if facts.choice.audience.is_house and key[1] == "participants" else None
    )


def figures_of(facts: Facts, keys: Iterable[Key], times: Sequence[Time] = ()) -> tuple[Figure, ...]:
    """The numbers that were ever recorded, are told to this reader and are no nought that says nothing.

    A nought stays where there was something before; what is not yet counted stays with its word. What is few or none
    is named once in the method, and stands in the table of all figures.
    """
    found = []
    for key in keys:
        if not facts.is_known(key) or facts.report.absence(*key) is Absence.FEW:
            continue
        figure = figure_of(facts, key, times)
        if figure.absence is not None or figure.number or figure.before:
            found.append(figure)
    return tuple(found)


def known_first(facts: Facts) -> Iterator[Key]:
    """The keys of the figures in large that are given and not 0, in their order."""
    return (key for key in FIRST if facts.is_number(key))


def held_and_came(line: ImpactReport | Line) -> tuple[int, int]:
    """How many meetings and programmes were held, and how many attendances there were at these. All are exact.

    Of a kind of which only one of the two is given neither counts: who came to others stands beside no meeting.
    """
    pairs = [(line.number(code, rows), line.number(code, people)) for code, rows, people in _given_pairs(line)]
    return sum(held or 0 for held, _came in pairs), sum(came or 0 for _held, came in pairs)


def came_before(report: ImpactReport) -> int | None:
    """The attendances of the earlier period at the same kinds of meetings; None without one, or where any of it is
    not to be compared."""
    if report.earlier is None or report.earlier.is_empty:
        return None
    cells = [report.earlier.number(code, people) for code, _rows, people in _given_pairs(report)]
    return None if None in cells else sum(cell or 0 for cell in cells)


def _given_pairs(line: ImpactReport | Line) -> list[tuple[str, str, str]]:
    """The kinds of which both are given, as in HELD."""
    return [one for one in HELD if line.number(one[0], one[1]) is not None and line.number(one[0], one[2]) is not None]


def counted(facts: Facts, key: Key, name: str = "") -> str:
    """The number with its unit as a word of a sentence: "912 meetings", "about 40 issues"."""
    return with_unit(name or key[1], facts.amount(key), is_about=facts.report.is_rounded(*key))


def percent_words(percent: int) -> str:
    """ "+49 %" """
    return f"{'+' if percent > 0 else ''}{format_integer(percent)} %"


def nothing_to_say(facts: Facts) -> list[str]:
    """Sentences that name the indicators without any number: never recorded, none or few, and not told."""
    report = facts.report
    kinds: dict[str, list[str]] = {"never": [], "withheld": [], "few": [], "none": []}
    for one in COUNTED:
        keys = [(one.code, value.name) for value in one.values]
        if not any(facts.counts(key) for key in keys):
            continue
        reasons = {report.absence(*key) for key in keys}
        label = one.label.in_language()
        if reasons == {Absence.NOT_RECORDED}:
            kinds["never"].append(label)
        elif reasons == {Absence.NOT_TOLD}:
            kinds["withheld"].append(label)
        elif Absence.FEW in reasons and reasons <= {Absence.FEW, Absence.NOT_RECORDED, Absence.NOT_TOLD}:
            kinds["few"].append(label)
        elif reasons <= {None, Absence.NOT_RECORDED} and not any(report.number(*key) for key in keys):
            kinds["none"].append(label)
    sentences = {
        "never": gettext("Not recorded: %(what)s."),
        "none": gettext("None in this period: %(what)s."),
        "few": gettext("Few or none: %(what)s."),
        "withheld": gettext("Not told for these days or places: %(what)s."),
    }
    return [sentences[kind] % {"what": ", ".join(kinds[kind])} for kind in sentences if kinds[kind]]


def _change(report: ImpactReport, key: Key) -> tuple[int | str, str]:
    """(the number before, the change in words); "" where nothing is to be compared."""
    one = indicator(key[0])
    found = report.change(one, one.value(key[1]))
    if found is None or found.before is None or found.difference is None:
        return "", ""
    if report.earlier is not None and report.earlier.is_empty:
        return "", ""
    if found.percent is None or found.before < LEAST_COMPARED:
        return found.before, f"{'+' if found.difference > 0 else ''}{format_integer(found.difference)}"
    return found.before, percent_words(found.percent)


def _whole_years(period: Period) -> list[Period]:
    years = []
    year = financial_year(period.start)
    if year.start != period.start:
        return []
    while year.end <= period.end:
        years.append(year)
        year = financial_year(year.end + dt.timedelta(days=1))
    return years if years and years[-1].end == period.end else []
