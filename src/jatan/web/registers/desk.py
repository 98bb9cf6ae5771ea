"""The import page: upload workbooks, see counts of waiting rows and the latest imports."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.first_registers import begin_with_empty_registers, without_registers
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.uploads import receive_upload, shown_name
from jatan.intake.registers.workbook.endings import ENDINGS
from jatan.intake.registers.workbook.safety import LARGEST_FILE
from jatan.kernel.problems import Problem
from jatan.web.registers import states
from jatan.web.registers.office_choice import OfficeForm
from jatan.web.registers.several_files import SeveralFilesField
from jatan.web.registers.words import REFUSALS
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records import submission

MAX_FILES = 20
SHOWN = 12  # with the form at most four screens of a telephone
LARGEST_TOGETHER = 2 * LARGEST_FILE  # bytes in one request
_PASSWORD = "workbook_password"  # noqa: S105 - the name of the field


class UploadForm(OfficeForm):
    """Workbooks to upload, and their organisation where the actor has several.

    The password is asked for only after a protected workbook was refused (`ask_password`).
    """

    workbooks = SeveralFilesField(
        most=MAX_FILES,
        accept=",".join(ENDINGS),
        label=gettext_lazy("Workbooks"),
        help_text=gettext_lazy(
            "Excel, LibreOffice or CSV files (.xlsx, .xls, .xlsb, .ods, .csv), several at once. First you see what is"
            " in them; nothing is kept yet."
        ),
    )

    def prepare(self) -> None:
        super().prepare()
        if _PASSWORD in self.data:
            self.ask_password()

    def ask_password(self) -> None:
        """Add the field for the password of protected workbooks."""
        self.fields[_PASSWORD] = forms.CharField(
            label=gettext_lazy("Password of the workbook"),
            help_text=gettext_lazy("The one that Excel asks for. Choose the file once more, too. It is not kept."),
            required=False,
            strip=False,
            max_length=255,
            widget=forms.PasswordInput({"autocomplete": "off"}),
        )


@takes_files(LARGEST_TOGETHER)
@needs(Permission.REGISTER_IMPORT)
def import_desk(request: StaffRequest) -> HttpResponseBase:
    """GET shows the page; POST uploads workbooks and redirects to their preview."""
    form = submission.bind_form(UploadForm, request)
    if isinstance(form, UploadForm) and form.is_bound and form.is_valid():
        received = _receive_files(request, form)
        if received and not form.errors:
            return _redirect_to_preview(request, received)
        for run in received:
            messages.info(request, _("%(file)s is being looked at.") % {"file": run.file_name})
    listed = paginate(selectors.runs(request.actor), request.GET, size=SHOWN)
    page = {"form": form, "page": listed, "table": _table(listed), "tabs": states.tabs("import_desk")} | _waiting(
        request
    )
    page["without_registers"] = without_registers(request.actor)
    return render(request, "registers/desk.html", page, status=422 if form.errors else 200)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def begin_empty(request: StaffRequest, pk: UUID) -> HttpResponseBase:
    """Record that an organisation begins without registers."""
    begin_with_empty_registers(by=request.actor, organisation_id=pk)
    messages.success(request, _("Written down: there are no registers. You can still bring some in later."))
    return redirect("home")


def _receive_files(request: StaffRequest, form: UploadForm) -> list[ImportRun]:
    """Runs of the accepted files; refused files become errors of the field."""
    received: list[ImportRun] = []
    password = form.cleaned_data.get(_PASSWORD) or ""
    for file in form.cleaned_data["workbooks"]:
        name = file.name or ""
        try:
            run = receive_upload(
                by=request.actor,
                organisation_id=form.office().id,
                file_name=name,
                chunks=file.chunks(),
                password=password,
            )
        except Problem as refused:
            words = REFUSALS.get(refused.code, refused.message)
            form.add_error("workbooks", f"{shown_name(name)[:80]}: {words}")
            if refused.code in ("protected_workbook", "wrong_password"):
                form.ask_password()
        else:
            received.append(run)
    return received


def _redirect_to_preview(request: StaffRequest, received: list[ImportRun]) -> HttpResponseBase:
    if len(received) == 1:
        return redirect("import_run", received[0].pk)
    text = ngettext("%(files)s file is being looked at.", "%(files)s files are being looked at.", len(received))
    messages.success(request, text % {"files": len(received)})
    return redirect("import_desk")


def _waiting(request: StaffRequest) -> dict[str, Any]:
    by = request.actor
    return {
        "parked": selectors.parked_rows(by).order_by().count(),
        "proposed": selectors.corrections(by).order_by().count(),
    }


def _table(listed: Page) -> Table:
    columns = (
        Column("file", _("File")),
        Column("at", _("When"), "day"),
        Column("status", _("Status"), "badge"),
        Column("imported", _("New rows"), "number"),
        Column("waiting", _("Rows that wait"), "number"),
        Column("office", _("Organisation")),
    )
    return Table(_("Latest workbooks"), columns, [_line(run) for run in listed.rows], link="url", is_list=True)


def _line(run: ImportRun) -> dict[str, Any]:
    totals = states.totals(run)
    return {
        "file": run.file_name,
        "at": run.started_at,
        "status": states.badge(run),
        "imported": totals["imported"],
        "waiting": totals["refused"],
        "office": run.organisation.name,
        "url": reverse("import_run", args=[run.pk]),
    }
