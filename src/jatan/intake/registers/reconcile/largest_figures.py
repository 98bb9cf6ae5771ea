"""The largest figures that an office has recorded in one register, for the check of new figures."""

import uuid
from collections.abc import Mapping

from django.db.models import Count, Max, Q

from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.translate.table import register
from jatan.programme.activities.commands import ATTENDANCE_PARTS
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.reach import live
from jatan.programme.schemes.models import Linkage

# Fewer rows say nothing of what is usual in an office.
_MIN_ROWS = 50
# {record: (model, {column: field})}. Ages and follow-ups have a range only.
_FIGURES: Mapping[str, tuple[type[Guarded], Mapping[str, str]]] = {
    "activity": (Activity, {name: name for name in (*ATTENDANCE_PARTS, "total")}),
    "issue": (Issue, {"money_recovered": "money_recovered"}),
    "linkage": (Linkage, {"money_recovered": "amount"}),
    "journey": (Journey, {"wage": "wage_promised"}),
}


def largest_figures(organisation_id: uuid.UUID, kind: str) -> dict[str, int]:
    """{column: largest figure} of a register, for columns with at least 50 figures above 0; one query."""
    record = register(kind).record
    if record not in _FIGURES:
        return {}
    model, fields = _FIGURES[record]
    of_kind = {"kind": kind} if record == "activity" else {}
    rows = live(model).filter(organisation_id=organisation_id, **of_kind)
    counts = {f"{column}_rows": Count("pk", filter=Q(**{f"{name}__gt": 0})) for column, name in fields.items()}
    found = rows.aggregate(**counts, **{column: Max(name) for column, name in fields.items()})
    return {column: found[column] for column in fields if found[f"{column}_rows"] >= _MIN_ROWS}
