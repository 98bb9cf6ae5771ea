"""Acts on many parked rows: one value for a column, or one reason to dismiss them. Repairs are shown beforehand."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import waiting_list
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.vocabulary.contents import word_list
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER, kinds
from jatan.intake.registers.repair.many_rows import MOST_ROWS, RepairResult, dismiss_rows, repair_rows
from jatan.intake.registers.repair.waiting_rows import StillWaiting
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.translate.admitted_values import admitted_values
from jatan.intake.registers.waiting_list import WaitingFilter
from jatan.kernel.numbers import format_integer
from jatan.kernel.problems import Problem, Problems
from jatan.web.registers.parked import shown_cell
from jatan.web.registers.selection import Selection, filter_of, query_of
from jatan.web.registers.words import column_label, kinds_label
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, text
from jatan.web.ui.needs import StaffRequest, needs

_MOST_LENGTH: Final = 2000
_MOST_SETS: Final = 20
_SHOWN: Final = 20
_SAMPLES: Final = 5


class ColumnForm(AnswerForm):
    """Which of these columns (`about`) gets a value."""

    def prepare(self) -> None:
        options = [(one, column_label(one)) for one in self.about]
        self.fields["set_column"] = choice(gettext_lazy("Which column?"), options, needed=True)


class ValueForm(AnswerForm):
    """The value of a column: one of a list (`about`), or typed."""

    def prepare(self) -> None:
        if self.about:
            pairs = [(one, one) for one in self.about]
            self.fields["chosen"] = choice(gettext_lazy("Choose from the list"), pairs, empty="–")
        label = gettext_lazy("Or write it") if self.about else gettext_lazy("Write it")
        self.fields["typed"] = text(label, most=_MOST_LENGTH)
        for field in self.fields.values():
            field.is_alternative = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        chosen, typed = self.cleaned_data.get("chosen"), self.cleaned_data.get("typed")
        if not self.errors and bool(chosen) == bool(typed):
            both = _("Choose one or write one, not both.")
            self.add_error("typed", both if typed else _("Choose one or write one."))
        return self.cleaned_data

    def value(self) -> str:
        """The chosen or typed value. Only after `is_valid()`."""
        return str(self.cleaned_data.get("chosen") or self.cleaned_data["typed"])


class ReasonForm(AnswerForm):
    """The reason why rows are no records."""

    reason = text(gettext_lazy("Why are these rows no records?"), most=300, needed=True)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def parked_several(request: StaffRequest) -> HttpResponseBase:
    """One act on chosen rows. POST: a selection (`Selection`), `set` ("column:value", several), `step`."""
    selection = Selection.of(request.POST, request.actor)
    if not selection.seen:
        messages.info(request, _("Tick the rows that you want to mend."))
        return redirect(_list_url(selection))
    if selection.seen > MOST_ROWS:
        words = _("At most %(most)s rows at a time: narrow the list first.")
        messages.error(request, words % {"most": shown_number(request, MOST_ROWS)})
        return redirect(_list_url(selection))
    found = selection.rows(request.actor).order_by().values_list("kind", flat=True).distinct()
    of_kinds = sorted(found, key=ORDER.index)
    if not of_kinds:
        messages.info(request, _("Somebody has already dealt with these rows."))
        return redirect(_list_url(selection))
    columns = _common_columns(of_kinds)
    changes = _set_values(request.POST, columns)
    step = request.POST.get("step", "")
    try:
        if step == "dismiss":
            return _dismiss(request, selection, of_kinds, changes)
        if step == "record" and changes:
            result = repair_rows(by=request.actor, changes=dict.fromkeys(selection.row_ids(request.actor), changes))
            report_result(request, result, result_closed(selection, result))
            return redirect(_list_url(selection))
        return _ask(request, selection, of_kinds, changes, step)
    except (Problem, Problems) as raised:
        messages.error(request, str(raised.problems[0].message))
        return redirect(_list_url(selection))


@require_POST
@needs(Permission.REGISTER_IMPORT)
def parked_spellings(request: StaffRequest) -> HttpResponseBase:
    """Mend every spelling of one thing at once. POST: `set_column`, `meant` and the digest of what was `shown` in the
    list, with its filter: where other rows or spellings would be mended than were shown, nothing is."""
    wanted = filter_of(request.POST)
    page = _filtered_list(wanted)
    column, meant = request.POST.get("set_column", ""), request.POST.get("meant", "")
    rows = waiting_list.filter_waiting(parked_rows(request.actor), request.actor, wanted)
    group = waiting_list.find_spellings(rows, column, meant)
    if group is None:
        messages.info(request, _("Somebody has already dealt with these rows."))
        return redirect(page)
    if group.digest != request.POST.get("shown"):
        messages.warning(request, _("These rows have changed since they were shown. Nothing was mended: look again."))
        return redirect(page)
    try:
        result = repair_rows(by=request.actor, changes={pk: {column: meant} for pk in group.ids[:MOST_ROWS]})
        report_result(request, result, len(result.closed))
    except (Problem, Problems) as raised:
        messages.error(request, str(raised.problems[0].message))
    return redirect(page)


def report_result(request: StaffRequest, result: RepairResult, closed: int) -> None:
    """Say how many rows came in, how many still wait and how many had been dealt with before."""
    texts = (
        (messages.success, result.recorded, ngettext("%(rows)s row is in.", "%(rows)s rows are in.", result.recorded)),
        (
            messages.info,
            len(result.waiting),
            ngettext("%(rows)s row still waits.", "%(rows)s rows still wait.", len(result.waiting)),
        ),
        (
            messages.info,
            closed,
            ngettext(
                "%(rows)s row had been dealt with meanwhile and stays as it is.",
                "%(rows)s rows had been dealt with meanwhile and stay as they are.",
                closed,
            ),
        ),
    )
    for add_message, count, words in texts:
        if count:
            add_message(request, words % {"rows": shown_number(request, count)})


def result_closed(selection: Selection, result: RepairResult) -> int:
    """How many of the rows that were chosen had been closed before the act."""
    return max(selection.seen - result.recorded - len(result.waiting), len(result.closed))


def preview_context(request: StaffRequest, result: RepairResult, changes: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    """What a preview shows of a result: counts, the first rows that would be recorded and that would still wait."""
    apart = {row.pk for row in result.closed} | {row.pk for row, _problems in result.waiting}
    recorded = [pk for pk in changes if pk not in apart][:_SAMPLES]
    rows = ParkedRow.objects.in_bulk(recorded)
    return {
        "recorded": result.recorded,
        "waiting_count": len(result.waiting),
        "waiting": [_still_waiting(request, one) for one in result.waiting[:_SHOWN]],
        "samples": [_sample(request, rows[pk], changes[pk]) for pk in recorded if pk in rows],
    }


def shown_number(request: StaffRequest, number: int) -> str:
    """A number in Indian groups, in the digits of the reader."""
    return format_integer(number, request.account.uses_devanagari_digits)


def _ask(
    request: StaffRequest, selection: Selection, of_kinds: list[str], changes: dict[str, str], step: str
) -> HttpResponseBase:
    """Ask for the column or its value, or show what would happen."""
    by = request.actor
    page = _chosen(selection, of_kinds, changes) | {"dismiss_form": None if changes else ReasonForm(actor=by)}
    columns = _common_columns(of_kinds)
    asked = request.POST.get("set_column", "") or ("" if step else selection.wanted.column)
    if asked in columns and step != "column":
        form = ValueForm(
            request.POST if step == "preview" else None, actor=by, about=_values(by, selection, of_kinds, asked)
        )
        if form.is_bound and form.is_valid():
            return _preview(request, selection, changes | {asked: form.value()})
        page |= {"value_form": form, "column": asked, "label": column_label(asked)}
    elif columns:
        wrong = [one for one, _count in waiting_list.columns_with_problems(selection.rows(by))]
        first = [one for one in wrong if one in columns and one not in changes]
        likely = {"set_column": next(iter(first), "")}
        page["column_form"] = ColumnForm(actor=by, about=list(dict.fromkeys([*first, *columns])), initial=likely)
    bound = page.get("value_form")
    return render(request, "registers/several.html", page, status=422 if bound is not None and bound.errors else 200)


def _values(by: Actor, selection: Selection, of_kinds: list[str], column: str) -> list[str]:
    """The values to choose from, where all these registers have the same list for the column."""
    if len({word_list(kind, column) for kind in of_kinds}) > 1:
        return []
    office = load_office(selection.rows(by).values_list("organisation_id", flat=True)[0])
    language = "en" if (get_language() or "").startswith("en") else "hi"
    return admitted_values(office, of_kinds[0], column, language)


def _preview(request: StaffRequest, selection: Selection, changes: dict[str, str]) -> HttpResponseBase:
    of_rows = dict.fromkeys(selection.row_ids(request.actor), changes)
    result = repair_rows(by=request.actor, changes=of_rows, is_preview=True)
    page = preview_context(request, result, of_rows) | {"closed": result_closed(selection, result)}
    page |= {"keep": selection.fields(), "changes": _labelled(changes), "back": _list_url(selection)}
    page |= {"title": _("Mend many rows"), "action": reverse("parked_several")}
    return render(request, "registers/preview_repair.html", page)


def _dismiss(
    request: StaffRequest, selection: Selection, of_kinds: list[str], changes: dict[str, str]
) -> HttpResponseBase:
    form = ReasonForm(request.POST, actor=request.actor)
    if not form.is_valid():
        page = _chosen(selection, of_kinds, changes) | {"dismiss_form": form}
        return render(request, "registers/several.html", page, status=422)
    ids = selection.row_ids(request.actor)
    dismissed, closed = dismiss_rows(by=request.actor, ids=ids, reason=form.cleaned_data["reason"])
    words = ngettext("%(rows)s row is set aside.", "%(rows)s rows are set aside.", dismissed)
    messages.success(request, words % {"rows": shown_number(request, dismissed)})
    report_result(request, RepairResult(), max(closed, selection.seen - dismissed))
    return redirect(_list_url(selection))


def _chosen(selection: Selection, of_kinds: list[str], changes: dict[str, str]) -> dict[str, Any]:
    """What every step shows of the chosen rows, and carries on."""
    page: dict[str, Any] = {"count": selection.seen, "kinds": kinds_label(of_kinds)}
    return page | {"keep": selection.fields(), "back": _list_url(selection), "changes": _labelled(changes)}


def _common_columns(of_kinds: list[str]) -> list[str]:
    """The columns that all these registers have, in the order of the first."""
    first, *others = [kinds()[kind].fields for kind in of_kinds]
    return [one for one in first if one != "serial" and all(one in fields for fields in others)]


def _set_values(data: QueryDict, columns: list[str]) -> dict[str, str]:
    """{column: value} of the values set on earlier pages; other columns are left out."""
    pairs = (one.partition(":") for one in data.getlist("set")[:_MOST_SETS])
    return {column: value[:_MOST_LENGTH] for column, _colon, value in pairs if column in columns and value.strip()}


def _labelled(changes: dict[str, str]) -> list[tuple[str, Any, str]]:
    return [(column, column_label(column), value) for column, value in changes.items()]


def _still_waiting(request: StaffRequest, one: StillWaiting) -> dict[str, Any]:
    why = [
        f"{column_label(problem.field)}: {problem.message}" if problem.field else str(problem.message)
        for problem in one.problems
    ]
    return {"where": _where(request, one.row), "url": reverse("repair_row", args=[one.row.pk]), "why": " · ".join(why)}


def _sample(request: StaffRequest, row: ParkedRow, changes: dict[str, Any]) -> dict[str, Any]:
    shown = [(column_label(name), shown_cell(request, row, name) or "–", value) for name, value in changes.items()]
    return {"where": _where(request, row), "changes": shown}


def _where(request: StaffRequest, row: ParkedRow) -> str:
    return _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": shown_number(request, row.row_number)}


def _list_url(selection: Selection) -> str:
    """The list with the same filter, but without the written value: its rows are dealt with."""
    return _filtered_list(replace(selection.wanted, like=None, until=None))


def _filtered_list(wanted: WaitingFilter) -> str:
    query = QueryDict(mutable=True)
    query.update(query_of(wanted))
    return f"{reverse('parked_rows')}?{query.urlencode()}" if query else reverse("parked_rows")
