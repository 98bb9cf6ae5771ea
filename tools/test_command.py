"""`./jatan test`: run all checks, or chosen tests, in a temporary JATAN_HOME."""

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
from tools import browser_support, checks, system_packages
from tools.checks import Check, Outcome

# The test server is not crash-safe, for speed. Tests of durability use homes without these settings.
_NOT_DURABLE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
# Homes are copied and removed hundreds of times, so they are kept on the memory disk if it is large enough. `kill -9`
# tests do not depend on the disk.
_MEMORY_DISK = Path("/dev/shm")
_NEEDED_BYTES = 4 * 2**30  # bytes


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.option("--long", "is_long", is_flag=True, help="Also 200 kills and the benchmarks.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def test_command(is_long: bool, words: tuple[str, ...]) -> None:
    """Run every check; with WORDS only the tests, the words going to pytest."""
    if not checks.is_installed():
        raise click.ClickException("The checking tools are not installed. Run ./jatan test")
    since = time.monotonic()
    catalogues.compile_all()
    with _temporary_home():
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
    missing = system_packages.install_missing()
    is_old_browser_checked = browser_support.install()
    if not is_old_browser_checked:
        click.secho(
            "MISSING: packages of npm: scripts and styles for old telephones will be UNCHECKED", fg="yellow", err=True
        )
    required = (("JATAN_REQUIRE_BROWSER", system_packages.CHROMIUM), ("JATAN_REQUIRE_GATEWAY", system_packages.GATEWAY))
    is_requirement_missing = any(options.flag(flag) and need in missing for flag, need in required)
    is_requirement_missing |= options.flag("JATAN_REQUIRE_BROWSER") and not is_old_browser_checked
    note = ", ".join(need.package for need in missing)
    return Outcome("machine", not is_requirement_missing, time.monotonic() - since, note)


@contextmanager
def _temporary_home() -> Iterator[None]:
    """Set JATAN_HOME to an empty folder with a running server; the developer's own home is not touched."""
    folder = Path(tempfile.mkdtemp(prefix="jatan-check-", dir=_memory_disk()))
    home, temporary = folder / "home", folder / "tmp"
    temporary.mkdir()
    temporary.chmod(0o1777)  # as /tmp: apt and the server's own user write there too
    folder.chmod(0o711)
    for variable in ("DATABASE_URL", "DATABASE_APP_URL", "JATAN_BACKUP_URL"):
        os.environ.pop(variable, None)
    os.environ |= {"JATAN_HOME": str(home), "TMPDIR": str(temporary), "JATAN_TEST_RUN": folder.name}
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "extra.conf").write_text(_NOT_DURABLE, encoding="utf-8")
    try:
        server.ensure_running()
        yield
    finally:
        processes.stop_all()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _memory_disk() -> Path | None:
    """The memory disk if it exists and has enough free space; None: use the default temporary folder."""
    if not os.access(_MEMORY_DISK, os.W_OK) or psutil.virtual_memory().available < 2 * _NEEDED_BYTES:
        return None
    return _MEMORY_DISK if shutil.disk_usage(_MEMORY_DISK).free > _NEEDED_BYTES else None
