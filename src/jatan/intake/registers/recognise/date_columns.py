"""Finds the columns of a sheet whose dates are written with the month first, as in the United States.

Dates are read with the day first everywhere, unless a column proves the other order, in its sheet or in another sheet
of the same register: some of its dates can only be month first, and none can only be day first.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.vocabulary.kinds import DATES
from jatan.kernel.dates import DateOrder, date_order

__all__ = ["DateColumns", "with_date_orders"]

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

    def orders(self) -> dict[int, DateOrder]:
        """{column: the order that its dates prove}; EITHER for a column without any proof."""
        return {column: _proved(orders) for column, orders in self._orders.items()}

    def _note(self, row: Sequence[Any], columns: Iterable[int]) -> None:
        for column in columns:
            cell = row[column] if column < len(row) else None
            if isinstance(cell, str) and _SHORTEST <= len(cell) <= _LONGEST and (order := date_order(cell)):
                self._orders.setdefault(column, Counter())[order] += 1


def _proved(orders: Counter[DateOrder]) -> DateOrder:
    month_first = orders[DateOrder.MONTH_FIRST]
    if not month_first and not orders[DateOrder.DAY_FIRST]:
        return DateOrder.EITHER
    is_proved = not orders[DateOrder.DAY_FIRST] and month_first >= orders.total() * _MIN_SHARE
    return DateOrder.MONTH_FIRST if is_proved else DateOrder.DAY_FIRST


def with_date_orders(layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts of one workbook, with the columns whose dates are month first.

    A column without proof of its own is read as the same column of the same register elsewhere in the workbook, where
    that proves one order: an office does not change its hand from sheet to sheet.
    """
    proved: dict[tuple[str, str], set[DateOrder]] = {}
    for layout in layouts:
        for name, column in layout.columns.items():
            if name in DATES and (order := layout.date_orders.get(column)):
                proved.setdefault((layout.kind.code, name), set()).add(order)

    def is_month_first(layout: Layout, name: str, column: int) -> bool:
        own = layout.date_orders.get(column)
        elsewhere = proved.get((layout.kind.code, name), set()) - {DateOrder.EITHER}
        return own is DateOrder.MONTH_FIRST or (own is DateOrder.EITHER and elsewhere == {DateOrder.MONTH_FIRST})

    return [
        dataclasses.replace(
            layout,
            month_first=frozenset(
                column
                for name, column in layout.columns.items()
                if name in DATES and is_month_first(layout, name, column)
            ),
        )
        for layout in layouts
    ]
