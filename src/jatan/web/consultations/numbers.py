"""The numbers of consultations, work on laws and media of a financial year, each opening onto its rows."""

import datetime as dt
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.evidence.indicators.consultations import CONSULTATIONS
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.shapes import Indicator
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.first_year import FIRST_DAY
from jatan.kernel import clock
from jatan.kernel.periods import Period, financial_year, year_words
from jatan.web.ui.components import charts
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.needs import StaffRequest, needs

# What the columns of a card count: the rows that do not overlap.
_DRAWN = {
    "consultations": ("block", "district", "state", "national"),
    "recommendations": ("made",),
    "womens_laws": ("meetings",),
    "law_work": ("meetings",),
    "media_mentions": ("mentions",),
}
_FIRST_YEAR = FIRST_DAY.year


@needs(Permission.REPORTS_SEE, counts=True)
@require_safe
def consultation_numbers(request: StaffRequest) -> HttpResponseBase:
    """A card for each indicator. `?year=2026`: the financial year that begins in April of it; the current one else."""
    today = clock.today()
    period = _asked_period(request.GET.get("year", ""), today)
    report = impact_report(period, by=request.actor)
    page = {
        "period": period,
        "years": [
            (f"?year={year}", year_words(dt.date(year, 4, 1)), year == period.start.year)
            for year in range(financial_year(today).start.year, _FIRST_YEAR - 1, -1)
        ],
        "cards": [_card(report, one) for one in CONSULTATIONS],
        "may_list": request.actor.may(Permission.ACTIVITIES_SEE),
    }
    return render(request, "consultations/numbers.html", page)


def _asked_period(asked: str, today: dt.date) -> Period:
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2021") else 0
    current = financial_year(today)
    return financial_year(dt.date(year, 4, 1)) if _FIRST_YEAR <= year <= current.start.year else current


def _card(report: ImpactReport, one: Indicator) -> Stat:
    figures = [
        Figure(
            report.number(one.code, value.name),
            value.label.in_language(),
            _rows_url(report.period, one.code, value.name),
            report.words(one.code, value.name),
        )
        for value in one.values
    ]
    months: list[tuple[Any, int | None]] = [
        (line.label.in_language(), sum(line.number(one.code, name) or 0 for name in _DRAWN[one.code]))
        for line in report.by_month
    ]
    has_any = any(number for _label, number in months)
    picture = charts.columns(months, title=one.label.in_language()) if has_any else None
    return Stat(one.label.in_language(), figures, _period_words(report.period), report.counted_at, picture)


def _rows_url(period: Period, code: str, value: str) -> str:
    days = f"?from={period.start.isoformat()}&to={period.end.isoformat()}"
    return reverse("report_rows", args=[code, value]) + days


def _period_words(period: Period) -> str:
    first, last = (date_format(day, "E Y") for day in (period.start, period.end))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
