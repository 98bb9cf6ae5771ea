"""Records translated rows through the services of each package, and stores which row became which record."""

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.db.bulk_insert import insert_rows
from jatan.foundation.db.new_rows import new_row
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RepeatedRow, RowWarning
from jatan.intake.registers.reconcile.identity import marks
from jatan.intake.registers.reconcile.known_rows import IdentifiedRow, NewRow
from jatan.intake.registers.reconcile.other_cells import copy_other_cells, store_other_cells
from jatan.intake.registers.reconcile.own_answers import Answers, answer_where_open, cells_given, codes_of, keep_unused
from jatan.intake.registers.reconcile.sealed_kinds import storable_detail
from jatan.intake.registers.translate.office import Translated
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.cases.register.services import open_cases
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.helpdesk.services import ISSUE, complete_issue
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.services import register_people
from jatan.programme.schemes.services import LINKAGE

_SERVICES: dict[str, Callable[..., Sequence[Guarded]]] = {
    "group": GROUP.record_all,
    "membership": MEMBERSHIP.record_all,
    "activity": ACTIVITY.record_all,
    "issue": ISSUE.record_all,
    "case": open_cases,
    "linkage": LINKAGE.record_all,
    "journey": register_imported_journeys,
}


def create_records(by: Actor, what: str, translated: Sequence[Translated]) -> Sequence[Guarded]:
    """Create the records, persons first, and their answers to own questions. Returns them in the order of the rows.

    A row that takes over the urgent issue about it leaves what somebody has answered there: `Translated.answers` are
    afterwards those that the row gave.
    """
    if not translated:
        return []
    new = [one.person for one in translated if one.person is not None]
    persons = register_people(by=by, commands=new, shown=[AFTERWARDS] * len(new))
    registered = iter(persons)
    commands: list[Any] = [
        one.main if one.person is None else dataclasses.replace(one.main, person=next(registered)) for one in translated
    ]
    if any(one.standing is not None for one in translated):
        pairs = zip(commands, translated, strict=True)
        made: Sequence[Guarded] = [
            complete_issue(by=by, command=command, standing=one.standing) for command, one in pairs
        ]
    else:
        made = _SERVICES[what](by=by, commands=commands)
    if any(one.answers for one in translated):
        given = answer_where_open(by, [(row, one.answers) for row, one in zip(made, translated, strict=True)])
        for one, of_row in zip(translated, given, strict=True):
            one.answers = of_row
    return made


def store_imported_rows(
    run: ImportRun, kind: str, rows: Sequence[tuple[IdentifiedRow, Translated]], records: Sequence[Guarded]
) -> list[ImportedRow]:
    """Store which row became which record, the warnings of each row, and its cells that no field takes."""
    imported: list[ImportedRow] = []
    odd: list[RowWarning] = []
    for (seen, translated), one in zip(rows, records, strict=True):
        row = _imported_row(run, kind, seen, one, translated.answers)
        imported.append(row)
        odd.extend(
            new_row(
                RowWarning,
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
    _keep_other_cells(kind, [(seen, translated.answers) for seen, translated in rows], imported)
    return imported


def store_joined_rows(run: ImportRun, kind: str, rows: Sequence[tuple[IdentifiedRow, Guarded, Answers]]) -> None:
    """Store that rows tell of records that were there before: a later version of a row is one of its record. Each with
    what it answered about the record."""
    joined = [_imported_row(run, kind, *row) for row in rows]
    for row in joined:
        row.is_joined = True
    insert_rows(joined)
    _keep_other_cells(kind, [(seen, answers) for seen, _record, answers in rows], joined)


def _keep_other_cells(
    kind: str, seen: Sequence[tuple[IdentifiedRow, Answers]], imported: Sequence[ImportedRow]
) -> None:
    """Keep the cells that no field takes, and those of own questions that were not answered by them; of a row that
    waited, also those that were kept while it did."""
    if not imported:
        return
    organisation_id = imported[0].organisation_id
    pairs = [(row, one, answers) for row, (one, answers) in zip(imported, seen, strict=True)]
    store_other_cells(organisation_id, kind, [(row.pk, one.row) for row, one, _answers in pairs])
    keep_unused((row, one.row, codes_of(answers)) for row, one, answers in pairs)
    waited = {
        one.parked.pk: row.pk
        for row, one, _answers in pairs
        if isinstance(one, NewRow) and one.parked is not None and not one.row.others
    }
    if waited:
        copy_other_cells(organisation_id, waited)


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


def _imported_row(run: ImportRun, kind: str, seen: IdentifiedRow, record: Guarded, answers: Answers) -> ImportedRow:
    return new_row(
        ImportedRow,
        organisation_id=run.organisation_id,
        kind=kind,
        identity=seen.identity,
        occurrence=seen.occurrence,
        serial=seen.row.serial,
        sheet=seen.row.sheet[:120],
        row_number=seen.row.number,
        run_id=run.pk,
        marks=marks(kind, cells_given(seen.row, codes_of(answers))),
        record_label=record._meta.label_lower,
        record_id=record.pk,
    )
