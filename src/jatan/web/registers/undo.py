"""Page that undoes a run: what goes and what stays, each with its rows, and the reason."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun, ParkedRow, ProposedCorrection
from jatan.intake.registers.tasks import ask_to_undo, stands_still
from jatan.intake.registers.undo.plan import Reason, Row, UndoPlan
from jatan.intake.registers.undo.services import OF, may_be_undone, plan_of
from jatan.web.registers.oddities import record_url
from jatan.web.registers.words import kind_label, reason_label
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import long_text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records import submission

_REASONS = {
    "changed": gettext_lazy("changed since"),
    "joined": gettext_lazy("somebody said that it was on record already"),
    "kept": gettext_lazy("another record was withdrawn for it"),
    "later_import": gettext_lazy("a later workbook has it changed"),
    "mended": gettext_lazy("taken in by hand"),
    "needed": gettext_lazy("another row that stays needs it"),
    "sealed": gettext_lazy("its days are sealed in a file"),
}
# Numbers of the page: sums of `UndoPlan.counts`.
_SUMS = {
    "gone_rows": ("rows", "parked", "proposed"),
    "stayed_rows": ("stayed", "parked_stayed", "proposed_stayed"),
}


class UndoForm(AnswerForm):
    """Why the run is undone."""

    reason = long_text(
        gettext_lazy("Why?"), most=300, hint=gettext_lazy("It is kept with every row that goes."), needed=True
    )


@needs(Permission.REGISTER_IMPORT)
def undo_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET counts what goes and what stays, and lists the rows of `?show=`; POST has the run undone."""
    run = selectors.find_run(request.actor, pk)
    is_taken_up = stands_still(run)
    if run.status == RunStatus.UNDOING and not is_taken_up:
        return redirect("import_run", run.pk)
    if not may_be_undone(run) and not is_taken_up:
        raise Http404
    form = submission.bind_form(UndoForm, request, about=run)
    done = submission.submit_form(form, lambda a: ask_to_undo(by=request.actor, run=run, reason=a["reason"]))
    if done is not None:
        return redirect("import_run", run.pk)
    plan = plan_of(request.actor, run)
    answers = _answers(plan)
    page = {"run": run, "form": form, "may_undo": not plan.is_empty or OF in run.undo_counts, "answers": answers}
    page |= _listed(request, plan, answers)
    return render(request, "registers/undo.html", page, status=422 if form.errors else 200)


def undone_context(run: ImportRun) -> dict[str, Any]:
    """For the run's page: who undid it, and whether it may be undone (again)."""
    is_undone = run.status == RunStatus.UNDONE
    who = _("at the server")
    if is_undone and run.undone_by is not None:
        who = Account.objects.filter(pk=run.undone_by).values_list("name", flat=True).first() or ""
    trouble = run.problem if may_be_undone(run) else ""
    found = {name: sum(run.undo_counts.get(one, 0) for one in counts) for name, counts in _SUMS.items()}
    is_half_done = OF in run.undo_counts
    if is_half_done:
        found["stayed_rows"] = run.undo_counts[OF] - run.rows_done
    return found | {
        "may_be_undone": run.status == RunStatus.DONE or (is_undone and (is_half_done or bool(found["stayed_rows"]))),
        "undone_by": who,
        "undo_problem": _undo_problem(trouble, is_half_done=is_half_done),
    }


def _undo_problem(code: str, *, is_half_done: bool) -> str:
    """Why an undoing ended before its end, "" if it did not."""
    if not code:
        return ""
    if is_half_done:
        return _("Taking it back stopped halfway. What was taken back is out of every number; take back the rest too.")
    if code == "nothing_to_undo":
        return _("Nothing of this workbook could be taken back: somebody has built on all of it.")
    return _("This workbook could not be taken back; everything is as it was. Try again.")


def _answers(plan: UndoPlan) -> list[dict[str, Any]]:
    """The three answers with their numbers, each a link to its rows."""
    numbers = {
        "going": len(plan.going) + len(plan.parked["going"]) + len(plan.proposed["going"]),
        "staying": len(plan.staying) + len(plan.parked["staying"]) + len(plan.proposed["staying"]),
        "handed_on": len(plan.handed_on) + len(plan.parked["handed_on"]) + len(plan.proposed["handed_on"]),
    }
    labels = {
        "going": (_("Rows that go"), _("Out of every list, count and report. They stay readable with your reason.")),
        "staying": (_("Rows that stay"), _("Somebody has built on them. Look at each, and withdraw it by hand.")),
        "handed_on": (_("Rows that another workbook has too"), _("They stay and belong to that workbook then.")),
    }
    return [
        {"name": name, "number": number, "label": labels[name][0], "note": labels[name][1]}
        for name, number in numbers.items()
        if number
    ]


def _listed(request: StaffRequest, plan: UndoPlan, answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = [one["name"] for one in answers]
    shown = request.GET.get("show", "")
    if shown not in names:
        shown = "staying" if "staying" in names else names[0] if names else ""
    if not shown:
        return {"shown": "", "page": None, "table": None}
    rows: list[Row | ParkedRow | ProposedCorrection] = [
        *{"going": plan.going, "staying": plan.staying, "handed_on": plan.handed_on}[shown],
        *plan.parked[shown],
        *plan.proposed[shown],
    ]
    listed = paginate(rows, request.GET, anchor="rows")
    label = next(one["label"] for one in answers if one["name"] == shown)
    return {"shown": shown, "page": listed, "table": _table(label, listed, request.actor)}


def _table(label: str, listed: Page, by: Actor) -> Table:
    columns = (Column("where", _("Row")), Column("kind", _("Register")), Column("what", _("What about it")))
    return Table(label, columns, [_line(row, by) for row in listed.rows], link="url")


def _line(row: Row | ParkedRow | ProposedCorrection, by: Actor) -> dict[str, Any]:
    if isinstance(row, Row):
        placed: Any = row
        what = ", ".join(dict.fromkeys(_reason_words(reason) for reason in row.reasons)) or _("recorded")
        url = record_url(placed.record_label, placed.record_id, by)
    elif isinstance(row, ParkedRow):
        placed, what, url = (
            row,
            f"{row.get_status_display()}: {reason_label(row.code)}",
            reverse("repair_row", args=[row.pk]),
        )
    else:
        placed, url = row, reverse("row_correction", args=[row.pk])
        what = _("correction: %(status)s") % {"status": row.get_status_display()}
    where = _("%(sheet)s, row %(row)s") % {"sheet": placed.sheet, "row": placed.row_number}
    return {"where": where, "kind": kind_label(placed.kind), "what": what, "url": url}


def _reason_words(reason: Reason) -> str:
    if reason.code != "built_on":
        return str(_REASONS[reason.code])
    name = capfirst(apps.get_model(reason.label)._meta.verbose_name_plural)
    return f"{name}: {reason.number}"
