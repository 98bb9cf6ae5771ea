"""Where the web server listens and with how many processes: what commands say of it without loading it."""

import errno
import os
import socket
import sys
from typing import Final, NoReturn

import click
import psutil

from jatan.runtime import processes

# A machine with no more of either has one answering process: a second one is as large again, and PostgreSQL, the worker
# and the pages share its cores anyway.
_SMALL_CORES: Final = 2
_SMALL_BYTES: Final = 4 * 1024**3


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


def usual_workers() -> int:
    """How many answering processes this machine has, unless somebody says otherwise."""
    is_small = _cores() <= _SMALL_CORES or psutil.virtual_memory().total <= _SMALL_BYTES
    return 1 if is_small else 2


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def replace_process(host: str, port: int, workers: int) -> NoReturn:
    """End this program and go on as the web server, in the same process. The house is up to date."""
    processes.replace_program("jatan.runtime.web_server", host, str(port), str(workers))
