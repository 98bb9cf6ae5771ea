"""Submit a form to a service: Problems of the command or the service become errors of the form."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from jatan.kernel.problems import Problem, Problems
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.records.columns import may_read_field

type Act = Callable[[Mapping[str, Any]], object]


def bind_form(
    kind: type[AnswerForm], request: StaffRequest, *, about: Any = None, initial: Mapping[str, Any] | None = None
) -> AnswerForm:
    """The form bound to this request's POST and FILES; on GET unbound, with `initial`."""
    data: QueryDict | None = request.POST if request.method == "POST" else None
    files: MultiValueDict[str, Any] | None = request.FILES if request.method == "POST" else None
    return kind(data, files, actor=request.actor, about=about, initial=dict(initial or {}))


def bind_correction(kind: type[AnswerForm], request: StaffRequest, row: Any) -> AnswerForm:
    """The form bound to correct this row, without the fields that the actor may not read: those keep their values."""
    form = bind_form(kind, request, about=row, initial=initial_values(kind, row))
    form.fields = {name: field for name, field in form.fields.items() if may_read_field(request.actor, row, name)}
    return form


def submit_form(form: AnswerForm, act: Act) -> object | None:
    """Call `act(answers)` in a transaction and return its result (True if falsy).

    Returns None if the form is unbound or invalid, or if `act` raised Problems: the form then has the errors and
    nothing was written.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            form.write_first()
            return act(form.answers()) or True
    except (Problem, Problems) as raised:
        form.show(raised)
        return None


def initial_values(kind: type[AnswerForm], row: Any) -> dict[str, Any]:
    """The current values of a row by form field name, as `initial`."""
    names = [*kind.base_fields, *kind.QUESTIONS, "place", "panchayat", "village", "person"]
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def changed_values(form: AnswerForm, row: Any) -> dict[str, Any]:
    """The answers that differ from the row. The organisation never changes."""
    answers = {name: value for name, value in form.answers().items() if name != "organisation"}
    return {name: value for name, value in answers.items() if not _is_unchanged(getattr(row, name, None), value)}


def _is_unchanged(kept: Any, answer: Any) -> bool:
    """Whether an answer equals the stored value. Browsers send line ends as CR LF."""
    if isinstance(kept, str) and isinstance(answer, str):
        return kept.replace("\r\n", "\n") == answer.replace("\r\n", "\n")
    return bool(kept == answer)
