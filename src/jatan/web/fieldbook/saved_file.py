"""What waited on a phone without a network, brought as a file: it passes the services that the phone's door passes.

The file is the phone's outbox as it lies there, sealed to the house. It may be brought twice; a row that the phone
itself sends too is one row.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.files import LARGEST_FILE, receive_piece
from jatan.intake.fieldbook.models import LARGEST_PIECE
from jatan.intake.fieldbook.receive import receive_rows
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.kernel.text.storable import storable_json
from jatan.web.fieldbook.arrivals import MOST_ROWS, sent_rows
from jatan.web.fieldbook.device_door import decoded
from jatan.web.ui.body_limits import UploadField, takes_files
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs

_LARGEST: Final = 40 * 1024 * 1024
_MOST_ROWS: Final = 2_000
_VERSION: Final = 1


class SavedFileForm(AnswerForm):
    """The file that was saved on the phone."""

    file = UploadField(label=gettext_lazy("File from the phone"), largest=_LARGEST)


@takes_files(_LARGEST, in_memory=True, holds_rows=True)
@needs(Permission.REGISTER_IMPORT)
def saved_file(request: StaffRequest) -> HttpResponseBase:
    """Upload the file. What is in it is received as if the phone had sent it now."""
    form = SavedFileForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            taken = _receive(request, form.cleaned_data["file"].read(_LARGEST + 1))
        except Problem as problem:
            form.show(problem.at("file"))
        else:
            _report(request, taken)
            return redirect("phone_waiting")
    return render(request, "fieldbook/saved_file.html", {"form": form}, status=422 if form.errors else 200)


@dataclass(frozen=True)
class _Taken:
    """How many rows of a file are stored now, and how many are not."""

    arrived: int
    left_out: int


def _report(request: StaffRequest, taken: _Taken) -> None:
    words = ngettext("%(rows)s row has arrived.", "%(rows)s rows have arrived.", taken.arrived)
    messages.success(request, words % {"rows": taken.arrived})
    if taken.left_out:
        words = ngettext(
            "%(rows)s row of the file could not be taken in. It is still on the phone.",
            "%(rows)s rows of the file could not be taken in. They are still on the phone.",
            taken.left_out,
        )
        messages.warning(request, words % {"rows": taken.left_out})


def _receive(request: StaffRequest, content: bytes) -> _Taken:
    """Take in the rows, then their photographs. Raises Problem for a file of another kind or a phone of no office."""
    saved = _read(content)
    offices = request.actor.reach(Permission.REGISTER_IMPORT).organisations
    phones = Device.objects.select_related("account", "organisation").filter(organisation__in=offices)
    device = phones.filter(pk=saved["device"]).first()
    if device is None:
        raise Problem("unknown_phone", _("This file is of no phone of your office."))
    sender, rows = sender_of(device), saved["rows"]
    arrived = 0
    for begin in range(0, len(rows), MOST_ROWS):
        some = list(sent_rows(rows[begin : begin + MOST_ROWS]))
        taken = receive_rows(
            device=device, by=sender.actor, rows=some, is_refused=bool(sender.refusal), is_by_hand=True
        )
        arrived += len(taken.rows)
    for row, file, sealed in _photographs(rows):
        _receive_photograph(device, sender.actor, row, file, sealed)
    return _Taken(arrived, len(rows) - arrived)


def _photographs(rows: list[Any]) -> Iterator[tuple[uuid.UUID, uuid.UUID, bytes]]:
    """(row, file, sealed bytes) of the photographs in the file. What is none is left out: the phone still holds it."""
    for row in rows:
        files = row.get("files") if isinstance(row, dict) else None
        for file in files if isinstance(files, list) else []:
            ids = (row.get("id"), file.get("id")) if isinstance(file, dict) else ()
            if not ids or not all(isinstance(one, str) and is_id(one) for one in ids):
                continue
            try:
                sealed = decoded(file.get("bytes"), most=LARGEST_FILE)
            except Problem:
                continue
            yield uuid.UUID(ids[0]), uuid.UUID(ids[1]), sealed


def _receive_photograph(device: Device, by: Actor, row: uuid.UUID, file: uuid.UUID, sealed: bytes) -> None:
    """One photograph in the pieces of the door. One that is refused is left out."""
    try:
        for begin in range(0, len(sealed), LARGEST_PIECE):
            receive_piece(
                device=device,
                by=by,
                file=file,
                row=row,
                offset=begin,
                size=len(sealed),
                content=sealed[begin : begin + LARGEST_PIECE],
                is_by_hand=True,
            )
    except Problem:
        return


def _read(content: bytes) -> dict[str, Any]:
    no_file = Problem("unreadable", _("This is no file that a field book has saved."))
    if len(content) > _LARGEST:
        raise Problem("unreadable", _("This file is too large."))
    try:
        saved = storable_json(json.loads(content))
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
