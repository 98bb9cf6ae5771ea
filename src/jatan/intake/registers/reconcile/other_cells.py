"""Keeps the cells of columns that no field takes with the row that they stood in, whatever became of it."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from jatan.foundation.db.bulk_insert import insert_rows
from jatan.intake.registers.models import OtherCell
from jatan.intake.registers.recognise.other_columns import OtherText
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS


def store_other_cells(organisation_id: uuid.UUID, kind: str, rows: Iterable[tuple[uuid.UUID, RegisterRow]]) -> None:
    """Keep such cells of rows, by the id of what each row is here. Nothing of a sealed register is kept."""
    if kind in SEALED_KINDS:
        return
    insert_rows([_cell(organisation_id, kind, pk, one) for pk, row in rows for one in row.others])


def replace_other_cells(organisation_id: uuid.UUID, kind: str, pk: uuid.UUID, row: RegisterRow) -> None:
    """Keep such cells of a row in place of those of its earlier version. One that has none takes none away."""
    if row.others:
        delete_other_cells(organisation_id, [pk])
        store_other_cells(organisation_id, kind, [(pk, row)])


def copy_other_cells(organisation_id: uuid.UUID, pairs: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Give what is kept of rows that waited to the rows that they became: {id of one: id of the other}. What stands
    there already is not repeated."""
    cells = OtherCell.objects.filter(organisation_id=organisation_id, row__in=[*pairs.keys(), *pairs.values()])
    found = list(cells.order_by("row", "column", "id"))
    here = {(one.row, one.heading, one.value) for one in found}
    insert_rows(
        [
            _cell(organisation_id, one.kind, pairs[one.row], OtherText(one.column, one.heading, one.value))
            for one in found
            if one.row in pairs and (pairs[one.row], one.heading, one.value) not in here
        ]
    )


def add_other_cells(organisation_id: uuid.UUID, kind: str, cells: Iterable[tuple[uuid.UUID, OtherText]]) -> None:
    """Keep further cells beside what is kept of rows, by the id of what each row is. What stands there already is not
    repeated."""
    cells = list(cells)
    if not cells or kind in SEALED_KINDS:
        return
    kept = OtherCell.objects.filter(organisation_id=organisation_id, row__in={pk for pk, _one in cells})
    here = set(kept.values_list("row", "heading", "value"))
    new = [(pk, one) for pk, one in cells if (pk, one.heading, one.text) not in here]
    insert_rows([_cell(organisation_id, kind, pk, one) for pk, one in new])


def delete_other_cells(organisation_id: uuid.UUID, rows: Collection[uuid.UUID]) -> None:
    """Forget what is kept of these rows."""
    OtherCell.objects.filter(organisation_id=organisation_id, row__in=rows).delete()


def _cell(organisation_id: uuid.UUID, kind: str, row: uuid.UUID, text: OtherText) -> OtherCell:
    return OtherCell(
        organisation_id=organisation_id,
        row=row,
        kind=kind,
        column=text.column,
        heading=text.heading,
        value=text.text,
    )
