"""The number of persons below which nobody is counted alone: the one threshold of every count that leaves the house."""

from typing import Final

SMALLEST: Final = 5


def rounded_down(count: int) -> int:
    """A count of persons as it may be given: down to a multiple of `SMALLEST`, so 0 stands for none to four.

    Each count says only that it is one of five neighbouring numbers; the difference of two says no more than that.
    """
    return count // SMALLEST * SMALLEST
