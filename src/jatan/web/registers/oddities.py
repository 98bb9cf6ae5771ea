"""Page of warnings about imported rows."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.models import RowWarning
from jatan.intake.registers.translate.warnings import CODES
from jatan.web.desk_registry import DESKS
from jatan.web.registers.states import tabs
from jatan.web.registers.words import column_label, kind_label, reason_label
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate

_DESKS = {desk.model._meta.label_lower: desk for desk in DESKS}


@needs(Permission.REGISTER_IMPORT)
def oddity_list(request: StaffRequest) -> HttpResponseBase:
    """Warnings, of one run with ?run=, each with a link to its record."""
    run = _run(request)
    rows = selectors.warnings_of(request.actor, run)
    bar = _bar(request.GET)
    if bar.cleaned_data.get("code"):
        rows = rows.filter(code=bar.cleaned_data["code"])
    listed = paginate(rows, request.GET)
    page = {
        "bar": bar,
        "page": listed,
        "table": _table(listed, request.actor),
        "tabs": tabs("row_oddities"),
        "run": run,
    }
    return render(request, "registers/oddities.html", page)


def _run(request: StaffRequest) -> Any:
    wanted = request.GET.get("run", "")
    if not wanted:
        return None
    try:
        return selectors.find_run(request.actor, uuid.UUID(wanted))
    except ValueError:
        raise Http404 from None


def _bar(answers: QueryDict) -> forms.Form:
    bar = forms.Form(answers, auto_id="filter_%s")
    bar.fields["code"] = choice(gettext_lazy("What is odd"), list(CODES.items()), empty=gettext_lazy("all"))
    bar.is_valid()
    return bar


def _table(listed: Page, by: Actor) -> Table:
    columns = (
        Column("what", _("What is odd")),
        Column("where", _("Row")),
        Column("kind", _("Register")),
        Column("detail", _("What is written")),
        Column("file", _("File")),
    )
    return Table(_("Oddities"), columns, [_line(row, by) for row in listed.rows], link="url")


def _line(row: RowWarning, by: Actor) -> dict[str, Any]:
    detail = row.detail if not row.field or not row.detail else f"{column_label(row.field)}: {row.detail}"
    imported = row.imported_row
    return {
        "what": reason_label(row.code),
        "where": _("%(sheet)s, row %(row)s") % {"sheet": imported.sheet, "row": imported.row_number},
        "kind": kind_label(imported.kind),
        "detail": detail or (column_label(row.field) if row.field else "–"),
        "file": row.run.file_name,
        "url": record_url(imported.record_label, imported.record_id, by),
    }


def record_url(label: str, record_id: uuid.UUID, by: Actor) -> str:
    """URL of the record's page; "" where it has none or the reader may not open it."""
    desk = _DESKS.get(label)
    return reverse(desk.url_name("detail"), args=[record_id]) if desk is not None and by.may(desk.see) else ""
