"""`./jatan test`: run quick checks, all, or chosen tests, in a temporary JATAN_HOME."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Never

import click
import psutil

from jatan.runtime import catalogues, processes
from jatan.runtime.postgres import server
from jatan.settings import options
from tools import browser_support, check_run, checks, other_days, system_packages, tiers
from tools.checks import Outcome

# The test server is not crash-safe, for speed. Tests of durability use homes without these settings.
_NOT_DURABLE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
# Homes are copied and removed hundreds of times, so they are kept on the memory disk if it is large enough. `kill -9`
# tests do not depend on the disk.
_MEMORY_DISK = Path("/dev/shm")
_NEEDED_BYTES = 4 * 2**30  # bytes
_QUICK_IS_RIGHT = "The quick checks are right. Slow tests, by tests/costs.csv, run in ./jatan test --all, as in CI."


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.option("--all", "is_all", is_flag=True, help="Every test but those that take long; before a merge, and in CI.")
@click.option("--long", "is_long", is_flag=True, help="All, 200 kills and the benchmarks.")
@click.option("--days", "is_days", is_flag=True, help="A part of the tests, drawn anew, with all clocks at other days.")
@click.option("--at", metavar="DAY", help="With --days: at this day alone, as 2028-02-29 or 2026-12-31T23:50 (India).")
@click.option("--seed", type=int, help="With --days: draw as the run that printed this number.")
@click.option("--measure", "is_measured", is_flag=True, help="With --all or files: note what each test costs.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def test_command(
    is_all: bool,
    is_long: bool,
    is_days: bool,
    at: str | None,
    seed: int | None,
    is_measured: bool,
    words: tuple[str, ...],
) -> None:
    """Run the quick checks; with WORDS only the tests that they name, the words going to pytest."""
    if not checks.is_installed():
        raise click.ClickException("The checking tools are not installed. Run ./jatan test")
    is_all = is_all or is_long
    _refuse_what_does_not_go_together(is_all, is_days, is_measured, words)
    since = time.monotonic()
    catalogues.compile_all()
    if is_days:
        _end(other_days.run(words, at, seed), since)
    if at or seed is not None:
        raise click.UsageError("--at and --seed go with --days")
    with _temporary_home(), tempfile.NamedTemporaryFile("r", encoding="utf-8", suffix=".costs") as costs:
        measuring = ["--costs", costs.name] if is_measured else []
        settings = {"DJANGO_SETTINGS_MODULE": "jatan.settings.django"}
        if words:
            workers = checks.WORKERS if is_measured else ()
            chosen = (checks.only_tests([*workers, *measuring, *words]),)
            outcomes = [check_run.run_plainly(chosen[0], settings)]
        else:
            chosen = (checks.ALL_CHECKS if is_all else checks.CHECKS) + (checks.LONG_CHECKS if is_long else ())
            outcomes = check_run.run_if_started(checks.START, chosen, settings, (_prepare_machine,), measuring)
        if is_measured:
            tests = {check.name for check in chosen if check.is_pytest}
            note_costs(checks.ROOT, costs, [outcome for outcome in outcomes if outcome.name in tests])
    _end(outcomes, since, "" if words or is_all else _QUICK_IS_RIGHT)


def _refuse_what_does_not_go_together(is_all: bool, is_days: bool, is_measured: bool, words: Sequence[str]) -> None:
    if is_all and words:
        raise click.UsageError("--all and --long run every test; words choose some")
    if is_days and (is_all or is_measured):
        raise click.UsageError("--days goes alone")
    if is_measured and not is_all and not words:
        raise click.UsageError("--measure goes with --all, or with files")
    if is_measured and any("::" in word or word.startswith("-") for word in words):
        raise click.UsageError("--measure takes whole files and folders: a part would be noted for the whole")


def _end(outcomes: Sequence[Outcome], since: float, if_right: str = "") -> Never:
    is_right = all(outcome.is_right for outcome in outcomes)
    click.echo("\n" + check_run.summary(outcomes, time.monotonic() - since))
    if text := check_run.advice(outcomes):
        click.echo(f"\n{text}")
    if is_right and if_right:
        click.echo(f"\n{if_right}")
    sys.exit(0 if is_right else 1)


def note_costs(root: Path, lines: Iterable[str], tests: Iterable[Outcome]) -> None:
    """Bring what `tests.costs` has written into the table of `root`, if all `tests` were right."""
    if wrong := [outcome.name for outcome in tests if not outcome.is_right]:
        # A test that failed or did not run would be noted with too little, or its file without it.
        click.secho(f"{tiers.TABLE} stays as it was, as this is wrong: {', '.join(wrong)}", fg="yellow", err=True)
        return
    rows = tiers.merged(root, tiers.read(root), tiers.measured(lines))
    tiers.write(root, rows)
    click.echo(f"{tiers.TABLE}: {tiers.split(root, rows)}")
    for fault in tiers.faults(root, rows):
        click.secho(fault, fg="yellow", err=True)


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
    for variable in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_PAGES_URL", "JATAN_BACKUP_URL"):
        os.environ.pop(variable, None)
    os.environ |= {"JATAN_HOME": str(home), "TMPDIR": str(temporary), "JATAN_TEST_RUN": folder.name}
    os.environ["JATAN_SLOW_SECONDS"] = "0"  # a busy machine must not add a statement to pages that are counted
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
