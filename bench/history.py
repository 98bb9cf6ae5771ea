"""What measurements found, run by run: docs/reference/bench.csv.

A line of the file is one figure of one run. The yardstick is the CPU time of a fixed piece of work on the machine of
that run (`tests/yardstick.py`): seconds of a run with a yardstick of 22 ms are compared with half as many of one with
11 ms. Lines are added, never changed. `./jatan docs --write` makes the table of docs/reference/bench.md from it.
"""

import csv
import datetime as dt
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from tests.yardstick import seconds

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "reference" / "bench.csv"


@dataclass(frozen=True)
class Line:
    """One figure of one run, all as text. `part` is a measurement of `python -m bench`, or another piece of work."""

    part: str
    what: str
    bar: str  # what was asked, in words; empty where nothing was
    found: str
    met: str  # met, missed, or empty
    commit: str
    day: str  # 2026-11-30
    yardstick: str  # milliseconds; empty where it was not taken


def lines() -> list[Line]:
    """All that was kept, the oldest first."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Line(**row) for row in csv.DictReader(file)]


def newest(kept: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of the last run of every part."""
    found: dict[str, list[Line]] = {}
    for line in kept:
        run = found.get(line.part)
        if run is None or (run[0].commit, run[0].day) != (line.commit, line.day):
            found[line.part] = [line]
        else:
            run.append(line)
    # A part that was run again at the same commit on the same day: its last figure counts.
    return {part: list({line.what: line for line in run}.values()) for part, run in found.items()}


def present_commit() -> str:
    """The commit of the tree, asked before a run: another one may be made while it runs."""
    words = ["git", "rev-parse", "--short=8", "HEAD"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def keep(part: str, found: Iterable[Sequence[str]], commit: str) -> None:
    """Add what one run of a part found (what, bar, found, met), with its commit, the day and the yardstick."""
    day, milliseconds = dt.datetime.now(dt.UTC).date().isoformat(), f"{seconds(9) * 1000:.0f}"
    with FILE.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(astuple(Line(part, *one, commit, day, milliseconds)) for one in found)
