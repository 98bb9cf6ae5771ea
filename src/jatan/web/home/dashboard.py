"""The overview of a coordinator or of the secretariat: the year's indicators with charts."""

import datetime as dt
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.reports.layout import number_label
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.web.reports.loop_cards import loop_cards, steps_card
from jatan.web.ui.components import charts
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs

# (indicator, value) of the bar charts: people reached by the most frequent kinds of work.
_COMPARED = (
    ("awareness_programmes", "participants"),
    ("shg_meetings", "participants"),
    ("information_centres", "received"),
)


@needs(Permission.REPORTS_SEE)
def dashboard(request: StaffRequest) -> HttpResponseBase:
    """The financial year so far: a card for each indicator, then bar charts by member or by block."""
    report = impact_report(year_so_far(clock.today()), by=request.actor, annex=True)
    lines = report.by_organisation if len(report.by_organisation) > 1 else report.by_block
    page = {
        "period": _words(report.period),
        "stats": [_stat(report, one, values) for one, values in report.indicators()],
        "pictures": [_picture(report, lines, *key) for key in _COMPARED] if lines else [],
        "loop": _loop(report),
        "annex_url": reverse("report_annex") + _period_query(report),
        "counted_at": report.counted_at,
        "note": report.rounding_note.in_language() if report.rounding_note else "",
    }
    return render(request, "home/dashboard.html", page)


def year_so_far(today: dt.date) -> Period:
    """From the first of April to today."""
    return Period(dt.date(today.year if today.month > 3 else today.year - 1, 4, 1), today)


def _stat(report: ImpactReport, one: Any, values: Any) -> Stat:
    name = values[-1][0].name
    return Stat(
        one.label.in_language(),
        [Figure(number, number_label(report, one, value), _report_url(report)) for value, number in values],
        period=_words(report.period),
        counted_at=report.counted_at,
        picture=charts.sparkline([line.number(one.code, name) or 0 for line in report.by_month]),
    )


def _picture(report: ImpactReport, lines: Any, code: str, name: str) -> dict[str, Any]:
    one = next(found for found, _values in report.indicators() if found.code == code)
    value = next(found for found in one.values if found.name == name)
    title = f"{one.label.in_language()} – {number_label(report, one, value, is_of_lines=True)}"
    rows = [(line.label.in_language(), line.number(code, name)) for line in lines]
    columns = [Column("label", _("Name")), Column("number", value.label.in_language(), "number")]
    return {
        "title": title,
        "picture": charts.bars(rows, title=title),
        "table": Table(title, columns, [{"label": label, "number": number} for label, number in rows]),
    }


def _words(period: Period) -> str:
    return f"{date_format(period.start, 'j E Y')} – {date_format(period.end, 'j E Y')}"


def _loop(report: ImpactReport) -> list[Stat]:
    """Cards of the safe-migration loop; the first, if any, counts the steps that are open now."""
    cards = loop_cards(
        report,
        lambda code, name: reverse("report_rows", args=[code, name]) + _period_query(report),
        _words(report.period),
    )
    ladder = steps_card(report)
    return [ladder, *cards] if ladder is not None else cards


def _report_url(report: ImpactReport) -> str:
    return reverse("report_impact") + _period_query(report)


def _period_query(report: ImpactReport) -> str:
    return f"?from={report.period.start:%Y-%m-%d}&to={report.period.end:%Y-%m-%d}"
