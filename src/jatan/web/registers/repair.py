"""The repair page: a parked row's cells as form fields, with errors and suggestions at their cells.

Errors raised by the services are shown at their fields; the typed values are kept.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors, waiting_list
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.own_columns import own_columns_of
from jatan.intake.registers.recognise.vocabulary.figure_ranges import FigureRange, figure_ranges
from jatan.intake.registers.recognise.vocabulary.kinds import DATES, kinds
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE
from jatan.intake.registers.reconcile.identity import NUMBERS
from jatan.intake.registers.repair import actions, many_rows
from jatan.intake.registers.repair.joined_rows import join_rows
from jatan.intake.registers.translate.figure_limits import IMPLAUSIBLE
from jatan.kernel.problems import Problem, Problems
from jatan.web.registers.alike import alike_on_record
from jatan.web.registers.parked import shown_cell
from jatan.web.registers.values import cell_as_text
from jatan.web.registers.words import column_label, kind_label, problem_text
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import text, yes
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

# Columns whose spellings can be learned: places, and words of our lists.
_TEACHABLE = frozenset(
    {"block", "district", "destination", "topic", "sex", "category", "issue", "sent_to", "status", "scheme", "work"}
    | {"case_kind", "office"}
)
# What may be said to be right: figures, days, and that it is another record than the one that it looks like.
_MAY_BE_RIGHT = NUMBERS | DATES | {LOOKS_ALIKE}
_MAX_CELL_LENGTH, _MAX_SUGGESTIONS = 2000, 8


@dataclass(frozen=True)
class CellField:
    """One cell of the row: its field, and suggested values. `usual`: the range of an implausible figure."""

    field: BoundField
    column: str
    candidates: list[str]
    is_implausible: bool = False
    usual: FigureRange | None = None

    @property
    def is_figure(self) -> bool:
        """Whether the cell holds a figure."""
        return self.column in NUMBERS

    @property
    def is_day(self) -> bool:
        """Whether the cell holds a day."""
        return self.column in DATES


class RepairForm(AnswerForm):
    """A field "cell_<column>" for each column of the row's register; `about` is the parked row."""

    # The columns whose figure may be said to be right: those of the stored problems, or of those just raised.
    implausible: frozenset[str] = frozenset()
    _raised: Mapping[str | None, dict[str, Any]] = {}
    _written: Mapping[str, str] = {}

    def prepare(self) -> None:
        self.implausible = frozenset(one["field"] for one in self.about.problems if one["code"] == IMPLAUSIBLE)
        for column in (*kinds()[self.about.kind].fields, *own_columns_of(self.about)):
            if column != "serial":
                self.fields[f"cell_{column}"] = text(str(column_label(column)), most=_MAX_CELL_LENGTH)
                self.initial[f"cell_{column}"] = cell_as_text(self.about.cells.get(column))
        if self._is_teachable():
            label = gettext_lazy("Remember this spelling for our office")
            hint = gettext_lazy("The next workbook, and the other rows that wait, then come in by themselves.")
            self.fields["remember"] = yes(label, hint=hint)
            self.initial["remember"] = self.about.code == "unknown_place"

    def _is_teachable(self) -> bool:
        return any(problem.get("field") in _TEACHABLE for problem in self.about.problems)

    def changed_cells(self) -> dict[str, str]:
        """{column: new text} of the cells that were edited or chosen from suggestions."""
        cells = {
            name.removeprefix("cell_"): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith("cell_") and value.strip() != self.initial.get(name)
        }
        column, _colon, candidate = self.data.get("choose", "").partition(":")
        if candidate and f"cell_{column}" in self.fields:
            cells[column] = candidate[:_MAX_CELL_LENGTH]
        return cells

    def taught(self) -> list[str]:
        """The changed columns whose old spelling is to be learned."""
        return [column for column in self.changed_cells() if column in _TEACHABLE] if self._remembers() else []

    def _remembers(self) -> bool:
        return bool(self.cleaned_data.get("remember"))

    def show(self, raised: Problem | Problems) -> None:
        """Show problems raised by the importer at their cells."""
        self._written = self.changed_cells()
        self.implausible = frozenset(one.field or "" for one in raised.problems if one.code == IMPLAUSIBLE)
        self._raised = {
            one.field: {"code": one.code, "field": one.field, "candidates": one.candidates} for one in raised.problems
        }
        for problem in raised.problems:
            name = f"cell_{problem.field}"
            self.add_error(name if name in self.fields else None, str(problem.message))

    def now(self) -> tuple[Sequence[Mapping[str, Any]], Mapping[str, Any]]:
        """Why the row waits, as just raised or as stored, and its cells as just written."""
        return [*self._raised.values()] or self.about.problems, {**self.about.cells, **self._written}

    def cells_with_problems(self) -> list[CellField]:
        """The cells with problems, with suggested values."""
        stored = {problem["field"]: problem for problem in self.about.problems if problem.get("field")}
        wrong = {**stored, **self._raised}
        fields = ((column, self[f"cell_{column}"]) for column in wrong if f"cell_{column}" in self.fields)
        return [
            CellField(
                field,
                column,
                _suggestions(wrong[column]),
                column in self.implausible,
                figure_ranges(self.about.kind).get(column),
            )
            for column, field in fields
        ]

    def other_cells(self) -> list[BoundField]:
        """The other cells: filled ones first, then empty ones."""
        wrong = {problem.get("field") for problem in self.about.problems} | self._raised.keys()
        names = [name for name in self.fields if name.startswith("cell_") and name[5:] not in wrong]
        return [self[name] for name in sorted(names, key=lambda name: name[5:] not in self.about.cells)]

    def show_stored_problems(self) -> None:
        """Show the row's stored problems as errors of an unbound form."""
        errors = forms.utils.ErrorDict()
        for problem in self.about.problems:
            name = f"cell_{problem.get('field')}"
            key = name if name in self.fields else "__all__"
            message = problem_text(problem["code"], problem.get("message", ""))
            if cell := problem.get("cell"):
                message = _("Cell %(cell)s: %(message)s") % {"cell": cell, "message": message}
            errors.setdefault(key, self.error_class()).append(message)
        self._errors = errors


def _suggestions(problem: Mapping[str, Any]) -> list[str]:
    """The values to choose from; the candidate of a row that may be on record is an id, which is no value of a cell."""
    return [] if problem.get("code") == LOOKS_ALIKE else list(problem.get("candidates", ()))[:_MAX_SUGGESTIONS]


class DismissForm(AnswerForm):
    """The reason why a row is no record."""

    reason = text(gettext_lazy("Why is this row no record?"), most=300, needed=True)


@needs(Permission.REGISTER_IMPORT)
def repair_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET shows the problems; POST imports the repaired row and redirects to the next one."""
    parked = selectors.find_parked(request.actor, pk)
    if request.method == "POST" and "confirm_all" in request.POST and parked.status == ParkedStatus.OPEN:
        _confirm_all(request, parked, request.POST["confirm_all"])
        return _next(request, parked)
    if request.method == "POST" and {"same", "same_all"} & request.POST.keys() and parked.status == ParkedStatus.OPEN:
        return _join(request, parked)
    form = _form(request, parked)
    if parked.status == ParkedStatus.OPEN and form.is_bound and form.is_valid():
        try:
            return _import_repaired(request, parked, form)
        except (Problem, Problems) as raised:
            form.show(raised)
    elif not form.is_bound:
        form.show_stored_problems()
    page: dict[str, Any] = {"parked": parked, "form": form, "kind": kind_label(parked.kind)}
    page["same"] = _same_figures(request, parked)
    page["alike"] = alike_on_record(request.actor, parked, *form.now())
    page["is_open"] = parked.status == ParkedStatus.OPEN
    page["facts"] = [(column_label(name), shown_cell(request, parked, name)) for name in parked.cells]
    return render(request, "registers/repair.html", page, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def confirm_figure(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Say in the list that a figure is right. POST: `column`; `all` for every row of the workbook that waits for it;
    `none` where none of those took place."""
    parked = selectors.find_parked(request.actor, pk)
    column = request.POST.get("column", "")
    if "all" in request.POST:
        _confirm_all(request, parked, column)
        return redirect("parked_rows")
    if "none" in request.POST:
        _dismiss_all(request, parked, column)
        return redirect("parked_rows")
    try:
        actions.repair_row(by=request.actor, parked=parked, cells={}, confirmed=[column])
        messages.success(request, _("The row is in."))
    except (Problem, Problems) as raised:
        messages.error(request, str(raised.problems[0].message))
    return redirect("parked_rows")


@needs(Permission.REGISTER_IMPORT)
def dismiss_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Dismiss a row with a reason."""
    parked = selectors.find_parked(request.actor, pk)
    if parked.status != ParkedStatus.OPEN:
        raise Http404
    form = submission.bind_form(DismissForm, request, about=parked)
    if (
        submission.submit_form(form, lambda a: actions.dismiss_row(by=request.actor, parked=parked, reason=a["reason"]))
        is None
    ):
        page = {"parked": parked, "form": form, "back": reverse("repair_row", args=[parked.pk])}
        return render(request, "registers/dismiss.html", page, status=422 if form.errors else 200)
    messages.success(request, _("The row is set aside. It stays readable with your reason."))
    return _next(request, parked)


def _import_repaired(request: StaffRequest, parked: ParkedRow, form: RepairForm) -> HttpResponseBase:
    cells: Mapping[str, str] = form.changed_cells()
    taught = form.taught()
    confirmed = [column for column in request.POST.getlist("confirm") if column in _MAY_BE_RIGHT | form.implausible]
    actions.repair_row(by=request.actor, parked=parked, cells=cells, remember_columns=taught, confirmed=confirmed)
    messages.success(request, _("The row is in."))
    if taught:
        more = many_rows.retry_parked(by=request.actor, organisation_id=parked.organisation_id)
        if more:
            text = ngettext("%(rows)s more row came in with it.", "%(rows)s more rows came in with it.", more)
            messages.success(request, text % {"rows": more})
    return _next(request, parked)


def _form(request: StaffRequest, parked: ParkedRow) -> RepairForm:
    return RepairForm(request.POST if request.method == "POST" else None, actor=request.actor, about=parked)


def _join(request: StaffRequest, parked: ParkedRow) -> HttpResponseBase:
    form = _form(request, parked)
    cells = form.changed_cells() if form.is_valid() else {}
    try:
        closed, left = join_rows(by=request.actor, parked=parked, cells=cells, is_for_all="same_all" in request.POST)
    except (Problem, Problems) as raised:
        messages.error(request, str(raised.problems[0].message))
        return redirect("repair_row", parked.pk)
    text = ngettext(
        "%(rows)s row is on record already; it is not counted again.",
        "%(rows)s rows are on record already; they are not counted again.",
        closed,
    )
    messages.success(request, text % {"rows": closed})
    if left:
        text = ngettext(
            "%(rows)s row still waits: its record was changed, or is another row's too. Look at it by itself.",
            "%(rows)s rows still wait: their records were changed, or are other rows' too. Look at each by itself.",
            left,
        )
        messages.info(request, text % {"rows": left})
    return _next(request, parked)


def _confirm_all(request: StaffRequest, parked: ParkedRow, column: str) -> None:
    try:
        imported, left = many_rows.confirm_figures(by=request.actor, parked=parked, column=column)
    except Problem as raised:
        messages.error(request, str(raised.message))
        return
    text = ngettext("%(rows)s row is in.", "%(rows)s rows are in.", imported)
    messages.success(request, text % {"rows": imported})
    if left:
        text = ngettext(
            "%(rows)s row still waits for something else.", "%(rows)s rows still wait for something else.", left
        )
        messages.info(request, text % {"rows": left})


def _dismiss_all(request: StaffRequest, parked: ParkedRow, column: str) -> None:
    try:
        dismissed = many_rows.dismiss_same(
            by=request.actor, parked=parked, column=column, reason=_("It did not take place.")
        )
    except Problem as raised:
        messages.error(request, str(raised.message))
        return
    text = ngettext("%(rows)s row is set aside.", "%(rows)s rows are set aside.", dismissed)
    messages.success(request, text % {"rows": dismissed})


def _same_figures(request: StaffRequest, parked: ParkedRow) -> dict[str, int]:
    """{column: how many rows one yes is enough for}, where there is more than this row."""
    found = waiting_list.count_same_figures(request.actor, parked)
    return {column: count for column, count in found.items() if count > 1}


def _next(request: StaffRequest, parked: ParkedRow) -> HttpResponseBase:
    """Redirect to the next parked row of the same register, or to the list."""
    following = selectors.parked_rows(request.actor).filter(kind=parked.kind).first()
    return redirect("repair_row", following.pk) if following else redirect("parked_rows")
