"""Runs as the command line names them: by their id, of whichever organisation."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import importer_for, undoer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.choices import RunStatus
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.undo.plan import make_plan
from jatan.intake.registers.undo.services import end_undo, is_worked_at, undo_run
from jatan.kernel.problems import Problem


def runs_taken_in(organisation_id: uuid.UUID) -> list[dict[str, Any]]:
    """Dicts of run, finished_at, rows, status and file, newest first. Call inside `acting_as`."""
    taken_in = (RunStatus.DONE, RunStatus.UNDONE, RunStatus.UNDOING)
    rows = ImportRun.objects.filter(organisation_id=organisation_id, status__in=taken_in)
    return [
        {
            "run": str(run.pk),
            "finished_at": run.finished_at.isoformat(timespec="minutes") if run.finished_at else "",
            "rows": sum(counts.get("imported", 0) for counts in run.counts.values()),
            "status": run.status,
            "file": run.file_name,
        }
        for run in rows.order_by("-started_at", "-id")
    ]


def undo_by_command(
    run_id: uuid.UUID, *, reason: str, dry_run: bool = False, progress: Callable[[str], None] = lambda _text: None
) -> dict[str, int]:
    """Undo a run, or only count; returns `UndoPlan.counts`. Raises Problem as `undo_run`, or "no_such_run"."""
    run = _find(run_id)
    if dry_run:
        with acting_as(undoer_for(run.organisation_id)):
            return make_plan(run).counts()
    try:
        plan = undo_run(run, by=None, reason=reason, progress=lambda rows, of: progress(f"  {rows} of {of}"))
    except (Exception, KeyboardInterrupt) as trouble:
        # Of a reason that is refused nothing was begun; at what another process has begun that one works on.
        is_begun = not (isinstance(trouble, Problem) and trouble.field == "reason")
        if is_begun and not is_worked_at(run):
            end_undo(run, trouble.code if isinstance(trouble, Problem) else "not_undone")
        raise
    return plan.counts()


def _find(run_id: uuid.UUID) -> ImportRun:
    for organisation_id in Organisation.objects.order_by("code").values_list("id", flat=True):
        with acting_as(importer_for(organisation_id)):
            run = ImportRun.objects.filter(organisation_id=organisation_id, pk=run_id).first()
        if run is not None:
            return run
    raise Problem("no_such_run", _("There is no such run."))
