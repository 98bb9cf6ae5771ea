"""The checks of this project as data: what `jatan test` runs, in this order, each seen with its time."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parents[3]
_BIN: Final = Path(sys.executable).parent
# In the order of their folders: browsers and kills, few and long, begin first, and the many short ones fill the end.
_TESTS: Final = ("pytest", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "--durations=10")


@dataclass(frozen=True)
class Check:
    """One step: its name, the program of this environment, and its words."""

    name: str
    program: str
    words: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Outcome:
    """How a step ended and how long it took, in seconds."""

    name: str
    is_right: bool
    seconds: float
    note: str = ""


CHECKS: Final[tuple[Check, ...]] = (
    Check("format", "ruff", ("format", "--check", ".")),
    Check("lint", "ruff", ("check", ".")),
    Check("templates", "djlint", ("src/jatan/web", "--profile=django", "--lint", "--quiet")),
    Check("types", "mypy"),
    Check("contracts", "lint-imports"),
    Check("migrations", "python", ("-m", "django", "makemigrations", "--check", "--dry-run")),
    Check("messages", "jatan", ("messages",)),
    Check("docs", "python", ("scripts/check_docs.py",)),
    Check("site", "zensical", ("build", "--strict")),
    Check("tests", _TESTS[0], (*_TESTS[1:], "-m", "not long")),
)
LONG_CHECKS: Final[tuple[Check, ...]] = (
    Check("long tests", "pytest", ("-m", "long")),
    Check("bench", "python", ("-m", "bench")),
)


def only_tests(words: Sequence[str]) -> tuple[Check, ...]:
    """The test step alone, with the caller's own words for pytest."""
    return (Check("tests", "pytest", tuple(words)),)


def run(checks: Sequence[Check], environment: Mapping[str, str]) -> list[Outcome]:
    """Run every step to its end, whatever happened to the one before."""
    outcomes = []
    for check in checks:
        click.secho(f"\n── {check.name}: {check.program} {' '.join(check.words)}", bold=True)
        since = time.monotonic()
        code = subprocess.call(  # noqa: S603 - the table above
            [str(_BIN / check.program), *check.words], cwd=ROOT, env={**os.environ, **environment}
        )
        seconds = time.monotonic() - since
        outcomes.append(Outcome(check.name, code == 0, seconds, "" if code == 0 else f"exit code {code}"))
        click.echo(f"── {check.name}: {'right' if code == 0 else 'WRONG'} in {seconds:.1f} s")
    return outcomes


def summary(outcomes: Sequence[Outcome]) -> str:
    """The closing table."""
    width = max(len(outcome.name) for outcome in outcomes)
    lines = [
        f"{outcome.name:<{width}}  {'right' if outcome.is_right else 'WRONG'}  {outcome.seconds:7.1f} s  {outcome.note}"
        for outcome in outcomes
    ]
    lines.append(f"{'all':<{width}}         {sum(outcome.seconds for outcome in outcomes):7.1f} s")
    return "\n".join(line.rstrip() for line in lines)


def is_installed() -> bool:
    """True when the checking tools are in this environment (they are not in a production one)."""
    return shutil.which("pytest", path=str(_BIN)) is not None
