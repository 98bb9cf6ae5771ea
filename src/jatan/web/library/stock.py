"""The stock of a material by office and place, a new line in the stock book, and what is asked for most."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.services import save_localities
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.programme.library import selectors, services
from jatan.programme.library.choices import StockLine
from jatan.programme.library.commands import RecordDistribution
from jatan.programme.library.models import Material
from jatan.programme.library.recall import recall_reason
from jatan.programme.library.selectors import Stock
from jatan.programme.library.services import MATERIAL
from jatan.web.library.record_forms import StockLineForm
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_YEAR = dt.timedelta(days=365)
_MOST = 25
_SHOWN_KINDS = (StockLine.PRINTED, StockLine.RECEIVED, StockLine.GIVEN, StockLine.SENT, StockLine.SPOILED)


@needs(Permission.LIBRARY_SEE)
def stock(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What of a material was printed, came in, was given out and is left, by office and place. POST writes a line."""
    material = MATERIAL.find(request.actor, pk)
    may_record = request.actor.may(Permission.LIBRARY_RECORD)
    if request.method == "POST" and not may_record:
        raise Http404
    form = None
    if may_record:
        form = submission.bind_form(StockLineForm, request, initial={"given_on": clock.today(), "kind": "given"})

        def write(answers: Any) -> object:
            row = services.DISTRIBUTION.record(
                by=request.actor, command=RecordDistribution(**answers, material=material)
            )
            save_localities(row.organisation_id, [(row.place, row.panchayat, row.village)])
            return row

        if submission.submit_form(form, write) is not None:
            messages.success(request, _("It stands in the stock book."))
            return redirect("library_stock", pk)
    lines = selectors.stock_of(request.actor, material)
    page = _page(material, lines) | {"form": form}
    return render(request, "library/stock.html", page, status=422 if form is not None and form.errors else 200)


@needs(Permission.LIBRARY_SEE)
@require_safe
def demand(request: StaffRequest) -> HttpResponseBase:
    """Which materials were given out and asked for most in the last twelve months, and what is left of them."""
    today = clock.today()
    period = Period(today - _YEAR, today)
    found = selectors.asked_most(request.actor, period.start, period.end, most=_MOST)
    rows = [
        {
            "title": one.material.title,
            "language": one.material.get_language_display(),
            "given": one.given,
            "asked": one.asked,
            "left": one.left,
            "state": _state(one.left, one.asked),
            "url": reverse("library_stock", args=[one.material.pk]),
        }
        for one in found
    ]
    columns = [
        Column("title", _("Title")),
        Column("language", _("Language")),
        Column("given", _("Given out"), "number"),
        Column("asked", _("Asked for, not there"), "number"),
        Column("left", _("Left"), "number"),
        Column("state", _("What it means"), "badge"),
    ]
    points = [(f"{one.material.title} ({one.material.get_language_display()})", one.given + one.asked) for one in found]
    page = {
        "period": period,
        "table": Table(_("Asked for most"), columns, rows, link="url"),
        "picture": charts.bars(points[:10], title=_("Copies given out or asked for")) if points else "",
    }
    return render(request, "library/demand.html", page)


def _page(material: Material, lines: list[Stock]) -> dict[str, Any]:
    every = Counter[str]()
    for one in lines:
        every.update(one.copies)
    left = sum(one.left for one in lines)
    columns = [
        Column("office", _("Whose stock")),
        Column("place", _("Place")),
        *(Column(kind.value, kind.label, "number") for kind in _SHOWN_KINDS),
        Column("left", _("Left"), "number"),
        Column("state", _("What it means"), "badge"),
    ]
    rows = [
        {
            "office": one.organisation,
            "place": one.place,
            "left": one.left,
            "state": _state(one.left, one.copies["asked"]),
        }
        | {kind.value: one.copies[kind] for kind in _SHOWN_KINDS}
        for one in lines
    ]
    total = {"office": _("Together"), "left": left} | {kind.value: every[kind] for kind in _SHOWN_KINDS}
    places = Counter[str]()
    for one in lines:
        places[one.place] += one.copies[StockLine.GIVEN]
    points = [(place, number) for place, number in places.most_common(10) if number]
    return {
        "material": material,
        "recall_reason": recall_reason(material),
        "crumbs": [
            (reverse("library"), _("Library")),
            (reverse("library_detail", args=[material.pk]), material.title),
        ],
        "facts": [
            (_("Printed"), format_integer(every[StockLine.PRINTED])),
            (_("Given out"), format_integer(every[StockLine.GIVEN])),
            (_("Left"), format_integer(left)),
            (_("Asked for, not there"), format_integer(every[StockLine.ASKED])),
        ],
        "table": Table(_("By office and place"), columns, rows, total=total if len(rows) > 1 else None),
        "picture": charts.bars(points, title=_("Copies given out, by place")) if points else "",
    }


def _state(left: int, asked: int) -> states.Badge | None:
    if left < 0:
        return states.late(_("more went out than came in: something is not written down"))
    if asked and left == 0:
        return states.soon(_("asked for, and none left"))
    return None
