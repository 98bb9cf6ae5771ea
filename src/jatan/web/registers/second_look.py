"""Looks at an uploaded workbook a second time, after somebody said what its sheets and headings mean."""

from django.contrib import messages
from django.utils.translation import gettext as _

from jatan.intake.registers import uploads
from jatan.intake.registers.models import ImportRun
from jatan.kernel.file_store import open_file
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.problems import Problem
from jatan.web.registers.states import may_confirm
from jatan.web.registers.words import REFUSALS
from jatan.web.ui.needs import StaffRequest

_CHUNK = 1 << 20


def look_again(request: StaffRequest, run: ImportRun) -> ImportRun:
    """Preview the same file again with the new mappings; returns the old run where its file is gone."""
    if not may_confirm(run):
        messages.info(request, _("Upload the workbook again to take in what was left out."))
        return run
    try:
        with open_file(uploads.stored_name(run), digest=run.file_digest) as file:
            again = uploads.receive_upload(
                by=request.actor,
                organisation_id=run.organisation_id,
                file_name=run.file_name,
                chunks=iter(lambda: file.read(_CHUNK), b""),
                hidden_parts=run.hidden_parts,
            )
    except StoreProblem as away:
        messages.error(request, str(away.message))
        return run
    except (FileNotFoundError, Problem):
        messages.error(request, str(REFUSALS["not_waiting"]))
        return run
    uploads.discard_upload(by=request.actor, run=run)
    return again
