"""Waiting rows as a workbook: taken out for a stated purpose, mended in Excel, brought back, looked at and recorded."""

import tempfile
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.office import load_office
from jatan.intake.registers.own_columns import questions_to_import
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.repair.many_rows import RepairResult, repair_rows
from jatan.intake.registers.repair.repaired_workbook import RepairedWorkbook, read_repaired_workbook
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.translate.admitted_values import admitted_values
from jatan.intake.registers.waiting_list import columns_of_kinds
from jatan.intake.registers.workbook.endings import ENDINGS
from jatan.intake.registers.workbook.safety import LARGEST_FILE
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.web.registers.several import preview_context, report_result, shown_number
from jatan.web.registers.waiting_workbook import correction_headings, write_waiting_rows
from jatan.web.registers.words import REFUSALS
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.downloads import send_open_file
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper_on_post
from jatan.web.ui.records import submission
from jatan.web.ui.records.export import MOST_ROWS, ROWS_EXPORTED, InHousePurposeForm
from jatan.web.ui.uploaded_copy import uploaded_copy

_SALT: Final = "registers.repaired_workbook"
_MAX_AGE: Final = 12 * 3600  # seconds between looking and recording
_LARGEST_PAYLOAD: Final = 2 * 1024 * 1024
_REFUSED_SHOWN: Final = 50


class RepairedForm(AnswerForm):
    """The mended workbook."""

    workbook = forms.FileField(
        label=gettext_lazy("The mended workbook"),
        help_text=gettext_lazy("First you see what would be recorded; nothing is written yet."),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )


@makes_paper_on_post
@needs(Permission.ROWS_EXPORT, fresh_second_step=True)
def export_parked(request: StaffRequest) -> HttpResponseBase:
    """GET asks for the purpose, POST answers with the workbook of all waiting rows; rows of cases do not leave."""
    if not request.actor.may(Permission.REGISTER_IMPORT):
        raise Http404
    form = submission.bind_form(InHousePurposeForm, request)
    rows = _rows_to_export(request)
    if not form.is_bound or not form.is_valid():
        page = {"form": form, "count": rows.count(), "most": MOST_ROWS, "back": reverse("parked_rows")}
        page["sealed"] = parked_rows(request.actor).filter(kind__in=SEALED_KINDS).count()
        return render(request, "registers/export.html", page)
    target = tempfile.TemporaryFile(prefix="jatan-")  # noqa: SIM115 - closed with the answer
    try:
        ordered = rows.annotate(place=_order_of_kinds()).order_by("place", "sheet", "row_number", "id")
        written = Counter[uuid.UUID]()
        lines = _counted(ordered[:MOST_ROWS].iterator(chunk_size=500), written)
        columns = columns_of_kinds(rows)
        write_waiting_rows(target, lines, columns, _lists(request, columns))
        _record_export(request, written, form.answers()["purpose"])
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return send_open_file(target, f"{_('rows-that-wait')}-{clock.today():%Y-%m-%d}.xlsx")


@takes_files(LARGEST_FILE)
@needs(Permission.REGISTER_IMPORT)
def take_repaired(request: StaffRequest) -> HttpResponseBase:
    """GET asks for the mended workbook; POST shows what it would do; POST with `payload` does it."""
    if "payload" in request.POST:
        return _record(request)
    form = submission.bind_form(RepairedForm, request)
    if form.is_bound and form.is_valid():
        try:
            return _preview(request, form.cleaned_data["workbook"])
        except (Problem, Problems) as raised:
            refused = raised.problems[0]
            form.add_error("workbook", str(REFUSALS.get(refused.code, refused.message)))
    page = {"form": form, "back": reverse("parked_rows")}
    return render(request, "registers/repaired.html", page, status=422 if form.errors else 200)


def _preview(request: StaffRequest, file: UploadedFile[Any]) -> HttpResponseBase:
    found = _read(request, file)
    result = repair_rows(by=request.actor, changes=found.changes, is_preview=True) if found.changes else RepairResult()
    payload = signing.dumps(
        {"by": str(request.actor.account_id), "rows": {str(pk): cells for pk, cells in found.changes.items()}},
        salt=_SALT,
        compress=True,
    )
    if len(payload) > _LARGEST_PAYLOAD:
        raise Problem("too_many", _("These are too many rows at once."), field="file")
    page = preview_context(request, result, found.changes)
    page |= {"closed": found.closed + len(result.closed), "untouched": found.untouched, "payload": payload}
    page["refused"] = [
        (_("%(sheet)s, row %(row)s") % {"sheet": one.sheet, "row": shown_number(request, one.number)}, one.why)
        for one in found.refused[:_REFUSED_SHOWN]
    ]
    page["refused_count"] = len(found.refused)
    page |= {"title": _("The mended workbook"), "back": reverse("parked_rows"), "action": reverse("parked_repaired")}
    return render(request, "registers/preview_repair.html", page)


def _read(request: StaffRequest, file: UploadedFile[Any]) -> RepairedWorkbook:
    if (file.size or 0) > LARGEST_FILE:
        raise Problem("workbook_too_large", field="file")
    with uploaded_copy(file) as path:
        own = [one.question.code for one in questions_to_import(request.actor)]
        return read_repaired_workbook(path, by=request.actor, headings=correction_headings(own))


def _record(request: StaffRequest) -> HttpResponseBase:
    try:
        sent = signing.loads(request.POST["payload"], salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        sent = {}
    if sent.get("by") != str(request.actor.account_id):
        messages.error(request, _("Too much time has passed. Bring the workbook in once more."))
        return redirect("parked_repaired")
    changes = {uuid.UUID(pk): cells for pk, cells in sent["rows"].items()}
    try:
        result = repair_rows(by=request.actor, changes=changes)
    except (Problem, Problems) as raised:
        messages.error(request, str(raised.problems[0].message))
        return redirect("parked_rows")
    report_result(request, result, len(result.closed))
    return redirect("parked_rows")


def _rows_to_export(request: StaffRequest) -> QuerySet[ParkedRow]:
    rows = parked_rows(request.actor).exclude(kind__in=SEALED_KINDS).order_by()
    return gate.within_reach(rows, by=request.actor, permission=Permission.ROWS_EXPORT)


def _order_of_kinds() -> Case:
    return Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(ORDER)), default=Value(len(ORDER)))


def _lists(request: StaffRequest, columns: Mapping[str, tuple[set[str], set[str]]]) -> dict[str, list[str]]:
    """{column with a problem: values to choose from}; none for an actor who reaches several organisations."""
    reached = request.actor.reach(Permission.REGISTER_IMPORT).row_organisations
    if len(reached) != 1:
        return {}
    office = load_office(next(iter(reached)))
    language = "en" if (get_language() or "").startswith("en") else "hi"
    found: dict[str, list[str]] = {}
    for kind, (_filled, wrong) in columns.items():
        for column in wrong:
            found[column] = admitted_values(office, kind, column, language)
    return found


def _counted(rows: Iterable[ParkedRow], counts: Counter[uuid.UUID]) -> Iterator[ParkedRow]:
    """The rows, counted for each organisation while they pass."""
    for row in rows:
        counts[row.organisation_id] += 1
        yield row


def _record_export(request: StaffRequest, written: Mapping[uuid.UUID, int], purpose: str) -> None:
    """When the file is made: from here on nobody of these members can save until the request ends."""
    label = ParkedRow._meta.label_lower
    with transaction.atomic():
        for organisation_id in request.actor.reach(Permission.ROWS_EXPORT).organisations:
            record_event(
                organisation_id=organisation_id,
                by=request.actor.account_id,
                verb=ROWS_EXPORTED,
                about_type=label,
                payload={"rows": {label: written.get(organisation_id, 0)}, "purpose": purpose},
            )
