"""Seal an uploaded paper while it streams in, so that no plaintext is ever written to disk.

Permission and access to the case are checked before the first byte, in a separate transaction,
so that a slow upload holds none open. Interrupted, refused or too large uploads leave nothing on disk.
"""

import functools
import unicodedata
import uuid
from collections.abc import Callable
from typing import Any, Final, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from jatan.foundation.access import file_limits
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import padded_length
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.problems import Problem
from jatan.programme.cases.file.access import readable_case
from jatan.programme.cases.file.media import FIRST_BYTES, Media, media_of
from jatan.programme.cases.file.papers import PaperWriter
from jatan.web.ui.body_limits import takes_files
from jatan.web.ui.keys.keyring import Locked, browser_keyring
from jatan.web.ui.needs import StaffRequest

# The only form field whose file is accepted.
FIELD: Final = "paper"
_LONGEST_NAME: Final = 200

type UploadView = Callable[[HttpRequest, uuid.UUID], HttpResponseBase]


class SealedUpload(UploadedFile[bytes]):
    """A finished upload, sealed on disk. Deleted at the end of the request unless the handler's `keep` is called."""

    def __init__(self, writer: PaperWriter, name: str, media: Media) -> None:
        super().__init__(file=None, name=name, content_type=media.media_type, size=writer.length)
        self.writer, self.media = writer, media

    def close(self) -> None:
        """Does nothing: the handler deletes uploads that were not kept."""


class SealingHandler(FileUploadHandler):
    """Upload handler that seals each chunk. `is_too_large`, `refusal`: why an upload failed."""

    def __init__(self, request: HttpRequest, admit: Callable[[], PaperWriter | None]) -> None:
        super().__init__(request)
        self._admit = admit
        self._writer: PaperWriter | None = None
        self._first = b""
        self._is_kept = False
        self.is_too_large = False
        self.refusal: Problem | None = None
        self._counted: dict[str, int] = {}

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Accept one file, in the field `FIELD`, from a user who can open the case."""
        super().new_file(*args, **kwargs)
        try:
            writer = self._admit() if self.field_name == FIELD and self._writer is None else None
        except StoreProblem as away:
            self.refusal, writer = away.at(FIELD), None
        if writer is None:
            raise SkipFile
        if not self._counts():
            writer.drop()
            raise SkipFile
        self._writer = writer

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal and write a chunk. Once the file is too large the rest is discarded."""
        if self._writer is None or self.is_too_large or self.refusal is not None:
            return
        if self._writer.length + len(raw_data) > settings.JATAN_LARGEST_PAPER:
            self.is_too_large = True
            return
        self._first += raw_data[: FIRST_BYTES - len(self._first)] if len(self._first) < FIRST_BYTES else b""
        try:
            self._writer.add(raw_data)
        except OSError:
            self.refusal = StoreProblem(FIELD)

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self._writer is None or self.is_too_large or self.refusal is not None:
            return None
        try:
            self._writer.finish()
        except OSError:
            self.refusal = StoreProblem(FIELD)
            return None
        return SealedUpload(self._writer, plain_name(self.file_name or ""), media_of(self._first))

    def keep(self) -> None:
        """Mark the upload as attached to the case, so that `clear` does not delete it."""
        self._is_kept = True

    def clear(self) -> None:
        """Delete uploads that were not kept."""
        if self._writer is not None and not self._is_kept:
            self._writer.drop()
        if self._counted and not self._is_kept:
            file_limits.give_back(_account(self.request), **self._counted)

    def _counts(self) -> bool:
        """Count the paper by the length of the request, before a byte is stored; of one without it, as the largest.

        Padded, as it will be stored: the counter of an account stands in clear."""
        length = self.request.META.get("CONTENT_LENGTH", "") if self.request else ""
        size = int(length) if str(length).isdecimal() else settings.JATAN_LARGEST_PAPER
        counted = {"files": 1, "size": padded_length(size)}
        try:
            file_limits.take(_account(self.request), **counted)
        except Problem as full:
            self.refusal = full
            return False
        self._counted = counted
        return True


def seals_uploads(view: UploadView) -> UploadView:
    """Install the sealing handler before the form is read, then check the CSRF token as usual.

    Django's CSRF check reads the form before the view is called: hence the two decorators, as Django's
    documentation of upload handlers recommends. The handler is available as `request.sealing`.
    """

    @takes_files(settings.JATAN_LARGEST_PAPER, is_streamed=True)
    @csrf_exempt
    @functools.wraps(view)
    def sealed(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
        handler = SealingHandler(request, lambda: _admitted(request, pk))
        request.upload_handlers = [handler]
        request.sealing, request.carries_file = handler, True  # type: ignore[attr-defined]
        try:
            return csrf_protect(view)(request, pk)
        finally:
            handler.clear()

    return sealed


def plain_name(name: str) -> str:
    """A file name without folders and invisible characters; letters of every script are kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter)[0] != "C")
    return seen.strip(" .")[-_LONGEST_NAME:] or "file"


def _account(request: HttpRequest | None) -> uuid.UUID:
    """The account of a request that was admitted."""
    return cast(Account, cast(StaffRequest, request).user).pk


def _admitted(request: HttpRequest, case: uuid.UUID) -> PaperWriter | None:
    """A writer if the user can open the case; else None, and the view refuses the request as usual."""
    if not isinstance(request.user, Account):
        return None
    actor = actor_of(request.user)
    try:
        with acting_as(actor, read_only=True):
            row, _key = readable_case(actor, browser_keyring(cast(StaffRequest, request)), case)
    except (Forbidden, Locked, Refused, AgentAway):
        return None
    return PaperWriter(row.organisation_id, case)
