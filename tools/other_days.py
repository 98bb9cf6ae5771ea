"""`./jatan test --days`: tests with the clock of every process at another day, in a drawn order.

libfaketime moves the clock of Python, PostgreSQL, worker and web server; `tests/browser/moved_clock.py` that of pages.
Waiting (the monotonic clock) and the times of files stay as they are. Each day has a run of its own, with a database
that was made on that day.
"""

import datetime as dt
import glob
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click

from tools import system_packages
from tools.checks import ROOT, WORKERS, Outcome

_INDIA: Final = ZoneInfo("Asia/Kolkata")
_PART: Final = 10  # a tenth of the files, when none are named


@dataclass(frozen=True)
class Day:
    """A day to run at: how it is written for `--at`, and the instant at which the run begins (None: now)."""

    name: str
    begins: dt.datetime | None = None


def days(now: dt.datetime) -> tuple[Day, ...]:
    """The eight days that every file is to meet in time; each lies ahead of `now` (aware), whenever that is."""
    here = now.astimezone(_INDIA)

    def coming(holds: Mapping[str, int], hour: int, minute: int = 0) -> dt.datetime:
        day = here.date() + dt.timedelta(days=1)
        while any((getattr(day, name)() if name == "weekday" else getattr(day, name)) != holds[name] for name in holds):
            day += dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=_INDIA)

    return (
        Day("now"),
        *(_named(now + dt.timedelta(days=ahead)) for ahead in (1, 400, 5 * 365 + 1)),
        _named(coming({"month": 12, "day": 31}, 23, 50)),  # midnight comes during the run
        _named(coming({"month": 2, "day": 29}, 12)),
        _named(coming({"month": 3, "day": 31}, 12)),
        _named(coming({"weekday": 6}, 0, 10)),  # a Sunday in India and still Saturday in UTC
    )


def _named(instant: dt.datetime) -> Day:
    return Day(f"{instant.astimezone(_INDIA):%Y-%m-%dT%H:%M}", instant)


def day_at(word: str) -> Day:
    """The day of `--at`: `now`, a day (noon) or a minute in India. Raises click.BadParameter."""
    if word == "now":
        return Day("now")
    try:
        read = dt.datetime.fromisoformat(word if "T" in word else f"{word}T12:00")
    except ValueError as error:
        raise click.BadParameter(f"{word} is neither now nor like 2028-02-29 or 2026-12-31T23:50") from error
    return _named(read if read.tzinfo else read.replace(tzinfo=_INDIA))


def files_of_tests(root: Path) -> list[str]:
    """All test files, from `root`."""
    return sorted(path.relative_to(root).as_posix() for path in root.glob("tests/**/test_*.py"))


def dealt(files: Iterable[str], days: Sequence[Day], draw: random.Random) -> list[tuple[Day, list[str]]]:
    """Every file at one of the days; days without a file are left out."""
    order = sorted(files)
    draw.shuffle(order)
    rounds = [(day, order[number :: len(days)]) for number, day in enumerate(draw.sample(days, len(days)))]
    return [(day, files) for day, files in rounds if files]


def run(words: Sequence[str], at: str | None, seed: int | None) -> list[Outcome]:
    """Run what is named in `words`, or a tenth of all files; at the day `at`, or dealt over all days.

    The other words go to pytest. Prints the command that repeats it.
    """
    moved_by = library()
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    draw = random.Random(seed)
    named = [word for word in words if not word.startswith("-") and Path(ROOT, word.partition("::")[0]).exists()]
    rest = [word for word in words if word not in named]
    files = named or draw.sample(every := files_of_tests(ROOT), max(1, len(every) // _PART))
    rounds = [(day_at(at), sorted(files))] if at else dealt(files, days(dt.datetime.now(dt.UTC)), draw)
    again = " ".join(["./jatan test --days --seed", str(seed), *(("--at", at) if at else ()), *words])
    click.secho(f"to repeat this: {again}", bold=True)
    outcomes = [_round(day, ["--order", str(seed), *rest, *files], seed, moved_by) for day, files in rounds]
    click.secho(f"\nto repeat this: {again}", bold=True)
    return outcomes


def _round(day: Day, words: Sequence[str], seed: int, library: str) -> Outcome:
    click.secho(f"\n── all clocks at {day.name}", bold=True)
    since = time.monotonic()
    usual = ("-p", "tests.random_order", "-p", "no:cacheprovider", "-m", "not long", *WORKERS)
    command = [sys.executable, "-m", "tools", "test", *usual, *words]
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **environment(day, seed, library)})
    return Outcome(day.name, code == 0, time.monotonic() - since, "" if code == 0 else f"exit code {code}")


def environment(day: Day, seed: int, library: str) -> dict[str, str]:
    """What moves the clocks of a process and of all that it starts, and varies Python's hashes."""
    varied = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed)}
    if day.begins is None:
        return varied
    ahead = round((day.begins - dt.datetime.now(dt.UTC)).total_seconds())
    return varied | {
        "LD_PRELOAD": library,
        "FAKETIME": f"{ahead:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # waiting takes as long as it takes
        "FAKETIME_DISABLE_SHM": "1",  # a killed process would leave it on the memory disk
        "NO_FAKE_STAT": "1",  # Python's own calls are not seen by it, so that other programs would disagree
    }


def library() -> str:
    """Path of libfaketime, installed if this user may; raises click.ClickException."""
    system_packages.install_missing([system_packages.FAKETIME])
    for pattern in system_packages.FAKETIME.files:
        for path in sorted(glob.glob(pattern)):
            return path
    raise click.ClickException("This moves clocks with libfaketime: sudo apt install libfaketime")
