"""Which counts of a released table are left out, so that nobody can be made out among fewer than five. Pure.

A count of one to four is hidden; others, the smallest first, follow until what is hidden together is none or at least
five, because the whole is known and could be subtracted from. Zero is shown: it finds nobody.
"""

from collections.abc import Sequence
from typing import Final

__all__ = ["SMALLEST", "hidden_cells", "hidden_lines"]

SMALLEST: Final = 5


def hidden_cells(counts: Sequence[int]) -> set[int]:
    """Places of the counts that are left out of one line whose sum is known."""
    hidden = {place for place, count in enumerate(counts) if 0 < count < SMALLEST}
    others = sorted((place for place, count in enumerate(counts) if count >= SMALLEST), key=lambda place: counts[place])
    while hidden and others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < SMALLEST):
        hidden.add(others.pop(0))
    return hidden


def hidden_lines(lines: Sequence[Sequence[int]]) -> set[int]:
    """Places of the lines that are left out of a table whose sums of columns are known: whole lines, since a line with
    some of its counts hidden says nearly all of them.

    More lines follow, the smallest first, until each column of the hidden lines together holds none or at least five.
    """
    hidden = {place for place, line in enumerate(lines) if any(0 < count < SMALLEST for count in line)}
    others = sorted((place for place in range(len(lines)) if place not in hidden), key=lambda place: sum(lines[place]))
    while hidden and others and (len(hidden) < 2 or _reveals(lines, hidden)):
        hidden.add(others.pop(0))
    return hidden


def _reveals(lines: Sequence[Sequence[int]], hidden: set[int]) -> bool:
    sums = [sum(lines[place][column] for place in hidden) for column in range(len(lines[0]))]
    return any(0 < together < SMALLEST for together in sums)
