"""The page of columns that no field takes: which there are, and the rows in which something stands there."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.models import ImportedRow, OtherCell, ParkedRow
from jatan.intake.registers.own_columns import questions_about, questions_to_import
from jatan.intake.registers.repair.other_answers import answer_from_other_cells
from jatan.intake.registers.selectors import AnyRow
from jatan.intake.registers.translate.table import register
from jatan.kernel.problems import Problem
from jatan.programme.own_fields.models import OwnField
from jatan.web.registers.oddities import record_url
from jatan.web.registers.states import tabs
from jatan.web.registers.words import KINDS, kind_label
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs

_SHOWN = 100
# Of a long text so much is shown, around what was wanted.
_LONGEST, _BEFORE = 80, 20


@needs(Permission.REGISTER_IMPORT)
def other_columns(request: StaffRequest) -> HttpResponseBase:
    """The columns; after a search (by POST, because names may stand in it) the rows found."""
    wanted = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    kind = request.POST.get("kind", "").replace("\x00", "")[:24]
    heading = request.POST.get("heading", "").replace("\x00", "")[:200]
    page: dict[str, Any] = {"tabs": tabs("other_columns"), "sought": wanted, "heading": heading}
    if wanted or heading:
        found = selectors.find_other_cells(request.actor, text=wanted, kind=kind, heading=heading)
        cells = list(found[: _SHOWN + 1])
        page |= {"table": _table(cells[:_SHOWN], request.actor, wanted), "is_cut": len(cells) > _SHOWN}
        if heading and kind in KINDS:
            page |= {"kind": kind, "form": OwnQuestionForm(actor=request.actor, about=kind)}
    else:
        columns = selectors.other_headings(request.actor)
        page["columns"] = [one | {"label": kind_label(one["kind"])} for one in columns]
    return render(request, "registers/other_columns.html", page)


class OwnQuestionForm(AnswerForm):
    """Which own question the column answers; `about`: the register."""

    def prepare(self) -> None:
        record = register(self.about).record
        rows = {str(one.pk): one for one in questions_to_import(self.actor) if questions_about(record, {"": one})}
        self._asked = {pk: one for pk, one in rows.items() if one.retired_on is None}
        options = [(pk, one.label) for pk, one in self._asked.items()]
        self.fields["question"] = choice(gettext_lazy("Which own question does it answer?"), options, needed=True)

    @property
    def has_questions(self) -> bool:
        return bool(self._asked)

    def question(self) -> OwnField:
        """The chosen one. Only after `is_valid()`."""
        return self._asked[self.cleaned_data["question"]]


@require_POST
@needs(Permission.REGISTER_IMPORT)
def answer_own_question(request: StaffRequest) -> HttpResponseBase:
    """Say what becomes of the cells of a column as answers to an own question; with `deed` "answer" do it."""
    kind, heading = request.POST.get("kind", ""), request.POST.get("heading", "").replace("\x00", "")[:200]
    if kind not in KINDS or not heading:
        raise Http404
    form = OwnQuestionForm(request.POST, actor=request.actor, about=kind)
    if not form.is_valid():
        messages.error(request, _("Choose the question."))
        return redirect("other_columns")
    is_trial = request.POST.get("deed") != "answer"
    try:
        outcome = answer_from_other_cells(
            by=request.actor, own_field=form.question(), kind=kind, heading=heading, is_trial=is_trial
        )
    except Problem as refused:
        messages.error(request, str(refused.message))
        return redirect("other_columns")
    if is_trial:
        why = Counter(str(one.why) for one in outcome.stayed)
        page = {
            "heading": heading,
            "kind": kind,
            "question": form.question(),
            "count": outcome.rows,
            "why": why.items(),
        }
        return render(request, "registers/own_answers.html", page)
    words = ngettext("%(count)s answer is written down.", "%(count)s answers are written down.", outcome.rows)
    messages.success(request, words % {"count": outcome.rows})
    return redirect("bulk_acts")


def _table(cells: list[OtherCell], by: Actor, wanted: str) -> Table:
    columns = (
        Column("heading", _("Column")),
        Column("value", _("What is written")),
        Column("where", _("Row")),
        Column("kind", _("Register")),
        Column("file", _("File")),
    )
    rows = selectors.rows_of_cells(by, cells)
    return Table(_("Rows in which it stands"), columns, [_line(cell, rows, by, wanted) for cell in cells], link="url")


def _line(cell: OtherCell, rows: Mapping[UUID, AnyRow], by: Actor, wanted: str) -> dict[str, Any]:
    row = rows[cell.row]
    return {
        "heading": cell.heading,
        "value": _part(cell.value, wanted),
        "where": _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": row.row_number},
        "kind": kind_label(cell.kind),
        "file": row.run.file_name,
        "url": _url(row, by),
    }


def _url(row: AnyRow, by: Actor) -> str:
    if isinstance(row, ImportedRow):
        return record_url(row.record_label, row.record_id, by)
    return reverse("repair_row" if isinstance(row, ParkedRow) else "row_correction", args=[row.pk])


def _part(text: str, wanted: str) -> str:
    """A text, or the part of a long one in which the words stand that were wanted."""
    if len(text) <= _LONGEST:
        return text
    begin = max(text.casefold().find(wanted.casefold()) - _BEFORE, 0) if wanted else 0
    shown = text[begin : begin + _LONGEST].strip()
    return f"{'…' if begin else ''}{shown}{'…' if begin + _LONGEST < len(text) else ''}"
