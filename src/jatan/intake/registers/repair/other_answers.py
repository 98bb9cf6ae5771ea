"""Makes answers to an own question of what stands in a column that no field took: of all rows at once, undone once."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.services import Outcome, Stayed, do_together
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.models import ImportedRow
from jatan.intake.registers.own_columns import questions_about, read_own_answer
from jatan.intake.registers.selectors import find_other_cells
from jatan.intake.registers.translate.table import register
from jatan.kernel.problems import Problem
from jatan.programme.own_fields.models import Answer, OwnField
from jatan.programme.own_fields.services import KINDS, answer_new_records, answered_records
from jatan.programme.people.reach import reachable

OTHER_ANSWERS: Final = "other_answers"
"""The code of the act (`DoneTogether.act`)."""

_ANSWERED = _("This question is answered already.")
_SEVERAL = _("Several rows of registers say different things.")


def answer_from_other_cells(
    *, by: Actor, own_field: OwnField, kind: str, heading: str, is_trial: bool = False
) -> Outcome:
    """Make answers of the cells of one column, wherever it came in: as one act, undone once.

    What cannot be read, is answered already, or is said twice otherwise stays as it is, with the reason; the cells are
    kept. `is_trial`: the same answer, and nothing is written. Raises gate.Forbidden; Problem at "question" for
    one about other records, Problem("too_many").
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=own_field.organisation_id)
    if not questions_about(register(kind).record, {"": own_field}) or own_field.retired_on is not None:
        raise Problem("not_at_this_stage", _("This question is not asked about such records."), field="question")
    written = _written(by, own_field, kind, heading)
    about = KINDS[own_field.kind]
    rows = reachable(about.model, by=by, permission=about.correct).filter(pk__in=written)
    records = list(rows.select_related("place", "organisation"))

    def doing(found: Sequence[Guarded]) -> list[Stayed]:
        answered = answered_records(own_field, found)
        stayed: list[Stayed] = []
        answers: list[tuple[Guarded, dict[OwnField, Answer]]] = []
        for record in found:
            texts = written[record.pk]
            if record.pk in answered:
                stayed.append(Stayed(record, "answered", _ANSWERED))
            elif len(texts) > 1:
                stayed.append(Stayed(record, "several", _SEVERAL))
            else:
                try:
                    answers.append((record, {own_field: read_own_answer(own_field, texts[0])}))
                except Problem as unread:
                    stayed.append(Stayed(record, unread.code, unread.message))
        answer_new_records(by=by, answers=answers)
        return stayed

    return do_together(by=by, act=OTHER_ANSWERS, rows=records, doing=doing, is_trial=is_trial)


def _written(by: Actor, own_field: OwnField, kind: str, heading: str) -> dict[uuid.UUID, list[str]]:
    """{record: what its rows say in this column, each text once}."""
    cells: Any = find_other_cells(by, kind=kind, heading=heading).filter(organisation=own_field.organisation_id)
    texts: dict[uuid.UUID, list[str]] = {}
    for row, value in cells.values_list("row", "value"):
        texts.setdefault(row, []).append(value)
    rows = ImportedRow.objects.filter(organisation=own_field.organisation_id, pk__in=texts)
    found: dict[uuid.UUID, list[str]] = {}
    for row, record in rows.values_list("pk", "record_id"):
        known = found.setdefault(record, [])
        known += [text for text in dict.fromkeys(texts[row]) if text not in known]
    return found
