"""Quarterly numbers on the report pages."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from jatan.evidence.indicators.quarters import begins_quarter
from jatan.evidence.indicators.results import ImpactReport, Line
from jatan.evidence.indicators.shapes import Indicator
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.records.columns import quarter_words


def quarter_lines(report: ImpactReport) -> Iterator[tuple[str, Line]]:
    """(quarter as text, line with its numbers) for each quarter that the report counts."""
    whole = report.period.whole_quarters()
    for line in report.by_month:
        if whole is not None and line.month is not None and line.month in whole and begins_quarter(line.month):
            yield quarter_words(line.month), line


def quarters_table(report: ImpactReport, one: Indicator, value: str) -> Table | None:
    """One number by quarter, for a reader who may not open rows; None for a number without quarters."""
    shown = [
        (words, line.cell(one.code, value))
        for words, line in quarter_lines(report)
        if line.number(one.code, value) != 0
    ]
    if not shown:
        return None
    label = one.value(value).label.in_language()
    columns = (Column("label", _("Quarter")), Column("number", label, "number"))
    rows = [{"label": words, "number": number} for words, number in shown]
    total = {"label": _("Total"), "number": report.cell(one.code, value)}
    return Table(_("By quarter"), columns, rows, total=total, stacks=False)
