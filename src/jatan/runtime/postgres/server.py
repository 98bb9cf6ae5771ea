"""Start and stop the embedded PostgreSQL, shared by all processes of one `JATAN_HOME`.

`serve`, `worker` and `import` each call `ensure_running()`. The first takes the file lock, creates what is missing and
starts the server; the others find it running. It keeps running until `stop()`. The next start recovers from any of
these processes being killed at any moment.
"""

import time
from pathlib import Path
from typing import Final

import filelock
import psutil
import psycopg

from jatan.runtime import home
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import installations, programs, roles
from jatan.runtime.postgres.cluster import Cluster
from jatan.runtime.postgres.programs import PostgresProblem
from jatan.settings import options

_START_SECONDS: Final = 120
_LOCK_SECONDS: Final = 300
_POLL_SECONDS: Final = 0.05


def ensure_running(*, creates: bool = True) -> None:
    """Start the embedded server unless it runs. Raises PostgresProblem if it cannot be started.

    `creates`: make the cluster if there is none; otherwise that is a PostgresProblem.
    """
    where = clusters.cluster()
    if accepts_app_role(where):
        return
    if not creates:
        refuse_missing(where)
    home.make_folder(options.home(), passable=True)
    home.make_folder(where.root, passable=True)
    with _locked(where):
        if accepts_app_role(where):
            return
        clusters.make(where)
        _start_and_wait(where)
        roles.prepare_embedded(where)


def refuse_missing(where: Cluster) -> None:
    """Raise PostgresProblem if there is no cluster: JATAN_HOME is wrong, its disk is not mounted, or nothing was begun.

    Long-running processes never make one: an empty house beside the real one would be filled before anybody noticed.
    """
    if not (where.data / "PG_VERSION").exists():
        raise PostgresProblem(
            f"There is no database in {where.root.parent}. Is JATAN_HOME right, and its disk there?\n"
            "To begin a house: ./jatan init. To try the demo: ./jatan demo"
        )


def stop() -> bool:
    """Stop the embedded server (fast shutdown). False if it was not running. Raises PostgresProblem."""
    where = clusters.cluster()
    if not (where.data / "postmaster.pid").exists():
        return False
    with _locked(where):
        if _postmaster(where) is None:
            return False
        pg_ctl = _pg_ctl(where)
        command: list[str | Path] = [pg_ctl, "stop", "-D", where.data, "-m", "fast", "-w", "-t", "60"]
        code, output = programs.run(command, as_server=True)
        if code:
            raise PostgresProblem(f"The embedded PostgreSQL did not stop:\n{output}")
    return True


def accepts_app_role(where: Cluster) -> bool:
    """True if the runtime role can connect: the server runs, and roles and database exist."""
    try:
        with psycopg.connect(roles.conninfo(where, clusters.APP), connect_timeout=5):
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
    while not _accepts_connections(where):
        failure = ""
        if _postmaster(where) is None:
            _wait_for_children(where, deadline)
            _remove_stale_lock_files(where)
            clusters.write_settings(where)
            failure = _start(where)
        if time.monotonic() > deadline or (failure and _postmaster(where) is None):
            raise PostgresProblem(f"The embedded PostgreSQL did not start:\n{failure}")
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
    installation = installations.for_cluster(where.data)
    return programs.program("pg_ctl", programs.reachable_bin(installation.folder, where.root))


def _accepts_connections(where: Cluster) -> bool:
    try:
        with psycopg.connect(roles.conninfo(where, clusters.SUPERUSER, "postgres"), connect_timeout=5):
            return True
    except psycopg.Error:
        return False


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
