"""Queries for imports, parked rows, corrections and learned mappings, limited to the actor's reach."""

import uuid
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import (
    ImportedRow,
    ImportRow,
    ImportRun,
    LearnedMapping,
    OtherCell,
    ParkedRow,
    ProposedCorrection,
    RowWarning,
    RunPreview,
)
from jatan.kernel.text.digits import ascii_digits, devanagari_digits
from jatan.programme.groups.models import Membership
from jatan.programme.people.models import Person

type AnyRow = ImportedRow | ParkedRow | ProposedCorrection

_MAX_GROUPS = 20
_MAX_HEADINGS = 300


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
    rows = ImportedRow.objects.filter(record_id=record_id, is_joined=False).select_related("run")
    return _reachable(rows, by).order_by("id").first()


def other_cells_of(by: Actor, record: Guarded) -> QuerySet[OtherCell]:
    """What the rows of registers that tell of a record, or of a person's membership, say in columns that no field
    takes, in their order."""
    about = Q(record_id=record.pk)
    if isinstance(record, Person):  # a membership has no page of its own
        mine = Membership.objects.filter(organisation_id=record.organisation_id, person=record)
        about |= Q(record_id__in=mine.values("pk"))
    rows = ImportedRow.objects.filter(about, organisation_id=record.organisation_id)
    cells = OtherCell.objects.filter(organisation_id=record.organisation_id, row__in=rows.values("pk"))
    return _reachable(cells, by).order_by("row", "column", "id")


def other_headings(by: Actor) -> list[dict[str, Any]]:
    """The columns that no field takes: dicts of organisation_id, kind, heading, cells; most cells first."""
    counted = _current(_reachable(OtherCell.objects.all(), by)).values("organisation_id", "kind", "heading")
    ordered = counted.annotate(cells=Count("id")).order_by("-cells", "kind", "heading")
    return [{**one} for one in ordered[:_MAX_HEADINGS]]


def find_other_cells(by: Actor, *, text: str = "", kind: str = "", heading: str = "") -> QuerySet[OtherCell]:
    """Cells of such columns: those of a heading, those in which a text stands, in digits of either script."""
    cells = _current(_reachable(OtherCell.objects.select_related("organisation"), by))
    if kind:
        cells = cells.filter(kind=kind)
    if heading:
        cells = cells.filter(heading=heading)
    if text:
        either = {text, ascii_digits(text), devanagari_digits(text)}
        words = (Q(value__icontains=one) | Q(heading__icontains=one) for one in either)
        cells = cells.filter(reduce(or_, words))
    return cells.order_by("kind", "heading", "id")


def rows_of_cells(by: Actor, cells: Iterable[OtherCell]) -> dict[uuid.UUID, AnyRow]:
    """{id: the row that it is} of the rows in which these cells stand."""
    ids = {cell.row for cell in cells}
    found: dict[uuid.UUID, AnyRow] = {}
    for model in (ImportedRow, ParkedRow, ProposedCorrection):
        rows: QuerySet[Any] = model._default_manager.filter(pk__in=ids).select_related("run")
        found |= {row.pk: row for row in _reachable(rows, by)}
    return found


def _current(cells: QuerySet[OtherCell]) -> QuerySet[OtherCell]:
    """Without the earlier stage of rows that became records: they are found there."""
    row = {"organisation": OuterRef("organisation"), "pk": OuterRef("row")}
    closed = ParkedRow.objects.filter(**row, status=ParkedStatus.CLOSED)
    decided = ProposedCorrection.objects.filter(**row, status__in=(CorrectionStatus.ACCEPTED, CorrectionStatus.ANOTHER))
    return cells.exclude(Exists(closed)).exclude(Exists(decided))


def learned_mappings(by: Actor) -> QuerySet[LearnedMapping]:
    """Learned mappings."""
    return _reachable(LearnedMapping.objects.select_related("organisation"), by).order_by("what", "kind", "word")


def find_learned(by: Actor, mapping_id: uuid.UUID) -> LearnedMapping:
    """One learned mapping. Raises DoesNotExist."""
    return learned_mappings(by).get(pk=mapping_id)


def _reachable[M: ImportRow](rows: QuerySet[M], by: Actor) -> QuerySet[M]:
    return gate.within_reach(rows, by=by, permission=Permission.REGISTER_IMPORT)
