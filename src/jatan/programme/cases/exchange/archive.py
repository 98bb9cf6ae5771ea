"""Files that leave the house: always a ZIP under AES-256 with a passphrase made for it; there is no plain form.

The caller decides who may, asks for the second factor, writes the ledger entry before the bytes leave and lets the file
expire. The passphrase is shown once and kept nowhere. It has 128 bits because the format stretches it little.
"""

import csv
import io
import json
import secrets
import uuid
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from jatan.foundation.vault.slots import made_code
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_invisible
from jatan.programme.cases.exchange.csv_form import to_csv
from jatan.programme.cases.exchange.ctdc import VARIABLES, statistical
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.levels import Level, agreed_to, coded, full
from jatan.programme.cases.exchange.records import Record, Taken, checked
from jatan.programme.cases.exchange.standard import PROFILE

__all__ = ["Reason", "about", "packed", "read_export", "write_export"]

# Read in when a file is packed or opened: the library below its cipher is an eighth of every start of the house.
pyzipper: Any = SimpleLazyObject(lambda: import_module("pyzipper"))
_DOCUMENT: Final = "htcds.json"
_LARGEST: Final = 64 * 1024 * 1024
# -r--r--r-- for those who know modes, the read-only mark for those who do not.
_READ_ONLY: Final = (0o100444 << 16) | 0x01
# Version 2 keeps no checksum of the clear text: with one, a guess at what is inside could be confirmed from outside.
_NO_CHECKSUM: Final = 2
# NotImplementedError and a wrong passphrase are RuntimeErrors, a name that is not there is a KeyError.
_BROKEN: Final = (KeyError, ValueError, RuntimeError, EOFError, OSError, zlib.error)


class Reason(StrEnum):
    """What a file is made for: a code, because it goes into the ledger."""

    REFERRAL = "referral"
    TRANSFER = "transfer"
    HER_COPY = "her_copy"
    SUPERVISION = "supervision"
    STATISTICS = "statistics"
    COURT = "court"


def write_export(
    level: Level, documents: Sequence[Record], reason: Reason, *, mark: uuid.UUID | None = None
) -> tuple[bytes, str]:
    """The encrypted file and its passphrase. `mark` is the entry that the caller keeps of this export.

    full: Problem("no_consent") if one of them did not agree to share (to police and court, where it is for them); her
    own copy asks nobody. statistical: only those who agreed to statistics.
    Problem("nothing_to_share") when no record remains.
    """
    contents = _statistical(documents) if level is Level.STATISTICAL else _standard(level, documents, reason)
    return packed({"about.json": about(level.value, reason, mark), **contents})


def read_export(content: bytes, passphrase: str) -> Taken:
    """What another house sent us. Raises Problem("unreadable") for a wrong passphrase and for any other file."""
    try:
        with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
            inside = archive.getinfo(_DOCUMENT)
            # What is not encrypted did not come from where it says: nobody reads it by mistake.
            if inside.file_size > _LARGEST or not inside.flag_bits & 0x1:
                raise Problem("unreadable")
            with archive.open(inside, pwd=without_invisible(passphrase).strip().encode()) as entry:
                document = entry.read(_LARGEST + 1)
    except (*_BROKEN, pyzipper.BadZipFile):
        raise Problem("unreadable") from None
    if len(document) > _LARGEST:
        raise Problem("unreadable")
    return from_json(document)


def about(level: str, reason: Reason, mark: uuid.UUID | None) -> str:
    """What a file says of itself: level, reason, day, and the entry that its maker keeps of it."""
    said = {"profile": PROFILE, "level": level, "reason": reason.value, "made_on": clock.today().isoformat()}
    return json.dumps(said | ({"export": str(mark)} if mark else {}), indent=1)


def packed(files: Mapping[str, str | bytes]) -> tuple[bytes, str]:
    """Files in one encrypted ZIP, and the passphrase. Their names are readable from outside: never a person's word."""
    passphrase, target = made_code(), io.BytesIO()
    with pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(passphrase.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=_NO_CHECKSUM)
        day = clock.today()
        for name, content in files.items():
            entry = archive.zipinfo_cls(name, date_time=(day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = pyzipper.ZIP_DEFLATED
            entry.external_attr = _READ_ONLY
            entry.create_system = 3
            archive.writestr(entry, content.encode() if isinstance(content, str) else content)
    return target.getvalue(), passphrase


def _standard(level: Level, documents: Sequence[Record], reason: Reason) -> dict[str, str]:
    if not documents:
        raise _nothing()
    if level is Level.FULL:
        records = [_whole(record, reason) for record in documents]
    else:
        # A key for this file alone: two files cannot be laid side by side to follow one person.
        key = secrets.token_bytes(32)
        records = _shuffled([coded(record, key) for record in documents])
    return {_DOCUMENT: to_json(records, level.value), "htcds.csv": to_csv(records, level.value)}


def _whole(record: Record, reason: Reason) -> Record:
    if reason is Reason.HER_COPY:
        return checked(record)
    return full(record, "PoliceCourt" if reason is Reason.COURT else "Sharing")


def _statistical(documents: Sequence[Record]) -> dict[str, str]:
    rows = _shuffled([statistical(record) for record in documents if agreed_to(record, "Statistics")])
    if not rows:
        raise _nothing()
    target = io.StringIO()
    writer = csv.DictWriter(target, VARIABLES, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return {"ctdc.csv": target.getvalue()}


def _shuffled[T](rows: list[T]) -> list[T]:
    """In an order that tells nothing of when a case came."""
    secrets.SystemRandom().shuffle(rows)
    return rows


def _nothing() -> Problem:
    return Problem("nothing_to_share", _("There is nothing that may be shared for this purpose."))
