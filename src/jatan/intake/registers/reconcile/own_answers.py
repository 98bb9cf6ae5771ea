"""Answers to own questions that rows of registers give to records.

What somebody answered stays. What a row says of a question and does not become its answer, because it was answered or
is asked no longer, is kept with the row as the cells of columns are that no field takes.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Revision
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.models import ImportedRow
from jatan.intake.registers.own_columns import is_own_column, own_questions_of
from jatan.intake.registers.recognise.other_columns import LONGEST_HEADING, OtherText, kept_text
from jatan.intake.registers.recognise.rows import Cell, RegisterRow
from jatan.intake.registers.reconcile.other_cells import add_other_cells
from jatan.programme.own_fields.models import Answer, OwnField
from jatan.programme.own_fields.services import KINDS, answer_new_records, answered_records
from jatan.programme.people.reach import live

BY_REGISTER: Final = "register"
"""The reason of a change (`Revision.reason`) that a row of a register made."""

type Answers = Mapping[OwnField, Answer]
"""What one row answers."""


def answer_where_open(by: Actor, answers: Sequence[tuple[Guarded, Answers]]) -> list[Answers]:
    """Keep these answers about records of one kind where nobody has answered yet. Returns what was kept of each row."""
    asked = {one for _record, of_row in answers for one in of_row}
    taken = {one: answered_records(one, [record for record, of_row in answers if one in of_row]) for one in asked}
    left: list[Answers] = [
        {one: value for one, value in of_row.items() if record.pk not in taken[one]} for record, of_row in answers
    ]
    answer_new_records(by=by, answers=[(record, of_row) for (record, _), of_row in zip(answers, left, strict=True)])
    return left


def answered_by_people(imported: ImportedRow, columns: Collection[str]) -> set[str]:
    """Those of these own questions whose present answer about the row's record was given, or taken out, by somebody
    and not by this row. At most three queries."""
    questions = own_questions_of(imported.organisation_id, columns)
    if not questions:
        return set()
    kind = KINDS[next(iter(questions.values())).kind]
    table: Any = kind.answers
    mine: dict[str, Any] = {"organisation_id": imported.organisation_id}
    found = live(table).filter(record=imported.record_id, own_field__in=[*questions.values()], **mine)
    answers: dict[uuid.UUID, uuid.UUID] = dict(found.values_list("own_field_id", "id"))
    changed = Revision.objects.filter(about__in=answers.values(), **mine).order_by("at", "id")
    last = dict(changed.values_list("about", "reason"))
    return {
        code
        for code, one in questions.items()
        if (answer := answers.get(one.pk)) is not None
        and (code not in imported.marks or last.get(answer, BY_REGISTER) != BY_REGISTER)
    }


def keep_unused(rows: Iterable[tuple[ImportedRow, RegisterRow, Collection[str]]]) -> None:
    """Keep what rows say of own questions and did not answer, as cells of other columns. Each row with the codes of
    the questions that it answered."""
    found = [
        (imported, row, code)
        for imported, row, answered in rows
        for code, cell in row.cells.items()
        if is_own_column(code) and code not in answered and kept_text(cell)
    ]
    if not found:
        return
    organisation_id, kind = found[0][0].organisation_id, found[0][0].kind
    questions = own_questions_of(organisation_id, {code for _imported, _row, code in found})
    cells: list[tuple[uuid.UUID, OtherText]] = []
    for imported, row, code in found:
        heading = questions[code].label_hi if code in questions else code
        text = OtherText(row.columns.get(code, 0), heading[:LONGEST_HEADING], kept_text(row.cells[code]))
        cells.append((imported.pk, text))
    add_other_cells(organisation_id, kind, cells)


def codes_of(answers: Answers) -> set[str]:
    """The codes of the questions that were answered; an empty answer is none."""
    return {one.question.code for one, value in answers.items() if value not in ("", None)}


def cells_given(row: RegisterRow, answered: Collection[str]) -> dict[str, Cell]:
    """The cells of a row by which its record is known to say what it says: without those of own questions that it did
    not answer, so that nobody takes another one's answer for the row's."""
    return {name: cell for name, cell in row.cells.items() if not is_own_column(name) or name in answered}
