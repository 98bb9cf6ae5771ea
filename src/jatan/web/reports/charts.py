"""Lines, charts and tables of the report page. Makes no queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jatan.evidence.indicators.definitions import BY_QUARTER, INDICATORS, Indicator, Value
from jatan.evidence.indicators.results import Change, ImpactReport, Key, Line
from jatan.evidence.reports.labels import number_label
from jatan.kernel.periods import Period, month_of, quarter
from jatan.web.reports.by_quarter import quarter_lines
from jatan.web.reports.report_request import ReportRequest
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table

__all__ = ["Block", "Comparison", "comparisons", "indicator_blocks", "number_options", "selected_number"]

_MAX_BAR = 96


@dataclass(frozen=True)
class Amount:
    """One number of the main table. `share` (0 to 96): length of its bar, relative to other numbers of its type.

    `words`: what is shown in place of a number that was never recorded. `before` and `change`: of the earlier period.
    """

    value: Value
    label: str
    number: int | None
    words: str
    before: int | str
    change: Change | None
    url: str
    share: int
    network: int | None
    named: int | None

    @property
    def is_change_shown(self) -> bool:
        """True where a change can be said, and is not one from nothing to nothing."""
        return (
            self.change is not None and self.change.difference is not None and bool(self.number or self.change.before)
        )


@dataclass(frozen=True)
class Block:
    """One indicator with its numbers in the main table."""

    indicator: Indicator
    amounts: list[Amount]


@dataclass(frozen=True)
class Comparison:
    """One comparison: a chart and a table of the same numbers."""

    title: str
    picture: SafeString
    table: Table


def indicator_blocks(report: ImpactReport, question: ReportRequest) -> list[Block]:
    """The published indicators in order. Bars of people are scaled by the most people, of events by the most events."""
    largest = {is_people: _largest(report, is_people) for is_people in (True, False)}
    return [
        Block(one, [_amount(report, question, one, value, number, largest) for value, number in values])
        for one, values in report.indicators()
    ]


def selected_number(text: str) -> tuple[Indicator, Value]:
    """The number that the charts compare, from "?show=code.value"; the first indicator where that is invalid."""
    code, _dot, name = text.partition(".")
    for one in INDICATORS:
        for value in one.values:
            if (one.code, value.name) == (code, name):
                return one, value
    return INDICATORS[0], INDICATORS[0].values[-1]


def number_options() -> list[tuple[str, str]]:
    """All numbers that can be chosen for the charts: (code.value, label)."""
    return [(f"{one.code}.{value.name}", _number_label(one, value)) for one in INDICATORS for value in one.values]


def comparisons(
    report: ImpactReport, question: ReportRequest, pick: tuple[Indicator, Value], *, devanagari: bool
) -> list[Comparison]:
    """Charts by organisation, district and block as bars, by month as columns; single lines are left out."""
    one, value = pick
    key = (one.code, value.name)
    found: list[Comparison] = []
    bars = (
        (_("By organisation"), _("Organisation"), report.by_organisation, "organisation"),
        (_("By district"), _("District"), report.by_district, "district"),
        (_("By block"), _("Block"), report.by_block, "block"),
    )
    for title, corner, lines, narrowed in bars:
        shown = [line for line in lines if line.numbers.get(key, 0)]
        if len(lines) > 1 and shown:
            found.append(
                _comparison(report, title, corner, _labelled(shown), question, pick, narrowed, devanagari=devanagari)
            )
    title, corner, times = _("By month"), _("Month"), _labelled(report.by_month)
    if one.code in BY_QUARTER:
        title, corner, times = _("By quarter"), _("Quarter"), list(quarter_lines(report))
    if len(times) > 1:
        found.append(_comparison(report, title, corner, times, question, pick, "month", devanagari=devanagari))
    return found


def _labelled(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    return [(line.label.in_language(), line) for line in lines]


def _comparison(
    report: ImpactReport,
    title: str,
    corner: str,
    lines: Sequence[tuple[str, Line]],
    question: ReportRequest,
    pick: tuple[Indicator, Value],
    narrowed: str,
    *,
    devanagari: bool,
) -> Comparison:
    one, value = pick
    caption = f"{title}: {_number_label(one, value)}"
    numbers = [(words, line, line.number(one.code, value.name)) for words, line in lines]
    points = [(words, number) for words, _line, number in numbers]
    draw = charts.columns if narrowed == "month" else charts.bars
    columns = [Column("label", corner), Column("number", value.label.in_language(), "number")]
    rows = [
        {
            "label": words,
            "number": line.cell(one.code, value.name),
            "url": _rows_url(question, one.code, value.name, line, narrowed) if number != 0 else "",
        }
        for words, line, number in numbers
    ]
    total = {"label": _("Total"), "number": report.cell(one.code, value.name)}
    table = Table(caption, columns, rows, link="url", total=total, stacks=False)
    return Comparison(title, draw(points, title=caption, devanagari=devanagari), table)


def _rows_url(question: ReportRequest, code: str, name: str, line: Line, narrowed: str) -> str:
    address = reverse("report_rows", args=[code, name])
    if line.month is not None:
        month = quarter(line.month) if code in BY_QUARTER else month_of(line.month)
        span = Period(max(month.start, question.period.start), min(month.end, question.period.end))
        return address + question.within(span).query()
    return address + question.query(**{narrowed: str(line.id)}) if line.id is not None else ""


def _amount(
    report: ImpactReport,
    question: ReportRequest,
    one: Indicator,
    value: Value,
    number: int | None,
    largest: dict[bool, int],
) -> Amount:
    key: Key = (one.code, value.name)
    network = report.network.get(key, 0) if report.network is not None else None
    share = round((number or 0) / largest[value.is_people] * _MAX_BAR)
    named = report.named_people.get(one.code) if value.name == "participants" else None
    url = reverse("report_rows", args=[one.code, value.name]) + question.query()
    cell = report.cell(one.code, value.name)
    return Amount(
        value,
        number_label(report, one, value),
        number,
        cell if isinstance(cell, str) and number is not None else "",
        report.earlier.then(one, value) if report.earlier else "",
        report.change(one, value),
        url,
        max(share, 1) if number else 0,
        network,
        named,
    )


def _largest(report: ImpactReport, is_people: bool) -> int:
    numbers = (
        number or 0 for _one, values in report.indicators() for value, number in values if value.is_people is is_people
    )
    return max(numbers, default=0) or 1


def _number_label(one: Indicator, value: Value) -> str:
    return f"{one.label.in_language()} – {value.label.in_language()}"
