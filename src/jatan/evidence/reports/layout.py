"""The tables of a report in one language, for the sheets of its workbook."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.timezone import localtime
from django.utils.translation import gettext, override, pgettext

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import BY_QUARTER, INDICATORS
from jatan.evidence.indicators.loop import LOOP, SHARES
from jatan.evidence.indicators.quarters import IN_QUARTERS
from jatan.evidence.indicators.results import Earlier, ImpactReport, Line, cell_of, share_of
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.reports.changed_figures import change_notes
from jatan.evidence.reports.labels import number_label, with_named
from jatan.evidence.reports.period_layout import PeriodSections, build_sections
from jatan.kernel.periods import Period

# Longer reports are drawn by quarter.
_MONTHS_IN_A_CHART = 15
_PICTURED = (
    ("awareness_programmes", "participants"),
    ("shg_meetings", "participants"),
    ("information_centres", "received"),
)
_MOST_PICTURED = 3

# A number, or the text that is printed in place of one ("–", "not recorded").
type Cell = int | str


@dataclass(frozen=True)
class Figure:
    """One number with its labels, and that of the earlier period where one is compared.

    `unit` includes the named people, if any. `change`: number less the earlier one; `percent`: by how many percent;
    None: not to be said.
    """

    indicator: str
    counted: str
    unit: str
    number: Cell
    before: Cell = ""
    change: int | None = None
    percent: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of numbers: one row for each line (organisation, district, month), one column for each figure.

    `total`: the numbers of the whole report, which is not the sum of rounded numbers, nor that of the centres open in
    each month. `months`: the first month of each line of a table of times; `is_of_months`: each line is one month.
    """

    title: str
    corner: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    total: tuple[str, tuple[Cell, ...]]
    months: tuple[dt.date, ...] = ()
    is_of_months: bool = False


@dataclass(frozen=True)
class Chart:
    """One number over time (columns) or by member or district (bars), which stands in that column of that table."""

    title: str
    over_time: bool
    table: int
    column: int


@dataclass(frozen=True)
class Annex:
    """The annex on the safe-migration loop and case work. `steps`: (label, open, overdue). `empty`: sentences that name
    the indicators without any number, which are left out of `figures` and `tables`."""

    title: str
    figures: tuple[Figure, ...]
    empty: str
    tables: tuple[Table, ...]
    steps_title: str
    steps_headings: tuple[str, str, str]
    steps: tuple[tuple[str, Cell, Cell], ...]


@dataclass(frozen=True)
class Layout:
    """All content of a report, in one language. `subject`: the members or places it is about; "" for the network.

    `compared`: the earlier period in words, "" without one. `headings`: what, number, before, change, how counted.
    `charts_title`: over the charts.
    """

    title: str
    network: str
    subject: str
    period: str
    days: tuple[dt.date, dt.date]
    compared: str
    compared_days: tuple[dt.date, dt.date] | None
    headings: tuple[str, str, str, str, str]
    figures: tuple[Figure, ...]
    charts_title: str
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    annex: Annex | None = None
    sections: PeriodSections | None = None


def build_layout(report: ImpactReport, language: str, title: str) -> Layout:
    """The report in Hindi ("hi") or English ("en"). `title`: of the report whose tables these are."""
    with override(language):
        earlier = report.earlier if report.earlier and not report.earlier.is_empty else None
        return Layout(
            title=title,
            network=report.subject.network.in_language() if report.subject.network else "",
            subject=report.subject.name.in_language() if report.subject.is_narrowed else "",
            period=_period(report.period),
            days=(report.period.start, report.period.end),
            compared=_period(earlier.period) if earlier else "",
            compared_days=(earlier.period.start, earlier.period.end) if earlier else None,
            headings=(
                _what_was_done(report),
                gettext("Number"),
                gettext("Before"),
                pgettext("numbers", "Change"),
                gettext("How it is counted"),
            ),
            figures=tuple(_figures(report)),
            charts_title=gettext("In pictures"),
            charts=tuple(_charts(report)),
            tables=tuple(_tables(report, INDICATORS)),
            notes=tuple(_notes(report)),
            annex=_annex(report) if report.steps is not None else None,
            sections=build_sections(report),
        )


def _table_lines(report: ImpactReport) -> Iterator[tuple[str, str, tuple[Line, ...]]]:
    """(title, corner, lines) by organisation, district, quarter (of a report over whole quarters) and month."""
    yield gettext("By organisation"), gettext("Organisation"), report.by_organisation
    yield gettext("By district"), gettext("District"), report.by_district
    if report.by_quarter:
        yield gettext("By quarter"), gettext("Quarter"), report.by_quarter
    yield gettext("By month"), gettext("Month"), report.by_month


def _tables(report: ImpactReport, indicators: Sequence[Indicator]) -> Iterator[Table]:
    for title, corner, lines in _table_lines(report):
        yield _table(report, title, corner, lines, indicators, is_of_months=lines is report.by_month)


def _charts(report: ImpactReport) -> Iterator[Chart]:
    """For up to three numbers: over the quarters or months, and by member or district. Nothing of zeros."""
    places = {title: place for place, (title, _corner, _lines) in enumerate(_table_lines(report))}
    columns = [(one.code, value.name) for one in INDICATORS for value in _table_values(one)]
    over_time = (
        (gettext("By quarter"), report.by_quarter)
        if len(report.by_month) > _MONTHS_IN_A_CHART and report.by_quarter
        else (gettext("By month"), report.by_month)
    )
    beside = next(
        (
            (title, lines)
            for title, lines in (
                (gettext("By organisation"), report.by_organisation),
                (gettext("By district"), report.by_district),
            )
            if len(lines) > 1
        ),
        None,
    )
    for one, value in _pictured(report):
        key = (one.code, value.name)
        label = number_label(report, one, value, is_of_lines=True)
        for title, lines in filter(None, (over_time, beside)):
            is_over_time = lines is over_time[1]
            shown = [line for line in lines if is_over_time or line.number(*key)]
            if len(shown) > 1:
                yield Chart(
                    f"{one.label.in_language()} – {label}: {title}",
                    is_over_time,
                    places[title],
                    columns.index(key),
                )


def _pictured(report: ImpactReport) -> list[tuple[Indicator, Value]]:
    """The numbers to draw: the usual ones that are not 0, else the first ones that are not."""
    every = [(one, value) for one, values in report.indicators() for value, number in values if number]
    usual = [pair for pair in every if (pair[0].code, pair[1].name) in _PICTURED]
    rest = [pair for pair in every if pair not in usual and pair[1].is_people]
    return [*usual, *rest][:_MOST_PICTURED]


def _what_was_done(report: ImpactReport) -> str:
    """The heading of the main table: what the network did, or what the members or the office named there did."""
    if not report.subject.is_narrowed:
        return gettext("What the network did")
    return gettext("What %(member)s did") % {"member": report.subject.name.in_language()}


def _figures(report: ImpactReport) -> Iterator[Figure]:
    for one, values in report.indicators():
        for value, _number in values:
            named = report.named_people.get(one.code) if value.name == "participants" else None
            cell = report.cell(one.code, value.name)
            yield _figure(report, one, value, with_named(number_label(report, one, value), named), cell)


def _figure(report: ImpactReport, one: Indicator, value: Value, unit: str, cell: Cell) -> Figure:
    change = report.change(one, value)
    return Figure(
        one.label.in_language(),
        one.counted.in_language(),
        unit,
        cell,
        before=report.earlier.then(one, value) if report.earlier else "",
        change=change.difference if change else None,
        percent=change.percent if change else None,
    )


def _annex(report: ImpactReport) -> Annex:
    by_organisation, *_more, by_month = _tables(report, LOOP)
    return Annex(
        title=gettext("Annex: safe migration"),
        figures=(*_loop_figures(report), *_case_figures(report)),
        empty=nothing_in(report, [one for one, _values in (*report.loop(), *report.casework())]),
        tables=tuple(
            replace(_without_empty_columns(table), title=_of_annex(table.title))
            for table in (by_organisation, by_month)
        ),
        steps_title=gettext("Open now, step by step"),
        steps_headings=(gettext("Step"), gettext("Open"), gettext("Overdue")),
        steps=tuple((str(step.label), cell_of(step.open), cell_of(step.overdue)) for step in report.steps or ()),
    )


def nothing_in(report: ImpactReport, indicators: Sequence[Indicator]) -> str:
    """Sentences that name the indicators without any number: those never recorded, those with none in the period."""
    empty = [one for one in indicators if report.is_empty(one)]
    never = [one for one in empty if all(report.absence(one.code, value.name) for value in one.values)]
    none = [one for one in empty if one not in never]
    sentences = (
        (gettext("Not recorded: %(what)s."), never),
        (gettext("None in this period: %(what)s."), none),
    )
    return " ".join(
        words % {"what": ", ".join(one.label.in_language() for one in ones)} for words, ones in sentences if ones
    )


def _without_empty_columns(table: Table) -> Table:
    never = Absence.NOT_RECORDED.words.in_language()
    kept = [
        place
        for place in range(len(table.columns))
        if any(numbers[place] not in (0, never) for _label, numbers in (*table.rows, table.total))
    ]

    def pick(numbers: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(numbers[place] for place in kept)

    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple((label, pick(numbers)) for label, numbers in table.rows),
        total=(table.total[0], pick(table.total[1])),
    )


def _of_annex(title: str) -> str:
    return gettext("Annex: %(table)s") % {"table": title}


def _loop_figures(report: ImpactReport) -> Iterator[Figure]:
    for one, values in report.loop():
        if report.is_empty(one):
            continue
        share = share_of(report.totals, one.code, report.absences)
        for value, number in values:
            unit = number_label(report, one, value)
            if share is not None and share.percent is not None and (one.code, value.name) == SHARES[one.code][0]:
                unit = gettext("%(what)s (%(percent)s %% of %(whole)s)") % {
                    "what": unit,
                    "percent": share.percent,
                    "whole": share.whole,
                }
            yield _figure(report, one, value, unit, cell_of(number, report.absences.get((one.code, value.name))))


def _case_figures(report: ImpactReport) -> Iterator[Figure]:
    for one, values in report.casework():
        if report.is_empty(one):
            continue
        for value, _number in values:
            yield _figure(report, one, value, number_label(report, one, value), report.cell(one.code, value.name))


def _table_values(one: Indicator) -> list[Value]:
    """The values for a table of many lines: without averages, which would be of few rows each."""
    return [value for value in one.values if not value.is_average]


def _table(
    report: ImpactReport,
    title: str,
    corner: str,
    lines: Sequence[Line],
    indicators: Sequence[Indicator],
    *,
    is_of_months: bool = False,
) -> Table:
    columns = tuple(
        (one.label.in_language(), _column(report, one, value, is_of_months))
        for one in indicators
        for value in _table_values(one)
    )
    rows = tuple(
        (
            line.label.in_language(),
            tuple(line.cell(one.code, value.name) for one in indicators for value in _table_values(one)),
        )
        for line in lines
    )
    total = tuple(report.cell(one.code, value.name) for one in indicators for value in _table_values(one))
    months = tuple(line.month for line in lines if line.month is not None)
    return Table(title, corner, columns, rows, (gettext("Total"), total), months, is_of_months)


def _column(report: ImpactReport, one: Indicator, value: Value, is_of_months: bool) -> str:
    """The column heading of a value; a quarterly one is labelled so in a table of months."""
    name = number_label(report, one, value, is_of_lines=True)
    return f"{name} ({IN_QUARTERS.in_language()})" if is_of_months and one.code in BY_QUARTER else name


def _period(period: Period) -> str:
    return gettext("%(first)s to %(last)s") % {"first": _day(period.start), "last": _day(period.end)}


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _notes(report: ImpactReport) -> list[str]:
    notes = [
        gettext(
            "Participants are attendances: somebody who came twice is counted twice. Named people are shown beside."
        ),
        gettext(
            "Rows that were withdrawn are not counted. Every number opens onto its rows for those who may see them."
        ),
    ]
    notes += change_notes(report.changed)
    notes += _absence_notes(report)
    if report.earlier is not None:
        period = {"period": _period(report.earlier.period)}
        if report.earlier.is_empty:
            compared = gettext("Before (%(period)s) nothing is recorded, so nothing is compared.") % period
        else:
            compared = gettext("Before: %(period)s.") % period
        if report.earlier.incomparable:
            compared += " " + gettext(
                "Counts of persons are not compared where the two periods have unequal numbers of published months."
            )
        notes.append(compared)
    if report.rounding_note is not None:
        notes.insert(0, report.rounding_note.in_language())
    if report.quarter_note is not None:
        notes.insert(0, report.quarter_note.in_language())
    notes += filter(None, [_counted_at(report)])
    return notes


def _counted_at(report: ImpactReport) -> str:
    """When the numbers were counted, as a sentence; "" where they never were."""
    if report.counted_at is None:
        return ""
    return gettext("Counted at %(when)s.") % {"when": f"{localtime(report.counted_at):%d.%m.%Y %H:%M}"}


def _absence_notes(report: ImpactReport) -> list[str]:
    """What the words mean that stand in place of numbers in the published table or in one of its lines."""
    parts: list[ImpactReport | Line | Earlier] = [report, *report.by_organisation, *report.by_month]
    if report.earlier is not None and not report.earlier.is_empty:
        parts.append(report.earlier)
    found = {part.absence(one.code, value.name) for part in parts for one in INDICATORS for value in one.values}
    return [one.note.in_language() for one in Absence if one in found]
