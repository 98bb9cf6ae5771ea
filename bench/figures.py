"""What a measurement finds: printed, held against its bars, and left for `python -m bench --keep`.

A measurement ends with 0 when its bars are met and with `MISSED` when one is not. Anything else that it ends with is
an error of the measurement: it says nothing about a bar. In its small form it holds no bar, because times at a
hundredth of the size mean nothing; whether what it measures is right (recorded, equal) is asked in both forms.
"""

import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path

MISSED = 3
SMALL = os.environ.get("JATAN_BENCH_SMALL") == "1"
# The file that `python -m bench` reads after each part; without it nothing is left.
LEFT = "JATAN_BENCH_FIGURES"


@dataclass(frozen=True)
class Figure:
    """One line of the table of measurements. `is_met` is None where no bar is held."""

    what: str
    bar: str
    found: str
    is_met: bool | None


def size(whole: int, small: int) -> int:
    """How many of something this run makes."""
    return small if SMALL else whole


class Figures:
    """The figures of one measurement."""

    def __init__(self) -> None:
        self._figures: list[Figure] = []

    def add(self, what: str, found: str, bar: str = "", is_met: bool | None = None) -> None:
        """Print a figure; `bar` is what was asked, in words, and `is_met` whether it was reached."""
        self._figures.append(Figure(what, bar, found, is_met))
        print(f"{what}: {found}" + (f" (bar {bar})" if bar else ""), flush=True)

    def end(self) -> int:
        """Leave the figures to whoever asked for them; the exit code."""
        if left := os.environ.get(LEFT):
            with Path(left).open("a", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows((one.what, one.bar, one.found, _word(one.is_met)) for one in self._figures)
        missed = [one.what for one in self._figures if one.is_met is False]
        if missed and not SMALL:
            print(f"BAR MISSED: {', '.join(missed)}", file=sys.stderr, flush=True)
            return MISSED
        return 0


def _word(is_met: bool | None) -> str:
    return "" if is_met is None else "met" if is_met else "missed"
