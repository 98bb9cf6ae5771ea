"""Uploaded workbooks: stored until a background task has imported them.

The stored file has an opaque name, and is deleted when no longer needed because it holds people's names.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.tasks import FOLDER, import_upload
from jatan.intake.registers.workbook.passwords import decrypt_workbook
from jatan.intake.registers.workbook.reader import digest_of
from jatan.intake.registers.workbook.safety import LARGEST_FILE, check_workbook
from jatan.kernel.files import atomic_file
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_controls

__all__ = ["confirm_preview", "discard_upload", "receive_upload", "shown_name", "stored_path"]

_UNSAFE = re.compile(r'[\x00-\x1f<>:"|?*]')


def receive_upload(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    file_name: str,
    chunks: Iterable[bytes],
    is_dry_run: bool = True,
    password: str = "",
) -> ImportRun:
    """Store an uploaded workbook and preview it (or import it) in the background.

    A protected workbook is stored decrypted, so that its `password` is kept nowhere. Raises Problem for a file that is
    no workbook, is protected by another password, too large or dangerous; then nothing is stored.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=organisation_id)
    stored_as = uuid.uuid4().hex
    path = _path(stored_as)
    try:
        _write(path, chunks)
        _check(path, password)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with acting_as(importer_for(organisation_id, account_id=by.account_id)):
        run = ImportRun.objects.create(
            id=new_id(),
            organisation_id=organisation_id,
            file_name=shown_name(file_name),
            file_digest=digest_of(path),
            stored_as=stored_as,
            by=by.account_id,
            is_dry_run=is_dry_run,
            status=RunStatus.WAITING,
        )
        import_upload.enqueue(str(run.pk), str(organisation_id))
    return run


def confirm_preview(*, by: Actor, run: ImportRun) -> ImportRun:
    """Import a previewed workbook. Raises Problem("not_waiting") when its file is gone or the preview is not done."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    with acting_as(importer_for(run.organisation_id, account_id=by.account_id)):
        current = ImportRun.objects.select_for_update().get(organisation_id=run.organisation_id, pk=run.pk)
        if current.status != RunStatus.PREVIEWED or not current.stored_as:
            raise Problem("not_waiting", field="file")
        current.is_dry_run, current.status, current.by = False, RunStatus.WAITING, by.account_id
        current.save(update_fields=["is_dry_run", "status", "by"])
        import_upload.enqueue(str(current.pk), str(current.organisation_id))
    return current


def discard_upload(*, by: Actor, run: ImportRun) -> None:
    """Delete an uploaded file that is not to be imported, keep the run. Problem("not_waiting") while it runs."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    with acting_as(importer_for(run.organisation_id, account_id=by.account_id)):
        current = ImportRun.objects.select_for_update().get(organisation_id=run.organisation_id, pk=run.pk)
        if current.status in (RunStatus.WAITING, RunStatus.RUNNING):
            raise Problem("not_waiting", field="file")
        stored_as, current.stored_as = current.stored_as, ""
        current.save(update_fields=["stored_as"])
    if stored_as:
        _path(stored_as).unlink(missing_ok=True)


def shown_name(file_name: str) -> str:
    """A file name safe to display: no folders, no control or bidirectional characters, never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name))[-1]
    stem, dot, ending = _UNSAFE.sub("", without_controls(last)).strip(". ").rpartition(".")
    return (f"{stem[:190]}{dot}{ending[:10]}" if dot else ending[:200]) or "register.xlsx"


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with atomic_file(path) as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_FILE:
                raise Problem("workbook_too_large", field="file")
            file.write(chunk)


def _check(path: Path, password: str) -> None:
    """Check a workbook; a protected one is replaced by its decrypted content."""
    try:
        check_workbook(path)
    except Problem as refused:
        if refused.code != "protected_workbook":
            raise
        decrypt_workbook(path, password, path)
        check_workbook(path)


def _path(stored_as: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / stored_as


def stored_path(run: ImportRun) -> Path:
    """Path of the run's stored workbook."""
    return _path(run.stored_as)
