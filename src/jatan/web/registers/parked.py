"""Page of parked rows: filters, groups of rows that one answer is enough for, and ticks for acts on many rows."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors, waiting_list
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.recognise.questions import CANCELLED, asked_again
from jatan.intake.registers.reconcile.identity import NUMBERS
from jatan.intake.registers.translate.warnings import PARKING_CODES
from jatan.intake.registers.waiting_list import WaitingFilter, WaitingSheet
from jatan.kernel.numbers import format_integer
from jatan.web.registers.selection import filter_of, query_of, ticked_ids
from jatan.web.registers.states import tabs
from jatan.web.registers.values import cell_as_text
from jatan.web.registers.words import (
    KINDS,
    cell_label,
    column_label,
    kind_label,
    kinds_label,
    problem_text,
    reason_label,
)
from jatan.web.ui.components import states as badges
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, page_number, paginate

_FIGURES = 10  # groups on a page
_MOST_VALUES = 100
_MOST_SPELLINGS = 12
_LENGTH, _LONGEST = 60, 160


@needs(Permission.REGISTER_IMPORT)
def parked_list(request: StaffRequest) -> HttpResponseBase:
    """Parked rows, open by default; ?status= shows others. POST turns the page and keeps the ticks."""
    wanted = filter_of(request.GET)
    bar = _bar(request, wanted)
    status = bar.cleaned_data.get("status") or ParkedStatus.OPEN
    rows = waiting_list.filter_waiting(selectors.parked_rows(request.actor, status=status), request.actor, wanted)
    listed = paginate(rows, request.GET)
    page: dict[str, Any] = {"bar": bar, "page": listed, "tabs": tabs("parked_rows")}
    page["is_filtered"] = bool(query_of(wanted)) or status != ParkedStatus.OPEN
    page["is_open"] = status == ParkedStatus.OPEN
    if page["is_open"]:
        page |= _ticks(request, listed) | _figures(request)
        page["equal"] = _equal_cells(request, wanted)
        page["spellings"] = _spellings(request, wanted)
        page["lines"] = [_line(request, row) for row in listed.rows]
        page["keep"] = query_of(wanted)
        page["may_export"] = request.actor.may(Permission.ROWS_EXPORT)
    else:
        page["table"] = _table(request, listed)
    return render(request, "registers/parked.html", page)


def shown_cell(request: StaffRequest, row: ParkedRow, column: str) -> str:
    """A cell for reading: a number of the workbook is grouped (1,23,456), a text stands as it is written."""
    value = row.cells.get(column)
    if column in NUMBERS and isinstance(value, int | float) and int(value) == value:
        return format_integer(int(value), request.account.uses_devanagari_digits)
    return cell_as_text(value)


def _ticks(request: StaffRequest, listed: Page) -> dict[str, Any]:
    """Which rows of this page are ticked, and which on other pages."""
    ticked = ticked_ids(request.POST)
    here = {row.pk for row in listed.rows}
    elsewhere = [pk for pk in ticked if pk not in here]
    return {"ticked": set(ticked), "elsewhere": len(elsewhere), "carried": ",".join(str(pk) for pk in elsewhere)}


def _was_cancelled(group: waiting_list.ImplausibleFigures) -> bool:
    asked = asked_again(group.rows[0].problems).get(group.column)
    return asked is not None and asked.question is CANCELLED


def _figures(request: StaffRequest) -> dict[str, Any]:
    """Groups of implausible figures that one yes is enough for, each with its first rows; ?figures= is their page."""
    number = page_number(QueryDict(f"page={request.GET.get('figures', '')[:6]}"))
    groups = waiting_list.implausible_figures(request.actor, first=(number - 1) * _FIGURES, most=_FIGURES + 1)
    figures = [
        {
            "kind": kind_label(group.rows[0].kind),
            "column": group.column,
            "label": column_label(group.column),
            "why": problem_text("implausible", group.message),
            "was_cancelled": _was_cancelled(group),
            "file": group.rows[0].run.file_name,
            "owner": group.rows[0].organisation.name,
            "row_count": group.row_count,
            "rows": [(row, shown_cell(request, row, group.column)) for row in group.rows],
        }
        for group in groups[:_FIGURES]
    ]
    query = request.GET.copy()
    query["figures"] = str(number + 1)
    return {"figures": figures, "more_figures": f"?{query.urlencode()}" if len(groups) > _FIGURES else ""}


def _spellings(request: StaffRequest, wanted: WaitingFilter) -> list[dict[str, Any]]:
    """Spellings of one thing that one act mends."""
    rows = waiting_list.filter_waiting(selectors.parked_rows(request.actor), request.actor, wanted)
    return [
        {
            "column": group.column,
            "label": column_label(group.column),
            "kinds": kinds_label(group.kinds),
            "meant": group.meant,
            "digest": group.digest,
            "written": [_short(written) for written in group.written[:_MOST_SPELLINGS]],
            "more": max(0, len(group.written) - _MOST_SPELLINGS),
            "row_count": group.row_count,
        }
        for group in waiting_list.spellings(rows)
    ]


def _equal_cells(request: StaffRequest, wanted: WaitingFilter) -> list[dict[str, Any]]:
    """Groups of equal cells, unless the list is already narrowed down to one."""
    if wanted.like:
        return []
    rows = waiting_list.filter_waiting(selectors.parked_rows(request.actor), request.actor, wanted)
    return [
        {
            "kinds": kinds_label(group.kinds),
            "label": column_label(group.column),
            "written": _short(cell_as_text(group.written)),
            "why": reason_label(group.code),
            "row_count": group.row_count,
            "keep": query_of(wanted) | {"code": group.code, "column": group.column, "like": str(group.example)},
        }
        for group in waiting_list.equal_cells(rows, column=wanted.column)
    ]


def _bar(request: StaffRequest, wanted: WaitingFilter) -> forms.Form:
    """The filter. Sheets are offered once a file is chosen, written values once a column is."""
    by, answers = request.actor, request.GET
    rows = waiting_list.filter_waiting(
        selectors.parked_rows(by), by, WaitingFilter(kind=wanted.kind, run=wanted.run, code=wanted.code)
    )
    bar = forms.Form(answers, auto_id="filter_%s")
    bar.fields["kind"] = choice(_("Register"), list(KINDS.items()), empty=_("all"))
    bar.fields["code"] = choice(
        _("Why it waits"), [(code, reason_label(code)) for code in PARKING_CODES], empty=_("all")
    )
    columns = dict.fromkeys([column for column, _count in waiting_list.columns_with_problems(rows)])
    bar.fields["column"] = choice(
        _("Column"), [(one, column_label(one)) for one in _with(columns, wanted.column)], empty=_("all")
    )
    if wanted.column:
        values = waiting_list.equal_cells(rows, column=wanted.column, least=1, most=_MOST_VALUES)
        options: dict[str, Any] = {
            str(one.example): _value_label(request, one.written, one.row_count) for one in values
        }
        if wanted.like and str(wanted.like) not in options:
            options = {str(wanted.like): _("as in the chosen row")} | options
        bar.fields["like"] = choice(_("What is written"), list(options.items()), empty=_("all"))
    _add_files(bar, waiting_list.waiting_sheets(selectors.parked_rows(by)), wanted)
    others = [(value, label) for value, label in ParkedStatus.choices if value != ParkedStatus.OPEN]
    bar.fields["status"] = choice(_("Status"), others, empty=ParkedStatus.OPEN.label)
    bar.is_valid()
    return bar


def _add_files(bar: forms.Form, sheets: list[WaitingSheet], wanted: WaitingFilter) -> None:
    files: Mapping[uuid.UUID, str] = {one.run: one.file for one in sheets}
    if len(files) > 1 or wanted.run:
        options: dict[str, Any] = {str(run): name[:_LENGTH] for run, name in files.items()}
        if wanted.run:
            options.setdefault(str(wanted.run), _("the chosen file"))
        bar.fields["run"] = choice(_("File"), list(options.items()), empty=_("all"))
    if wanted.run or wanted.sheet or len(files) == 1:
        own = [one for one in sheets if wanted.run in (None, one.run)]
        options = {str(one.example): one.sheet[:_LENGTH] for one in own}
        if wanted.sheet:
            options.setdefault(str(wanted.sheet), _("the chosen sheet"))
        if len(options) > 1 or wanted.sheet:
            bar.fields["sheet"] = choice(_("Sheet"), list(options.items()), empty=_("all"))


def _with(columns: Mapping[str, None], chosen: str) -> list[str]:
    return [*columns, *([chosen] if chosen and chosen not in columns else [])]


def _value_label(request: StaffRequest, written: str | None, count: int) -> str:
    shown = format_integer(count, request.account.uses_devanagari_digits)
    return f"{cell_as_text(written)[:_LENGTH] or '–'} ({shown})"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _line(request: StaffRequest, row: ParkedRow) -> dict[str, Any]:
    columns = {problem["field"]: problem.get("cell", "") for problem in row.problems if problem.get("field")}
    number = format_integer(row.row_number, request.account.uses_devanagari_digits)
    return {
        "pk": row.pk,
        "where": _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": number},
        "kind": kind_label(row.kind),
        "why": badges.soon(reason_label(row.code)),
        "written": " · ".join(
            f"{cell_label(one, cell)}: {_short(shown_cell(request, row, one)) or '–'}" for one, cell in columns.items()
        )
        or "–",
        "file": row.run.file_name,
        "url": reverse("repair_row", args=[row.pk]),
    }


def _table(request: StaffRequest, listed: Page) -> Table:
    columns = (
        Column("where", _("Row")),
        Column("kind", _("Register")),
        Column("why", _("Why it waits"), "badge"),
        Column("written", _("What is written")),
        Column("file", _("File")),
    )
    return Table(_("Rows that wait"), columns, [_line(request, row) for row in listed.rows], link="url")
