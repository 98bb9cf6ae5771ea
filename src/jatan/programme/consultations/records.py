"""Services that write what came of a consultation and what was shown there: recommendations, evidence, files."""

import datetime as dt
from typing import Any

from django.core.files.base import File

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.kernel import stored_files
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import FileFormat
from jatan.programme.consultations import events, selectors
from jatan.programme.consultations.choices import EvidenceKind, RecommendationOutcome
from jatan.programme.consultations.commands import AddFile, Recommend, ShowEvidence
from jatan.programme.consultations.models import ConsultationFile, Evidence, Recommendation
from jatan.programme.consultations.services import RIGHTS
from jatan.programme.library.selectors import materials
from jatan.programme.people.base_command import row_values
from jatan.programme.people.record_kind import OrdinaryKind

FOLDER = "consultations"
LARGEST_FILE = 20 * 1024 * 1024
FILE_FORMATS = (FileFormat.PDF, FileFormat.DOCX, FileFormat.JPG, FileFormat.PNG)
_RECORD = RIGHTS.record


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


def add_file(*, by: Actor, command: AddFile, upload: "File[bytes]") -> ConsultationFile:
    """Keep a file of the consultation. Raises Problem with field "upload" as `stored_files.store_file`."""
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with stored_files.kept_file(upload, folder=FOLDER, largest=LARGEST_FILE, formats=FILE_FORMATS) as kept:
        row = ConsultationFile(**row_values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.FILE_ADDED, rows=[row])[0]


class _Evidence(OrdinaryKind[Evidence, ShowEvidence]):
    def check(self, by: Actor, command: ShowEvidence, row: Evidence | None) -> None:
        """Raise Problem at `material` for one that is not within the actor's reach."""
        is_material = command.kind == EvidenceKind.MATERIAL and command.material is not None
        if is_material and not materials(by).filter(pk__in=[command.material]).exists():
            raise Problem("unreadable", field="material")


RECOMMENDATION = OrdinaryKind(
    model=Recommendation,
    command=Recommend,
    rights=RIGHTS,
    recorded="consultations.recommendation_made",
    withdrawn=events.ROW_WITHDRAWN,
)
EVIDENCE = _Evidence(
    model=Evidence,
    command=ShowEvidence,
    rights=RIGHTS,
    recorded="consultations.evidence_used",
    withdrawn=events.ROW_WITHDRAWN,
)
# A file that is withdrawn stays on the disk.
FILE = OrdinaryKind(
    model=ConsultationFile,
    command=AddFile,
    rights=RIGHTS,
    listed=selectors.files,
    withdrawn=events.ROW_WITHDRAWN,
)
