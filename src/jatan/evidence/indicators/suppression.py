"""Hides small counts: below five becomes None ("<5"), with enough other numbers that none can be recovered by
subtraction.

A rule of the network's role table. Zero is shown: it counts nobody.
"""

from collections.abc import Callable, Collection, Hashable, Mapping

__all__ = [
    "SMALLEST_SHOWN",
    "display_number",
    "hide_small_in_both",
    "hide_small_numbers",
    "hide_small_remainders",
    "hide_small_totals",
]

SMALLEST_SHOWN = 5


def hide_small_numbers[L: Hashable, K: Hashable](
    lines: Mapping[L, Mapping[K, int]],
    is_hidden: Callable[[L, K], bool],
    elsewhere: Collection[tuple[L, K]] = (),
) -> dict[L, dict[K, int | None]]:
    """Hide small numbers of a table whose column sums are known elsewhere.

    Where the sum of a column's hidden numbers would reveal one of them, the next smallest line is hidden too.
    `elsewhere`: numbers that another table hides, which this table has to hide too.
    """
    table: dict[L, dict[K, int | None]] = {line: dict(numbers) for line, numbers in lines.items()}
    for key in dict.fromkeys(key for numbers in lines.values() for key in numbers):
        candidates = [line for line in lines if is_hidden(line, key) and lines[line].get(key)]
        small = [line for line in candidates if lines[line][key] < SMALLEST_SHOWN or (line, key) in elsewhere]
        rest = sorted((line for line in candidates if line not in small), key=lambda line: lines[line][key])
        while rest and _is_revealed_by_sum([lines[line][key] for line in small]):
            small.append(rest.pop(0))
        if (
            _is_revealed_by_sum([lines[line][key] for line in small])
            and sum(lines[line][key] for line in small) >= SMALLEST_SHOWN
        ):
            # Only lines of zero are left: hide one of them, since "<5" may be any number.
            small += [line for line in lines if is_hidden(line, key) and not lines[line].get(key)][:1]
        for line in small:
            table[line][key] = None
    return table


def hide_small_in_both[A: Hashable, B: Hashable, K: Hashable](
    first: tuple[Mapping[A, Mapping[K, int]], Callable[[A, K], bool]],
    second: tuple[Mapping[B, Mapping[K, int]], Callable[[B, K], bool]],
    same: Collection[tuple[A, B, K]],
) -> tuple[dict[A, dict[K, int | None]], dict[B, dict[K, int | None]]]:
    """Hide small numbers in two tables; a number that is in both (`same`) is hidden in both or in none.

    Otherwise one table would show what the other hides to protect a third number.
    """
    in_first, in_second = set[tuple[A, K]](), set[tuple[B, K]]()
    while True:
        left, right = hide_small_numbers(*first, in_first), hide_small_numbers(*second, in_second)
        found = {(a, b, key) for a, b, key in same if left[a].get(key, 0) is None or right[b].get(key, 0) is None}
        if in_first >= {(a, key) for a, _, key in found} and in_second >= {(b, key) for _, b, key in found}:
            return left, right
        in_first |= {(a, key) for a, _, key in found}
        in_second |= {(b, key) for _, b, key in found}


def _is_revealed_by_sum(hidden: list[int]) -> bool:
    """True if the sum of the hidden numbers reveals one of them (a single one, all 1 or all 4), or is a small count."""
    if not hidden or (len(hidden) > 1 and max(hidden) >= SMALLEST_SHOWN):
        return False
    whole, most = sum(hidden), (SMALLEST_SHOWN - 1) * len(hidden)
    return len(hidden) == 1 or whole < SMALLEST_SHOWN or whole in (len(hidden), most)


def display_number(number: int | None, write: Callable[[int], str]) -> str:
    """A number as text; "<5" for None."""
    return f"<{SMALLEST_SHOWN}" if number is None else write(number)


def hide_small_remainders[K: Hashable](
    whole: Mapping[K, int | None], part: Mapping[K, int], is_hidden: Callable[[K], bool]
) -> dict[K, int | None]:
    """Hide a whole beside a part of it where the rest would be a small count."""
    return {
        key: None
        if number is not None and is_hidden(key) and 0 < number - part.get(key, 0) < SMALLEST_SHOWN
        else number
        for key, number in whole.items()
    }


def hide_small_totals[K: Hashable](numbers: Mapping[K, int], is_hidden: Callable[[K], bool]) -> dict[K, int | None]:
    """Hide small numbers that are not part of a sum shown elsewhere."""
    return {key: None if is_hidden(key) and 0 < number < SMALLEST_SHOWN else number for key, number in numbers.items()}
