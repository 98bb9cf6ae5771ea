"""Finds the columns of a sheet whose dates are written with the month first, as in the United States.

Dates are read with the day first everywhere, unless a column proves the other order, in its sheet or in another sheet
of the same register: some of its dates can only be month first, and none can only be day first.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jatan.intake.registers.recognise.layout import Layout, UndecidedDates
from jatan.intake.registers.recognise.vocabulary.kinds import DATES
from jatan.kernel.dates import DateOrder, date_order, parse_date

# One slip of the pen (12/13/2022 for 12/12/2022) does not turn a long column round: of random days, 6 in 10 are proof.
_MIN_SHARE = 0.25
_SHORTEST, _LONGEST = 6, 24
# Of three days that fit both orders, one in six runs in order by accident, read wrongly.
_MIN_IN_ORDER = 4


class _Sequence:
    """Whether the dates of a column that fit both orders run in order when read with the month first."""

    def __init__(self) -> None:
        self.dates: set[dt.date] = set()
        self.count = 0
        self._last: dict[bool, dt.date] = {}
        self._breaks: Counter[bool] = Counter()

    def note(self, text: str) -> None:
        """Add the next date, from above; one that both orders read alike says nothing."""
        days = {day_first: parse_date(text, day_first=day_first) for day_first in (True, False)}
        if days[True] == days[False]:
            return
        self.count += 1
        self.dates.add(days[True])
        for day_first, day in days.items():
            self._breaks[day_first] += day < self._last.get(day_first, day)
            self._last[day_first] = day

    @property
    def fits_month_first(self) -> bool:
        """True where they run in order so, and there are enough of them for that to be no accident."""
        return len(self.dates) >= _MIN_IN_ORDER and not self._breaks[False]


class DateColumns:
    """Notes the orders of the dates of every column. Columns without dates in figures in `head` are not followed."""

    def __init__(self, head: Iterable[Sequence[Any]]) -> None:
        self._orders: dict[int, Counter[DateOrder]] = {}
        self._sequences: dict[int, _Sequence] = {}
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

    def undecided(self) -> dict[int, UndecidedDates]:
        """{column: its dates}, of the columns in which each date fits both orders."""
        orders = self.orders()
        others = {column for column, order in orders.items() if order is DateOrder.MONTH_FIRST}
        return {
            column: UndecidedDates(found.count, is_asked=found.fits_month_first or bool(others))
            for column, found in self._sequences.items()
            if orders[column] is DateOrder.EITHER and found.count
        }

    def _note(self, row: Sequence[Any], columns: Iterable[int]) -> None:
        for column in columns:
            cell = row[column] if column < len(row) else None
            if isinstance(cell, str) and _SHORTEST <= len(cell) <= _LONGEST and (order := date_order(cell)):
                self._orders.setdefault(column, Counter())[order] += 1
                if order is DateOrder.EITHER:
                    self._sequences.setdefault(column, _Sequence()).note(cell)


def _proved(orders: Counter[DateOrder]) -> DateOrder:
    month_first = orders[DateOrder.MONTH_FIRST]
    if not month_first and not orders[DateOrder.DAY_FIRST]:
        return DateOrder.EITHER
    is_proved = not orders[DateOrder.DAY_FIRST] and month_first >= orders.total() * _MIN_SHARE
    return DateOrder.MONTH_FIRST if is_proved else DateOrder.DAY_FIRST


def read_month_first(layout: Layout) -> Layout:
    """The table as somebody said that its undecided dates are read."""
    asked = frozenset(column for column, one in layout.undecided.items() if one.is_asked)
    return dataclasses.replace(layout, month_first=layout.month_first | asked, answered_dates=asked)


def ask_about_dates(layout: Layout) -> Layout:
    """The table, with a question about all of its undecided dates: an earlier file of the office was month first."""
    asked = {column: dataclasses.replace(one, is_asked=True) for column, one in layout.undecided.items()}
    return dataclasses.replace(layout, undecided=asked)


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

    def undecided(layout: Layout) -> dict[int, UndecidedDates]:
        """Without the columns that are decided elsewhere in the workbook."""
        names = {column: name for name, column in layout.columns.items() if name in DATES}
        return {
            column: one
            for column, one in layout.undecided.items()
            if column in names and not proved[layout.kind.code, names[column]] - {DateOrder.EITHER}
        }

    return [
        dataclasses.replace(
            layout,
            undecided=undecided(layout),
            month_first=frozenset(
                column
                for name, column in layout.columns.items()
                if name in DATES and is_month_first(layout, name, column)
            ),
        )
        for layout in layouts
    ]
