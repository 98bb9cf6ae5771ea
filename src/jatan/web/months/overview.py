"""Which months are complete: of one member as a list, of several as a table; and what waits for the secretariat."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jatan.evidence.months import selectors
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.services import Seen, accept_months
from jatan.evidence.reports.period_layout import completeness_sentence
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.kernel import clock
from jatan.kernel.periods import Period, financial_year, year_words
from jatan.kernel.problems import Problem
from jatan.web.ui.components.months import month_badge, month_table, month_url
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs

_EARLIEST, _LATEST = 2000, 2098
# Waiting months on the page; the oldest come first, so the rest moves up.
_SHOWN = 60


@needs(Permission.REPORTS_SEE)
def months(request: StaffRequest) -> HttpResponseBase:
    """The months of a financial year, for readers of whole members."""
    reach = request.actor.reach(Permission.REPORTS_SEE).organisations
    offices = list(members().filter(id__in=reach).order_by("code"))
    if not offices:
        raise Http404
    period = _year(request.GET.get("year", ""))
    found = selectors.completeness_of(request.actor, offices, period)
    may_accept = request.actor.may(Permission.MONTHS_ACCEPT)
    page: dict[str, Any] = {
        "period": period,
        "years": _years(period),
        "sentence": completeness_sentence(found),
        "months": month_table(found, month_url) if len(offices) > 1 else None,
        "table": _table(found, offices[0]) if len(offices) == 1 else None,
        "has_months": bool(found.months and found.reporting),
        "waiting": [_waiting_line(row) for row in selectors.waiting_months(request.actor)[:_SHOWN]],
        "may_accept": may_accept,
        "silent": _silent(request) if may_accept else None,
    }
    return render(request, "months/overview.html", page)


@require_POST
@needs(Permission.MONTHS_ACCEPT)
def accept(request: StaffRequest) -> HttpResponseBase:
    """Accept the ticked months, each as it stood on the page ("id:acts:records")."""
    chosen = [_seen(text) for text in request.POST.getlist("seen")[:_SHOWN]]
    if not chosen:
        messages.warning(request, _("Tick at least one month."))
        return redirect("months")
    try:
        accepted = accept_months(by=request.actor, seen=chosen)
    except Problem as refused:
        messages.warning(request, str(refused.message))
        return redirect("months")
    words = ngettext("%(number)s month accepted.", "%(number)s months accepted.", len(accepted))
    messages.success(request, words % {"number": len(accepted)})
    if len(accepted) == 1 and request.POST.get("back") == "month":
        return redirect(month_url(accepted[0].organisation_id, accepted[0].month))
    return redirect("months")


def seen_text(row: MonthEnd) -> str:
    """What a form sends back of a month as the page showed it."""
    return f"{row.id}:{row.touched_acts}:{row.touched_records}"


def _seen(text: str) -> Seen:
    """Raises Http404 for what no page of ours sends."""
    try:
        row_id, acts, records = text[:80].split(":")
        return Seen(uuid.UUID(row_id), int(acts), int(records))
    except ValueError:
        raise Http404 from None


def _year(text: str) -> Period:
    """The financial year that begins in the year asked for, or the present one."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else 0
    if not _EARLIEST <= year <= _LATEST:
        return financial_year(clock.today())
    return financial_year(dt.date(year, 4, 1))


def _years(period: Period) -> list[tuple[str, str, bool]]:
    """(query string, words, is current) of this financial year and three before, and the one shown."""
    newest = financial_year(clock.today()).start.year
    shown = {newest - back for back in range(4)} | {period.start.year}
    return [
        (f"?year={year}", year_words(dt.date(year, 4, 1)), year == period.start.year)
        for year in sorted(shown, reverse=True)
    ]


def _table(found: selectors.Completeness, member: Organisation) -> Table:
    columns = (
        Column("month", _("Month")),
        Column("status", _("State"), "badge"),
        Column("on", _("Called complete on"), "day"),
        Column("missing", _("What is missing")),
    )
    rows = []
    for month in reversed(found.months):
        status, row = found.status(member, month), found.rows.get((member.id, month))
        if status is None:
            continue
        rows.append(
            {
                "month": date_format(month, "E Y"),
                "status": month_badge(status),
                "on": row.completed_at.astimezone(clock.INDIA).date() if row else None,
                "missing": row.missing if row else "",
                "url": month_url(member.id, month),
            }
        )
    return Table(_("Months"), columns, rows, link="url")


def _waiting_line(row: MonthEnd) -> dict[str, Any]:
    return {
        "row": row,
        "seen": seen_text(row),
        "url": month_url(row.organisation_id, row.month),
        "badge": month_badge(row.status),
    }


def _silent(request: StaffRequest) -> dict[str, Any]:
    """The members that have not called the last month complete."""
    month = selectors.reported_on(clock.today())
    rows = selectors.silent_members(request.actor, month)
    return {"month": month, "members": [(row.name, month_url(row.id, month)) for row in rows]}
