"""Pages of one import: progress, preview, result."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.rooms import CLOSABLE
from jatan.intake.registers import selectors, uploads
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.tasks import stands_still
from jatan.kernel.problems import Problem
from jatan.web.registers import month_sheets, states
from jatan.web.registers.hidden_parts import HiddenPartsForm, hidden_lines
from jatan.web.registers.preview import kept_columns, previews_on_page
from jatan.web.registers.proposals import proposed_headings
from jatan.web.registers.published import published_context
from jatan.web.registers.row_account import sheets_of
from jatan.web.registers.undo import undone_context
from jatan.web.registers.words import REFUSALS, column_label, in_import_order, kind_label, reason_label
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.REGISTER_IMPORT)
def run_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The run. To htmx requests it returns the progress fragment, or at the end a request to reload the page."""
    run = selectors.find_run(request.actor, pk)
    if request.headers.get("HX-Request") == "true":
        if not states.is_under_way(run):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "registers/progress.html", {"run": run, "steps": states.steps(run)})
    return _run_response(request, run, HiddenPartsForm(actor=request.actor, about=run))


@require_POST
@needs(Permission.REGISTER_IMPORT)
def confirm_run(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Import a previewed workbook, once the questions about its hidden parts are answered. Where an answer leaves out
    what the preview showed, the workbook is looked at once more; an answer for all parts at once takes nothing in."""
    run = selectors.find_run(request.actor, pk)
    form = HiddenPartsForm(request.POST, actor=request.actor, about=run)
    try:
        if states.may_confirm(run) and run.hidden_parts:
            if not form.is_valid():
                return _run_response(request, run, form)
            if uploads.answer_hidden_parts(by=request.actor, run=run, answers=form.answers_by_part()):
                messages.info(request, _("Look once more: so it is without what you leave out. Then take it in."))
                return redirect("import_run", run.pk)
            if form.is_for_all:
                return redirect("import_run", run.pk)
        uploads.confirm_preview(by=request.actor, run=run)
    except Problem as refused:
        messages.error(request, str(REFUSALS.get(refused.code, REFUSALS["not_waiting"])))
    return redirect("import_run", run.pk)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def discard_run(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Delete the uploaded file."""
    run = selectors.find_run(request.actor, pk)
    try:
        uploads.discard_upload(by=request.actor, run=run)
    except Problem:
        messages.error(request, _("The workbook is being worked at just now."))
        return redirect("import_run", run.pk)
    messages.success(request, _("The file is thrown away; nothing was kept of it."))
    return redirect("import_desk")


def _run_response(request: StaffRequest, run: ImportRun, form: HiddenPartsForm) -> HttpResponse:
    page: dict[str, Any] = {"run": run, "steps": states.steps(run), "is_under_way": states.is_under_way(run)}
    page["may_be_undone"] = stands_still(run)
    if not page["is_under_way"]:
        page |= _result_context(request, run) | undone_context(run) | published_context(run) | {"form": form}
    return render(request, "registers/run.html", page, status=422 if form.errors else 200)


def _result_context(request: StaffRequest, run: ImportRun) -> dict[str, Any]:
    samples = selectors.samples_of(request.actor, run) if run.is_dry_run else {}
    return {
        **(previews_on_page(run.counts, samples, request.GET.get("register", "")) if run.is_dry_run else {}),
        "proposed": proposed_headings(request.actor, run),
        "badge": states.badge(run),
        "totals": states.totals(run),
        "table": _table(run),
        "row_account": sheets_of(run),
        "reasons": _reasons(run),
        "oddities": _oddities(run),
        "unknown_sheets": [_sheet(one) for one in run.unknown_sheets if one["reason"] not in month_sheets.REASONS],
        "month_sheets": (sheets := month_sheets.shown(run)),
        "asks_months": any(sheet.details for sheet in sheets),
        "unknown_columns": [
            (kind_label(kind), counts["unknown_columns"], bool(kept_columns(kind, counts)))
            for kind, counts in run.counts.items()
            if counts.get("unknown_columns")
        ],
        "repeated": [
            (sheet, rows) for counts in run.counts.values() for sheet, rows in counts.get("repeated_sheets", {}).items()
        ],
        "undecided": [one for counts in run.counts.values() for one in counts.get("undecided", ())],
        "converted": [pair for counts in run.counts.values() for pair in counts.get("converted", {}).items()],
        "hidden": hidden_lines(run),
        "opened_rooms": _opened_rooms(run),
        "may_confirm": states.may_confirm(run),
        "has_news": states.has_news(run),
        "is_known": bool(run.counts),
        "problem": REFUSALS.get(run.problem, REFUSALS["not_a_workbook"]) if run.status == RunStatus.FAILED else "",
    }


def _opened_rooms(run: ImportRun) -> list[Any]:
    """The labels of the rooms that were closed until this workbook brought something of theirs."""
    codes = {code for counts in run.counts.values() for code in counts.get("opened_rooms", ())}
    return [room.label for room in CLOSABLE if room.value in codes]


def _table(run: ImportRun) -> Table:
    columns = [
        Column("kind", _("Register")),
        Column("imported", _("New rows"), "number"),
        Column("refused", _("Rows that wait"), "number"),
        Column("already_in", _("Already in"), "number"),
        Column("duplicates", _("Written twice"), "number"),
        Column("proposed", _("Changed since"), "number"),
    ]
    rows = [
        {
            "kind": kind_label(kind),
            "imported": counts.get("imported", 0),
            "refused": sum(counts.get("refused", {}).values()),
            "already_in": counts.get("already_in", 0),
            "duplicates": counts.get("duplicates", 0),
            "proposed": counts.get("proposed", 0),
            "url": f"?register={kind}#{kind}" if run.is_dry_run else f"{reverse('parked_rows')}?kind={kind}",
        }
        for kind, counts in ((kind, run.counts[kind]) for kind in in_import_order(run.counts))
    ]
    total = {"kind": _("Together")} | states.totals(run)
    return Table(_("What is in the workbook"), columns, rows, total=total, link="url")


def _reasons(run: ImportRun) -> list[tuple[Any, Any, int]]:
    """(register, reason, count) of the parked rows."""
    return [
        (kind_label(kind), reason_label(code), number)
        for kind, counts in run.counts.items()
        for code, number in counts.get("refused", {}).items()
    ]


def _oddities(run: ImportRun) -> list[tuple[Any, int]]:
    sums: dict[str, int] = {}
    for counts in run.counts.values():
        for code, number in counts.get("warnings", {}).items():
            sums[code] = sums.get(code, 0) + number
    return [(reason_label(code), number) for code, number in sorted(sums.items(), key=lambda pair: -pair[1])]


def _sheet(sheet: dict[str, Any]) -> dict[str, Any]:
    """A sheet that was not imported, with the reason."""
    reasons = {
        "no_header": _("No line of headings was found."),
        "kind_unclear": _("It is not clear which register this is."),
        "font_not_read": _(
            "It is typed in a Hindi font that is not read, such as Chanakya. Change it to Unicode (Mangal, Nirmala),"
            " and bring it again."
        ),
        "columns_missing": _("It looks like a register, but columns are missing."),
    }
    return {
        "name": sheet["sheet"],
        "why": reasons.get(sheet["reason"], ""),
        "kind": kind_label(sheet["kind"]) if sheet["kind"] else "",
        "missing": [_either(one) for one in sheet["missing"]],
    }


def _either(missing: Any) -> str:
    """Label of a missing column, or of alternatives ("total/women")."""
    return " / ".join(str(column_label(one)) for one in str(missing).split("/"))
