"""Machines of the house: `jatan run` with HAProxy and PgBouncer beside it, each with a home of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from jatan_postgres import programs
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.form_posters import free_port, get
from tests.runtime.machines.written_steps import Loopback, variables
from tools.system_packages import HAPROXY, PGBOUNCER

KEYS: Final = ("secret", "marks.key", "push.key", "vault")


@dataclass
class HouseMachine:
    """One home that serves pages and works; with `options` as its environment has them."""

    home: Path
    options: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.options, "JATAN_HOME": str(self.home)}

    @property
    def log(self) -> Path:
        return self.home / "run.log"

    def start(self) -> None:
        """Begin; returns before the pages answer."""
        words = ("run", "--port", str(self.port), "--workers", "1")
        self.process = start_jatan(*words, environment=self.environment, log=self.log)

    def wait(self) -> None:
        wait_until(self.answers, what="the pages are served", working=self.process)

    def answers(self) -> bool:
        try:
            return get(self.port, "", "/library/public/")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL of everything of it."""
        if self.process is not None:
            if self.process.poll() is None:
                kill_family(psutil.Process(self.process.pid))
            self.process.wait(timeout=30)
            self.process = None


def brought(source: Path, target: Path) -> None:
    """Bring what lies beside the database from the first machine's home to another's."""
    target.mkdir(exist_ok=True)
    for name in KEYS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
        elif (source / name).exists():
            shutil.copy(source / name, target / name)


@contextmanager
def way_to_the_leader(loopback: Loopback, last: int) -> Iterator[Mapping[str, str]]:
    """HAProxy and PgBouncer of one machine; yields the options of the house that the page writes."""
    loopback.follow("house machine", last, ADDRESS=loopback.address(last))
    root = loopback.root(last)
    for path in (root, *root.rglob("*")):
        programs.give_to_server(path)
    commands = (
        [str(HAPROXY.program()), "-db", "-f", str(root / "etc" / "haproxy" / "haproxy.cfg")],
        [str(PGBOUNCER.program()), str(root / "etc" / "pgbouncer" / "pgbouncer.ini")],
    )
    started = []
    try:
        with (root / "log").open("ab") as log:
            for command in commands:
                started.append(
                    subprocess.Popen(
                        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **programs.server_identity()
                    )
                )
        yield variables(root / "etc" / "jatan" / "jatan.env")
    finally:
        for process in started:
            process.kill()
            process.wait(timeout=30)


def seconds_until_good(machines: list[HouseMachine], is_good: Mapping[int, "list[float]"], since: float) -> float:
    """How long from `since` (monotonic) until a form that was sent later was answered at each machine.

    `is_good`: for each port the moments at which forms that were answered had been sent.
    """

    def all_good() -> bool:
        return all(any(sent >= since for sent in is_good[machine.port]) for machine in machines)

    wait_until(all_good, what="a form is taken at each machine", seconds=300)
    return time.monotonic() - since
