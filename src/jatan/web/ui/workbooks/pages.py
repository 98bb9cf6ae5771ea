"""Pages of a list that is corrected in a workbook: take it out, bring it back, look at every change, take it in."""

import tempfile
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.workbook.endings import ENDINGS
from jatan.intake.registers.workbook.safety import LARGEST_FILE
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.own_questions.asked import fetch_own_answers, with_own_questions
from jatan.web.ui.records import submission
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.export import XLSX, record_export, rows_to_export
from jatan.web.ui.uploaded_copy import uploaded_copy
from jatan.web.ui.workbooks.columns import columns_of
from jatan.web.ui.workbooks.corrected_workbook import (
    MOST_LINES,
    ChangedRow,
    CorrectedWorkbook,
    read_corrected,
    rows_of_ids,
)
from jatan.web.ui.workbooks.taking_in import (
    Outcome,
    RowOutcome,
    find_run,
    latest_runs,
    may_correct,
    take_back,
    take_in,
)
from jatan.web.ui.workbooks.written import write_rows_to_correct

__all__ = ["has_workbook", "run_page", "take_page", "workbook_page", "workbook_url"]

PURPOSE: Final = "correction"
_SALT: Final = "records.corrected_workbook"
_MAX_AGE: Final = 12 * 3600  # seconds between looking and taking in
_LARGEST_PAYLOAD: Final = 2 * 1024 * 1024
_SHOWN: Final = 50  # lines that were not understood
_CHOSEN: Final = "mine"


class CorrectedForm(AnswerForm):
    """The corrected workbook."""

    workbook = forms.FileField(
        label=gettext_lazy("The corrected workbook"),
        help_text=gettext_lazy("First you see every change. Nothing is written yet."),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )


def has_workbook(desk: Desk) -> bool:
    """Whether a list can be corrected in a workbook: its rows may leave the house, and can be corrected at all."""
    return desk.is_exportable and desk.amend is not None


def workbook_url(desk: Desk, request: StaffRequest) -> str:
    """The address of the page, or "" for who may not take rows out or correct them."""
    may = has_workbook(desk) and request.actor.may(desk.exports) and request.actor.may(desk.door or desk.record)
    return reverse(desk.url_name("workbook")) if may else ""


def workbook_page(desk: Desk) -> View[[]]:
    """GET explains and asks for the corrected file; POST shows what it would change; POST with `payload` does it."""

    @takes_files(LARGEST_FILE)
    @needs(desk.door or desk.record)
    def correct_in_workbook(request: StaffRequest) -> HttpResponseBase:
        if "payload" in request.POST:
            return _take_in(request, desk)
        form = submission.bind_form(CorrectedForm, request)
        if form.is_bound and form.is_valid():
            try:
                return _preview(request, desk, form.cleaned_data["workbook"])
            except Problem as refused:
                form.add_error("workbook", str(refused.message))
        page: dict[str, Any] = {"desk": desk, "form": form, "back": reverse(desk.url_name("list"))}
        if request.actor.may(desk.exports):
            page["take_url"] = f"{reverse(desk.url_name('workbook_take'))}{_query(request)}"
            page["count"] = rows_to_export(with_own_questions(desk, request.actor), request).count()
        page["runs"] = [
            (run, reverse(desk.url_name("workbook_run"), args=[run.event.pk]))
            for run in latest_runs(desk, request.actor)
        ]
        return render(request, "workbooks/workbook.html", page, status=422 if form.errors else 200)

    return correct_in_workbook


def take_page(desk: Desk) -> View[[]]:
    """GET asks once more, POST answers with the workbook of the filtered rows that may be corrected."""

    @needs(desk.exports, fresh_second_step=True)
    def take_rows_to_correct(request: StaffRequest) -> HttpResponseBase:
        back = f"{reverse(desk.url_name('workbook'))}{_query(request)}"
        own = with_own_questions(desk, request.actor)
        found = rows_to_export(own, request)
        if request.method != "POST":
            return render(request, "workbooks/take.html", {"desk": desk, "back": back, "count": found.count()})
        rows = [row for row in found[:MOST_LINES] if may_correct(desk, request.actor, row)]
        if not rows:
            messages.error(request, _("None of these rows can be corrected by you."))
            return redirect(back)
        record_export(request, desk, rows, PURPOSE)
        fetch_own_answers(desk, rows)
        target = tempfile.TemporaryFile(prefix="jatan-")  # noqa: SIM115 - closed with the answer
        try:
            write_rows_to_correct(target, own, rows, columns_of(desk, request.actor, rows[0]), request.actor)
        except BaseException:
            target.close()
            raise
        target.seek(0)
        name = f"{desk.slug}-{clock.today():%Y-%m-%d}.xlsx"
        return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)

    return take_rows_to_correct


def run_page(desk: Desk) -> View[[uuid.UUID]]:
    """What was taken in; POST gives the rows their former values."""

    @needs(desk.door or desk.record)
    def run_of_workbook(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
        run = find_run(desk, request.actor, pk)
        if request.method == "POST":
            try:
                _report_taken_back(request, *take_back(desk, request.actor, run))
            except Problem as refused:
                messages.error(request, str(refused.message))
            return redirect(desk.url_name("workbook_run"), pk)
        page = {"desk": desk, "run": run, "back": reverse(desk.url_name("list"))}
        return render(request, "workbooks/run.html", page)

    return run_of_workbook


def _preview(request: StaffRequest, desk: Desk, file: UploadedFile[Any]) -> HttpResponseBase:
    if (file.size or 0) > LARGEST_FILE:
        raise Problem("workbook_too_large", _("This file is too large. Please split the workbook."), field="workbook")
    with uploaded_copy(file) as path:
        read = read_corrected(path, desk, request.actor)
    found, _events = take_in(desk, request.actor, read.changed, read.columns, is_preview=True)
    payload = _signed(request, desk, found)
    if len(payload) > _LARGEST_PAYLOAD:
        raise Problem("too_many", _("These are too many rows at once."), field="workbook")
    return render(request, "workbooks/preview.html", _page_of(request, desk, read, found) | {"payload": payload})


def _page_of(request: StaffRequest, desk: Desk, read: CorrectedWorkbook, found: Outcome) -> dict[str, Any]:
    may_import = request.actor.may(Permission.REGISTER_IMPORT)
    return {
        "desk": desk,
        "back": reverse(desk.url_name("workbook")),
        "changed": [_shown(desk, one) for one in found.done if not one.is_newer],
        "newer": [_shown(desk, one) for one in found.done if one.is_newer],
        "faulty": [_shown(desk, one) for one in found.faulty],
        "untouched": read.untouched + found.same,
        "missing": read.missing,
        "without_key": read.without_key,
        "import_url": reverse("import_desk") if may_import else "",
        "refused": read.refused[:_SHOWN],
        "refused_count": len(read.refused),
    }


def _shown(desk: Desk, one: RowOutcome) -> dict[str, Any]:
    return {
        "id": str(one.row.pk),
        "label": desk.label(one.row),
        "url": reverse(desk.url_name("detail"), args=[one.row.pk]),
        "changes": one.changes,
        "faults": one.faults,
    }


def _signed(request: StaffRequest, desk: Desk, found: Outcome) -> str:
    """What was looked at, to be sent back: the file itself is kept nowhere."""
    rows = [[one.row.pk.hex, dict(one.answers), one.row.changed_at.isoformat(), one.is_newer] for one in found.done]
    sent = {"by": str(request.actor.account_id), "list": desk.slug, "rows": rows}
    return signing.dumps(sent, salt=_SALT, compress=True)


def _take_in(request: StaffRequest, desk: Desk) -> HttpResponseBase:
    try:
        sent = signing.loads(request.POST["payload"], salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        sent = {}
    if sent.get("by") != str(request.actor.account_id) or sent.get("list") != desk.slug:
        messages.error(request, _("Too much time has passed. Bring the workbook in once more."))
        return redirect(desk.url_name("workbook"))
    rows = rows_of_ids(desk, request.actor, [uuid.UUID(hex=one[0]) for one in sent["rows"]])
    changed, meanwhile = _unchanged_since(sent["rows"], rows)
    columns = {column.name: column for column in columns_of(desk, request.actor, changed[0].row)} if changed else {}
    chosen = frozenset(one.row.pk for one in changed if request.POST.get(f"row-{one.row.pk}") == _CHOSEN)
    found, events = take_in(desk, request.actor, changed, columns, chosen=chosen)
    _report_taken_in(request, found, meanwhile)
    return redirect(desk.url_name("workbook_run"), events[0]) if events else redirect(desk.url_name("workbook"))


def _unchanged_since(
    sent: list[tuple[str, Mapping[str, str], str, bool]], rows: Mapping[uuid.UUID, Any]
) -> tuple[list[ChangedRow], int]:
    """The rows as they were looked at, and how many were changed or taken away between looking and taking in."""

    def as_seen() -> Iterator[ChangedRow]:
        for pk, answers, seen, is_newer in sent:
            row = rows.get(uuid.UUID(hex=pk))
            if row is not None and row.changed_at.isoformat() == seen:
                yield ChangedRow(row, answers, is_newer)

    found = list(as_seen())
    return found, len(sent) - len(found)


def _report_taken_in(request: StaffRequest, found: Outcome, meanwhile: int) -> None:
    """One message with all counts."""
    done, kept = len(found.done), found.kept + meanwhile
    parts = [ngettext("%(rows)s row was corrected.", "%(rows)s rows were corrected.", done) % {"rows": done}]
    if kept:
        words = ngettext("%(rows)s row stays as it is here.", "%(rows)s rows stay as they are here.", kept)
        parts.append(words % {"rows": kept})
    if found.faulty:
        count = len(found.faulty)
        words = ngettext("%(rows)s row could not be corrected.", "%(rows)s rows could not be corrected.", count)
        parts.append(words % {"rows": count})
    (messages.success if done else messages.warning)(request, " ".join(parts))


def _report_taken_back(request: StaffRequest, back: int, stayed: int) -> None:
    parts = [ngettext("%(rows)s row is as it was before.", "%(rows)s rows are as they were before.", back)]
    if stayed:
        parts.append(
            ngettext(
                "%(stayed)s row stays as it is: somebody has changed it since.",
                "%(stayed)s rows stay as they are: somebody has changed them since.",
                stayed,
            )
        )
    messages.success(request, " ".join(parts) % {"rows": back, "stayed": stayed})


def _query(request: StaffRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""
