"""Records translated rows through the services of each package, and stores which row became which record."""

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.db.bulk_insert import insert_rows
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RepeatedRow, RowWarning
from jatan.intake.registers.reconcile.identity import marks
from jatan.intake.registers.reconcile.known_rows import IdentifiedRow
from jatan.intake.registers.reconcile.sealed_kinds import storable_detail
from jatan.intake.registers.translate.office import Translated
from jatan.programme.activities.services import record_activities
from jatan.programme.cases.register.services import open_cases
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.groups.services import form_groups, join_groups
from jatan.programme.helpdesk.services import receive_issues
from jatan.programme.people.services import register_people
from jatan.programme.schemes.services import record_linkages

__all__ = ["create_records", "store_imported_rows", "store_repeated_rows"]

_SERVICES: dict[str, Callable[..., Sequence[Guarded]]] = {
    "group": form_groups,
    "membership": join_groups,
    "activity": record_activities,
    "issue": receive_issues,
    "case": open_cases,
    "linkage": record_linkages,
    "journey": register_imported_journeys,
}


def create_records(by: Actor, what: str, translated: Sequence[Translated]) -> Sequence[Guarded]:
    """Create the records, persons first. Returns them in the order of the rows."""
    if not translated:
        return []
    persons = register_people(by=by, commands=[one.person for one in translated if one.person is not None])
    registered = iter(persons)
    commands: list[Any] = [
        one.main if one.person is None else dataclasses.replace(one.main, person=next(registered)) for one in translated
    ]
    return _SERVICES[what](by=by, commands=commands)


def store_imported_rows(
    run: ImportRun, kind: str, rows: Iterable[tuple[IdentifiedRow, Translated]], records: Sequence[Guarded]
) -> list[ImportedRow]:
    """Store which row became which record, and the warnings of each row."""
    imported: list[ImportedRow] = []
    odd: list[RowWarning] = []
    for (seen, translated), one in zip(rows, records, strict=True):
        row = _imported_row(run, kind, seen, one._meta.label_lower, one.pk)
        imported.append(row)
        odd.extend(
            RowWarning(
                organisation_id=run.organisation_id,
                run=run,
                imported_row=row,
                code=oddity.code,
                field=oddity.field,
                detail=storable_detail(kind, oddity.field, oddity.detail),
            )
            for oddity in translated.oddities
        )
    insert_rows(imported)
    insert_rows(odd)
    return imported


def store_repeated_rows(run_id: uuid.UUID, rows: Iterable[ImportedRow | ParkedRow | ProposedCorrection]) -> None:
    """Store that a run has rows which belong to another run, so that undoing that one leaves them."""
    repeated = [
        RepeatedRow(
            organisation_id=row.organisation_id,
            run_id=run_id,
            kind=row.kind,
            identity=row.identity,
            occurrence=row.occurrence,
        )
        for row in rows
        if row.run_id != run_id
    ]
    insert_rows(repeated, ignore_conflicts=True)


def _imported_row(run: ImportRun, kind: str, seen: IdentifiedRow, label: str, record_id: uuid.UUID) -> ImportedRow:
    return ImportedRow(
        organisation_id=run.organisation_id,
        kind=kind,
        identity=seen.identity,
        occurrence=seen.occurrence,
        serial=seen.row.serial,
        sheet=seen.row.sheet[:120],
        row_number=seen.row.number,
        run=run,
        marks=marks(kind, seen.row.cells),
        record_label=label,
        record_id=record_id,
    )
