"""Start and stop the server of a cluster, shared by all processes that use it.

Each of them calls `ensure_running()`. The first takes the file lock, creates what is missing and starts the server; the
others find it running. It keeps running until `stop()`. The next start recovers from any of these processes being
killed at any moment.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import filelock
import psutil
import psycopg

from jatan_postgres import cluster as clusters
from jatan_postgres import files, installations, programs
from jatan_postgres.cluster import SUPERUSER, Cluster
from jatan_postgres.programs import PostgresProblem

_START_SECONDS: Final = 120
_LOCK_SECONDS: Final = 300
_POLL_SECONDS: Final = 0.05


def ensure_running(where: Cluster, role: str, database: str, prepare: Callable[[], None]) -> None:
    """Start the server unless it lets `role` into `database`. Raises PostgresProblem if it cannot be started.

    `prepare`: makes roles and database; called with the server running, by one process at a time, and idempotent.
    """
    if accepts(where, role, database):
        return
    files.make_folder(where.root)
    with _locked(where):
        if accepts(where, role, database):
            return
        clusters.make(where)
        _start_and_wait(where)
        prepare()


def stop(where: Cluster) -> bool:
    """Stop the server (fast shutdown). False if it was not running. Raises PostgresProblem."""
    if not (where.data / "postmaster.pid").exists():
        return False
    with _locked(where):
        if _postmaster(where) is None:
            return False
        pg_ctl = _pg_ctl(where)
        command: list[str | Path] = [pg_ctl, "stop", "-D", where.data, "-m", "fast", "-w", "-t", "60"]
        code, output = programs.run(command, as_server=True)
        if code:
            raise PostgresProblem(f"PostgreSQL did not stop:\n{output}")
    return True


def accepts(where: Cluster, role: str, database: str) -> bool:
    """True if the role can connect: the server runs, and role and database exist."""
    try:
        with psycopg.connect(where.url(role, database), connect_timeout=5):
            return True
    except psycopg.Error:
        return False


def postmaster_pid(where: Cluster) -> int | None:
    """Pid of the running server of this cluster, or None."""
    found = _postmaster(where)
    return found.pid if found else None


def _start_and_wait(where: Cluster) -> None:
    """Start the server and wait until it accepts connections.

    A killed process may have left a `pg_ctl` that is still starting a server. PostgreSQL lets only one of two run, so
    this waits for either, and raises PostgresProblem only if both failed.
    """
    deadline = time.monotonic() + _START_SECONDS
    while not accepts(where, SUPERUSER, "postgres"):
        failure = ""
        if _postmaster(where) is None:
            _wait_for_children(where, deadline)
            _remove_stale_lock_files(where)
            clusters.write_settings(where)
            failure = _start(where)
        if time.monotonic() > deadline or (failure and _postmaster(where) is None):
            raise PostgresProblem(f"PostgreSQL did not start:\n{failure}")
        time.sleep(_POLL_SECONDS)


def _start(where: Cluster) -> str:
    """Start the server. Returns an error text, "" if it started."""
    log = where.data / "start.log"
    pg_ctl, seconds = _pg_ctl(where), str(_START_SECONDS)
    command: list[str | Path] = [pg_ctl, "start", "-D", where.data, "-l", log, "-w", "-t", seconds]
    code, output = programs.run(command, as_server=True, timeout=_START_SECONDS + 30)
    if not code:
        return ""
    written = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
    return f"{output}\n{written}"


def _pg_ctl(where: Cluster) -> Path:
    """`pg_ctl` of the installation that runs this cluster, readable for the server's user."""
    installation = installations.for_cluster(where.data, where.chosen)
    return programs.program("pg_ctl", programs.reachable_bin(installation.folder, where.root))


def _wait_for_children(where: Cluster, deadline: float) -> None:
    """Wait until child processes of a killed server have exited, because two servers must not share files."""
    while remaining := _processes_in(where.data):
        if _postmaster(where) is not None:
            return
        if time.monotonic() > deadline:
            raise PostgresProblem(f"Processes {sorted(remaining)} still use {where.data}. End them first.")
        time.sleep(_POLL_SECONDS)


def _remove_stale_lock_files(where: Cluster) -> None:
    """Delete lock files whose pid belongs to another program or to a zombie.

    PostgreSQL would take either for a running server and not start; in a container whose pid 1 does not reap zombies,
    never. Files with the pid of no process are handled by PostgreSQL itself.
    """
    for lock in (where.data / "postmaster.pid", *where.socket_dir.glob(".s.PGSQL.*.lock")):
        try:
            named = psutil.Process(int(lock.read_text(encoding="utf-8").split("\n", 1)[0]))
            if not named.name().startswith("postgres") or named.status() == psutil.STATUS_ZOMBIE:
                lock.unlink()
        except (OSError, ValueError, psutil.Error):
            continue


def _postmaster(where: Cluster) -> psutil.Process | None:
    """The running postmaster, if the process in the pid file is a postgres with this data folder; else None."""
    try:
        first = (where.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
        process = psutil.Process(int(first))
        if process.name().startswith("postgres") and _has_working_folder(process, where.data):
            return process
    except (OSError, ValueError, psutil.Error):
        pass
    return None


def _processes_in(data: Path) -> list[int]:
    """Pids of all PostgreSQL processes whose working directory is `data`, as it is for every server process."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith("postgres") and _has_working_folder(process, data):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def _has_working_folder(process: psutil.Process, data: Path) -> bool:
    if process.status() == psutil.STATUS_ZOMBIE:
        return False
    return Path(process.cwd()) == data.resolve()


def _locked(where: Cluster) -> filelock.BaseFileLock:
    """A file lock, which the system releases when its process dies. Raises PostgresProblem if it cannot be written."""
    try:
        return filelock.FileLock(where.lock, timeout=_LOCK_SECONDS, mode=0o600)
    except OSError as error:
        raise PostgresProblem(f"{where.lock} cannot be written: {error}") from error
