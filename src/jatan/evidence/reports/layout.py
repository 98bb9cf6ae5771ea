"""The impact report as plain tables in one language; workbook, PDF and printed page are all made from it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from jatan.evidence.indicators.definitions import BY_QUARTER, INDICATORS
from jatan.evidence.indicators.loop import LOOP, SHARES
from jatan.evidence.indicators.quarters import IN_QUARTERS
from jatan.evidence.indicators.results import ImpactReport, Line, share_of
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.reports.changed_figures import change_notes
from jatan.evidence.reports.period_layout import PeriodSections, build_sections
from jatan.kernel.periods import Period

__all__ = ["Annex", "Figure", "Layout", "Table", "build_layout", "number_label", "what_was_done"]


@dataclass(frozen=True)
class Figure:
    """One number with its labels. `number` None: not given. `unit` includes the named people, if any."""

    indicator: str
    counted: str
    unit: str
    number: int | None


@dataclass(frozen=True)
class Table:
    """A table of numbers: one row for each line (organisation, district, month), one column for each figure."""

    title: str
    corner: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True)
class Annex:
    """The annex on the safe-migration loop and case work. `steps`: (label, open, overdue)."""

    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    steps_title: str
    steps_headings: tuple[str, str, str]
    steps: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True)
class Layout:
    """All content of a report, in `language`. `subject`: the members or places it is about; "" for the network."""

    language: str
    title: str
    network: str
    subject: str
    period: str
    headings: tuple[str, str, str]
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    annex: Annex | None = None
    sections: PeriodSections | None = None


def build_layout(report: ImpactReport, language: str) -> Layout:
    """The report in Hindi ("hi") or English ("en")."""
    with override(language):
        return Layout(
            language=language,
            title=gettext("Impact report"),
            network=report.subject.network.in_language() if report.subject.network else "",
            subject=report.subject.name.in_language() if report.subject.is_narrowed else "",
            period=_period(report.period),
            headings=(what_was_done(report), gettext("Number"), gettext("How it is counted")),
            figures=tuple(_figures(report)),
            tables=(
                _table(report, gettext("By organisation"), gettext("Organisation"), report.by_organisation, INDICATORS),
                _table(report, gettext("By district"), gettext("District"), report.by_district, INDICATORS),
                _table(report, gettext("By month"), gettext("Month"), report.by_month, INDICATORS, is_of_months=True),
            ),
            notes=tuple(_notes(report)),
            annex=_annex(report) if report.steps is not None else None,
            sections=build_sections(report),
        )


def what_was_done(report: ImpactReport) -> str:
    """The heading of the main table: what the network did, or what the members or the office named there did."""
    if not report.subject.is_narrowed:
        return gettext("What the network did")
    return gettext("What %(member)s did") % {"member": report.subject.name.in_language()}


def _figures(report: ImpactReport) -> list[Figure]:
    return [
        Figure(
            one.label.in_language(),
            one.counted.in_language(),
            _unit(
                number_label(report, one, value),
                report.named_people.get(one.code) if value.name == "participants" else None,
            ),
            number,
        )
        for one, values in report.indicators()
        for value, number in values
    ]


def number_label(report: ImpactReport, one: Indicator, value: Value, *, is_of_lines: bool = False) -> str:
    """The value's label, marked where the number is rounded; in a table of lines also where the total is exact."""
    label = value.label.in_language()
    is_rounded = (one.code, value.name) in report.rounded if is_of_lines else report.is_rounded(one.code, value.name)
    return gettext("%(what)s (about)") % {"what": label} if is_rounded else label


def _unit(word: str, named: int | None) -> str:
    return (
        gettext("%(what)s (of these by name: %(people)s people)") % {"what": word, "people": named} if named else word
    )


def _annex(report: ImpactReport) -> Annex:
    title = gettext("Annex: safe migration")
    return Annex(
        title=title,
        figures=(*_loop_figures(report), *_case_figures(report)),
        tables=(
            _table(
                report, _of_annex(gettext("By organisation")), gettext("Organisation"), report.by_organisation, LOOP
            ),
            _table(report, _of_annex(gettext("By month")), gettext("Month"), report.by_month, LOOP),
        ),
        steps_title=gettext("Open now, step by step"),
        steps_headings=(gettext("Step"), gettext("Open"), gettext("Overdue")),
        steps=tuple((str(step.label), step.open, step.overdue) for step in report.steps or ()),
    )


def _of_annex(title: str) -> str:
    return gettext("Annex: %(table)s") % {"table": title}


def _loop_figures(report: ImpactReport) -> Iterator[Figure]:
    for one, values in report.loop():
        share = share_of(report.totals, one.code)
        for value, number in values:
            unit = number_label(report, one, value)
            if share is not None and share.percent is not None and (one.code, value.name) == SHARES[one.code][0]:
                unit = gettext("%(what)s (%(percent)s %% of %(whole)s)") % {
                    "what": unit,
                    "percent": share.percent,
                    "whole": share.whole,
                }
            yield Figure(one.label.in_language(), one.counted.in_language(), unit, number)


def _case_figures(report: ImpactReport) -> Iterator[Figure]:
    for one, values in report.casework():
        for value, number in values:
            yield Figure(one.label.in_language(), one.counted.in_language(), number_label(report, one, value), number)


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
            tuple(line.number(one.code, value.name) for one in indicators for value in _table_values(one)),
        )
        for line in lines
    )
    return Table(title, corner, columns, rows)


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
    if report.rounding_note is not None:
        notes.insert(0, report.rounding_note.in_language())
    if report.quarter_note is not None:
        notes.insert(0, report.quarter_note.in_language())
    if report.counted_at is not None:
        when = f"{localtime(report.counted_at):%d.%m.%Y %H:%M}"
        notes.append(gettext("Counted at %(when)s.") % {"when": when})
    return notes
