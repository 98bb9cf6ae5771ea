"""Starts and stops the embedded PostgreSQL, once for all processes of one `JATAN_HOME`.

`serve`, `worker` and `import` each call `ensure_running()`. The first one in takes the file lock,
makes what is missing and starts the server; the others find it running. It outlives them all and
ends with `stop()`. Killing anything here at any moment leaves a state that the next start mends.
"""

import time
from pathlib import Path
from typing import Final

import filelock
import psutil
import psycopg

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import programs, roles
from jatan.runtime.postgres.cluster import Cluster
from jatan.runtime.postgres.programs import PostgresProblem

_START_SECONDS: Final = 120
_LOCK_SECONDS: Final = 300
_LOOK_SECONDS: Final = 0.05


def ensure_running() -> None:
    """Start the embedded server unless it runs already. Raises PostgresProblem when it cannot."""
    where = clusters.cluster()
    if answers(where):
        return
    where.root.mkdir(parents=True, exist_ok=True)
    with _locked(where):
        if answers(where):
            return
        clusters.make(where)
        _bring_up(where)
        roles.prepare_embedded(where)


def stop() -> bool:
    """Stop the embedded server, finishing what is committed. False when it was not running."""
    where = clusters.cluster()
    if not (where.data / "postmaster.pid").exists():
        return False
    with _locked(where):
        if _postmaster(where) is None:
            return False
        base = programs.reachable_programs(where.root)
        pg_ctl = programs.program("pg_ctl", base=base)
        command: list[str | Path] = [pg_ctl, "stop", "-D", where.data, "-m", "fast", "-w", "-t", "60"]
        code, said = programs.run(command, as_server=True)
        if code:
            raise PostgresProblem(f"The embedded PostgreSQL did not stop:\n{said}")
    return True


def answers(where: Cluster) -> bool:
    """True when the server takes our app role, i.e. it runs and its roles and database are made."""
    try:
        with psycopg.connect(roles.conninfo(where, clusters.APP), connect_timeout=5):
            return True
    except psycopg.Error:
        return False


def postmaster_pid(where: Cluster) -> int | None:
    """Process id of the running server of this cluster, or None."""
    found = _postmaster(where)
    return found.pid if found else None


def _bring_up(where: Cluster) -> None:
    """Start the server and wait until it takes connections.

    A starter that was killed may have left a `pg_ctl` behind which is still starting one. PostgreSQL
    lets only one of two servers live, so whoever wins is waited for, and only a loss of both counts.
    """
    deadline = time.monotonic() + _START_SECONDS
    while not _accepts(where):
        failure = ""
        if _postmaster(where) is None:
            _wait_for_children(where, deadline)
            _forget_stranger(where)
            clusters.write_settings(where)
            failure = _start(where)
        if time.monotonic() > deadline or (failure and _postmaster(where) is None):
            raise PostgresProblem(f"The embedded PostgreSQL did not start:\n{failure}")
        time.sleep(_LOOK_SECONDS)


def _start(where: Cluster) -> str:
    """Start the server; answers why it did not, or an empty text."""
    base = programs.reachable_programs(where.root)
    log = where.data / "start.log"
    pg_ctl, seconds = programs.program("pg_ctl", base=base), str(_START_SECONDS)
    command: list[str | Path] = [pg_ctl, "start", "-D", where.data, "-l", log, "-w", "-t", seconds]
    code, said = programs.run(command, as_server=True, timeout=_START_SECONDS + 30)
    if not code:
        return ""
    written = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
    return f"{said}\n{written}"


def _accepts(where: Cluster) -> bool:
    try:
        with psycopg.connect(roles.conninfo(where, clusters.SUPERUSER, "postgres"), connect_timeout=5):
            return True
    except psycopg.Error:
        return False


def _wait_for_children(where: Cluster, deadline: float) -> None:
    """Children of a killed server notice within moments and go. Two servers must not write the same files."""
    while left := _processes_in(where.data):
        if _postmaster(where) is not None:
            return
        if time.monotonic() > deadline:
            raise PostgresProblem(f"Processes {sorted(left)} still use {where.data}. End them first.")
        time.sleep(_LOOK_SECONDS)


def _forget_stranger(where: Cluster) -> None:
    """Remove a lock file whose number now belongs to another program, or to a dead server not yet buried.

    PostgreSQL would take either for a running server and never start: in a container whose first
    process buries nobody, for ever. A file that names nobody is left to PostgreSQL, which checks more.
    """
    for lock in (where.data / "postmaster.pid", *where.socket_dir.glob(".s.PGSQL.*.lock")):
        try:
            named = psutil.Process(int(lock.read_text(encoding="utf-8").split("\n", 1)[0]))
            if not named.name().startswith("postgres") or named.status() == psutil.STATUS_ZOMBIE:
                lock.unlink()
        except (OSError, ValueError, psutil.Error):
            continue


def _postmaster(where: Cluster) -> psutil.Process | None:
    """The running postmaster, if the pid file tells the truth: same program, same folder."""
    try:
        first = (where.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
        process = psutil.Process(int(first))
        if process.name().startswith("postgres") and _works_in(process, where.data):
            return process
    except (OSError, ValueError, psutil.Error):
        pass
    return None


def _processes_in(data: Path) -> list[int]:
    """Every PostgreSQL process whose working folder is `data`; PostgreSQL always works inside its data."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith("postgres") and _works_in(process, data):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def _works_in(process: psutil.Process, data: Path) -> bool:
    if process.status() == psutil.STATUS_ZOMBIE:
        return False
    return Path(process.cwd()) == data.resolve()


def _locked(where: Cluster) -> filelock.BaseFileLock:
    """The lock is released by the system when its holder dies, so no stale lock can remain."""
    try:
        return filelock.FileLock(where.lock, timeout=_LOCK_SECONDS, mode=0o600)
    except OSError as error:
        raise PostgresProblem(f"{where.lock} cannot be written: {error}") from error
