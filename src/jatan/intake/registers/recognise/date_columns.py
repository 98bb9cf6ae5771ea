"""Finds the columns of a sheet whose dates are written with the month first, as in the United States.

Dates are read with the day first everywhere, unless a column proves the other order: some of its dates can only be
month first, and none can only be day first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jatan.kernel.dates import DateOrder, date_order

__all__ = ["DateColumns"]

# One slip of the pen (12/13/2022 for 12/12/2022) does not turn a long column round: of random days, 6 in 10 are proof.
_MIN_SHARE = 0.25
_SHORTEST, _LONGEST = 6, 24


class DateColumns:
    """Notes the orders of the dates of every column. Columns without dates in figures in `head` are not followed."""

    def __init__(self, head: Iterable[Sequence[Any]]) -> None:
        self._orders: dict[int, Counter[DateOrder]] = {}
        for row in head:
            self._note(row, range(len(row)))

    def following(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same rows, noted as they pass."""
        for row in rows:
            if columns := [column for column, orders in self._orders.items() if not orders[DateOrder.DAY_FIRST]]:
                self._note(row, columns)
            yield row

    def month_first(self) -> frozenset[int]:
        """The columns whose dates are written month first."""
        return frozenset(
            column
            for column, orders in self._orders.items()
            if not orders[DateOrder.DAY_FIRST]
            and orders[DateOrder.MONTH_FIRST] > 0
            and orders[DateOrder.MONTH_FIRST] >= orders.total() * _MIN_SHARE
        )

    def _note(self, row: Sequence[Any], columns: Iterable[int]) -> None:
        for column in columns:
            cell = row[column] if column < len(row) else None
            if isinstance(cell, str) and _SHORTEST <= len(cell) <= _LONGEST and (order := date_order(cell)):
                self._orders.setdefault(column, Counter())[order] += 1
