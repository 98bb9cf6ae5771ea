"""The background half of an upload. May run twice or be killed at any moment: what is in is in once, or not at all."""

import logging
import uuid
from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError
from django.tasks import task

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.progress import RunProgress
from jatan.intake.registers.run import import_workbook
from jatan.intake.registers.tally import WorkbookTally
from jatan.kernel import clock
from jatan.kernel.problems import Problem

__all__ = ["FOLDER", "import_upload"]

FOLDER = "registers"
_UNFORESEEN = (ArithmeticError, LookupError, TypeError, ValueError, DataError, IntegrityError)
_log = logging.getLogger(__name__)


@task()
def import_upload(run_id: str, organisation_id: str) -> str:
    """Look at, or take in, the workbook of a run that a page made. Returns the status the run ended with."""
    organisation = uuid.UUID(organisation_id)
    with acting_as(importer_for(organisation)):
        run = ImportRun.objects.select_related("organisation").get(pk=uuid.UUID(run_id))
        is_to_do = run.status in (RunStatus.WAITING, RunStatus.RUNNING)
        if is_to_do:
            run.status = RunStatus.RUNNING
            run.save(update_fields=["status"])
    importer = importer_for(organisation, account_id=run.by)
    if not is_to_do:
        return _tidied_up(run, importer)
    path = Path(settings.MEDIA_ROOT) / FOLDER / run.stored_as
    try:
        with RunProgress(run, importer) as progress:
            tally = import_workbook(
                path, run.organisation, by=run.by, dry_run=run.is_dry_run, progress=progress, run=run
            )
    except (Problem, OSError) as trouble:
        return _end(run, importer, RunStatus.FAILED, trouble.code if isinstance(trouble, Problem) else "not_a_workbook")
    except _UNFORESEEN as trouble:
        # Never its text: it may quote a cell, and cells are names. The run ends, so that its file can be thrown away.
        _log.error("import of run %s ended by %s", run.pk, type(trouble).__name__)
        return _end(run, importer, RunStatus.FAILED, "not_a_workbook")
    if run.is_dry_run:
        return _end(run, importer, RunStatus.PREVIEWED, "", tally)
    run.status = RunStatus.DONE
    return _tidied_up(run, importer)


def _tidied_up(run: ImportRun, importer: Actor) -> str:
    """Let go of the file of a run that is done; a worker killed just before leaves that to the next try."""
    if run.status == RunStatus.DONE and run.stored_as:
        (Path(settings.MEDIA_ROOT) / FOLDER / run.stored_as).unlink(missing_ok=True)
        with acting_as(importer):
            run.stored_as = ""
            run.save(update_fields=["stored_as"])
    return run.status


def _end(
    run: ImportRun, importer: Actor, status: RunStatus, problem: str, tally: WorkbookTally | None = None
) -> RunStatus:
    """Note how a run ended that kept nothing; one that kept something noted it in its own transaction."""
    with acting_as(importer):
        run.status, run.problem, run.finished_at = status, problem, clock.now()
        if tally is not None:
            run.counts, run.unknown_sheets = tally.kept(), tally.unknown_sheets()
        run.save(update_fields=["status", "problem", "finished_at", "counts", "unknown_sheets"])
    return status
