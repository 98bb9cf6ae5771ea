"""The checks that `./jatan test` runs: the quick ones, all, and what takes long. `tools/check_run.py` runs them."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
BIN: Final = Path(sys.executable).parent
# One per core; the kill tests, which mostly wait for disks and servers, run in addition.
_WORKERS: Final = min(os.cpu_count() or 2, 8)
# In the order of the folders, so that the few long browser tests start first.
WORKERS: Final = ("-n", str(_WORKERS), "--dist", "loadscope", "--no-loadscope-reorder")
# In a house of their own (`tests/home_fixtures.py`). They leave pytest's memory of failures to the other tests.
_APART: Final = ("tests/attacks", "tests/runtime", "tests/settings", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Check:
    """One check: name, program of this environment, and its arguments. `beside`: run in the background."""

    name: str
    program: str
    words: Sequence[str] = field(default_factory=tuple)
    beside: bool = False

    @property
    def is_pytest(self) -> bool:
        return self.program == "pytest"

    def command(self, more: Sequence[str] = ()) -> list[str]:
        """The command line, `more` at its end."""
        return [str(BIN / self.program), *self.words, *more]

    def again(self) -> str:
        """What somebody types to run this check alone."""
        if tuple(self.words[:2]) == ("-m", "tools"):
            return shlex.join(["./jatan", *self.words[2:]])
        if self.is_pytest:
            return shlex.join(["./jatan", "test", *self.words])
        before = "DJANGO_SETTINGS_MODULE=jatan.settings.django " if "django" in self.words else ""
        return before + shlex.join([f".venv/bin/{self.program}", *self.words])


@dataclass(frozen=True)
class Outcome:
    """Result of a check and its duration in seconds.

    Of tests also: node ids that failed, how many ran (`tests`) of how many (`total`, None where that is not known), and
    why some were skipped loudly (reason -> how many). `again`: the command that repeats the check, where it is not
    enough to repeat what failed.
    """

    name: str
    is_right: bool
    seconds: float
    note: str = ""
    again: str = ""
    failed: Sequence[str] = ()
    tests: int = 0
    total: int | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)


def _checks(marked: str, *plain_user: str) -> tuple[Check, ...]:
    """The checks, with the tests that are `marked` so."""
    return (
        Check("kills", "pytest", (*_APART, "-m", f"apart and {marked}"), beside=True),
        Check("format", "ruff", ("format", "--check", "."), beside=True),
        Check("lint", "ruff", ("check", "."), beside=True),
        Check("templates", "djlint", ("src/jatan/web", "--profile=django", "--lint", "--quiet"), beside=True),
        Check("messages", "python", ("-m", "tools", "messages"), beside=True),
        Check("types", "mypy", beside=True),
        Check("contracts", "lint-imports", beside=True),
        Check("migrations", "python", ("-m", "django", "makemigrations", "--check", "--dry-run"), beside=True),
        Check("docs", "python", ("-m", "tools", "docs"), beside=True),
        Check("site", "zensical", ("build", "--strict"), beside=True),
        Check("plain user", "python", ("-m", "tools.plain_user", *plain_user), beside=True),
        Check("tests", "pytest", (*WORKERS, "-m", f"not apart and {marked}")),
    )


# Before all others: where it is wrong each test that starts a server would wait for it in vain, an hour in all.
START: Final = Check("start", "python", ("-m", "django", "check", "--tag", "urls"))
CHECKS: Final = _checks("not long and not slow")
ALL_CHECKS: Final = _checks("not long", "--all")
LONG_CHECKS: Final[tuple[Check, ...]] = (
    Check("long tests", "pytest", ("-m", "long")),
    Check("bench", "python", ("-m", "bench")),
)


def only_tests(words: Sequence[str]) -> Check:
    """The tests only, with the caller's arguments for pytest."""
    return Check("tests", "pytest", tuple(words))


def is_installed() -> bool:
    """True if the development dependencies are installed."""
    return shutil.which("pytest", path=str(BIN)) is not None
