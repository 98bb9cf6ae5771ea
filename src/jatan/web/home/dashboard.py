"""The overview of a coordinator or of the secretariat: what changed and what is missing, then the year's indicators.

It opens on the last financial year in which something was held, up to today.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.loop import LOOP
from jatan.evidence.indicators.recorded import last_month, last_months
from jatan.evidence.indicators.results import ImpactReport, Line, not_recorded
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.reports.labels import number_label
from jatan.evidence.reports.layout import nothing_in
from jatan.evidence.reports.period_layout import days_in_words
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel import clock
from jatan.kernel.periods import financial_year, month_of
from jatan.web.home.kinds import PROMISES
from jatan.web.home.today import Part, work_lines
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
_CHANGES = 6
_PROMISES_SHOWN = 5


@needs(Permission.REPORTS_SEE)
def dashboard(request: StaffRequest) -> HttpResponseBase:
    """What changed, who has not reported, what was promised; a card for each indicator; charts by member or block."""
    today = clock.today()
    period = financial_year(last_month(request.actor, today) or today).until(today)
    report = impact_report(period, by=request.actor, annex=True, compared_with=period.year_before())
    lines = report.by_organisation if len(report.by_organisation) > 1 else report.by_block
    changes = _changes(report)
    linked = {row["url"] for row in changes.rows} if changes is not None else set()
    page = {
        "period": days_in_words(report.period),
        "is_earlier": period.end < today,
        "changes": changes,
        "silent": _silent(request.actor, report.offices, today),
        "promises": _promises(request.actor),
        "stats": [
            _stat(report, one, values, linked) for one, values in report.indicators() if not report.is_empty(one)
        ],
        "empty": nothing_in(report, INDICATORS),
        "pictures": _pictures(report, lines),
        "loop": _loop(report),
        "loop_empty": nothing_in(report, LOOP),
        "report_url": _report_url(report),
        "annex_url": reverse("report_annex") + _period_query(report),
        "counted_at": report.counted_at,
        "note": report.rounding_note.in_language() if report.rounding_note else "",
    }
    return render(request, "home/dashboard.html", page)


def _changes(report: ImpactReport) -> Table | None:
    """The numbers that have changed most in percent, beside the same days a year before; None where those are empty."""
    if report.earlier is None or report.earlier.is_empty:
        return None
    found = []
    for one, values in report.indicators():
        for value, number in values:
            change = report.change(one, value)
            if change is not None and change.difference:
                found.append((abs(change.percent) if change.percent is not None else 0, one, value, number, change))
    found.sort(key=lambda row: row[0], reverse=True)
    if not found:
        return None
    columns = [
        Column("label", _("What changed")),
        Column("number", _("Number"), "number"),
        Column("before", _("Before"), "number"),
        Column("change", pgettext("numbers", "Change"), "signed"),
        *([Column("percent", "%", "signed")] if found[0][0] else []),
    ]
    rows = [
        {
            "label": f"{one.label.in_language()}: {number_label(report, one, value)}",
            "url": _rows_url(report, one, value),
            "number": number,
            "before": change.before,
            "change": change.difference,
            "percent": change.percent,
        }
        for _size, one, value, number, change in found[:_CHANGES]
    ]
    before = _("Before: %(first)s – %(last)s.") % {
        "first": date_format(report.earlier.period.start, "j E Y"),
        "last": date_format(report.earlier.period.end, "j E Y"),
    }
    return Table(_("What changed"), columns, rows, link="url", note=before, stacks=False)


def _silent(by: Actor, offices: Iterable[Organisation], today: dt.date) -> list[tuple[str, dt.date | None]]:
    """(member, last month in which something was held) of the members without anything in last month or this one.

    Empty for a reader of one member. Which members have called their months complete stands on the page of months.
    """
    members = [row for row in offices if row.kind == Kind.MEMBER and not row.has_left(today)]
    if len(members) < 2:
        return []
    asked = month_of(today.replace(day=1) - dt.timedelta(days=1)).start
    last = last_months(by, today)
    late = [(row, last.get(row.id)) for row in members]
    return sorted(
        ((row.name, month) for row, month in late if month is None or month < asked),
        key=lambda pair: (pair[1] or dt.date.min, pair[0]),
    )


def _promises(by: Actor) -> Part | None:
    part = work_lines(by, PROMISES, _PROMISES_SHOWN) if by.may(Permission.ALLIES_SEE) else None
    return part if part is not None and part.lines else None


def _rows_url(report: ImpactReport, one: Any, value: Any) -> str:
    return reverse("report_rows", args=[one.code, value.name]) + _period_query(report)


def _stat(report: ImpactReport, one: Any, values: Any, linked: Collection[str]) -> Stat:
    """A card; a number opens its rows, if it does not stand among `linked` already."""
    name = values[-1][0].name
    return Stat(
        one.label.in_language(),
        [
            Figure(
                number,
                number_label(report, one, value),
                "" if (url := _rows_url(report, one, value)) in linked else url,
                not_recorded() if number == 0 and (one.code, value.name) in report.unrecorded else "",
            )
            for value, number in values
        ],
        period=days_in_words(report.period),
        counted_at=report.counted_at,
        picture=charts.sparkline([line.number(one.code, name) or 0 for line in report.by_month]),
    )


def _pictures(report: ImpactReport, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Bars of the lines that have a number; a number that no line has is not drawn."""
    found = []
    for key in _COMPARED:
        shown = [line for line in lines if line.number(*key)]
        if len(shown) > 1:
            found.append(_picture(report, shown, *key))
    return found


def _picture(report: ImpactReport, lines: Any, code: str, name: str) -> dict[str, Any]:
    one = next(found for found, _values in report.indicators() if found.code == code)
    value = next(found for found in one.values if found.name == name)
    title = f"{one.label.in_language()} – {number_label(report, one, value, is_of_lines=True)}"
    rows = [(line.label.in_language(), line.number(code, name)) for line in lines]
    columns = [Column("label", _("Name")), Column("number", value.label.in_language(), "number")]
    total = {"label": _("Total"), "number": report.cell(code, name)}
    return {
        "title": title,
        "picture": charts.bars(rows, title=title),
        "table": Table(title, columns, [{"label": label, "number": number} for label, number in rows], total=total),
    }


def _loop(report: ImpactReport) -> list[Stat]:
    """Cards of the safe-migration loop; the first, if any, counts the steps that are open now."""
    cards = loop_cards(
        report,
        lambda code, name: reverse("report_rows", args=[code, name]) + _period_query(report),
        days_in_words(report.period),
    )
    ladder = steps_card(report)
    return [ladder, *cards] if ladder is not None else cards


def _report_url(report: ImpactReport) -> str:
    return reverse("report_impact") + _period_query(report)


def _period_query(report: ImpactReport) -> str:
    return f"?from={report.period.start:%Y-%m-%d}&to={report.period.end:%Y-%m-%d}"
