"""Exports: created for a reason, after the second factor, downloaded at most three times within a day.

The passphrase is shown once, on the response page. A download returns the stored bytes: its URL
reveals nothing about the content, and parameters do not change it.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import ExportReason
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.sharing.exports import (
    FETCHES,
    delete_export,
    export_of,
    exports_of,
    make_export,
    require_exportable,
    take_export,
)
from jatan.programme.cases.sharing.statistics_exports import export_many
from jatan.web.cases.entry_display import headline, kind_for
from jatan.web.cases.file_requests import request_choices
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.referral_forms import ExportForm, ManyForm
from jatan.web.ui.downloads import send_file
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


@needs_keys
@needs(Permission.CASES_EXPORT, writes_on_get=READING_IS_RECORDED, fresh_second_step=True)
def case_export(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Export one case as an encrypted file."""
    require_exportable(request.actor, pk)
    case_file = case_file_for(request, pk)
    data = request.POST if request.method == "POST" else None
    bases = [*_referrals(case_file), *request_choices(case_file.file)]
    form = ExportForm(data, bases=bases, initial={"what": request.GET.get("what", "")})
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
        try:
            row, passphrase = make_export(**mine, **form.answers())
        except (Problem, Problems) as raised:
            form.show(raised)
        else:
            return _passphrase_page(request, row, passphrase, case_file)
    page = {"case": case_file.case, "form": form}
    return render(request, "cases/export.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_EXPORT, fresh_second_step=True)
def case_exports(request: StaffRequest) -> HttpResponseBase:
    """The user's available exports; and exports of statistics or coded incidents over cases."""
    keyring = request.keyring
    form = ManyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row, passphrase = export_many(by=request.actor, keyring=keyring, **form.cleaned_data)
        except Problem as raised:
            form.show(raised)
        else:
            return _passphrase_page(request, row, passphrase, None)
    page = {"form": form, "rows": exports_of(request.actor), "fetches": FETCHES}
    return render(request, "cases/exports.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_EXPORT, fresh_second_step=True)
def case_export_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Download an export, or delete it. 404 if expired, used up, deleted or another's."""
    row = export_of(request.actor, pk)
    action = request.POST.get("deed", "") if request.method == "POST" else ""
    if action == "fetch":
        try:
            return _as_file(take_export(by=request.actor, keyring=request.keyring, pk=pk), row.pk)
        except Problem as problem:
            messages.error(request, str(problem.message))
            return redirect("case_export_file", pk)
    if action == "delete":
        delete_export(by=request.actor, pk=pk)
        messages.success(request, _("The file is gone."))
        return redirect("case_exports")
    return render(request, "cases/export_file.html", {"row": row, "left": FETCHES - row.downloads})


def _passphrase_page(
    request: StaffRequest, row: Any, passphrase: str, case_file: OpenCaseFile | None
) -> HttpResponseBase:
    """The passphrase, once. Loading this page again asks the browser's question and makes another file."""
    page = {
        "row": row,
        "passphrase": passphrase,
        "case": case_file.case if case_file else None,
        "fetches": FETCHES,
        "is_handed_over": row.entry is not None and row.reason != ExportReason.COURT,
        "is_for_court": row.reason == ExportReason.COURT,
    }
    return render(request, "cases/export_made.html", page)


def _referrals(case_file: OpenCaseFile) -> Iterable[tuple[str, str]]:
    """Referrals to partners outside that can be handed over."""
    for entry in case_file.file.all("referral"):
        if not entry.get("member") and state_of(case_file.file, entry) in ("", "sent", "no_answer"):
            kind = kind_for("referral")
            words = f"{kind.label} · {headline(kind, entry, case_file.file)}"
            yield f"{entry.get('way')}::{entry.row}", words


def _as_file(content: bytes, name: uuid.UUID) -> HttpResponseBase:
    answer = send_file(content, f"{name.hex[-8:]}.zip")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Encoding"] = "identity"  # what is compressed already is not compressed again
    return answer
