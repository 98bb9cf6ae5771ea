"""Small counts: below five becomes None ("<5"), and enough neighbours with it that no subtraction brings it back.

Rule of the network's role table. Zero is said plainly: it is nobody.
"""

from collections.abc import Callable, Hashable, Mapping

__all__ = ["SMALLEST_SHOWN", "hidden_alone", "shown", "with_small_hidden"]

SMALLEST_SHOWN = 5


def with_small_hidden[L: Hashable, K: Hashable](
    lines: Mapping[L, Mapping[K, int]], is_hidden: Callable[[L, K], bool]
) -> dict[L, dict[K, int | None]]:
    """Hide small numbers of a table whose column sums are known elsewhere.

    Where what is hidden of a column has a sum that only one answer fits, the next smallest line is hidden too.
    """
    table: dict[L, dict[K, int | None]] = {line: dict(numbers) for line, numbers in lines.items()}
    for key in dict.fromkeys(key for numbers in lines.values() for key in numbers):
        candidates = [line for line in lines if is_hidden(line, key) and lines[line].get(key)]
        small = [line for line in candidates if lines[line][key] < SMALLEST_SHOWN]
        rest = sorted((line for line in candidates if line not in small), key=lambda line: lines[line][key])
        while rest and _is_told_by_sum([lines[line][key] for line in small]):
            small.append(rest.pop(0))
        if (
            _is_told_by_sum([lines[line][key] for line in small])
            and sum(lines[line][key] for line in small) >= SMALLEST_SHOWN
        ):
            # Nobody else is left but lines of nought: behind "<5" one of them may be anything too.
            small += [line for line in lines if is_hidden(line, key) and not lines[line].get(key)][:1]
        for line in small:
            table[line][key] = None
    return table


def _is_told_by_sum(hidden: list[int]) -> bool:
    """True if the sum of these numbers, all of them 1 to 4, tells one of them; or is itself a small count."""
    if not hidden or max(hidden) >= SMALLEST_SHOWN:
        return False
    whole, most = sum(hidden), (SMALLEST_SHOWN - 1) * len(hidden)
    return len(hidden) == 1 or whole < SMALLEST_SHOWN or whole in (len(hidden), most)


def shown(number: int | None, write: Callable[[int], str]) -> str:
    """A number for a person to read; None is "<5"."""
    return f"<{SMALLEST_SHOWN}" if number is None else write(number)


def without_small_rest[K: Hashable](
    whole: Mapping[K, int | None], part: Mapping[K, int], is_hidden: Callable[[K], bool]
) -> dict[K, int | None]:
    """Hide a whole beside a part of it where the rest would be a small count."""
    return {
        key: None
        if number is not None and is_hidden(key) and 0 < number - part.get(key, 0) < SMALLEST_SHOWN
        else number
        for key, number in whole.items()
    }


def hidden_alone[K: Hashable](numbers: Mapping[K, int], is_hidden: Callable[[K], bool]) -> dict[K, int | None]:
    """Hide small numbers that stand alone (a total nobody can subtract from)."""
    return {key: None if is_hidden(key) and 0 < number < SMALLEST_SHOWN else number for key, number in numbers.items()}
