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

    Where exactly one line of a column is hidden, the next smallest one is hidden too, or the sum would tell it.
    """
    table: dict[L, dict[K, int | None]] = {line: dict(numbers) for line, numbers in lines.items()}
    for key in dict.fromkeys(key for numbers in lines.values() for key in numbers):
        candidates = [line for line in lines if is_hidden(line, key) and lines[line].get(key)]
        small = [line for line in candidates if lines[line][key] < SMALLEST_SHOWN]
        if len(small) == 1 and len(candidates) > 1:
            rest = [line for line in candidates if line != small[0]]
            small.append(min(rest, key=lambda line: lines[line][key]))
        for line in small:
            table[line][key] = None
    return table


def shown(number: int | None, write: Callable[[int], str]) -> str:
    """A number for a person to read; None is "<5"."""
    return f"<{SMALLEST_SHOWN}" if number is None else write(number)


def hidden_alone[K: Hashable](numbers: Mapping[K, int], is_hidden: Callable[[K], bool]) -> dict[K, int | None]:
    """Hide small numbers that stand alone (a total nobody can subtract from)."""
    return {key: None if is_hidden(key) and 0 < number < SMALLEST_SHOWN else number for key, number in numbers.items()}
