"""Uploaded workbooks: stored until a background task has imported them.

The stored file has an opaque name, and is deleted when no longer needed because it holds people's names.
"""

import datetime as dt
import functools
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.hidden_answers import (
    answered,
    changes_look,
    choices_of,
    is_answered,
    parts_of,
    stored_parts,
)
from jatan.intake.registers.models import ImportRun, RunPreview
from jatan.intake.registers.repair.file_answers import remember_answers
from jatan.intake.registers.run import hidden_unanswered
from jatan.intake.registers.tasks import FOLDER, import_upload
from jatan.intake.registers.workbook.passwords import decrypt_workbook
from jatan.intake.registers.workbook.reader import digest_of
from jatan.intake.registers.workbook.safety import LARGEST_FILE, check_workbook
from jatan.kernel import clock
from jatan.kernel.file_store import copy_in, remove_file
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.kernel.text.invisible import without_controls

KEPT_FOR = dt.timedelta(days=30)
_UNSAFE = re.compile(r'[\x00-\x1f<>:"|?*]')


def receive_upload(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    file_name: str,
    chunks: Iterable[bytes],
    is_dry_run: bool = True,
    password: str = "",
    hidden_parts: Sequence[Mapping[str, Any]] = (),
) -> ImportRun:
    """Store an uploaded workbook and preview it (or import it) in the background.

    A protected workbook is stored decrypted, so that its `password` is kept nowhere. `hidden_parts`: what was said of
    those of an earlier run of the same file. Raises Problem for a file that is no workbook, is protected by another
    password, too large or dangerous, and where no file can be stored now; then nothing is stored.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=organisation_id)
    stored_as = uuid.uuid4().hex
    digest = _store(stored_as, chunks, password)
    with acting_as(importer_for(organisation_id, account_id=by.account_id)):
        run = ImportRun.objects.create(
            id=new_id(),
            organisation_id=organisation_id,
            file_name=shown_name(file_name),
            file_digest=digest,
            stored_as=stored_as,
            by=by.account_id,
            is_dry_run=is_dry_run,
            status=RunStatus.WAITING,
            hidden_parts=list(hidden_parts),
        )
        import_upload.enqueue(str(run.pk), str(organisation_id))
    return run


def answer_hidden_parts(*, by: Actor, run: ImportRun, answers: Mapping[tuple[str, str], str]) -> bool:
    """Say what is done with hidden parts of a previewed workbook: {(sheet, sort): answer of HiddenAnswer}.

    True where the workbook is looked at again, because the preview was made with other answers: so nothing is taken in
    that was not seen before. Answers about parts that the workbook has not are ignored. Raises Problem("not_waiting")
    as `confirm_preview`, Problem("unreadable") for another word.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    if any(answer not in choices_of(sort).values for (_sheet, sort), answer in answers.items()):
        raise Problem("unreadable", field="hidden")
    with acting_as(importer_for(run.organisation_id, account_id=by.account_id)):
        current = _locked_preview(run)
        before = parts_of(current.hidden_parts)
        after = answered(before, answers)
        # What nobody spoke about was read for the preview, days with the day first.
        must_look_again = [*map(changes_look, before)] != [*map(changes_look, after)]
        current.hidden_parts = stored_parts(after)
        if must_look_again:
            current.status = RunStatus.WAITING
            import_upload.enqueue(str(current.pk), str(current.organisation_id))
        current.save(update_fields=["hidden_parts", "status"])
    return must_look_again


def confirm_preview(*, by: Actor, run: ImportRun) -> ImportRun:
    """Import a previewed workbook. Raises Problem("not_waiting") when its file is gone or the preview is not done,
    Problem("hidden_unanswered") while nobody has spoken about what is hidden in it."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    with acting_as(importer_for(run.organisation_id, account_id=by.account_id)):
        current = _locked_preview(run)
        if not is_answered(parts_of(current.hidden_parts)):
            raise hidden_unanswered()
        remember_answers(by=by, run=current)
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
        if current.stored_as:  # the transaction of the page may yet be undone, and then the run needs its file
            transaction.on_commit(functools.partial(remove_file, _forget(current)))


def forget_old_uploads() -> int:
    """Delete files and sample rows of workbooks that were looked at, or refused, thirty days ago and never taken in.

    Returns how many. Idempotent; run daily, because people's names stand in them.
    """
    forgotten: list[str] = []
    for organisation_id in list(members().values_list("id", flat=True)):
        with acting_as(importer_for(organisation_id)):
            old = ImportRun.objects.select_for_update(skip_locked=True).filter(
                organisation_id=organisation_id,
                status__in=(RunStatus.PREVIEWED, RunStatus.FAILED),
                finished_at__lt=clock.now() - KEPT_FOR,
            )
            here = [_forget(run) for run in old.exclude(stored_as="")]
        for file in here:
            remove_file(file)
        forgotten += here
    return len(forgotten)


def _locked_preview(run: ImportRun) -> ImportRun:
    current = ImportRun.objects.select_for_update().get(organisation_id=run.organisation_id, pk=run.pk)
    if current.status != RunStatus.PREVIEWED or not current.stored_as:
        raise Problem("not_waiting", field="file")
    return current


def _forget(run: ImportRun) -> str:
    """Delete the sample rows of a run and forget its file, which is returned; the run itself and its counts stay."""
    file, run.stored_as = stored_name(run), ""
    run.save(update_fields=["stored_as"])
    RunPreview.objects.filter(organisation_id=run.organisation_id, run=run).delete()
    return file


def shown_name(file_name: str) -> str:
    """A file name safe to display: no folders, no control or bidirectional characters, never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name))[-1]
    stem, dot, ending = _UNSAFE.sub("", without_controls(last)).strip(". ").rpartition(".")
    return (f"{stem[:190]}{dot}{ending[:10]}" if dot else ending[:200]) or "register.xlsx"


def _store(stored_as: str, chunks: Iterable[bytes], password: str) -> str:
    """Check a workbook on this machine, and store it whole; returns its digest. Raises Problem."""
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as held:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_FILE:
                raise Problem("workbook_too_large", field="file")
            held.write(chunk)
        held.flush()
        path = Path(held.name)
        _check(path, password)
        copy_in(path, f"{FOLDER}/{stored_as}")
        return digest_of(path)


def _check(path: Path, password: str) -> None:
    """Check a workbook; a protected one is replaced by its decrypted content."""
    try:
        check_workbook(path)
    except Problem as refused:
        if refused.code != "protected_workbook":
            raise
        decrypt_workbook(path, password, path)
        check_workbook(path)


def stored_name(run: ImportRun) -> str:
    """Name of the run's stored workbook among the files of the house."""
    return f"{FOLDER}/{run.stored_as}"
