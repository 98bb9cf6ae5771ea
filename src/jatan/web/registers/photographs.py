"""Pages on which lines of a photographed paper register are keyed in, beside the picture."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import page_photographs
from jatan.intake.registers.blank.columns import BlankColumn, CellType, blank_register, columns_by_hand, office_words
from jatan.intake.registers.labels import KINDS, kind_label
from jatan.intake.registers.models import PagePhotograph
from jatan.intake.registers.page_photographs import KEPT_FOR, KEYED_KINDS, LINES, KeyedLine
from jatan.kernel.pictures import LARGEST_UPLOAD
from jatan.kernel.problems import Problem
from jatan.web.registers.office_choice import OfficeForm
from jatan.web.registers.several_files import SeveralFilesField
from jatan.web.registers.states import tabs
from jatan.web.registers.values import cell_as_text
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_MOST_FILES = 5
_INPUT_MODES = {CellType.NUMBER: "numeric", CellType.SERIAL: "numeric", CellType.PHONE: "tel"}


@dataclass(frozen=True)
class Cell:
    """One input: `list`: id of the words to choose from, "" for none."""

    name: str
    label: str
    value: str
    mode: str
    list: str


@dataclass(frozen=True)
class Line:
    """One line to key in. `is_open`: shown unfolded."""

    number: int
    cells: list[Cell]
    is_open: bool


class PhotographsForm(OfficeForm):
    """Photographs, their register, and their organisation where the actor has several."""

    register = choice(
        gettext_lazy("Register"),
        [(kind, KINDS[kind]) for kind in KEYED_KINDS],
        needed=True,
        hint=gettext_lazy("The case register is not photographed."),
    )
    photographs = SeveralFilesField(
        most=_MOST_FILES,
        label=gettext_lazy("Photographs"),
        help_text=gettext_lazy("One page of the paper register in each, taken from above in good light."),
    )


@takes_files(_MOST_FILES * LARGEST_UPLOAD)
@needs(Permission.REGISTER_IMPORT)
def photographs_page(request: StaffRequest) -> HttpResponseBase:
    """GET lists the photographs that wait; POST adds some."""
    form = submission.bind_form(PhotographsForm, request)
    if isinstance(form, PhotographsForm) and form.is_bound and form.is_valid():
        added = _add(request, form)
        if added and not form.errors:
            return redirect("page_photograph", added[0].pk)
    waiting = [(one, kind_label(one.kind)) for one in page_photographs.open_photographs(request.actor)]
    page = {"form": form, "waiting": waiting, "days": KEPT_FOR.days, "tabs": tabs("page_photographs")}
    return render(request, "registers/photographs.html", page, status=422 if form.errors else 200)


@needs(Permission.REGISTER_IMPORT)
def photograph_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET shows the picture and LINES lines; POST keeps or records them, turns the picture, or finishes the page."""
    photograph = page_photographs.find_photograph(request.actor, pk)
    if request.method == "POST":
        return _post(request, photograph)
    words = office_words(photograph.organisation)
    columns = columns_by_hand(blank_register(photograph.kind, words), words)
    page = {
        "photograph": photograph,
        "kind": kind_label(photograph.kind),
        "lines": _lines(photograph, columns),
        "lists": [(f"words_{column.field}", column.choices) for column in columns if column.choices],
        "until": photograph.added_at + KEPT_FOR,
    }
    return render(request, "registers/photograph.html", page)


@needs(Permission.REGISTER_IMPORT)
def photograph_picture(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The picture."""
    photograph = page_photographs.find_photograph(request.actor, pk)
    try:
        content = page_photographs.open_picture(photograph)
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(content, content_type="image/jpeg")


def _add(request: StaffRequest, form: PhotographsForm) -> list[PagePhotograph]:
    """The photographs that were accepted; refused ones become errors of the field."""
    added: list[PagePhotograph] = []
    for file in form.cleaned_data["photographs"]:
        try:
            photograph = page_photographs.add_photograph(
                by=request.actor,
                organisation_id=form.office().id,
                kind=form.cleaned_data["register"],
                file_name=file.name or "",
                content=file.read(LARGEST_UPLOAD + 1),
            )
        except Problem as refused:
            form.add_error("photographs", str(refused.message))
        else:
            added.append(photograph)
    return added


def _post(request: StaffRequest, photograph: PagePhotograph) -> HttpResponseBase:
    what = request.POST.get("do", "keep")
    lines = _typed(request.POST)
    by = request.actor
    try:
        # Kept before they are recorded: where that is refused, nothing of what was typed is lost.
        page_photographs.keep_lines(by=by, photograph=photograph, lines=lines)
        if what == "record":
            _report_outcomes(request, page_photographs.record_lines(by=by, photograph=photograph, lines=lines))
            return redirect("page_photograph", photograph.pk)
        if what == "done":
            page_photographs.close_photograph(by=by, photograph=photograph)
            messages.success(request, _("The page is done; its photograph is deleted."))
            return redirect("page_photographs")
        if what == "turn":
            page_photographs.turn_photograph(by=by, photograph=photograph)
        else:
            messages.success(request, _("Kept. You can go on later."))
    except Problem as refused:
        messages.error(request, str(refused.message))
    except FileNotFoundError as missing:
        raise Http404 from missing
    return redirect("page_photograph", photograph.pk)


def _report_outcomes(request: StaffRequest, found: Sequence[KeyedLine]) -> None:
    if not found:
        messages.info(request, _("No line is filled yet."))
    states = [line.state for line in found]
    if number := states.count("recorded"):
        text = ngettext("%(rows)s row is in.", "%(rows)s rows are in.", number)
        messages.success(request, text % {"rows": number})
    if number := states.count("known"):
        text = ngettext("%(rows)s line was known already.", "%(rows)s lines were known already.", number)
        messages.info(request, text % {"rows": number})
    for state, text in (
        ("parked", _("Line %(line)s cannot be true; it waits under “Rows that wait”.")),
        ("proposed", _("Line %(line)s differs from a record; decide under “Proposed corrections”.")),
    ):
        for line in found:
            if line.state == state:
                messages.warning(request, text % {"line": line.number})


def _typed(answers: QueryDict) -> list[dict[str, str]]:
    """The lines as typed: fields are named "<line>_<column>", lines from 0."""
    lines: list[dict[str, str]] = [{} for _line in range(LINES)]
    for name, value in answers.items():
        number, _underscore, column = name.partition("_")
        if number.isascii() and number.isdigit() and len(number) == 1 and isinstance(value, str):
            lines[int(number)][column] = value
    return lines


def _lines(photograph: PagePhotograph, columns: Sequence[BlankColumn]) -> list[Line]:
    kept: list[Mapping[str, Any]] = [*photograph.lines, *[{}] * (LINES - len(photograph.lines))]
    first_empty = next((number for number, line in enumerate(kept) if not line), LINES)
    return [
        Line(
            photograph.recorded + number + 1,
            [_cell(number, column, line) for column in columns],
            bool(line) or number == first_empty,
        )
        for number, line in enumerate(kept)
    ]


def _cell(number: int, column: BlankColumn, line: Mapping[str, Any]) -> Cell:
    return Cell(
        name=f"{number}_{column.field}",
        label=column.heading,
        value=cell_as_text(line.get(column.field)),
        mode=_INPUT_MODES.get(column.type, ""),
        list=f"words_{column.field}" if column.choices else "",
    )
