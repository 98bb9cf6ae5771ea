"""`./jatan dev`: database, web server and worker in one terminal, started again after every change of the source.

One loop looks at the times of the files once a second (about 1,200 files, 20 ms) and starts both children
anew, whatever kind of file changed: the start compiles texts, applies migrations and collects static files, so code,
template, catalogue, style sheet and migration need no rules of their own. Granian's reloader and Django's would each
watch less, and the worker needs one as well.
"""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from jatan.runtime import processes, web_address
from jatan.runtime.postgres import server, urls
from jatan.settings import options

_PACKAGES: Final = ("jatan", "jatan_names", "jatan_postgres")
_SUFFIXES: Final = frozenset({".py", ".html", ".po", ".toml", ".json", ".csv", ".txt", ".css", ".js", ".svg", ".typ"})
_BUILT: Final = "static/built"  # written by the web server at its start
_LOOK_SECONDS: Final = 1.0
_STILL_SECONDS: Final = 0.3

type Times = Mapping[Path, int]  # nanoseconds


@click.command("dev")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
def dev_command(port: int) -> None:
    """Serve the demo for development and start again after every change. Ctrl+C ends everything.

    The demo is built at the first start, in a home of its own: var/dev, or JATAN_HOME where that is set.
    """
    os.environ.setdefault("JATAN_DEMO", "1")
    os.environ.setdefault("JATAN_DEBUG", "1")
    host = options.text("JATAN_HOST")
    web_address.refuse_busy_port(host, port)
    processes.exit_on_signals()
    try:
        with processes.registered("dev"):
            _build_demo()
            _Development(host, port).run()
    finally:
        if urls.is_embedded() and not processes.running():
            server.stop()


def _build_demo() -> None:
    building = processes.start_jatan("demo", "--no-serve")
    try:
        if code := building.wait():
            raise click.exceptions.Exit(code)
    finally:
        processes.end_children(building)


class _Development:
    """The two children, and the loop that starts them anew."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._children: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Run until a signal or Ctrl+C; children are ended on every way out."""
        try:
            while True:
                seen = _times()
                self._start_web()
                _wait_for_change(seen, self._start_worker_once_served)
                click.secho("the source has changed: starting again", bold=True, err=True)
                processes.end_children(*self._children)
        finally:
            processes.end_children(*self._children)

    def _start_web(self) -> None:
        words = ("serve", "--host", self._host, "--port", str(self._port), "--workers", "1")
        self._children = [processes.start_jatan(*words)]

    def _start_worker_once_served(self) -> None:
        """The worker refuses tables that lack a migration, and the web server's start is what applies them."""
        if len(self._children) == 1 and self._children[0].poll() is None and self._is_served():
            self._children.append(processes.start_jatan("worker"))
            address = web_address.address(self._host, self._port)
            click.secho(f"{address} is up to date  (Ctrl+C ends it)", bold=True, err=True)

    def _is_served(self) -> bool:
        with socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET) as trial:
            trial.settimeout(_STILL_SECONDS)
            return trial.connect_ex((self._host, self._port)) == 0


def _wait_for_change(seen: Times, meanwhile: Callable[[], None]) -> None:
    """Return once the source differs from `seen` and has been still for a moment: a checkout writes many files."""
    while (now := _times()) == seen:
        meanwhile()
        time.sleep(_LOOK_SECONDS)
    while True:
        time.sleep(_STILL_SECONDS)
        if (later := _times()) == now:
            return
        now = later


def _times() -> Times:
    """When each source file was last written. Editors' own files, caches and what a start writes are left out."""
    found = {}
    for folder in _folders():
        for path in folder.rglob("*"):
            if path.suffix in _SUFFIXES and _BUILT not in path.as_posix():
                try:
                    found[path] = path.stat().st_mtime_ns
                except FileNotFoundError:  # removed since it was listed
                    continue
    return found


def _folders() -> list[Path]:
    """The folders of our packages, wherever Python finds them."""
    specs = [find_spec(name) for name in _PACKAGES]
    return [Path(folder) for spec in specs if spec for folder in spec.submodule_search_locations or ()]
