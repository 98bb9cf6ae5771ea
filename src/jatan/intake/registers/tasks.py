"""Imports an uploaded workbook in the background. May run twice or be killed at any moment without duplicates.

A file that is not here is no broken workbook: another machine may have it, or the store is away. The import waits and
is tried again, by whichever worker comes to it, and says in the end that the file is not here.
"""

import datetime as dt
import logging
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.hidden_answers import stored_parts
from jatan.intake.registers.models import ImportRun, RunPreview
from jatan.intake.registers.progress import RunProgress
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.tally import WorkbookTally
from jatan.intake.registers.undo.services import end_undo, is_worked_at, request_undo, undo_run
from jatan.kernel import clock
from jatan.kernel.file_store import local_copy, remove_file
from jatan.kernel.file_stores.base import DamagedFile
from jatan.kernel.problems import Problem

FOLDER = "registers"
FILE_NOT_HERE: Final = "file_not_here"
_FIRST_PAUSE: Final = dt.timedelta(seconds=5)
_LONGEST_PAUSE: Final = dt.timedelta(minutes=5)
_TRIES: Final = 20  # more than an hour
_UNEXPECTED = (ArithmeticError, LookupError, TypeError, ValueError, DataError, IntegrityError)
_END = ("status", "problem", "finished_at")
_log = logging.getLogger(__name__)


@task()
def import_upload(run_id: str, organisation_id: str, tries: int = 0) -> str:
    """Preview or import the workbook of a run that a page created. Returns the run's status, `waiting` where its file
    is not here and it is tried again. `tries`: how often that was so."""
    organisation = uuid.UUID(organisation_id)
    with acting_as(importer_for(organisation)):
        run = ImportRun.objects.select_related("organisation").get(pk=uuid.UUID(run_id))
        is_to_do = run.status in (RunStatus.WAITING, RunStatus.RUNNING)
        if is_to_do:
            run.status, run.problem = RunStatus.RUNNING, ""
            run.save(update_fields=["status", "problem"])
    importer = importer_for(organisation, account_id=run.by)
    if not is_to_do:
        return _delete_file(run, importer)
    with ExitStack() as here:
        try:
            path = here.enter_context(local_copy(f"{FOLDER}/{run.stored_as}", digest=run.file_digest))
        except DamagedFile:
            return _end(run, importer, RunStatus.FAILED, "not_a_workbook")
        except OSError:
            return _wait_for_file(run, importer, tries)
        return _import(path, run, importer)


def _import(path: Path, run: ImportRun, importer: Actor) -> str:
    try:
        with RunProgress(run, importer) as progress:
            tally = import_workbook(
                path, run.organisation, by=run.by, dry_run=run.is_dry_run, progress=progress, run=run
            )
    except (Problem, OSError) as trouble:
        return _end(run, importer, RunStatus.FAILED, trouble.code if isinstance(trouble, Problem) else "not_a_workbook")
    except _UNEXPECTED as trouble:
        # The exception's text is not logged: it may quote a cell, and cells hold names. The run ends as failed.
        _log.error("import of run %s ended by %s", run.pk, type(trouble).__name__)
        return _end(run, importer, RunStatus.FAILED, "not_a_workbook")
    if run.is_dry_run:
        return _end(run, importer, RunStatus.PREVIEWED, "", tally)
    run.status = RunStatus.DONE
    return _delete_file(run, importer)


def _wait_for_file(run: ImportRun, importer: Actor, tries: int) -> str:
    """Try again later, each time later, and end as failed after `_TRIES`."""
    if tries + 1 >= _TRIES:
        return _end(run, importer, RunStatus.FAILED, FILE_NOT_HERE)
    pause = min(_FIRST_PAUSE * 2**tries, _LONGEST_PAUSE)
    with acting_as(importer):
        run.status, run.problem = RunStatus.WAITING, FILE_NOT_HERE
        run.save(update_fields=["status", "problem"])
        later = import_upload.using(run_after=clock.now() + pause)
        later.enqueue(str(run.pk), str(run.organisation_id), tries + 1)
    return run.status


def ask_to_undo(*, by: Actor, run: ImportRun, reason: str) -> ImportRun:
    """Have a run undone in the background; one that stands still is taken up. Raises as `request_undo`."""
    with transaction.atomic():
        current = request_undo(by=by, run=run, reason=reason, is_taken_up=stands_still(run))
        undo_import.enqueue(str(current.pk), str(current.organisation_id))
    return current


def stands_still(run: ImportRun) -> bool:
    """Whether the undoing of a run was begun, and neither a process works at it nor a task will: a command was killed
    (a killed task is begun again)."""
    if run.status != RunStatus.UNDOING or is_worked_at(run):
        return False
    unfinished = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    mine = {"task_path": undo_import.module_path, "args_kwargs__args__0": str(run.pk)}
    return not unfinished.filter(**mine).exists()


@task()
def undo_import(run_id: str, organisation_id: str) -> str:
    """Undo a run that a page asked to undo. May run twice or be killed at any moment. Returns the final status."""
    organisation = uuid.UUID(organisation_id)
    with acting_as(importer_for(organisation)):
        run = ImportRun.objects.get(organisation_id=organisation, pk=uuid.UUID(run_id))
    if run.status != RunStatus.UNDOING:
        return run.status
    try:
        undo_run(run, by=run.undone_by, reason=run.undo_reason)
    except Problem as trouble:
        end_undo(run, trouble.code)
    except (*_UNEXPECTED, Forbidden, RuntimeError, OperationalError) as trouble:
        _log.error("undoing of run %s ended by %s", run.pk, type(trouble).__name__)
        end_undo(run, "not_undone")
    with acting_as(importer_for(organisation)):
        return str(ImportRun.objects.values_list("status", flat=True).get(organisation_id=organisation, pk=run.pk))


def _delete_file(run: ImportRun, importer: Actor) -> str:
    """Delete the file of a finished run; if a worker is killed before this, the next attempt deletes it."""
    if run.status == RunStatus.DONE and run.stored_as:
        remove_file(f"{FOLDER}/{run.stored_as}")
        with acting_as(importer):
            run.stored_as = ""
            run.save(update_fields=["stored_as"])
    return run.status


def _end(
    run: ImportRun, importer: Actor, status: RunStatus, problem: str, tally: WorkbookTally | None = None
) -> RunStatus:
    """Record how a run ended that imported nothing; an import records its end in its own transaction."""
    with acting_as(importer):
        run.status, run.problem, run.finished_at = status, problem, clock.now()
        if tally is not None:
            run.counts, run.unknown_sheets, run.proposed = tally.kept(), tally.unknown_sheets(), tally.proposed()
            run.hidden_parts, run.months = stored_parts(tally.hidden), tally.counted_months()
            run.row_account = tally.account()
            mine: dict[str, Any] = {"organisation_id": run.organisation_id, "run": run}
            shown = {"samples": tally.samples, "headings": tally.headings()}
            RunPreview.objects.update_or_create(**mine, defaults=shown)
        run.save(update_fields=[*_END, "counts", "unknown_sheets", "proposed", "hidden_parts", "months", "row_account"])
    return status
