"""Targets as a workbook: download with the present targets, upload, look at old and new, take in."""

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.reports.period_layout import period_words
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.selectors import targets_in_force, targets_of_period
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.evidence.targets.workbook import (
    MOST_ROWS,
    RefusedRow,
    TargetChange,
    WorkbookReading,
    read_targets,
    write_targets,
)
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.uploads import shown_name
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem
from jatan.web.targets.forms import LARGEST_FILE, UploadForm, offices_with_targets
from jatan.web.targets.overview import asked_period
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper
from jatan.web.ui.records import submission
from jatan.web.ui.uploaded_copy import uploaded_copy

_SALT = "jatan.targets.workbook"
_KEPT_SECONDS = 2 * 3600
_SHOWN = 200  # lines of old and new, and refused ones, on the page


@makes_paper
@needs(Permission.TARGETS_SET)
def download(request: StaffRequest) -> HttpResponseBase:
    """The workbook of one period, filled with the present targets."""
    period = asked_period(request)
    present = targets_of_period(request.actor, period)
    content = write_targets(offices_with_targets(request.actor), period, present, get_language() or "hi")
    return send_file(content, f"jatan-targets-{period.start:%Y-%m-%d}-{period.end:%Y-%m-%d}.xlsx")


@takes_files(LARGEST_FILE)
@needs(Permission.TARGETS_SET)
def upload(request: StaffRequest) -> HttpResponseBase:
    """Upload a workbook and look at what it would change."""
    form = submission.bind_form(UploadForm, request)
    reading: WorkbookReading | None = None
    if form.is_bound and form.is_valid():
        try:
            reading = _read(request, form.cleaned_data["workbook"])
        except Problem as refused:
            form.add_error("workbook", str(refused.message))
    page: dict[str, Any] = {"form": form, "reading": reading}
    if reading is not None:
        page |= {
            "changes": _change_table(reading.changes),
            "refused": _refused_table(reading.refused),
            "kept": _signed(request, reading.changes) if reading.changes else "",
        }
    return render(request, "targets/upload.html", page, status=422 if form.errors else 200)


@require_POST
@needs(Permission.TARGETS_SET)
def take_in(request: StaffRequest) -> HttpResponseBase:
    """Set the targets that the page showed, if none of them has changed since."""
    try:
        kept: Any = signing.loads(request.POST.get("kept", ""), salt=_salt(request), max_age=_KEPT_SECONDS)
    except signing.SignatureExpired:
        messages.warning(request, _("This page is too old. Upload the workbook once more."))
        return redirect("targets_upload")
    except signing.BadSignature:
        raise Http404 from None
    try:
        wanted = [_set_target(row) for row in kept]
        changed = set_targets(by=request.actor, targets=wanted)
    except Problem as refused:
        messages.warning(request, str(refused.message))
        return redirect("targets_upload")
    words = ngettext("%(number)s target is set.", "%(number)s targets are set.", changed)
    messages.success(request, words % {"number": changed})
    return redirect(f"{reverse('targets')}?from={wanted[0].first}&to={wanted[0].last}")


def _read(request: StaffRequest, file: UploadedFile[Any]) -> WorkbookReading:
    if (file.size or 0) > LARGEST_FILE:
        raise Problem("workbook_too_large", _("This file is too large."), field="workbook")
    offices = offices_with_targets(request.actor)
    present: list[Target] = targets_in_force(request.actor)
    with uploaded_copy(file) as path, open_workbook(path, name=shown_name(file.name or "")) as book:
        rows: Iterator[list[Any]] = islice(book.rows(book.names[0]), MOST_ROWS * 2) if book.names else iter(())
        return read_targets(rows, offices, present)


def _change_table(changes: tuple[TargetChange, ...]) -> Table:
    columns = (
        Column("what", _("What")),
        Column("owner", _("Whose target")),
        Column("period", _("Period")),
        Column("old", _("Now"), "number"),
        Column("new", _("New"), "number"),
    )
    rows = []
    for change in changes[:_SHOWN]:
        target, one = change.target, indicator(change.target.indicator)
        rows.append(
            {
                "what": f"{one.label.in_language()}: {one.value(target.value).label.in_language()}",
                "owner": change.owner.name,
                "period": period_words(Period(target.first, target.last)),
                "old": target.before,
                "new": target.amount,
            }
        )
    return Table(_("What would change"), columns, rows, note=_left_out(len(changes)))


def _refused_table(refused: tuple[RefusedRow, ...]) -> Table:
    columns = (Column("row", _("Row")), Column("text", _("What stands there")), Column("why", _("Why not")))
    rows = [
        {"row": _("Row %(number)s") % {"number": one.row}, "text": one.text, "why": one.message}
        for one in refused[:_SHOWN]
    ]
    return Table(_("Rows that were not taken"), columns, rows, note=_left_out(len(refused)))


def _left_out(number: int) -> str:
    if number <= _SHOWN:
        return ""
    return _("The first %(shown)s of %(all)s.") % {"shown": _SHOWN, "all": number}


def _salt(request: StaffRequest) -> str:
    """The signature is good for the account that uploaded the workbook."""
    return f"{_SALT}.{request.account.pk}"


def _signed(request: StaffRequest, changes: tuple[TargetChange, ...]) -> str:
    rows = [
        [
            str(one.target.organisation),
            one.target.indicator,
            one.target.value,
            one.target.first.isoformat(),
            one.target.last.isoformat(),
            one.target.amount,
            one.target.before,
        ]
        for one in changes
    ]
    return signing.dumps(rows, salt=_salt(request), compress=True)


def _set_target(row: list[Any]) -> SetTarget:
    organisation, code, value, first, last, amount, before = row
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return SetTarget(uuid.UUID(organisation), code, value, *days, amount, before=before, is_checked=True)
