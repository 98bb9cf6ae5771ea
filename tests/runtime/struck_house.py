"""`jatan run` as an operator keeps it, and SIGKILL of its processes while a phone sends to it.

A strike falls at a point of the phone's own bytes, fixed by a seed: in the middle of a request, while its transaction
writes to a table, or when the answer stands and nobody has heard it. The line holds the phone's bytes until it has
fallen, so that none comes too late, however busy the machine is.
"""

import http.client
import os
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, Literal

import psutil
import psycopg
from psycopg import sql

from jatan.runtime import processes
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres.server import postmaster_pid
from tests.browser.fieldbook.cut_line import Passage
from tests.kills import PATIENCE, answering_processes, kill_family, start_jatan, wait_until
from tests.runtime.form_posters import free_port, get
from tests.runtime.kill_house import superuser

__all__ = ["OF_THE_SERVER", "House", "Strike", "Strikes", "kept_running"]

type Victim = Literal["answering", "serve", "family", "all at once", "database", "backend", "worker"]
type Moment = Literal["bytes", "write", "answer"]

OF_THE_SERVER: Final = frozenset({"answering", "serve", "family", "all at once"})
_SOON: Final = 0.004
_ROWS, _FILES = b"POST /fieldbook/api/rows ", b"POST /fieldbook/api/files/"
# Every row and every piece is written to the first table of its kind; what a worker does last is to write its counts.
_WRITTEN: Final = {_ROWS: ("fieldbook_receivedrow", "ledger_event"), _FILES: ("fieldbook_receivedpiece",)}
_COUNTED: Final = "indicators_monthlycell"
_WAITS: Final = "SELECT pid FROM pg_locks WHERE relation = %s::regclass AND NOT granted LIMIT 1"


@dataclass
class House:
    """The present home, kept running on one port. `starts`: how often its operator has started it."""

    port: int
    log: Path
    workers: int
    starts: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def is_up(self) -> bool:
        """Whether pages are answered. What has ended is started again first, as a service manager does."""
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.starts += 1
                words = ("run", "--port", str(self.port), "--workers", str(self.workers))
                self.process = start_jatan(*words, environment=os.environ, log=self.log)
        try:
            return get(self.port, "", "/library/public/")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def processes_of(self, victim: Victim) -> list[psutil.Process]:
        """Those of a strike, the first of them first; none where they are just not there."""
        kinds = {entry.kind: entry.process for entry in processes.running()}
        if victim == "worker":
            return [kinds["worker"]] if "worker" in kinds else []
        if victim == "serve":
            return [kinds["serve"]] if "serve" in kinds else []
        if victim == "answering":
            return answering_processes(kinds["serve"]) if "serve" in kinds else []
        database = postmaster_pid(clusters.cluster())
        found = [psutil.Process(database)] if database is not None and victim != "family" else []
        return [*self._family(), *found] if victim != "database" else found

    def _family(self) -> list[psutil.Process]:
        if self.process is None:
            return []
        try:
            run = psutil.Process(self.process.pid)
            return [run, *run.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


@contextmanager
def kept_running(log: Path, *, workers: int) -> Iterator[House]:
    """The house, answering; ended at the end of the block."""
    house = House(free_port(), log, workers)
    try:
        wait_until(house.is_up, what="the house answers")
        yield house
    finally:
        if house.process is not None:
            if house.process.poll() is None:
                kill_family(psutil.Process(house.process.pid))
            house.process.wait(timeout=30)


@dataclass(eq=False)
class Strike:
    """One strike. `at`: so many bytes of rows and photographs after the last plan was made."""

    victim: Victim
    moment: Moment
    at: int
    where: str = ""
    has_fallen: threading.Event = field(default_factory=threading.Event)
    has_passed: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fall(self, house: House, backend: int | None = None) -> None:
        """Kill the victims (`backend`: the process to kill instead), once; returns when they are gone."""
        with self.lock:
            if self.is_decided():
                return
            victims: list[psutil.Process] = [] if backend is None else [psutil.Process(backend)]
            while not victims:
                wait_until(lambda: bool(house.processes_of(self.victim)), what=f"{self.victim} can be struck")
                victims = house.processes_of(self.victim)
            orphans = answering_processes(victims[0]) if self.victim == "serve" else []
            for process in victims:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            if self.victim in ("family", "all at once") and house.process is not None:
                house.process.wait(timeout=PATIENCE)
            psutil.wait_procs([*victims, *orphans], timeout=10)
            self.has_fallen.set()

    def is_decided(self) -> bool:
        return self.has_fallen.is_set() or self.has_passed.is_set()

    def pass_by(self) -> bool:
        """Its moment did not come, and it does not fall any more; False where it has fallen."""
        with self.lock:
            if not self.has_fallen.is_set():
                self.has_passed.set()
            return self.has_passed.is_set()

    def __str__(self) -> str:
        return f"{self.victim} ({self.moment}{f' to {self.where}' if self.where else ''}, byte {self.at})"


class Strikes:
    """What falls on the house while a phone sends, in order. `fallen`: what has; `faults`: of its own threads."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.chance = Random()
        self.planned: list[Strike] = []
        self.fallen: list[Strike] = []
        self.faults: list[BaseException] = []
        self._bytes = 0
        self._lock = threading.Lock()

    def plan(self, strikes: Sequence[Strike], chance: Random) -> None:
        """Let these fall from now on, counting the bytes anew."""
        with self._lock:
            self.planned, self.chance, self._bytes = sorted(strikes, key=lambda one: one.at), chance, 0

    def passage(self) -> Passage:
        return _Watched(self)

    def due(self, count: int) -> tuple[Strike | None, int]:
        """Count bytes of a request; the strike that falls among them, and after how many of them.

        Raises ConnectionAbortedError until the house has come up again after the one before.
        """
        with self._lock:
            before, after = self._bytes, self._bytes + count
            if not self.planned or self.planned[0].at > after or self._is_one_under_way():
                self._bytes = after
                return None, 0
            if not self.house.is_up():
                raise ConnectionAbortedError
            self._bytes = after
            strike = self.planned.pop(0)
            self.fallen.append(strike)
            return strike, max(0, strike.at - before)

    def wait_for_the_one_before(self, kind: bytes) -> None:
        """Hold what the phone sends while a strike waits for its moment elsewhere: a worker is struck at rows."""
        while self._is_one_under_way() and not (kind == _ROWS and self.fallen[-1].victim == "worker"):
            time.sleep(_SOON)

    def _is_one_under_way(self) -> bool:
        return bool(self.fallen) and not self.fallen[-1].is_decided()

    def put_off(self, strike: Strike) -> None:
        """Its moment did not come: the next request is as good."""
        with self._lock:
            self.fallen.remove(strike)
            self.planned.insert(0, Strike(strike.victim, strike.moment, strike.at))

    def begin(self, strike: Strike, kind: bytes) -> None:
        """Let a strike wait for its moment in the request that is about to go on."""
        if strike.victim == "worker":
            strike.where = _COUNTED
        elif strike.moment == "write":
            strike.where = self.chance.choice(_WRITTEN[kind][: 1 if strike.victim == "backend" else None])
        else:
            return
        try:
            holder = superuser()
            holder.execute("BEGIN")
            holder.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(strike.where)))
        except BaseException as fault:
            self.faults.append(fault)
            raise
        threading.Thread(target=self._await_writing, args=(strike, holder), daemon=True).start()

    def _await_writing(self, strike: Strike, holder: psycopg.Connection) -> None:
        """Strike as soon as somebody waits to write to the table that is held."""
        since = time.monotonic()
        try:
            while not strike.is_decided():
                found = holder.execute(_WAITS, [strike.where]).fetchone()
                if found is not None:
                    strike.fall(self.house, int(found[0]) if strike.victim == "backend" else None)
                elif time.monotonic() - since > PATIENCE:
                    raise AssertionError(f"the moment did not come: {strike}")
                else:
                    time.sleep(_SOON)
        except psycopg.OperationalError as gone:
            with strike.lock:  # the database may be what has just been struck
                if not strike.is_decided() and strike.victim == "worker":
                    self.faults.append(gone)
        except BaseException as fault:
            self.faults.append(fault)
        finally:
            with suppress(psycopg.Error):
                holder.close()


class _Watched(Passage):
    """One connection of the phone: counts its rows and photographs, and holds the answer until a strike has fallen."""

    def __init__(self, strikes: Strikes) -> None:
        self._strikes = strikes
        self._kind = b""
        self._strike: Strike | None = None

    def up(self, data: bytes) -> Iterable[bytes]:
        if data.startswith((b"GET ", b"POST ", b"HEAD ")):
            self._kind = next((kind for kind in (_ROWS, _FILES) if data.startswith(kind)), b"")
        if self._strike is None and self._kind:
            self._strikes.wait_for_the_one_before(self._kind)
        strike, part = self._strikes.due(len(data)) if self._kind and self._strike is None else (None, 0)
        if strike is None:
            yield data
        elif strike.moment == "bytes":
            yield data[:part]
            strike.fall(self._strikes.house)
            yield data[part:]
        else:
            self._strike = strike
            self._strikes.begin(strike, self._kind)
            yield data

    def down(self, data: bytes) -> Iterable[bytes]:
        self._conclude()
        yield data

    def ended(self) -> None:
        with suppress(OSError):
            self._conclude(is_over=True)

    def _conclude(self, *, is_over: bool = False) -> None:
        """The answer is here, or will not come: what waited for a moment within the request falls now."""
        strike, self._strike = self._strike, None
        if strike is None:
            return
        if strike.victim == "worker":
            # It comes to the task of what was recorded, now or after the phone has sent it once more.
            if not is_over:
                strike.has_fallen.wait(PATIENCE)
        elif strike.victim == "backend":
            if strike.pass_by():
                self._strikes.put_off(strike)
        else:
            strike.fall(self._strikes.house)
            if strike.victim in OF_THE_SERVER - {"serve"} and not is_over:
                raise ConnectionAbortedError  # what it had answered never left it
