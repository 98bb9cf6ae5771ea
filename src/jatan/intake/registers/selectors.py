"""Queries for imports, parked rows, corrections and learned mappings, limited to the actor's reach."""

import uuid
from typing import Any

from django.db.models import Count, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import (
    ImportedRow,
    ImportRow,
    ImportRun,
    LearnedMapping,
    ParkedRow,
    ProposedCorrection,
    RowWarning,
    RunPreview,
)

__all__ = [
    "corrections",
    "corrections_by_columns",
    "find_correction",
    "find_learned",
    "find_parked",
    "find_run",
    "heading_samples",
    "learned_mappings",
    "origin_of",
    "parked_rows",
    "runs",
    "samples_of",
    "warnings_of",
]

_MAX_GROUPS = 20


def runs(by: Actor) -> QuerySet[ImportRun]:
    """Imported and previewed workbooks, newest first."""
    return _reachable(ImportRun.objects.select_related("organisation"), by).order_by("-started_at", "-id")


def find_run(by: Actor, run_id: uuid.UUID) -> ImportRun:
    """One run. Raises DoesNotExist when it is absent or out of reach."""
    return runs(by).get(pk=run_id)


def samples_of(by: Actor, run: ImportRun) -> dict[str, Any]:
    """{kind: sample rows} of a run that was looked at (`KindSamples.document`); {} where none are kept."""
    found = _reachable(RunPreview.objects.filter(run=run), by).first()
    return {} if found is None else found.samples


def heading_samples(by: Actor, run: ImportRun) -> dict[str, dict[str, list[str]]]:
    """{kind: {heading: a few values of its column}} of a run that was only looked at; {} where none are kept."""
    found = _reachable(RunPreview.objects.filter(run=run), by).first()
    return {} if found is None else found.headings


def parked_rows(by: Actor, *, status: str = ParkedStatus.OPEN) -> QuerySet[ParkedRow]:
    """Parked rows of a status, by register, sheet and row number."""
    rows = ParkedRow.objects.filter(status=status).select_related("organisation", "run")
    return _reachable(rows, by).order_by("kind", "sheet", "row_number", "id")


def find_parked(by: Actor, parked_id: uuid.UUID) -> ParkedRow:
    """One parked row of any status. Raises DoesNotExist."""
    return _reachable(ParkedRow.objects.select_related("organisation", "run"), by).get(pk=parked_id)


def corrections(by: Actor, *, status: str = CorrectionStatus.OPEN) -> QuerySet[ProposedCorrection]:
    """Proposed corrections of a status, by register, sheet and row number."""
    rows = ProposedCorrection.objects.filter(status=status)
    return _reachable(rows.select_related("organisation", "run", "imported_row"), by).order_by(
        "kind", "sheet", "row_number"
    )


def corrections_by_columns(by: Actor) -> list[dict[str, Any]]:
    """Groups of open corrections to the same columns: dicts of organisation_id, kind, fields, rows; largest first."""
    rows = _reachable(ProposedCorrection.objects.filter(status=CorrectionStatus.OPEN), by)
    counted = rows.values("organisation_id", "kind", "fields").annotate(rows=Count("id"))
    return [{**group} for group in counted.filter(rows__gt=1).order_by("-rows", "kind")[:_MAX_GROUPS]]


def find_correction(by: Actor, correction_id: uuid.UUID) -> ProposedCorrection:
    """One proposed correction. Raises DoesNotExist."""
    rows = ProposedCorrection.objects.select_related("organisation", "run", "imported_row")
    return _reachable(rows, by).get(pk=correction_id)


def warnings_of(by: Actor, run: ImportRun | None = None) -> QuerySet[RowWarning]:
    """Warnings about imported rows, of one run or of all."""
    rows = RowWarning.objects.select_related("imported_row", "run")
    rows = rows if run is None else rows.filter(run=run)
    return _reachable(rows, by).order_by("code", "imported_row__sheet", "imported_row__row_number")


def origin_of(by: Actor, record_id: uuid.UUID) -> ImportedRow | None:
    """The workbook row a record was imported from; None for a record that was not imported."""
    rows = ImportedRow.objects.filter(record_id=record_id).select_related("run")
    return _reachable(rows, by).order_by("id").first()


def learned_mappings(by: Actor) -> QuerySet[LearnedMapping]:
    """Learned mappings."""
    return _reachable(LearnedMapping.objects.select_related("organisation"), by).order_by("what", "kind", "word")


def find_learned(by: Actor, mapping_id: uuid.UUID) -> LearnedMapping:
    """One learned mapping. Raises DoesNotExist."""
    return learned_mappings(by).get(pk=mapping_id)


def _reachable[M: ImportRow](rows: QuerySet[M], by: Actor) -> QuerySet[M]:
    return gate.within_reach(rows, by=by, permission=Permission.REGISTER_IMPORT)
