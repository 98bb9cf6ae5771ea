"""Encryption of backups in the age format (age-encryption.org/v1), by pyrage, the bindings of rage.

A recipient (`age1…`) encrypts and is no secret. Its identity (`AGE-SECRET-KEY-1…`) decrypts and never lies in the
house.
Everything streams: no plain archive is written to a disk, and memory does not grow with the size.
"""

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Final

import pyrage
from pyrage import x25519

from jatan.runtime.backup.archive import NOT_WHOLE, BackupProblem
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options

_MAGIC: Final = b"age-encryption.org/v1"
_WORDS: Final = re.compile(r"[\s,]+")


def recipients_of(named: Iterable[str]) -> list[x25519.Recipient]:
    """Recipients from words: `age1…`, or the path of a file of them (`#` begins a comment). Raises BackupProblem."""
    found = []
    for word in named:
        for text in [word] if word.startswith("age1") else _lines_of(Path(word)):
            try:
                found.append(x25519.Recipient.from_str(text))
            except pyrage.RecipientError as error:
                raise BackupProblem(
                    both(_("This is no recipient of backups: {text}. One begins with age1."), text=text)
                ) from error
    return found


def recipients_in_options() -> list[x25519.Recipient]:
    """The recipients in JATAN_BACKUP_RECIPIENTS; empty if it is unset. Raises BackupProblem."""
    return recipients_of(word for word in _WORDS.split(options.text("JATAN_BACKUP_RECIPIENTS")) if word)


def new_identity() -> x25519.Identity:
    """A new identity; `to_public()` is its recipient."""
    return x25519.Identity.generate()


def identities_of(texts: Iterable[str]) -> list[x25519.Identity]:
    """Identities from lines of a file or as typed from paper: spaces and small letters are forgiven, `#` begins a
    comment. Raises BackupProblem if there is none, or one is mistyped."""
    found = []
    for line in texts:
        text = re.sub(r"\s+", "", line.partition("#")[0]).upper()
        if not text:
            continue
        try:
            found.append(x25519.Identity.from_str(text))
        except pyrage.IdentityError as error:
            raise BackupProblem(
                both(_("The key is mistyped, or is no key of a backup. It begins with AGE-SECRET-KEY-1."))
            ) from error
    if not found:
        raise BackupProblem(both(_("There is no key in it. The key of a backup begins with AGE-SECRET-KEY-1.")))
    return found


def is_encrypted(path: Path) -> bool:
    """True if the file begins as an age file does."""
    with path.open("rb") as source:
        return source.read(len(_MAGIC)) == _MAGIC


@contextmanager
def encrypted_stream(out: IO[bytes], recipients: Sequence[x25519.Recipient]) -> Iterator[IO[bytes]]:
    """Yield a stream to write to; what is written arrives encrypted in `out`, complete when the block ends."""
    reading, writing = os.pipe()
    sink = _Sink(out)

    def encrypt() -> None:
        with os.fdopen(reading, "rb") as source:
            pyrage.encrypt_io(source, sink, list(recipients))

    thread = _ErrorKeepingThread(encrypt)
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    finally:
        # A full disk is met by the thread; the writer meets only a broken pipe.
        if (error := thread.ended()) is not None:
            raise sink.error or error


@contextmanager
def plain_stream(path: Path, identities: Sequence[x25519.Identity]) -> Iterator[IO[bytes]]:
    """Yield a stream of the file's plain bytes: decrypted if it is encrypted, else as it is.

    Raises BackupProblem at the end of the block if no identity opens the file or it was altered or cut; what was read
    until then must not be used. An altered file is found out only if it is read to its end.
    """
    if not is_encrypted(path):
        with path.open("rb") as stream:
            yield stream
        return
    if not identities:
        raise BackupProblem(
            both(
                _("{path} is encrypted. Bring the key from its paper or stick: restore FILE --identity FILE"), path=path
            )
        )
    reading, writing = os.pipe()
    sink = _Sink(os.fdopen(writing, "wb"))

    def decrypt() -> None:
        with path.open("rb") as source, closing(sink):
            pyrage.decrypt_io(source, sink, list(identities))

    thread = _ErrorKeepingThread(decrypt)
    try:
        with os.fdopen(reading, "rb") as stream:
            yield stream
    finally:
        # The reason comes before what the reader made of a stream that ended too early.
        error = thread.ended()
        if error is not None and not isinstance(sink.error, BrokenPipeError):
            raise _refusal(path, error) from error


def _refusal(path: Path, error: Exception) -> BackupProblem:
    if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
        return BackupProblem(
            both(_("This key does not open {path}: it was encrypted to another one. Bring that key."), path=path)
        )
    return BackupProblem(both(NOT_WHOLE, path=path))


class _ErrorKeepingThread(threading.Thread):
    """Runs a function at once and keeps the exception with which it ends."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except Exception as error:
            self._error = error

    def ended(self) -> Exception | None:
        """Wait for the end; the exception, or None."""
        self.join()
        return self._error


class _Sink:
    """A file for writing that keeps the error it met, because pyrage passes on its text only."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.error: OSError | None = None

    def write(self, block: bytes) -> int:
        return self._noting(lambda: self._out.write(block))

    def flush(self) -> None:
        self._noting(self._out.flush)

    def close(self) -> None:
        self._noting(self._out.close)

    def _noting[Result](self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except OSError as error:
            self.error = error
            raise


def _lines_of(path: Path) -> list[str]:
    try:
        lines = path.expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise BackupProblem(
            both(_("The file {path} with the recipients of backups cannot be read."), path=path)
        ) from error
    found = [text for line in lines if (text := line.partition("#")[0].strip())]
    if not found:
        raise BackupProblem(both(_("The file {path} names no recipient of backups."), path=path))
    return found
