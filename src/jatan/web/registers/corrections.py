"""Pages of proposed corrections: the record beside the changed workbook row.

Three answers: change the record, keep it, or record the row as another record.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.intake.registers import selectors
from jatan.intake.registers.choices import CorrectionStatus
from jatan.intake.registers.models import ProposedCorrection
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.repair import actions
from jatan.intake.registers.translate.recorded_values import values_of_record
from jatan.intake.registers.translate.table import register
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.cases.register.selectors import find_case
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.schemes.services import LINKAGE
from jatan.web.registers.oddities import record_url
from jatan.web.registers.states import tabs
from jatan.web.registers.values import Change, shown_cell, shown_value
from jatan.web.registers.words import column_label, in_order, kind_label
from jatan.web.ui.components import states as badges
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate

_FIND: dict[str, Callable[[Actor, uuid.UUID], Any]] = {
    "group": GROUP.find,
    "membership": MEMBERSHIP.find,
    "activity": ACTIVITY.find,
    "issue": ISSUE.find,
    "case": find_case,
    "linkage": LINKAGE.find,
    "journey": JOURNEY.find,
}


@needs(Permission.REGISTER_IMPORT)
def correction_list(request: StaffRequest) -> HttpResponseBase:
    """Proposed corrections, by default those that wait for a decision; ?status= shows decided ones."""
    bar = _bar(request.GET)
    status = bar.cleaned_data.get("status") or CorrectionStatus.OPEN
    listed = paginate(selectors.corrections(request.actor, status=status), request.GET)
    groups = _alike_groups(request) if status == CorrectionStatus.OPEN else []
    owners = Organisation.objects.in_bulk([group["organisation_id"] for group in groups])
    alike = [_group(group, owners) for group in groups]
    page = {"bar": bar, "page": listed, "table": _table(listed), "alike": alike, "tabs": tabs("row_corrections")}
    page["is_filtered"] = any(bar.cleaned_data.values())
    return render(request, "registers/corrections.html", page)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def decide_alike(request: StaffRequest) -> HttpResponseBase:
    """Decide all corrections of the same columns.

    POST: `organisation`, `kind`, `fields` (separated by commas), `decision` ("accept" or "another").
    """
    groups = {
        (str(one["organisation_id"]), one["kind"], ",".join(one["fields"])): one for one in _alike_groups(request)
    }
    asked = (request.POST.get("organisation", ""), request.POST.get("kind", ""), request.POST.get("fields", ""))
    if group := groups.get(asked):
        is_another = request.POST.get("decision") == "another"
        decide = actions.record_same_columns_as_others if is_another else actions.accept_same_columns
        decided, left = decide(
            by=request.actor, organisation_id=group["organisation_id"], kind=group["kind"], columns=group["fields"]
        )
        if is_another:
            text = ngettext("%(rows)s record was added.", "%(rows)s records were added.", decided)
        else:
            text = ngettext("%(rows)s record was changed.", "%(rows)s records were changed.", decided)
        messages.success(request, text % {"rows": decided})
        if left:
            text = ngettext("%(rows)s row could not be taken over.", "%(rows)s rows could not be taken over.", left)
            messages.error(request, text % {"rows": left})
    return redirect("row_corrections")


@needs(Permission.REGISTER_IMPORT)
def correction_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Show old and new values; POST with decision=accept, reject, another or reopen."""
    correction = selectors.find_correction(request.actor, pk)
    problems: list[Any] = []
    if request.method == "POST":
        try:
            _decide(request, correction)
            return redirect("row_corrections")
        except (Problem, Problems) as raised:
            problems = [(column_label(one.field or ""), one.message) for one in raised.problems]
    page = {
        "correction": correction,
        "kind": kind_label(correction.kind),
        "about": _about(correction),
        "rows": [{"changes": _changes(request.actor, correction)}],
        "others": [
            (column_label(name), shown_cell(name, value))
            for name, value in correction.cells.items()
            if name not in correction.fields
        ],
        "record_url": record_url(
            correction.imported_row.record_label, correction.imported_row.record_id, request.actor
        ),
        "is_open": correction.status == CorrectionStatus.OPEN,
        "may_reopen": correction.status == CorrectionStatus.REJECTED and bool(correction.cells),
        "problems": problems,
    }
    return render(request, "registers/correction.html", page, status=422 if problems else 200)


def _decide(request: StaffRequest, correction: ProposedCorrection) -> None:
    decision = request.POST.get("decision")
    if decision == "accept":
        actions.accept_correction(by=request.actor, correction=correction)
        messages.success(request, _("The record says now what the workbook says."))
    elif decision == "another":
        actions.record_as_another(by=request.actor, correction=correction)
        messages.success(request, _("The row is recorded as another record. The earlier record stays as it is."))
    elif decision == "reopen":
        actions.reopen_correction(by=request.actor, correction=correction)
        messages.success(request, _("The row waits for a decision again."))
    else:
        actions.reject_correction(by=request.actor, correction=correction)
        messages.success(request, _("The record stays as it is."))


def _changes(by: Actor, correction: ProposedCorrection) -> list[Change]:
    entry = register(correction.kind)
    try:
        record = _FIND[entry.record](by, correction.imported_row.record_id)
    except ObjectDoesNotExist:
        record = None  # withdrawn meanwhile, or out of this reader's reach
    old = values_of_record(correction.kind, record, correction.fields) if record is not None else {}
    return [
        Change(column_label(name), shown_value(old.get(name)), shown_cell(name, correction.cells.get(name)))
        for name in in_order(correction.fields)
    ]


def _about(correction: ProposedCorrection) -> list[Any]:
    """What the row is about, as far as it has not changed: the day and group of a meeting, a name."""
    same = [name for name in kinds()[correction.kind].about if name not in correction.fields]
    return [shown_cell(name, correction.cells[name]) for name in same if correction.cells.get(name)]


def _alike_groups(request: StaffRequest) -> list[dict[str, Any]]:
    return selectors.corrections_by_columns(request.actor)


def _group(group: dict[str, Any], owners: Mapping[uuid.UUID, Organisation]) -> dict[str, Any]:
    """A group of corrections to the same columns, as one line with a button to accept all."""
    return {
        "organisation": group["organisation_id"],
        "kind": group["kind"],
        "label": kind_label(group["kind"]),
        "owner": owners[group["organisation_id"]].name,
        "fields": ",".join(group["fields"]),
        "columns": ", ".join(str(column_label(name)) for name in group["fields"]),
        "rows": group["rows"],
    }


def _bar(answers: QueryDict) -> forms.Form:
    bar = forms.Form(answers, auto_id="filter_%s")
    decided = [(value, label) for value, label in CorrectionStatus.choices if value != CorrectionStatus.OPEN]
    bar.fields["status"] = choice(_("Status"), decided, empty=CorrectionStatus.OPEN.label)
    bar.is_valid()
    return bar


def _table(listed: Page) -> Table:
    columns = (
        Column("where", _("Row")),
        Column("kind", _("Register")),
        Column("what", _("Changed since"), "badge"),
        Column("file", _("File")),
    )
    return Table(_("Proposed corrections"), columns, [_line(row) for row in listed.rows], link="url")


def _line(row: ProposedCorrection) -> dict[str, Any]:
    return {
        "where": _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": row.row_number},
        "kind": kind_label(row.kind),
        "what": badges.plain(", ".join(str(column_label(name)) for name in row.fields[:4]), "edit"),
        "file": row.run.file_name,
        "url": reverse("row_correction", args=[row.pk]),
    }
