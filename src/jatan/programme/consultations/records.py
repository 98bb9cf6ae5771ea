"""Services that write what came of a consultation and what was shown there: recommendations, evidence, files."""

import datetime as dt
from typing import Any

from django.core.files.base import File

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import stored_files
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import FileFormat
from jatan.programme.consultations import events
from jatan.programme.consultations.choices import EvidenceKind, RecommendationOutcome
from jatan.programme.consultations.commands import AddFile, Recommend, ShowEvidence
from jatan.programme.consultations.models import ConsultationFile, Evidence, Recommendation
from jatan.programme.library.selectors import materials
from jatan.programme.people.base_command import row_values

__all__ = [
    "FILE_FORMATS",
    "FOLDER",
    "LARGEST_FILE",
    "add_file",
    "follow_recommendation",
    "recommend",
    "show_evidence",
    "withdraw_row",
]

FOLDER = "consultations"
LARGEST_FILE = 20 * 1024 * 1024
FILE_FORMATS = (FileFormat.PDF, FileFormat.DOCX, FileFormat.JPG, FileFormat.PNG)
_RECORD, _CORRECT = Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT

type Row = Recommendation | Evidence | ConsultationFile


def recommend(*, by: Actor, command: Recommend) -> Recommendation:
    """Record a recommendation."""
    row = Recommendation(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.RECOMMENDATION_MADE, rows=[row])[0]


def follow_recommendation(
    *, by: Actor, recommendation: Recommendation, outcome: str, outcome_on: dt.date, what_became: str = ""
) -> bool:
    """Note what became of it so far; any colleague may, and earlier states stay in the history."""
    if outcome == RecommendationOutcome.OPEN:
        raise Problem("unreadable", field="outcome")
    changes: dict[str, Any] = {"outcome": outcome, "outcome_on": outcome_on, "what_became": what_became}
    values = row_values(Recommend.of(recommendation).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.RECOMMENDATION_FOLLOWED,
        row=recommendation,
        changes={name: values[name] for name in changes},
    )


def show_evidence(*, by: Actor, command: ShowEvidence) -> Evidence:
    """Record what was shown. Material has to be within the actor's reach: raises Problem with field "material"."""
    is_material = command.kind == EvidenceKind.MATERIAL and command.material is not None
    if is_material and not materials(by).filter(pk__in=[command.material]).exists():
        raise Problem("unreadable", field="material")
    row = Evidence(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.EVIDENCE_USED, rows=[row])[0]


def add_file(*, by: Actor, command: AddFile, upload: "File[bytes]") -> ConsultationFile:
    """Keep a file of the consultation. Raises Problem with field "upload" as `stored_files.store_file`."""
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with stored_files.kept_file(upload, folder=FOLDER, largest=LARGEST_FILE, formats=FILE_FORMATS) as kept:
        row = ConsultationFile(**row_values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.FILE_ADDED, rows=[row])[0]


def withdraw_row(*, by: Actor, row: Row, reason: str) -> None:
    """Withdraw a recommendation, evidence or file that should not have been recorded. A file stays on the disk."""
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=events.ROW_WITHDRAWN, row=row, reason=reason)
