"""The targets of one period with what was achieved, and the ways to set them."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from jatan.evidence.indicators.definitions import COUNTABLE, indicator
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.reports.period_layout import period_words, target_notes, unit_words
from jatan.evidence.targets.achievement import compare_targets
from jatan.evidence.targets.lines import Owner, TargetComparison, TargetLine
from jatan.evidence.targets.selectors import periods_with_targets
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.periods import Period, financial_year, month_of
from jatan.kernel.problems import Problem
from jatan.web.ui.components.targets import lines_of_number, target_blocks
from jatan.web.ui.needs import StaffRequest, needs

_SHOWN_PERIODS = 12


@needs(Permission.REPORTS_SEE)
def targets(request: StaffRequest) -> HttpResponseBase:
    """The targets of a period; `?number=` shows every member's target of one number."""
    if not request.actor.reach(Permission.REPORTS_SEE).organisations:
        raise Http404
    period = asked_period(request)
    report = impact_report(period, by=request.actor)
    found = compare_targets(report, by=request.actor)
    picked = _picked(request.GET.get("number", ""))
    lines = lines_of_number(found, *picked) if picked else found.headlines
    page: dict[str, Any] = {
        "period": period,
        "query": period_query(period),
        "periods": _periods(request, period),
        "blocks": target_blocks(lines, lambda line: _rows_url(line, period)),
        "members": [] if picked else _numbers_of_members(found, period),
        "is_picked": picked is not None,
        "notes": target_notes(report, found),
        "rounding_note": report.rounding_note if any(line.is_rounded for line in lines) else None,
        "may_set": request.actor.may(Permission.TARGETS_SET),
    }
    return render(request, "targets/overview.html", page)


def asked_period(request: StaffRequest) -> Period:
    """The whole months from `?from=` to `?to=`; this financial year where they cannot be read."""
    try:
        first = parse_date(request.GET.get("from", "")[:40]).replace(day=1)
        last = month_of(parse_date(request.GET.get("to", "")[:40])).end
        if first.year < 2000 or last.year > 2099:
            raise ValueError
        return Period(first, last)
    except (Problem, ValueError):
        return financial_year(clock.today())


def period_query(period: Period) -> str:
    """The query string of a period."""
    return f"?from={period.start.isoformat()}&to={period.end.isoformat()}"


def _rows_url(line: TargetLine, period: Period) -> str:
    """The rows behind what was achieved."""
    narrowed = f"&organisation={line.organisation}" if line.owner is Owner.MEMBER else ""
    return reverse("report_rows", args=[line.indicator, line.value]) + period_query(period) + narrowed


def _picked(text: str) -> tuple[str, str] | None:
    code, _dot, value = text.partition(".")
    return (code, value) if (code, value) in COUNTABLE else None


def _numbers_of_members(found: TargetComparison, period: Period) -> list[tuple[str, str]]:
    """(address of all its members' targets, label) of the numbers that several members have a target for."""
    address = reverse("targets") + period_query(period)
    return [
        (
            f"{address}&number={line.indicator}.{line.value}",
            f"{indicator(line.indicator).label.in_language()}: {unit_words(line)}",
        )
        for line in found.of(Owner.MEMBERS)
    ]


def _periods(request: StaffRequest, period: Period) -> list[tuple[str, str, bool]]:
    """(query string, words, is current) of periods with targets, this financial year and the one shown."""
    listed = periods_with_targets(request.actor)[:_SHOWN_PERIODS]
    this_year = financial_year(clock.today())
    shown = [this_year, *(one for one in listed if one != this_year)]
    if period not in shown:
        shown.append(period)
    return [(period_query(one), period_words(one), one == period) for one in shown]
