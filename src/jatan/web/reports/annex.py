"""The page of the annex: safe-migration indicators over a period, and currently open escalations."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.evidence.indicators.loop import LOOP, SHARES
from jatan.evidence.indicators.results import ImpactReport, Line
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.reports.labels import number_label
from jatan.evidence.reports.layout import nothing_in
from jatan.foundation.access.permissions import Permission
from jatan.web.reports import report_request
from jatan.web.reports.loop_cards import loop_cards, percent_of, steps_card
from jatan.web.reports.recount_state import changes_waiting
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.REPORTS_SEE, counts=True)
def annex_page(request: StaffRequest) -> HttpResponseBase:
    """Cards of the loop, escalations now, and shares by organisation, district and month."""
    question = report_request.parse_request(request.GET)
    report = impact_report(
        question.period, by=request.actor, organisation=question.organisation, district=question.district, annex=True
    )
    page = {
        "question": question,
        "report": report,
        "form": report_request.filter_form(question, report.offices),
        "presets": report_request.presets(question),
        "cards": loop_cards(report, lambda code, value: _rows(question, code, value), _period_text(question)),
        "ladder": steps_card(report),
        "steps": _steps(report),
        "casework": _casework(report, question),
        "empty": nothing_in(report, LOOP),
        "compared": _compared(report, devanagari=request.account.uses_devanagari_digits),
        "back": reverse("studio") + question.query(),
        "waiting": changes_waiting(report.counted_in),
    }
    return render(request, "reports/annex.html", page)


def _rows(question: report_request.ReportRequest, code: str, value: str) -> str:
    return reverse("report_rows", args=[code, value]) + question.query()


def _period_text(question: report_request.ReportRequest) -> str:
    return f"{date_format(question.period.start, 'j E Y')} – {date_format(question.period.end, 'j E Y')}"


def _steps(report: ImpactReport) -> Table:
    columns = (
        Column("label", _("Step")),
        Column("open", _("Open"), "number"),
        Column("overdue", _("Overdue"), "number"),
    )
    rows = [
        {"label": step.label, "open": step.open, "overdue": step.overdue}
        for step in report.steps or ()
        if step.open is not None
    ]
    return Table(
        _("Missed contacts, step by step"), columns, rows, note=_("as of now, whatever the period"), stacks=False
    )


def _casework(report: ImpactReport, question: report_request.ReportRequest) -> Table:
    """Case work over the whole period: closed cases, stages, outcomes. Left out: zeros, and what is not given."""
    columns = (Column("label", _("Case work")), Column("number", _("Number"), "number"))
    rows = [
        {
            "label": f"{one.label.in_language()}: {number_label(report, one, value)}",
            "number": number,
            "url": _rows(question, one.code, value.name),
        }
        for one, values in report.casework()
        for value, number in values
        if number
    ]
    note = report.quarter_note
    return Table(_("Case work"), columns, rows, link="url", note=note.in_language() if note else "", stacks=False)


def _compared(report: ImpactReport, *, devanagari: bool) -> list[dict[str, Any]]:
    """Shares by organisation, district and month: a chart of the first, a table of all. Single lines are left out."""
    tables: tuple[tuple[str, str, Sequence[Line], Any], ...] = (
        (_("By organisation"), _("Organisation"), report.by_organisation, charts.bars),
        (_("By district"), _("District"), report.by_district, charts.bars),
        (_("By month"), _("Month"), report.by_month, charts.columns),
    )
    return [
        _comparison(report, title, corner, lines, draw, devanagari=devanagari)
        for title, corner, lines, draw in tables
        if len(lines) > 1
        and any(line.numbers.get(SHARES[one.code][1]) for one in LOOP if one.code in SHARES for line in lines)
    ]


def _comparison(
    report: ImpactReport, title: str, corner: str, lines: Sequence[Line], draw: Any, *, devanagari: bool
) -> dict[str, Any]:
    first = LOOP[0]
    caption = f"{title}: {first.label.in_language()} (%)"
    # A line without a journey has no share: it is left out of the chart rather than drawn as 0 %.
    shares = [(line.label.in_language(), percent_of(line, first.code)) for line in lines]
    points = [(label, share) for label, share in shares if share is not None or draw is charts.columns]
    columns = [Column("label", corner)]
    for one in LOOP:
        columns += [
            Column(f"{one.code}.{value.name}", f"{one.label.in_language()}: {value.label.in_language()}", "number")
            for value in one.values
            if not value.is_average
        ]
    table = Table(title, columns, [_cells(line) for line in lines], total=_total(report), stacks=False)
    return {"title": caption, "picture": draw(points, title=caption, devanagari=devanagari), "table": table}


def _cells(line: Line) -> dict[str, Any]:
    return {"label": line.label.in_language()} | {
        f"{one.code}.{value.name}": line.cell(one.code, value.name) for one in LOOP for value in one.values
    }


def _total(report: ImpactReport) -> dict[str, Any]:
    return {"label": _("Total")} | {
        f"{one.code}.{value.name}": report.cell(one.code, value.name) for one in LOOP for value in one.values
    }
