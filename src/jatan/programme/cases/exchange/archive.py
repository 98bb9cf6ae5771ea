"""Export files: always a ZIP under AES-256 with a generated passphrase; there is no unencrypted form.

The caller checks permission and second factor, writes the ledger entry before the bytes leave, and lets the file
expire. The passphrase is shown once and not stored. It has 128 bits because the format's key stretching is weak.
"""

import csv
import io
import json
import secrets
import uuid
import zlib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from jatan.foundation.vault.slots import random_recovery_code
from jatan.kernel import clock
from jatan.kernel.archives import zip_members
from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_invisible
from jatan.programme.cases.exchange.csv_form import to_csv
from jatan.programme.cases.exchange.ctdc import ctdc_counts
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.levels import Level, coded_record, full_record, has_agreed_to
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.records import Record, Taken, validate_record
from jatan.programme.cases.exchange.standard import PROFILE

# Imported on first use: its crypto library takes an eighth of the start-up time.
pyzipper: Any = SimpleLazyObject(lambda: import_module("pyzipper"))
_DOCUMENT: Final = "htcds.json"
_LARGEST: Final = 64 * 1024 * 1024
# -r--r--r-- for Unix, the read-only flag for DOS and Windows.
_READ_ONLY: Final = (0o100444 << 16) | 0x01
# AE-2 stores no checksum of the plaintext, which would let an outsider confirm a guess at the content.
_NO_CHECKSUM: Final = 2
# NotImplementedError and a wrong passphrase are RuntimeErrors, a missing member is a KeyError.
_BROKEN: Final = (KeyError, ValueError, RuntimeError, EOFError, OSError, zlib.error)


class Reason(StrEnum):
    """Purpose of an export: a code, because it goes into the ledger."""

    REFERRAL = "referral"
    TRANSFER = "transfer"
    HER_COPY = "her_copy"
    SUPERVISION = "supervision"
    STATISTICS = "statistics"
    COURT = "court"


def write_export(
    level: Level,
    documents: Sequence[Record],
    reason: Reason,
    *,
    mark: uuid.UUID | None = None,
    more: Mapping[str, str] | None = None,
) -> tuple[bytes, str]:
    """The encrypted file and its passphrase. `mark`: id of the caller's record of this export; `more`: further
    files by name.

    full: Problem("no_consent") without consent to share (or to inform police and court, for that reason); her
    own copy needs none. statistical: counts of the records with consent to statistics.
    Problem("nothing_to_share") when no record remains, "too_few" when counts would be of fewer than five.
    """
    contents = _statistical(documents) if level is Level.STATISTICAL else _standard(level, documents, reason)
    return encrypted_zip({"about.json": export_header(level.value, reason, mark), **contents, **(more or {})})


def read_export(content: bytes, passphrase: str, reads: Callable[[bytes], Taken] = from_json) -> Taken:
    """Read another organisation's export. Raises Problem("unreadable") for a wrong passphrase or another file, and
    "unsafe_name".

    `reads`: what reads the file inside: our own document, or the only one of another house.
    """
    try:
        with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
            inside = archive.getinfo(_document([member.filename for member in zip_members(archive)]))
            # Refuse unencrypted members: no export contains any, so somebody else made the file.
            if inside.file_size > _LARGEST or not inside.flag_bits & 0x1:
                raise Problem("unreadable")
            with archive.open(inside, pwd=without_invisible(passphrase).strip().encode()) as entry:
                document = entry.read(_LARGEST + 1)
    except (*_BROKEN, pyzipper.BadZipFile):
        raise Problem("unreadable") from None
    if len(document) > _LARGEST:
        raise Problem("unreadable")
    return reads(document)


def _document(names: Sequence[str]) -> str:
    """The name of the document among the files of a ZIP: ours, else the only file."""
    return names[0] if len(names) == 1 else _DOCUMENT


def export_header(level: str, reason: Reason, mark: uuid.UUID | None) -> str:
    """JSON header of an export: level, reason, date, and the id of its maker's record."""
    header = {"profile": PROFILE, "level": level, "reason": reason.value, "made_on": clock.today().isoformat()}
    return json.dumps(header | ({"export": str(mark)} if mark else {}), indent=1)


def encrypted_zip(files: Mapping[str, str | bytes]) -> tuple[bytes, str]:
    """Files in one encrypted ZIP, and the passphrase. File names are not encrypted and must not contain user input."""
    passphrase, target = random_recovery_code(), io.BytesIO()
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
        raise exchange_problem("nothing_to_share")
    if level is Level.FULL:
        records = [_shareable_record(record, reason) for record in documents]
    else:
        # A new key for each file, so that blinded ids in two files cannot be matched.
        key = secrets.token_bytes(32)
        records = _shuffled([coded_record(record, key) for record in documents])
    return {_DOCUMENT: to_json(records, level.value), "htcds.csv": to_csv(records, level.value)}


def _shareable_record(record: Record, reason: Reason) -> Record:
    if reason is Reason.HER_COPY:
        return validate_record(record)
    return full_record(record, "PoliceCourt" if reason is Reason.COURT else "Sharing")


def _statistical(documents: Sequence[Record]) -> dict[str, str]:
    agreed = [record for record in documents if has_agreed_to(record, "Statistics")]
    if not agreed:
        raise exchange_problem("nothing_to_share")
    lines = ctdc_counts(agreed)
    if not lines:
        raise Problem("too_few", _("Fewer than five agreed to be counted: no numbers are made of so few."))
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerows([("variable", "value", "people_at_least"), *lines])
    return {"counts.csv": target.getvalue()}


def _shuffled[T](rows: list[T]) -> list[T]:
    """The rows in random order, so that the order of cases is not disclosed."""
    secrets.SystemRandom().shuffle(rows)
    return rows
