"""Sealed files on the disk: encrypted as they stream in, each under its own key and a random name.

The caller stores the key in the file's card (a sealed section); without the card the file cannot be opened.
"""

import functools
import os
import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.contexts import file_context
from jatan.foundation.vault.file_cipher import FileSealer, file_open
from jatan.foundation.vault.models import SealedFile
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.files import AtomicFile
from jatan.kernel.ids import new_id

__all__ = ["FileWriter", "read_file", "remove_file", "save_file_row"]

_FOLDER: Final = "sealed"
_PIECE: Final = 256 * 1024


class FileWriter:
    """Writes one sealed file: `add` pieces, then `finish` and `save_file_row`, or `drop`. `key` decrypts it."""

    def __init__(self, organisation_id: uuid.UUID, case: uuid.UUID) -> None:
        self.organisation_id, self.case, self.file_id = organisation_id, case, new_id()
        self.key = os.urandom(KEY_BYTES)
        self.length = 0
        self.stored_as = secrets.token_hex(24)
        self._sealer = FileSealer(self.key, file_context(organisation=organisation_id, case=case, file=self.file_id))
        self._out = AtomicFile(_path(self.stored_as))
        self._out.write(self._sealer.header)

    def add(self, piece: bytes) -> None:
        self.length += len(piece)
        for chunk in self._sealer.add(piece):
            self._out.write(chunk)

    def finish(self) -> None:
        """Write the last chunk and make the file durable, before its row is written."""
        self._out.write(self._sealer.finish())
        self._out.keep()

    def plaintext(self) -> Iterator[bytes]:
        """What was written, after `finish`, in authenticated chunks. Raises Refused."""
        context = file_context(organisation=self.organisation_id, case=self.case, file=self.file_id)
        return file_open(self.key, _pieces(_path(self.stored_as)), context)

    def drop(self) -> None:
        """Delete the file, if the upload was interrupted or refused."""
        self._out.drop()
        _path(self.stored_as).unlink(missing_ok=True)


def save_file_row(writer: FileWriter, by: uuid.UUID) -> SealedFile:
    """Create the row of a finished file."""
    return SealedFile.objects.create(
        id=writer.file_id,
        organisation_id=writer.organisation_id,
        case=writer.case,
        stored_as=writer.stored_as,
        length=writer.length,
        written_by=by,
    )


def read_file(row: SealedFile, key: bytes) -> Iterator[bytes]:
    """Yield the plaintext in authenticated chunks. Raises Refused; code "length" if the file is missing."""
    context = file_context(organisation=row.organisation_id, case=row.case, file=row.pk)
    return file_open(key, _pieces(_path(row.stored_as)), context)


def remove_file(row: SealedFile) -> None:
    """Delete a file: its row now, its bytes after commit.

    If the process is killed in between, sealed bytes remain that nobody can open without the file's card.
    """
    path = _path(row.stored_as)
    row.delete()
    transaction.on_commit(functools.partial(path.unlink, missing_ok=True))


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        source = path.open("rb")
    except FileNotFoundError as error:
        raise Refused("length") from error
    with source:
        while piece := source.read(_PIECE):
            yield piece


def _path(stored_as: str) -> Path:
    if not stored_as.isalnum():
        raise Refused("length")
    return Path(settings.MEDIA_ROOT) / _FOLDER / stored_as[:2] / stored_as
