"""Three machines of the database: etcd, Patroni and PostgreSQL of each, which may be killed."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg

from jatan_postgres import programs
from tests.kills import kill_family, wait_until
from tests.runtime.machines.written_steps import PASSWORDS, Loopback, variables
from tools.system_packages import ETCD, PATRONI

_LASTS: Final = (11, 12, 13)
_DATABASE: Final = "postgres"


@dataclass
class DatabaseMachine:
    """One of the three; `last` is the last number of its address."""

    loopback: Loopback
    last: int
    etcd: "subprocess.Popen[bytes] | None" = None
    patroni: "subprocess.Popen[bytes] | None" = None

    @property
    def name(self) -> str:
        return f"db{self.last - 10}"

    @property
    def address(self) -> str:
        return self.loopback.address(self.last)

    @property
    def root(self) -> Path:
        return self.loopback.root(self.last)

    @property
    def log(self) -> Path:
        return self.root / "log"

    def set_up(self) -> None:
        self.loopback.follow("database machine", self.last, NAME=self.name, ADDRESS=self.address)
        for folder in ("etcd", "postgresql", "run/postgresql"):
            (self.root / "var" / "lib" / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "var" / "run" / "postgresql").mkdir(parents=True)
        for path in (self.root, *self.root.rglob("*")):
            programs.give_to_server(path)

    def start_etcd(self) -> None:
        self.etcd = self._started([str(ETCD.program())], variables(self.root / "etc" / "default" / "etcd"))

    def start_patroni(self) -> None:
        self.patroni = self._started([str(PATRONI.program()), str(self.root / "etc" / "patroni" / "config.yml")], {})

    def kill_postgres(self) -> None:
        """SIGKILL of PostgreSQL and all its processes; Patroni lives."""
        if (process := self._postmaster()) is not None:
            kill_family(process)

    def kill(self) -> None:
        """SIGKILL of Patroni and PostgreSQL, as when the machine loses its power."""
        if self.patroni is not None:
            self.patroni.kill()
            self.patroni.wait(timeout=30)
        self.kill_postgres()

    def end(self) -> None:
        self.kill()
        if self.etcd is not None:
            self.etcd.kill()
            self.etcd.wait(timeout=30)

    def _postmaster(self) -> psutil.Process | None:
        """The process whose folder is this machine's; the file that names it outlives it."""
        folder = str(self.root / "var" / "lib" / "postgresql" / "jatan")
        try:
            pid = int((Path(folder) / "postmaster.pid").read_text().split()[0])
            process = psutil.Process(pid)
            return process if folder in process.cmdline() else None
        except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
            return None

    def _started(self, command: list[str], more: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "JATAN", "DATABASE"))}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                env={**kept, "LC_ALL": "C", **more},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                **programs.server_identity(),
            )


@dataclass
class DatabaseMachines:
    """All three."""

    loopback: Loopback
    machines: list[DatabaseMachine] = field(default_factory=list)

    def url(self, role: str = "postgres", password: str = "SUPERUSER_PASSWORD", database: str = _DATABASE) -> str:
        hosts = ",".join(one.address for one in self.machines)
        return (
            f"host={hosts} user={role} password={PASSWORDS[password]} dbname={database} connect_timeout=2"
            " target_session_attrs=read-write"
        )

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of one query of the house's database, as superuser."""
        with closing(psycopg.connect(self.url(database="jatan"), autocommit=True)) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def leader(self) -> DatabaseMachine:
        """Raises LookupError if none leads."""
        name = next((one["name"] for one in self._members() if one["role"] == "leader"), None)
        for machine in self.machines:
            if machine.name == name:
                return machine
        raise LookupError("no database machine leads")

    def is_whole(self) -> bool:
        """One leads, both copies follow it, and one of them has every record that was acknowledged."""
        states = sorted((one["role"], one["state"]) for one in self._members())
        return states == [("leader", "running"), ("replica", "streaming"), ("sync_standby", "streaming")]

    def takes_records(self) -> bool:
        try:
            with closing(psycopg.connect(self.url(), autocommit=True)) as connection:
                connection.execute("SELECT pg_postmaster_start_time()")
                return True
        except psycopg.Error:
            return False

    def _members(self) -> list[dict[str, Any]]:
        for machine in self.machines:
            try:
                with urllib.request.urlopen(f"http://{machine.address}:8008/cluster", timeout=3) as answer:
                    members: list[dict[str, Any]] = json.load(answer)["members"]
                    return members
            except OSError:
                continue
        return []


@contextmanager
def database_machines(bin_dir: Path) -> Iterator[DatabaseMachines]:
    """Three of them on loopback, with an empty database of the house; ended and deleted afterwards."""
    programs.ensure_system_user()
    folder = Path(tempfile.mkdtemp(prefix="machines-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        programs.give_to_server(folder)
        loopback = Loopback(folder, programs.reachable_bin(bin_dir, folder))
        found = DatabaseMachines(loopback, [DatabaseMachine(loopback, last) for last in _LASTS])
        for machine in found.machines:
            machine.set_up()
            stack.callback(machine.end)
        for machine in found.machines:
            machine.start_etcd()
        for machine in found.machines:
            machine.start_patroni()
        wait_until(found.is_whole, what="Patroni has made a leader and two copies", seconds=300)
        loopback.follow("once", _LASTS[0])
        yield found


def seconds_until_records_are_taken(machines: DatabaseMachines, since: float) -> float:
    """How long Patroni took, by the monotonic clock, from `since` until records are taken again."""
    wait_until(machines.takes_records, what="Patroni has a leader again", seconds=300)
    return time.monotonic() - since
