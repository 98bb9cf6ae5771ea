"""Run the web server (Granian), and restart the embedded database if it stops meanwhile."""

import errno
import multiprocessing
import os
import socket
import sys
import threading
from typing import Final

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from jatan.runtime import home, processes
from jatan.runtime.postgres import server, urls
from jatan.runtime.postgres.programs import PostgresProblem

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

_CHECK_SECONDS: Final = 2.0
_HEAD_MILLISECONDS: Final = 10_000
# Of each process. Granian's own 512 are used up by one machine that opens connections and sends nothing.
_CONNECTIONS: Final = 8192


def refuse_busy_port(host: str, port: int) -> None:
    """Raise a ClickException with advice if the port cannot be used."""
    for entry in processes.running():
        if entry.port == port and entry.process.pid != os.getpid():
            raise click.ClickException(f"Already serving on {address(host, port)} . To end it: ./jatan stop")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(f"Port {port} is in use. Choose another: --port {port + 1}") from error
            raise click.ClickException(f"Port {port} cannot be used: {error.strerror}") from error


def address(host: str, port: int) -> str:
    """The URL to open in a browser on this machine."""
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104 - only shown
    return f"http://{shown}:{port}"


def serve(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; running requests are finished first."""
    refuse_busy_port(host, port)
    _allow_open_files()
    processes.end_with_parent()
    if urls.is_embedded():
        threading.Thread(target=_keep_database_running, name="database-keeper", daemon=True).start()
    if not any(entry.kind == "serve" for entry in processes.running()):
        home.empty_uploads()
    with processes.registered("serve", port=port):
        # With "fork" the workers would inherit the locks of the thread that watches the database.
        multiprocessing.set_start_method("spawn", force=True)
        os.environ[processes.PARENT_VARIABLE] = str(os.getpid())
        Server(
            "jatan.runtime.asgi:application",
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


def _allow_open_files() -> None:
    """Raise the limit of open files, for as many connections, as far as the system lets this user."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * _CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * _CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _keep_database_running() -> None:
    """Start the embedded database again if it was killed. Never makes one: its disk may have been taken away."""
    pause, printed = threading.Event(), ""
    while not pause.wait(_CHECK_SECONDS):
        try:
            server.ensure_running(creates=False)
            printed = ""
        except PostgresProblem as problem:
            if str(problem) != printed:
                printed = str(problem)
                sys.stderr.write(f"jatan: {problem}\n")
