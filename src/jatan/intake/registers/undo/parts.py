"""Parts of an undoing: at most 500 rows each, what needs others before what is needed."""

import uuid
from collections.abc import Iterator
from itertools import batched
from typing import Final

from jatan.intake.registers.undo.plan import Part, Row, UndoPlan, withdrawal_order

MOST_ROWS: Final = 500
"""Rows that one transaction takes back: whoever writes in the same office waits for no more than these."""


def parts_of(plan: UndoPlan) -> Iterator[Part]:
    """What moves by a plan, in parts. Rows whose records need others come first, rows that wait at the end.

    So no live record ever points at a withdrawn one, and a person whom several rows have goes with the last of them.
    """
    moving = [*plan.going, *plan.handed_on]
    place = {label: number for number, label in enumerate(withdrawal_order({row.record_label for row in moving}))}
    moving.sort(key=lambda row: place[row.record_label])
    last = {pk: number // MOST_ROWS for number, row in enumerate(moving) for pk in _people(row)}
    of_all: list[tuple[str, uuid.UUID]] = [("rows", row.pk) for row in moving]
    of_all += [("parked", row.pk) for name in ("going", "handed_on") for row in plan.parked[name]]
    of_all += [("proposed", row.pk) for name in ("going", "handed_on") for row in plan.proposed[name]]
    for number, some in enumerate(batched(of_all, MOST_ROWS, strict=False)):
        rows = moving[number * MOST_ROWS : (number + 1) * MOST_ROWS]
        later = frozenset(pk for row in rows for pk in _people(row) if last[pk] > number)
        records: dict[str, set[uuid.UUID]] = {}
        for row in rows:
            for label, pk in row.records():
                if pk not in later:
                    records.setdefault(label, set()).add(pk)
        parked, proposed = ([pk for name, pk in some if name == sort] for sort in ("parked", "proposed"))
        yield Part([row.pk for row in rows], parked, proposed, later, records)


def _people(row: Row) -> list[uuid.UUID]:
    return (row.others or {}).get("people.person", [])
