"""Running sums of a sheet, to distinguish a total row without the word "total" from a record without a date."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem

NUMBERS = frozenset({"women", "men", "girls", "boys", "total", "follow_ups", "age", "wage", "money_recovered"})


def number_in(name: str, value: Any) -> float | None:
    """The number in a cell of one of the NUMBERS columns, stored as number or text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value if name in NUMBERS else None
    if name in NUMBERS and isinstance(value, str):
        try:
            return parse_int(value)
        except Problem:
            return None
    return None


class RunningSums:
    """Sums by column and the number of rows, for the whole sheet and since the last total row."""

    def __init__(self) -> None:
        self._all: dict[str, float] = defaultdict(float)
        self._since: dict[str, float] = defaultdict(float)
        self._rows = self._rows_since = 0

    def add(self, cells: Mapping[str, Any]) -> None:
        """Add a record."""
        for name in NUMBERS & cells.keys():
            number = number_in(name, cells[name])
            if number is not None:
                self._all[name] += number
                self._since[name] += number
        self._rows += 1
        self._rows_since += 1

    def restart(self) -> None:
        """Start new sums after a total row."""
        self._since.clear()
        self._rows_since = 0

    def agree(self, numbers: Mapping[str, float], *, or_rows: bool = False) -> bool:
        """True where every number is its column's sum, of the sheet or since the last total.

        `or_rows`: a number may also be the number of rows.
        """
        for sums, rows in ((self._all, self._rows), (self._since, self._rows_since)):
            counted = {rows} if or_rows else set()
            if rows and all(number in {sums.get(name), *counted} for name, number in numbers.items()):
                return True
        return False
