"""The overview of a coordinator or of the secretariat: every number of a period beside the one before, with a picture.

It opens on the last financial year in which something was held, up to today, beside the same days a year before;
`?from=…&to=…` as in the report chooses another period. What is due stands on the home page alone.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.loop import LOOP
from jatan.evidence.indicators.recorded import last_month, last_months
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.shapes import Indicator
from jatan.evidence.reports.labels import number_label
from jatan.evidence.reports.layout import nothing_in
from jatan.evidence.reports.period_layout import days_in_words
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel import clock
from jatan.kernel.periods import financial_year, month_of
from jatan.web.reports.loop_cards import loop_cards, steps_card
from jatan.web.reports.report_request import ReportRequest, parse_request, presets
from jatan.web.ui.components import charts
from jatan.web.ui.components.figures import Figure, Stat
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs

# (indicator, value) of the large picture, the first that two members or blocks have: people whom the work reached.
_COMPARED = (
    ("awareness_programmes", "participants"),
    ("shg_meetings", "participants"),
    ("information_centres", "received"),
)
_BARS = 5


@needs(Permission.REPORTS_SEE)
def dashboard(request: StaffRequest) -> HttpResponseBase:
    """A card for each indicator with its numbers, their change and their months; a picture by member or block; who is
    silent."""
    today = clock.today()
    question = _question(request, today)
    report = impact_report(question.period, by=request.actor, annex=True, compared_with=question.compared_with)
    page = {
        "period": days_in_words(report.period),
        "before": days_in_words(report.earlier.period) if report.earlier is not None else "",
        "has_before": report.earlier is not None and not report.earlier.is_empty,
        "periods": presets(question),
        "is_earlier": not _is_asked(request) and question.period.end < financial_year(today).start,
        "silent": _silent(request.actor, report.offices, today),
        "stats": _stats(report),
        "empty": f"{_in_words(report, INDICATORS)} {_before_in_words(report, INDICATORS)}".strip(),
        "picture": _picture_of(report),
        "loop": _loop(report),
        "loop_empty": f"{_in_words(report, LOOP)} {_before_in_words(report, LOOP)}".strip(),
        "report_url": reverse("studio") + question.query(),
        "annex_url": reverse("report_annex") + _period_query(report),
        "counted_at": report.counted_at,
        "notes": _notes(report),
        "is_rounded": report.rounding_note is not None,
    }
    return render(request, "home/dashboard.html", page)


def _is_asked(request: StaffRequest) -> bool:
    return bool(request.GET.get("from") or request.GET.get("to"))


def _question(request: StaffRequest, today: dt.date) -> ReportRequest:
    question = parse_request(request.GET)
    if _is_asked(request):
        return question
    period = financial_year(last_month(request.actor, today) or today).until(today)
    return replace(question.within(period), compare="year")


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


def _rows_url(report: ImpactReport, code: str, name: str) -> str:
    return reverse("report_rows", args=[code, name]) + _period_query(report)


def _stats(report: ImpactReport) -> list[Stat]:
    """A card for each indicator of the published table that has a number."""
    return [_stat(report, one, values) for one, values in report.indicators() if _has_number(report, one)]


def _has_number(report: ImpactReport, one: Any) -> bool:
    return any(report.number(one.code, value.name) for value in one.values)


def _in_words(report: ImpactReport, indicators: Sequence[Indicator]) -> str:
    """Sentences on the indicators without a card: never recorded, none, too few to be told, still to be counted."""
    found: dict[Absence, list[str]] = {}
    for one in indicators:
        if not report.is_empty(one) and not _has_number(report, one):
            known = [report.absence(one.code, value.name) or Absence.NOT_RECORDED for value in one.values]
            absence = next((why for why in known if why is not Absence.NOT_RECORDED), Absence.NOT_TOLD)
            found.setdefault(absence, []).append(one.label.in_language())
    sentences = [nothing_in(report, indicators)]
    for why, labels in found.items():
        words = _("Not given for these days") if why is Absence.NOT_TOLD else why.words.in_language()
        sentences.append(f"{capfirst(words)}: {', '.join(labels)}.")
    return " ".join(filter(None, sentences))


def _stat(report: ImpactReport, one: Any, values: Any) -> Stat:
    figures = [
        Figure(
            number,
            number_label(report, one, value),
            _rows_url(report, one.code, value.name),
            report.words(one.code, value.name),
        )
        for value, number in values
    ]
    months = [line.number(one.code, values[-1][0].name) or 0 for line in report.by_month]
    picture = charts.sparkline(months) if any(months) and len(months) > 1 else None
    return _with_changes(report, Stat(one.label.in_language(), figures, picture=picture), one, values)


def _loop(report: ImpactReport) -> list[Stat]:
    """Cards of the safe-migration loop; the last, if any, counts the steps that are open now."""
    cards = loop_cards(report, lambda code, name: _rows_url(report, code, name), "")
    shown = [(one, values) for one, values in report.loop() if not report.is_empty(one)]
    found = [
        _with_changes(report, replace(card, counted_at=None), one, values)
        for card, (one, values) in zip(cards, shown, strict=True)
        if _has_number(report, one)
    ]
    ladder = steps_card(report)
    return [*found, replace(ladder, picture=None)] if ladder is not None else found


def _with_changes(report: ImpactReport, stat: Stat, one: Any, values: Any) -> Stat:
    """The card with the change of each number, unless nothing was counted before. A share in front has none."""
    if report.earlier is None or report.earlier.is_empty:
        return stat
    shares = len(stat.figures) - len(values)
    figures = list(stat.figures[:shares])
    for figure, (value, _number) in zip(stat.figures[shares:], values, strict=True):
        change = report.change(one, value)
        has_change = change is not None and not figure.words and bool(figure.number or change.before)
        figures.append(replace(figure, change=change.difference) if change is not None and has_change else figure)
    return replace(stat, figures=figures)


def _before_in_words(report: ImpactReport, indicators: Iterable[Indicator]) -> str:
    """Which numbers have no change because words stood in their place before; "" where all were empty then."""
    found: dict[str, list[str]] = {}
    for one in indicators:
        value = one.values[-1]
        if report.earlier is None or report.earlier.is_empty or not report.number(one.code, value.name):
            continue
        absence = report.earlier.absence(one.code, value.name)
        if absence is not None and absence is not Absence.NOT_TOLD:
            found.setdefault(absence.words.in_language(), []).append(one.label.in_language())
    sentences = (
        _("Before, %(words)s: %(what)s.") % {"words": words, "what": ", ".join(labels)}
        for words, labels in found.items()
    )
    return " ".join(sentences)


def _notes(report: ImpactReport) -> list[str]:
    """What the words in place of numbers mean, and how counts of persons are rounded."""
    absences = [report.absence(one.code, value.name) for one in (*INDICATORS, *LOOP) for value in one.values]
    notes = [absence.note for absence in Absence if absence in absences]
    if report.rounding_note is not None:
        notes.append(report.rounding_note)
    return [note.in_language() for note in notes]


def _picture_of(report: ImpactReport) -> dict[str, Any] | None:
    """Bars of the members, or of one member's blocks, with the most; None where fewer than two have a number."""
    lines = report.by_organisation if len(report.by_organisation) > 1 else report.by_block
    for key in _COMPARED:
        shown = [line for line in lines if line.number(*key)]
        if len(shown) > 1:
            return _picture(report, shown, *key)
    return None


def _picture(report: ImpactReport, lines: Any, code: str, name: str) -> dict[str, Any]:
    one = next(found for found, _values in report.indicators() if found.code == code)
    value = next(found for found in one.values if found.name == name)
    title = f"{one.label.in_language()} – {number_label(report, one, value, is_of_lines=True)}"
    rows = [(line.label.in_language(), line.number(code, name)) for line in lines]
    columns = [Column("label", _("Name")), Column("number", value.label.in_language(), "number")]
    total = {"label": _("Total"), "number": report.cell(code, name)}
    most = sorted(rows, key=lambda row: row[1], reverse=True)[:_BARS]
    return {
        "title": title,
        "note": _("the %(number)s with the most") % {"number": _BARS} if len(rows) > _BARS else "",
        "picture": charts.bars(most, title=title),
        "table": Table(title, columns, [{"label": label, "number": number} for label, number in rows], total=total),
    }


def _period_query(report: ImpactReport) -> str:
    return f"?from={report.period.start:%Y-%m-%d}&to={report.period.end:%Y-%m-%d}"
