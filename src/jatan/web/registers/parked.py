"""Page of parked rows, filtered by register, reason and status."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.translate.warnings import PARKING_CODES
from jatan.web.registers.states import tabs
from jatan.web.registers.words import KINDS, column_label, kind_label, problem_text, reason_label
from jatan.web.ui.components import states as badges
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate

_MAX_SHOWN = 5

__all__ = ["cell_as_text", "filter_rows", "parked_list"]


@needs(Permission.REGISTER_IMPORT)
def parked_list(request: StaffRequest) -> HttpResponseBase:
    """Parked rows, open by default; ?status= shows closed or dismissed ones."""
    bar = _bar(request.GET)
    status = bar.cleaned_data.get("status") or ParkedStatus.OPEN
    rows = filter_rows(selectors.parked_rows(request.actor, status=status), bar.cleaned_data)
    listed = paginate(rows, request.GET)
    page = {"bar": bar, "page": listed, "table": _table(listed), "tabs": tabs("parked_rows")}
    page["figures"] = _figures(request) if status == ParkedStatus.OPEN else []
    page["is_filtered"] = any(bar.cleaned_data.values())
    return render(request, "registers/parked.html", page)


def filter_rows(rows: QuerySet[ParkedRow], wanted: dict[str, Any]) -> QuerySet[ParkedRow]:
    """Filter rows by `kind` and `code` (the reason), where given."""
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("code"):
        rows = rows.filter(code=wanted["code"])
    return rows


def cell_as_text(value: Any) -> str:
    """A stored cell as text: a date as dd/mm/yyyy, a whole number without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)
    is_day = len(text) >= 10 and text[4:5] == text[7:8] == "-" and text[:4].isdecimal() and text[8:10].isdecimal()
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}" if is_day else text


def _figures(request: StaffRequest) -> list[dict[str, Any]]:
    """Groups of implausible figures that one yes is enough for, each with its first rows."""
    return [
        {
            "kind": kind_label(group.rows[0].kind),
            "column": group.column,
            "label": column_label(group.column),
            "why": problem_text("implausible", group.message),
            "file": group.rows[0].run.file_name,
            "owner": group.rows[0].organisation.name,
            "count": len(group.rows),
            "rows": [(row, cell_as_text(row.cells.get(group.column))) for row in group.rows[:_MAX_SHOWN]],
        }
        for group in selectors.implausible_figures(request.actor)
    ]


def _bar(answers: QueryDict) -> forms.Form:
    bar = forms.Form(answers, auto_id="filter_%s")
    bar.fields["kind"] = choice(_("Register"), list(KINDS.items()), empty=_("all"))
    bar.fields["code"] = choice(
        _("Why it waits"), [(code, reason_label(code)) for code in PARKING_CODES], empty=_("all")
    )
    others = [(value, label) for value, label in ParkedStatus.choices if value != ParkedStatus.OPEN]
    bar.fields["status"] = choice(_("Status"), others, empty=ParkedStatus.OPEN.label)
    bar.is_valid()
    return bar


def _table(listed: Page) -> Table:
    columns = (
        Column("where", _("Row")),
        Column("kind", _("Register")),
        Column("why", _("Why it waits"), "badge"),
        Column("written", _("What is written")),
        Column("file", _("File")),
    )
    return Table(_("Rows that wait"), columns, [_line(row) for row in listed.rows], link="url")


def _line(row: ParkedRow) -> dict[str, Any]:
    field = next((problem["field"] for problem in row.problems if problem.get("field")), "")
    cell_text = cell_as_text(row.cells.get(field, ""))
    return {
        "where": _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": row.row_number},
        "kind": kind_label(row.kind),
        "why": badges.soon(reason_label(row.code)),
        "written": f"{column_label(field)}: {cell_text or '–'}" if field else "–",
        "file": row.run.file_name,
        "url": reverse("repair_row", args=[row.pk]),
    }
