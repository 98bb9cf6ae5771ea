"""The supervision page: cases by colleague, their age, how long they took. Numbers of open columns, without a key.

With open keys it adds what is sealed: see `supervised_files`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.cases.register.supervision import (
    Closings,
    Progress,
    Workload,
    closings,
    open_by_quarter,
    progress_by_quarter,
    workloads,
)
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.register import NOBODY, QUIET
from jatan.web.cases.supervised_files import files_opened
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.keys.keyring import open_keyring
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.columns import quarter_words
from jatan.web.ui.records.pages import roles_that_may

_QUARTERS: Final = 8


@needs(Permission.CASES_SEE, counts=True, writes_on_get="what would not open is told")
@require_safe
def cases_supervision(request: StaffRequest) -> HttpResponseBase:
    """Numbers for whoever supervises cases. Who sees sums only finds them, rounded, in the report."""
    if not request.actor.may(Permission.CASES_SEE):
        counts: dict[str, Any] = {"desk": {"title": _("Supervision")}, "roles": roles_that_may(Permission.CASES_SEE)}
        return render(request, "records/counts_only.html", counts)
    if not request.actor.reach(Permission.CASES_RECORD).organisations:
        raise Http404
    digits = request.account.uses_devanagari_digits
    rows = workloads(request.actor)
    names = names_of(row.account for row in rows)
    lines = sorted(((names.get(row.account, ""), row) for row in rows), key=lambda pair: (pair[0] == "", pair[0]))
    ages, closed = open_by_quarter(request.actor), closings(request.actor)
    quiet = sum(row.quiet for row in rows)
    page: dict[str, Any] = {
        "workers": _workers(lines),
        "workers_picture": _workers_picture(lines, digits=digits),
        "quiet_picture": _quiet_picture(lines, digits=digits),
        "ages_picture": _ages_picture(ages, digits=digits) if ages else None,
        "closings_picture": _closings_picture(closed, digits=digits) if closed.by_quarters else None,
        "unknown": closed.unknown,
        "progress": _progress(progress_by_quarter(request.actor)[:_QUARTERS], digits=digits),
        "quiet": quiet,
        "quiet_url": _rows(state=QUIET),
    }
    keyring = open_keyring(request)
    page["files"] = files_opened(request, keyring) if keyring is not None else None
    return render(request, "cases/supervision.html", page)


def _rows(**conditions: str) -> str:
    """The register narrowed to these conditions."""
    return f"{reverse('cases')}?{urlencode(conditions)}"


def _of(account: uuid.UUID | None) -> str:
    return NOBODY if account is None else str(account)


def _called(name: str) -> str:
    return name or _("nobody")


def _workers(lines: Iterable[tuple[str, Workload]]) -> Table:
    columns = [
        Column("name", _("Counsellor")),
        Column("open", _("open"), "number"),
        Column("quiet", _("Nothing written for a month"), "number"),
        Column("long_quiet", _("Nothing written for three months"), "number"),
        Column("closed", _("closed"), "number"),
    ]
    rows = [
        {
            "name": _called(name),
            "open": one.open,
            "quiet": one.quiet,
            "long_quiet": one.long_quiet,
            "closed": one.closed,
            "url": _rows(state="open" if one.open else "closed", counsellor=_of(one.account)),
        }
        for name, one in lines
    ]
    return Table(_("Cases by counsellor, in the order of the alphabet"), columns, rows, link="url")


def _workers_picture(lines: Iterable[tuple[str, Workload]], *, digits: bool) -> SafeString | None:
    """Open cases of each colleague who has one; the bars lead to the rows."""
    points = [
        charts.Point(_called(name), one.open, _rows(state="open", counsellor=_of(one.account)))
        for name, one in lines
        if one.open
    ]
    return charts.bars(points, title=_("Open cases by counsellor"), devanagari=digits) if points else None


def _quiet_picture(lines: Iterable[tuple[str, Workload]], *, digits: bool) -> SafeString | None:
    """Of them those in whose file nobody wrote for a month; None if there are none."""
    points = [
        charts.Point(_called(name), one.quiet, _rows(state=QUIET, counsellor=_of(one.account)))
        for name, one in lines
        if one.quiet
    ]
    return charts.bars(points, title=_("Nothing written for a month"), devanagari=digits) if points else None


def _ages_picture(ages: dict[dt.date, int], *, digits: bool) -> SafeString:
    points = [
        charts.Point(
            devanagari_digits(quarter_words(first), digits), many, _rows(state="open", quarter=first.isoformat())
        )
        for first, many in ages.items()
    ]
    return charts.bars(points, title=_("Open cases by the quarter in which they began"), devanagari=digits)


def _closings_picture(closed: Closings, *, digits: bool) -> SafeString:
    points = [(_span_words(span, digits=digits), many) for span, many in closed.by_quarters.items()]
    return charts.bars(points, title=_("How many quarters closed cases were open"), devanagari=digits)


def _span_words(span: int, *, digits: bool) -> str:
    if span == 0:
        return _("closed in the quarter in which it began")
    words = ngettext("%(many)s quarter later", "%(many)s quarters later", span) % {"many": span}
    return devanagari_digits(words, digits)


def _progress(rows: Sequence[Progress], *, digits: bool) -> Table:
    columns = [
        Column("quarter", _("Quarter")),
        Column("counted", _("Agreed to be counted"), "number"),
        Column("at_services", _("Got as far as services"), "number"),
        Column("closed", _("closed"), "number"),
    ]
    lines = [
        {
            "quarter": devanagari_digits(quarter_words(one.quarter), digits),
            "counted": one.counted,
            "at_services": one.at_services,
            "closed": one.closed,
        }
        for one in rows
    ]
    return Table(_("How far the cases of each quarter have come"), columns, lines)
