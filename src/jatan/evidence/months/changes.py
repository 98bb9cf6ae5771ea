"""Marks months that changed after a member had called them complete. Called by the recount, as the machine actor."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jatan.evidence.months.choices import State
from jatan.evidence.months.models import MonthEnd
from jatan.kernel import clock


@dataclass
class MonthChanges:
    """How many acts touched each month, and how many rows they wrote in it."""

    acts: Counter[dt.date] = field(default_factory=Counter)
    records: Counter[dt.date] = field(default_factory=Counter)

    def add(self, months: Iterable[dt.date], payload: Any) -> None:
        """Add one act. Its payload says how many rows it wrote in a month; an act on one row does not."""
        rows = payload.get("month_rows") or {}
        for month in set(months):
            self.acts[month] += 1
            self.records[month] += rows.get(f"{month:%Y-%m}", 1)


def note_changes(organisation_id: uuid.UUID, changes: MonthChanges) -> None:
    """Add the changes to the month-ends of this organisation that are complete or accepted. At most two queries."""
    if not changes.acts:
        return
    rows = MonthEnd.objects.select_for_update(no_key=True).filter(
        organisation_id=organisation_id, month__in=list(changes.acts), state__in=[State.COMPLETE, State.ACCEPTED]
    )
    touched = list(rows.order_by("month"))
    for row in touched:
        row.touched_acts += changes.acts[row.month]
        row.touched_records += changes.records[row.month]
        row.touched_at = clock.now()
    MonthEnd.objects.bulk_update(touched, ["touched_acts", "touched_records", "touched_at"])
