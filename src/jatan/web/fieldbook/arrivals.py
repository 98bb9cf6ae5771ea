"""Where phones send: rows, pieces of photographs, and the question which of them have arrived.

A phone that was taken back sends too, and is told to wipe itself: what was written on it is never lost with it.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, JsonResponse

from jatan.foundation.devices.epoch import epoch
from jatan.foundation.devices.services import note_seen
from jatan.intake.fieldbook.files import SentFile, receive_piece
from jatan.intake.fieldbook.models import LARGEST_PIECE, LARGEST_ROW, MOST_FILES
from jatan.intake.fieldbook.receipts import Receipt, receipts_of, receipts_of_ids
from jatan.intake.fieldbook.receive import SentRow, receive_rows
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.web.fieldbook.device_door import DeviceRequest, decoded, device_door, json_body, phone_word

MOST_ROWS: Final = 20
_MOST_ASKED: Final = 200
_MOST_ASKED_BYTES: Final = 32 * 1024
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


@device_door(key="sending", even_revoked=True)
def rows(request: DeviceRequest) -> JsonResponse:
    """Take in at most 20 rows; answers with the receipt of each that is stored now.

    `refused` names those over the limit of the phone. A row that cannot be read as one is left out, and does not keep
    the others waiting.
    """
    content = json_body(request.body_bytes)
    sent = content.get("rows")
    if not isinstance(sent, list) or len(sent) > MOST_ROWS:
        raise Problem("unreadable", field="rows")
    word = phone_word(content)
    received = receive_rows(
        device=request.device,
        by=request.actor,
        rows=list(sent_rows(sent)),
        is_refused=request.is_refused,
        device_time=word.device_time,
        app=word.app or "",
    )
    note_seen(request.device, word, has_sent=bool(received.rows))
    refused = [{"id": str(one), "problem": "quota"} for one in received.over]
    return _answer(request, receipts_of(request.device, received.rows), refused=refused)


@device_door(key="sending", even_revoked=True, is_repeatable=True, most_bytes=LARGEST_PIECE)
def files(request: DeviceRequest, pk: uuid.UUID) -> JsonResponse:
    """Take in one piece of a photograph. 409 with what is here for a piece that does not begin there."""
    row = request.GET.get("row", "")
    if not is_id(row):
        raise Problem("unreadable", field="row")
    taken = receive_piece(
        device=request.device,
        by=request.actor,
        file=pk,
        row=uuid.UUID(row),
        offset=_number(request, "offset"),
        size=_number(request, "size"),
        content=request.body_bytes,
        is_refused=request.is_refused,
    )
    status = 200 if taken.is_in_place else 409
    return JsonResponse({"received": taken.received, "complete": taken.is_complete}, status=status)


@device_door(key="sending", even_revoked=True, most_bytes=_MOST_ASKED_BYTES)
def receipts(request: DeviceRequest) -> JsonResponse:
    """The receipts of at most 200 rows; rows that never arrived are left out."""
    content = json_body(request.body_bytes)
    asked = content.get("ids")
    if not isinstance(asked, list) or len(asked) > _MOST_ASKED:
        raise Problem("unreadable", field="ids")
    ids = {uuid.UUID(one) for one in asked if isinstance(one, str) and is_id(one)}
    note_seen(request.device, phone_word(content))
    return _answer(request, receipts_of_ids(request.device, ids))


def _answer(request: DeviceRequest, found: list[Receipt], **more: Any) -> JsonResponse:
    answer = {"receipts": [one.as_json() for one in found], "epoch": str(epoch()), "wipe": request.is_refused}
    return JsonResponse(answer | more)


def sent_rows(sent: list[Any]) -> Iterator[SentRow]:
    """The rows of a request or a saved file; what cannot be read as one is left out."""
    for one in sent:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not is_id(one["id"]):
            continue
        try:
            sealed = decoded(one.get("sealed"), most=LARGEST_ROW)
            named = tuple(_files(one.get("files", [])))
        except Problem:
            continue
        yield SentRow(uuid.UUID(one["id"]), sealed, named)


def _files(named: object) -> Iterator[SentFile]:
    if not isinstance(named, list) or len(named) > MOST_FILES:
        raise Problem("unreadable", field="files")
    for one in named:
        if not isinstance(one, dict):
            raise Problem("unreadable", field="files")
        named_as, digest, size = one.get("id"), one.get("sha256"), one.get("size")
        if (
            not (isinstance(named_as, str) and is_id(named_as))
            or not (isinstance(digest, str) and _DIGEST.fullmatch(digest))
            or not (isinstance(size, int) and not isinstance(size, bool))
        ):
            raise Problem("unreadable", field="files")
        yield SentFile(uuid.UUID(named_as), digest, size)


def _number(request: HttpRequest, name: str) -> int:
    written = request.GET.get(name, "")
    if not _NUMBER.fullmatch(written):
        raise Problem("unreadable", field=name)
    return int(written)
