"""Photographs of phones: pieces come in at their place, become one sealed file, and are attached to what was recorded.

A row never waits for its photographs, and a photograph never waits for its row: whichever comes last attaches it.
"Complete" is said only of a file whose bytes have the hash that the row names. The sealed bytes stay as they came;
what is attached is encoded anew without what a camera adds, as at every other door.
"""

import hashlib
import logging
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.choices import FlowKind, Reason, State
from jatan.intake.fieldbook.locks import lock_person
from jatan.intake.fieldbook.models import LARGEST_PIECE, ReceivedFile, ReceivedPiece, ReceivedRow
from jatan.intake.fieldbook.opened_rows import Written, open_file, open_row
from jatan.intake.fieldbook.quotas import count_file, count_piece, require_room
from jatan.kernel import clock
from jatan.kernel.file_store import read_file, write_file
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.photographs import add_photograph
from jatan.programme.activities.selectors import activities
from jatan.programme.journeys.attachments import add_attachment
from jatan.programme.journeys.choices import AttachmentKind
from jatan.programme.journeys.commands import AddAttachment
from jatan.programme.journeys.selectors import journeys

LARGEST_FILE: Final = 8 * 1024 * 1024
_MOST_UNNAMED: Final = 40
_FOLDER: Final = "fieldbook"
_OF_THE_DESK: Final = (FlowKind.HELP, FlowKind.NO_NEWS)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SentFile:
    """A file that a row names: its id on the phone, hash and size of its sealed bytes."""

    id: uuid.UUID
    sha256: str
    size: int


@dataclass(frozen=True)
class PieceAnswer:
    """So many bytes are here. `is_in_place` False: the piece did not begin there, and was not taken."""

    received: int
    is_complete: bool
    is_in_place: bool = True


def name_files(
    device: Device, row: uuid.UUID, named: Iterable[SentFile], *, is_refused: bool = False, is_counted: bool = True
) -> None:
    """Note the files of a row, and which hash each must have. Pieces may have come before.

    One over the limit of the phone is not noted: the phone names it again when it sends the row again.

    The caller holds the lock of the row: pieces that come at the same time wait for it, or it for them.
    """
    for one in named:
        if not 0 < one.size <= LARGEST_FILE:
            continue
        mine = _mine(device).filter(file=one.id)
        if mine.filter(sha256=one.sha256).exists():
            continue
        early = mine.filter(sha256="", size=one.size).select_for_update(no_key=True).first()
        if early is None and is_counted and not count_file(device, one.size, is_refused=is_refused):
            continue
        if early is None:
            ReceivedFile.objects.create(
                organisation_id=device.organisation_id,
                file=one.id,
                row=row,
                account=device.account_id,
                sha256=one.sha256,
                size=one.size,
            )
        else:
            early.sha256, early.row = one.sha256, row
            early.save(update_fields=["sha256", "row"])
            _complete_or_wait(early)


def receive_piece(
    *,
    device: Device,
    by: Actor,
    file: uuid.UUID,
    row: uuid.UUID,
    offset: int,
    size: int,
    content: bytes,
    is_refused: bool = False,
    is_by_hand: bool = False,
) -> PieceAnswer:
    """Store one piece of at most LARGEST_PIECE bytes. The same piece again changes nothing.

    `is_refused`, `is_by_hand`: as of `receive_rows`. Raises Problem("unreadable") for sizes that cannot be,
    Problem("too_many") for files that no row names, Problem("quota") over the limit of the phone, StoreProblem for
    a last piece where the file cannot be stored now: nothing of the piece is kept.
    """
    if not 0 < size <= LARGEST_FILE or not 0 < len(content) <= LARGEST_PIECE or offset + len(content) > size:
        raise Problem("unreadable", field="size")
    require_room(len(content))
    importer = importer_for(device.organisation_id, account_id=device.account_id)
    with acting_as(importer):
        lock_person(device.organisation_id, device.account_id)
        if not is_by_hand:
            count_piece(device, is_refused=is_refused)
        held = _file_for(device, file, row, size, is_refused=is_refused, is_counted=not is_by_hand)
        if held.complete_at is None and held.received == offset:
            ReceivedPiece.objects.create(
                organisation_id=held.organisation_id, file=held, offset=offset, content=content
            )
            held.received += len(content)
            held.save(update_fields=["received"])
            _complete(held)
            is_in_place = True
        else:
            is_in_place = held.complete_at is not None or offset + len(content) == held.received
        if held.complete_at is not None and not held.attached:
            _attach_to_its_row(held, by)
        return PieceAnswer(held.received, held.complete_at is not None, is_in_place)


def files_of(row: ReceivedRow) -> list[ReceivedFile]:
    """The files of a row that have arrived or are on their way, in the order named."""
    rows = ReceivedFile.objects.filter(organisation_id=row.organisation_id, row=row.row, account=row.account)
    return list(rows.order_by("id"))


def attach_complete(row: ReceivedRow, *, by: Actor) -> None:
    """Attach every complete file of a recorded row that is not attached yet.

    While the store of the files is away they stay as they are (`waiting_photographs.attach_waiting`).
    """
    if row.state != State.RECORDED:
        return
    for held in files_of(row):
        if held.complete_at is not None and not held.attached:
            with suppress(StoreProblem):
                _attach(held, row, by)


def read_photograph(row: ReceivedRow, held: ReceivedFile) -> bytes:
    """The photograph as the phone sealed it, for whoever looks at the row. Raises Problem, FileNotFoundError."""
    if not held.stored_as:
        raise Problem(Reason.CANNOT_BE_OPENED.value)
    sealed = read_file(_stored_name_of(held), digest=held.sha256)
    return open_file(sealed, device=row.device, account=row.account, file=held.file)


def _mine(device: Device) -> QuerySet[ReceivedFile]:
    return ReceivedFile.objects.filter(organisation_id=device.organisation_id, account=device.account_id)


def _file_for(
    device: Device, file: uuid.UUID, row: uuid.UUID, size: int, *, is_refused: bool, is_counted: bool
) -> ReceivedFile:
    """The file to which a piece belongs; a new one where the row that names it has not come yet.

    A phone that was taken back brings files of stored rows only.

    Raises Problem for another size than that of pieces which came before under this id.
    """
    known = list(_mine(device).filter(file=file).select_for_update(no_key=True).order_by("id"))
    mine = [one for one in known if one.size == size]
    open_ones = [one for one in mine if one.complete_at is None]
    if mine:
        return (open_ones or mine)[0]
    if any(not one.sha256 for one in known):
        raise Problem("unreadable", field="size")
    if _mine(device).filter(sha256="").count() >= _MOST_UNNAMED:
        raise Problem("too_many")
    if is_counted and (is_refused or not count_file(device, size, is_refused=False)):
        raise Problem("quota")
    return ReceivedFile.objects.create(
        organisation_id=device.organisation_id, file=file, row=row, account=device.account_id, size=size
    )


def _complete_or_wait(held: ReceivedFile) -> None:
    """As `_complete`; where the file cannot be stored now, its last piece is asked for again and the row goes in."""
    try:
        _complete(held)
    except StoreProblem:
        last = ReceivedPiece.objects.filter(organisation_id=held.organisation_id, file=held).latest("offset")
        held.received, held.stored_as = last.offset, ""
        last.delete()
        held.save(update_fields=["received", "stored_as"])


def _complete(held: ReceivedFile) -> None:
    """Make one file of the pieces when all bytes are here and have the named hash; begin anew where they have not."""
    if held.received < held.size or not held.sha256:
        return
    pieces = ReceivedPiece.objects.filter(organisation_id=held.organisation_id, file=held)
    whole = b"".join(bytes(piece) for piece in pieces.order_by("offset").values_list("content", flat=True))
    if hashlib.sha256(whole).hexdigest() == held.sha256:
        held.stored_as = _new_name(held)
        write_file(_stored_name_of(held), whole, replaces=True)
        held.complete_at = clock.now()
    else:
        held.received = 0
    pieces.delete()
    held.save(update_fields=["received", "stored_as", "complete_at"])


def _attach_to_its_row(held: ReceivedFile, by: Actor) -> None:
    rows = ReceivedRow.objects.filter(
        organisation_id=held.organisation_id, row=held.row, account=held.account, state=State.RECORDED
    )
    row = rows.order_by("variant").first()
    if row is not None:
        _attach(held, row, by)


def _attach(held: ReceivedFile, row: ReceivedRow, by: Actor) -> None:
    """Attach a photograph to what the row became; where that cannot be, it stays with the row, with the reason.

    Raises StoreProblem, and notes nothing.
    """
    try:
        written = open_row(row)
        content = read_photograph(row, held)
        with acting_as(by):
            held.attached = _attached(row, written, held, content, by)
        held.problem = ""
    except StoreProblem:
        raise
    except (Problem, Problems) as unfit:
        held.problem = unfit.problems[0].code[:24]
    except gate.Forbidden:
        held.problem = Reason.NO_RIGHT.value
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        _log.exception("a photograph of a phone could not be attached: %s", type(error).__name__)
        held.problem = Reason.UNEXPECTED.value
    held.save(update_fields=["attached", "problem"])


def _attached(row: ReceivedRow, written: Written, held: ReceivedFile, content: bytes, by: Actor) -> dict[str, str]:
    """{word: id} of what was made of the photograph; {"row": id} where it stays with its row."""
    mine = {"organisation_id": row.organisation_id}
    if row.kind == FlowKind.MEETING:
        meeting = activities(by).filter(**mine, pk=row.recorded["meetings"][0]).first()
        if meeting is not None:
            return {
                "photograph": str(add_photograph(by=by, command=AddPhotograph(activity=meeting, content=content)).pk)
            }
    if row.kind in (FlowKind.LEAVING, *_OF_THE_DESK) and row.recorded.get("journeys"):
        journey = journeys(by).filter(**mine, pk=row.recorded["journeys"][0]).first()
        if journey is not None:
            kind = written.answers.get("photo_kind")
            usual = AttachmentKind.FACE if row.kind == FlowKind.NO_NEWS else AttachmentKind.OTHER
            kind = kind if kind in AttachmentKind.values else usual.value
            paper = AddAttachment(journey=journey, kind=kind)
            upload = ContentFile(content, name="photo.jpg")
            return {"attachment": str(add_attachment(by=by, command=paper, upload=upload).pk)}
    if row.kind in _OF_THE_DESK and not row.recorded.get("journeys"):
        return {"row": str(row.pk)}
    raise Problem(Reason.NO_RIGHT.value)


def _new_name(held: ReceivedFile) -> str:
    """The same for the same file sent again: what a server left that died before its commit is written over."""
    whose = f"{held.organisation_id} {held.account} {held.file} {held.sha256}"
    return hashlib.sha256(whose.encode()).hexdigest()[:48]


def _stored_name_of(held: ReceivedFile) -> str:
    if not held.stored_as.isalnum():
        raise Problem(Reason.CANNOT_BE_OPENED.value)
    return f"{_FOLDER}/{held.stored_as[:2]}/{held.stored_as}"
