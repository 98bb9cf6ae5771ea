"""`jatan test`: everything that a change must pass, in one command, on any machine."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psutil

from jatan.runtime import catalogues, processes
from jatan.runtime.postgres import server
from jatan.settings import options
from tools import checks, system_packages
from tools.checks import Check, Outcome

# The tests' own server forgets a power cut. The tests of durability make homes of their own, which do not.
_FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
# Houses are copied and removed by the hundred, and a `kill -9` asks no disk: files of a run stay in memory, where there
# is plenty of it.
_IN_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30  # bytes


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.option("--long", "is_long", is_flag=True, help="Also 200 kills and the benchmarks.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def test_command(is_long: bool, words: tuple[str, ...]) -> None:
    """Run every check; with WORDS only the tests, the words going to pytest."""
    if not checks.is_installed():
        raise click.ClickException("The checking tools are not installed. Run ./jatan test")
    since = time.monotonic()
    catalogues.compile_all()
    with _home_of_its_own():
        settings = {"DJANGO_SETTINGS_MODULE": "jatan.settings.django"}
        outcomes = checks.run(_chosen(is_long, words), settings, () if words else (_prepare_machine,))
    click.echo("\n" + checks.summary(outcomes, time.monotonic() - since))
    sys.exit(0 if all(outcome.is_right for outcome in outcomes) else 1)


def _chosen(is_long: bool, words: tuple[str, ...]) -> tuple[Check, ...]:
    if words:
        return checks.only_tests(words)
    return checks.CHECKS + (checks.LONG_CHECKS if is_long else ())


def _prepare_machine() -> Outcome:
    since = time.monotonic()
    left = system_packages.install_missing()
    required = (("JATAN_REQUIRE_BROWSER", system_packages.CHROMIUM), ("JATAN_REQUIRE_GATEWAY", system_packages.GATEWAY))
    is_short = any(options.flag(flag) and need in left for flag, need in required)
    note = ", ".join(need.package for need in left)
    return Outcome("machine", not is_short, time.monotonic() - since, note)


@contextmanager
def _home_of_its_own() -> Iterator[None]:
    """An empty JATAN_HOME with a started server; the house of daily work is neither used nor stopped."""
    folder = Path(tempfile.mkdtemp(prefix="jatan-check-", dir=_in_memory()))
    home, passing = folder / "home", folder / "tmp"
    passing.mkdir()
    passing.chmod(0o1777)  # as /tmp: apt and the server's own user write there too
    folder.chmod(0o711)
    for variable in ("DATABASE_URL", "DATABASE_APP_URL", "JATAN_BACKUP_URL"):
        os.environ.pop(variable, None)
    os.environ |= {"JATAN_HOME": str(home), "TMPDIR": str(passing), "JATAN_TEST_RUN": folder.name}
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "extra.conf").write_text(_FORGETFUL, encoding="utf-8")
    try:
        server.ensure_running()
        yield
    finally:
        processes.stop_all()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """Where files need no disk, if that is offered and has room; None: where temporary files go."""
    if not os.access(_IN_MEMORY, os.W_OK) or psutil.virtual_memory().available < 2 * _ROOM:
        return None
    return _IN_MEMORY if shutil.disk_usage(_IN_MEMORY).free > _ROOM else None
