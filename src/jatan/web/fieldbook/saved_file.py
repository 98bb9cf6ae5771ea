"""What waited on a phone without a network, brought as a file: it passes the services that the phone's door passes.

The file is the phone's outbox as it lies there, sealed to the house. It may be brought twice; a row that the phone
itself sends too is one row.
"""

import json
import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.permissions import Permission
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.files import LARGEST_FILE, LARGEST_PIECE, receive_piece
from jatan.intake.fieldbook.receive import receive_rows
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.web.fieldbook.arrivals import MOST_ROWS, sent_rows
from jatan.web.fieldbook.device_door import decoded
from jatan.web.ui.body_limits import UploadField, takes_files
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["saved_file"]

_LARGEST: Final = 40 * 1024 * 1024
_MOST_ROWS: Final = 2_000
_VERSION: Final = 1


class SavedFileForm(AnswerForm):
    """The file that was saved on the phone."""

    file = UploadField(label=gettext_lazy("File from the phone"), largest=_LARGEST)


@takes_files(_LARGEST, in_memory=True)
@needs(Permission.REGISTER_IMPORT)
def saved_file(request: StaffRequest) -> HttpResponseBase:
    """Upload the file. What is in it is received as if the phone had sent it now."""
    form = SavedFileForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            arrived = _receive(request, form.cleaned_data["file"].read(_LARGEST + 1))
        except Problem as problem:
            form.show(problem.at("file"))
        else:
            words = ngettext("%(rows)s row has arrived.", "%(rows)s rows have arrived.", arrived)
            messages.success(request, words % {"rows": arrived})
            return redirect("phone_waiting")
    return render(request, "fieldbook/saved_file.html", {"form": form}, status=422 if form.errors else 200)


def _receive(request: StaffRequest, content: bytes) -> int:
    """How many rows are stored now. Raises Problem for a file of another kind, or of a phone that is not ours."""
    saved = _read(content)
    offices = request.actor.reach(Permission.REGISTER_IMPORT).organisations
    phones = Device.objects.select_related("account", "organisation").filter(organisation__in=offices)
    device = phones.filter(pk=saved["device"]).first()
    if device is None:
        raise Problem("unknown_phone", _("This file is of no phone of your office."))
    sender = sender_of(device)
    by, is_refused = sender.actor, bool(sender.refusal)
    arrived = 0
    for begin in range(0, len(saved["rows"]), MOST_ROWS):
        some = list(sent_rows(saved["rows"][begin : begin + MOST_ROWS]))
        arrived += len(receive_rows(device=device, by=by, rows=some, is_refused=is_refused))
    for row in saved["rows"]:
        for file in row.get("files", []) if isinstance(row, dict) else []:
            _receive_file(device, by, row, file)
    return arrived


def _receive_file(device: Device, by: Any, row: dict[str, Any], file: object) -> None:
    """One photograph in the pieces of the door. A damaged one is left out: the phone still holds it."""
    if not isinstance(file, dict) or not all(
        isinstance(one, str) and is_id(one) for one in (row.get("id"), file.get("id"))
    ):
        return
    try:
        sealed = decoded(file.get("bytes"), most=LARGEST_FILE)
        for begin in range(0, len(sealed), LARGEST_PIECE):
            receive_piece(
                device=device,
                by=by,
                file=uuid.UUID(file["id"]),
                row=uuid.UUID(row["id"]),
                offset=begin,
                size=len(sealed),
                content=sealed[begin : begin + LARGEST_PIECE],
            )
    except Problem:
        return


def _read(content: bytes) -> dict[str, Any]:
    no_file = Problem("unreadable", _("This is no file that a field book has saved."))
    if len(content) > _LARGEST:
        raise Problem("unreadable", _("This file is too large."))
    try:
        saved = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise no_file from error
    if not isinstance(saved, dict) or saved.get("jatan_field_book") != _VERSION:
        raise no_file
    if not isinstance(saved.get("device"), str) or not is_id(saved["device"]):
        raise no_file
    rows = saved.get("rows")
    if not isinstance(rows, list) or len(rows) > _MOST_ROWS:
        raise no_file
    return saved
