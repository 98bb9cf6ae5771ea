"""Run the web server (Granian), and restart the embedded database if it stops meanwhile.

This program loads no Django: its processes do (`web_worker`).
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from jatan.runtime import home, key_agent, processes, supervisor, web_address
from jatan.runtime.postgres import server, urls
from jatan.settings import options
from jatan.settings.options import OptionProblem
from jatan_postgres.programs import PostgresProblem

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

_MEMORY: Final = "/dev/shm"  # noqa: S108 - a folder with a name drawn at random
_HEAD_MILLISECONDS: Final = 10_000
# Of each process. Granian's own 512 are used up by one machine that opens connections and sends nothing.
_CONNECTIONS: Final = 8192


def main() -> int:
    """Serve: the words are those of `replace_process`. Returns the exit code for the system."""
    host, port, workers = sys.argv[1:]
    try:
        serve(host, int(port), int(workers))
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (OptionProblem, PostgresProblem) as problem:
        sys.stderr.write(f"jatan: {problem}\n")
        return 2
    return 0


def serve(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; running requests are finished first."""
    web_address.refuse_busy_port(host, port)
    urls.use_pages_url()
    _allow_open_files()
    processes.end_with_parent()
    is_supervised = bool(os.environ.get(key_agent.SUPERVISED_VARIABLE))
    if urls.is_embedded():
        server.ensure_running(creates=False)
    if not is_supervised:
        supervisor.start_keeping_database(threading.Event())
    if not any(entry.kind == "serve" for entry in processes.running()):
        home.empty_uploads()
    with processes.registered("serve", port=port), supervisor.key_agent_running(), _shared_counts():
        # Until it has handlers of its own, a forked process is ended by a signal as any other.
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=_end_by_signals)
        multiprocessing.set_start_method("fork" if is_supervised and _may_fork() else "spawn", force=True)
        os.environ |= {**key_agent.overwriting({}), processes.PARENT_VARIABLE: str(os.getpid())}
        Server(
            "jatan.runtime.web_worker:application",
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            # HTTP/2 in clear would pass the time limit for headers, and no proxy speaks it to us.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS),
            websockets=False,
            backpressure=_CONNECTIONS,
            workers=workers,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=10,
            process_name=None,
        ).serve()


def _end_by_signals() -> None:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _may_fork() -> bool:
    """Whether answering processes may share this one's memory: where it writes over what it frees, as theirs must.

    Without a supervisor they may not: they would inherit the locks of the threads that watch database and key agent.
    """
    return sys.platform == "linux" and key_agent.overwriting({}).items() <= os.environ.items()


@contextmanager
def _shared_counts() -> Iterator[None]:
    """A folder in which the processes of this web server count requests for `/metrics`, where somebody may read it."""
    if not options.metrics_token():
        yield
        return
    with tempfile.TemporaryDirectory(prefix="jatan-counts-", dir=_memory_folder()) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _memory_folder() -> str | None:
    """In memory, where it may be: a process that touches a new page of mapped counts on a full disk is killed."""
    return _MEMORY if os.access(_MEMORY, os.W_OK | os.X_OK) else None


def _allow_open_files() -> None:
    """Raise the limit of open files, for as many connections, as far as the system lets this user."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * _CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    sys.exit(main())
