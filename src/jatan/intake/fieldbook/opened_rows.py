"""Opens what a phone sealed: a row as `Written`, a photograph as bytes. What cannot be understood is a Problem."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.dateparse import parse_datetime

from jatan.foundation.devices.models import Device
from jatan.foundation.vault.field_seal import Unreadable, open_sealed, seal_for_server
from jatan.intake.fieldbook.choices import FlowKind, Reason
from jatan.intake.fieldbook.models import MOST_FILES, ReceivedRow
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.kernel.text.storable import storable_json

_LONGEST_WORD: Final = 24
_LARGEST_NUMBER: Final = 2**53
_REASONS: Final[Mapping[str, Reason]] = {"other_key": Reason.OTHER_KEY, "no_key": Reason.OTHER_KEY}


@dataclass(frozen=True)
class NamedFile:
    """A file that a row names: under which question, and of which media type by the phone's word."""

    id: uuid.UUID
    question: str
    media_type: str


@dataclass(frozen=True)
class Written:
    """The plain content of one row. `by_phone`: when it was written by the phone's clock, aware.

    `number`: counts up on this phone in the order of writing; `server_seen`: the last time of the server that the phone
    knew when it wrote. None where the page that wrote it was loaded before it said them.
    """

    kind: str
    definitions: str
    by_phone: dt.datetime
    answers: dict[str, Any]
    files: tuple[NamedFile, ...] = ()
    number: int | None = None
    server_seen: dt.datetime | None = None


def open_row(row: ReceivedRow) -> Written:
    """What was written, with the answers as the office put them right. Raises Problem with the code of a Reason."""
    return _understood(_opened(bytes(row.corrected or row.sealed), row.device, row.account, row.row))


def glance(row: ReceivedRow) -> tuple[str, dict[str, Any]] | None:
    """Kind and answers of a row as far as they can be made out, whatever else is wrong with it; None where nothing can.

    The kind is "" where it is none of ours: a page of another version has written it.
    """
    try:
        found = storable_json(json.loads(_opened(bytes(row.corrected or row.sealed), row.device, row.account, row.row)))
    except (Problem, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("answers"), dict):
        return None
    kind = found.get("kind")
    return (kind if isinstance(kind, str) and kind in FlowKind.values else "", found["answers"])


def open_file(sealed: bytes, *, device: uuid.UUID, account: uuid.UUID, file: uuid.UUID) -> bytes:
    """The bytes of a photograph. Raises Problem as `open_row`."""
    return _opened(sealed, device, account, file)


def seal_corrected(row: ReceivedRow, written: Written, answers: Mapping[str, Any], at: dt.datetime) -> bytes:
    """The row with other answers, written at `at`, sealed as the phone sealed it."""
    seen = written.server_seen.isoformat() if written.server_seen is not None else None
    content = {
        "kind": written.kind,
        "number": written.number,
        "server_seen": seen,
        "definitions": written.definitions,
        "written_at": at.isoformat(),
        "answers": answers,
        "files": [{"id": str(one.id), "question": one.question, "type": one.media_type} for one in written.files],
    }
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return seal_for_server(plain, device=row.device, about=row.row)


def _opened(sealed: bytes, device: uuid.UUID, account: uuid.UUID, about: uuid.UUID) -> bytes:
    """A phone that was enrolled anew still holds what it sealed under its former id: those of its person are tried."""
    try:
        return open_sealed(sealed, device=device, about=about)
    except Unreadable as refused:
        if refused.code == "altered":
            for former in Device.objects.filter(account=account).exclude(pk=device).values_list("pk", flat=True):
                try:
                    return open_sealed(sealed, device=former, about=about)
                except Unreadable:
                    continue
        raise Problem(_REASONS.get(refused.code, Reason.CANNOT_BE_OPENED).value) from refused


def _understood(plain: bytes) -> Written:
    try:
        found = storable_json(json.loads(plain))
    except (ValueError, RecursionError) as error:
        raise Problem(Reason.UNKNOWN_KIND.value) from error
    if not isinstance(found, dict) or found.get("kind") not in FlowKind.values:
        raise Problem(Reason.UNKNOWN_KIND.value)
    answers, version = found.get("answers"), found.get("definitions", "")
    if not isinstance(answers, dict):
        raise Problem(Reason.UNKNOWN_KIND.value)
    return Written(
        kind=found["kind"],
        definitions=str(version)[:_LONGEST_WORD].replace("\x00", ""),
        by_phone=_instant(found.get("written_at")),
        answers=answers,
        files=_files(found.get("files", [])),
        number=_number(found.get("number")),
        server_seen=_seen(found.get("server_seen")),
    )


def _number(written: object) -> int | None:
    """The place in the phone's order; what is no such number says nothing, and does not hold the row back."""
    is_number = isinstance(written, int) and not isinstance(written, bool)
    return written if is_number and 0 < written <= _LARGEST_NUMBER else None  # type: ignore[operator,return-value]


def _seen(written: object) -> dt.datetime | None:
    try:
        return _instant(written) if written is not None else None
    except Problem:
        return None


def _instant(text: object) -> dt.datetime:
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
        if found is not None and found.tzinfo is not None:
            return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    raise Problem(Reason.CLOCK.value, field="written_at")


def _files(named: object) -> tuple[NamedFile, ...]:
    if not isinstance(named, Sequence) or isinstance(named, str) or len(named) > MOST_FILES:
        raise Problem(Reason.UNKNOWN_KIND.value, field="files")
    found = []
    for one in named:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not is_id(one["id"]):
            raise Problem(Reason.UNKNOWN_KIND.value, field="files")
        found.append(NamedFile(uuid.UUID(one["id"]), str(one.get("question", "")), str(one.get("type", ""))))
    return tuple(found)
