"""The checks that `./jatan test` runs, and running them with their times."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parents[1]
_BIN: Final = Path(sys.executable).parent
# One per core; the kill tests, which mostly wait for disks and servers, run in addition.
_WORKERS: Final = min(os.cpu_count() or 2, 8)
# In the order of the folders, so that the few long browser tests start first.
_TESTS: Final = ("-n", str(_WORKERS), "--dist", "loadscope", "--no-loadscope-reorder", "--durations=10")


@dataclass(frozen=True)
class Check:
    """One check: name, program of this environment, and its arguments. `beside`: run in the background."""

    name: str
    program: str
    words: Sequence[str] = field(default_factory=tuple)
    beside: bool = False


@dataclass(frozen=True)
class Outcome:
    """Result of a check and its duration in seconds."""

    name: str
    is_right: bool
    seconds: float
    note: str = ""


CHECKS: Final[tuple[Check, ...]] = (
    Check(
        "kills",
        "pytest",
        ("tests/attacks", "tests/runtime", "tests/settings", "-m", "apart and not long", "-p", "no:cacheprovider"),
        beside=True,
    ),
    Check("format", "ruff", ("format", "--check", "."), beside=True),
    Check("lint", "ruff", ("check", "."), beside=True),
    Check("templates", "djlint", ("src/jatan/web", "--profile=django", "--lint", "--quiet"), beside=True),
    Check("messages", "python", ("-m", "tools", "messages"), beside=True),
    Check("types", "mypy", beside=True),
    Check("contracts", "lint-imports", beside=True),
    Check("migrations", "python", ("-m", "django", "makemigrations", "--check", "--dry-run"), beside=True),
    Check("docs", "python", ("-m", "tools", "docs"), beside=True),
    Check("site", "zensical", ("build", "--strict"), beside=True),
    Check("plain user", "python", ("-m", "tools.plain_user"), beside=True),
    Check("tests", "pytest", (*_TESTS, "-m", "not apart and not long")),
)
LONG_CHECKS: Final[tuple[Check, ...]] = (
    Check("long tests", "pytest", ("-m", "long")),
    Check("bench", "python", ("-m", "bench")),
)


def only_tests(words: Sequence[str]) -> tuple[Check, ...]:
    """The tests only, with the caller's arguments for pytest."""
    return (Check("tests", "pytest", tuple(words)),)


def run(
    checks: Sequence[Check], environment: Mapping[str, str], first: Sequence[Callable[[], Outcome]] = ()
) -> list[Outcome]:
    """Run all checks, even if some fail; `first` is called before any of them. Returns outcomes in order.

    Checks with `beside` run in two background threads meanwhile; their output is printed when they have ended.
    """
    full_environment = {**os.environ, **environment}
    preparations = [prepare() for prepare in first]
    with ThreadPoolExecutor(max_workers=2) as executor:
        background = {
            check: executor.submit(_run_in_background, check, full_environment) for check in checks if check.beside
        }
        foreground = {check: _run_in_foreground(check, full_environment) for check in checks if not check.beside}
        return [
            *preparations,
            *(foreground[check] if check in foreground else background[check].result() for check in checks),
        ]


def _run_in_foreground(check: Check, environment: Mapping[str, str]) -> Outcome:
    click.secho(_title(check), bold=True)
    since = time.monotonic()
    code = subprocess.call(_command(check), cwd=ROOT, env=environment)
    outcome = _outcome(check, code, time.monotonic() - since)
    click.echo(_end(outcome))
    return outcome


def _run_in_background(check: Check, environment: Mapping[str, str]) -> Outcome:
    since = time.monotonic()
    done = subprocess.run(
        _command(check), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    outcome = _outcome(check, done.returncode, time.monotonic() - since)
    output = done.stdout.decode("utf-8", "replace")
    click.echo(f"{_title(check)}\n{output}{_end(outcome)}")
    return outcome


def _command(check: Check) -> list[str]:
    return [str(_BIN / check.program), *check.words]


def _title(check: Check) -> str:
    return f"\n── {check.name}: {check.program} {' '.join(check.words)}"


def _outcome(check: Check, code: int, seconds: float) -> Outcome:
    return Outcome(check.name, code == 0, seconds, "" if code == 0 else f"exit code {code}")


def _end(outcome: Outcome) -> str:
    return f"── {outcome.name}: {'right' if outcome.is_right else 'WRONG'} in {outcome.seconds:.1f} s"


def summary(outcomes: Sequence[Outcome], elapsed: float) -> str:
    """The final table; `elapsed`: total seconds."""
    width = max(len(outcome.name) for outcome in outcomes)
    lines = [
        f"{outcome.name:<{width}}  {'right' if outcome.is_right else 'WRONG'}  {outcome.seconds:7.1f} s  {outcome.note}"
        for outcome in outcomes
    ]
    lines.append(f"{'all':<{width}}         {elapsed:7.1f} s")
    return "\n".join(line.rstrip() for line in lines)


def is_installed() -> bool:
    """True if the development dependencies are installed."""
    return shutil.which("pytest", path=str(_BIN)) is not None
