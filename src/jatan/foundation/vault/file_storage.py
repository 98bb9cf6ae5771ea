"""Sealed files in the store: encrypted as they stream in, each under its own key and a random name.

The caller stores the key in the file's card (a sealed section); without the card the file cannot be opened.
"""

import functools
import hashlib
import os
import secrets
import uuid
import weakref
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.db import transaction

from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.contexts import file_context
from jatan.foundation.vault.file_cipher import FileSealer, file_open
from jatan.foundation.vault.models import SealedFile
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import padded_length
from jatan.kernel.file_store import NewFile, file_store, open_file
from jatan.kernel.file_store import remove_file as remove_stored
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.ids import new_id

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
        self._out = NewFile(stored_name(self.stored_as))
        try:
            self._out.write(self._sealer.header)
        except BaseException:
            self._out.drop()
            raise

    def add(self, piece: bytes) -> None:
        self.length += len(piece)
        for chunk in self._sealer.add(piece):
            self._out.write(chunk)

    def finish(self) -> None:
        """Write the last chunks and make the file durable, before its row is written."""
        for chunk in self._sealer.finish():
            self._out.write(chunk)
        self._out.keep()

    def plaintext(self) -> Iterator[bytes]:
        """What was written, after `finish`, in authenticated chunks. Raises Refused."""
        context = file_context(organisation=self.organisation_id, case=self.case, file=self.file_id)
        return file_open(self.key, _pieces(stored_name(self.stored_as)), context)

    def drop(self) -> None:
        """Delete the file, if the upload was interrupted or refused."""
        self._out.drop()
        remove_stored(stored_name(self.stored_as))


def save_file_row(writer: FileWriter, by: uuid.UUID) -> SealedFile:
    """Create the row of a finished file. It says the padded length; the real one is in the file's card."""
    return SealedFile.objects.create(
        id=writer.file_id,
        organisation_id=writer.organisation_id,
        case=writer.case,
        stored_as=writer.stored_as,
        length=padded_length(writer.length),
        written_by=by,
    )


def verified_file(row: SealedFile, key: bytes, digest: str) -> "VerifiedFile":
    """The plaintext, whose SHA-256 must be `digest`, in chunks. All of it is verified before the first is yielded, and
    the file is opened once: a store that goes away meanwhile cuts nothing.

    Raises Refused, code "length" if the file is missing; StoreProblem if the place of the files cannot be used, which
    says nothing about the file.
    """
    context = file_context(organisation=row.organisation_id, case=row.case, file=row.pk)
    source = _opened(stored_name(row.stored_as))
    try:
        found = hashlib.sha256()
        for piece in file_open(key, _read(source), context):
            found.update(piece)
        if found.hexdigest() != digest:
            raise Refused("altered")
        source.seek(0)
    except BaseException:
        source.close()
        raise
    return VerifiedFile(source, file_open(key, _read(source), context))


class VerifiedFile(Iterator[bytes]):
    """The pieces of a file whose bytes were verified. It is closed at its end, by `close`, or when nobody reads it."""

    def __init__(self, source: BinaryIO, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.close = weakref.finalize(self, source.close)

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise


def remove_file(row: SealedFile) -> None:
    """Delete a file: its row now, its bytes after commit.

    If the process is killed in between, sealed bytes remain that nobody can open without the file's card.
    """
    name = stored_name(row.stored_as)
    row.delete()
    transaction.on_commit(functools.partial(remove_stored, name))


def _opened(name: str) -> BinaryIO:
    try:
        return open_file(name)
    except FileNotFoundError as error:
        if file_store().lacks_all_beside(name):
            raise StoreProblem from error
        raise Refused("length") from error


def _pieces(name: str) -> Iterator[bytes]:
    with _opened(name) as source:
        yield from _read(source)


def _read(source: BinaryIO) -> Iterator[bytes]:
    try:
        while piece := source.read(_PIECE):
            yield piece
    except OSError as error:
        raise StoreProblem from error


def stored_name(stored_as: str) -> str:
    """The name of a sealed file in the store. Raises Refused for what no house has written."""
    if not stored_as.isalnum():
        raise Refused("length")
    return f"{_FOLDER}/{stored_as[:2]}/{stored_as}"
