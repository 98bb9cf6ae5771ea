"""Keep web server and worker running as child processes, for `jatan run` and `jatan demo`.

A child that ends is started again, after a pause that doubles up to half a minute. A signal ends both children, then
the embedded database unless another process of this JATAN_HOME uses it.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from jatan.runtime import alerts, processes, service_manager
from jatan.runtime.postgres import server, urls

__all__ = ["Child", "run_children"]

_LOOP_SECONDS: Final = 0.5
_STABLE_SECONDS: Final = 60.0  # a child that ran as long is started again without a pause
_LONGEST_PAUSE_SECONDS: Final = 30.0
_WATCH_SECONDS: Final = 10.0


@dataclass
class Child:
    """One command that is kept running. `words`: the command's words, e.g. ("worker",)."""

    words: Sequence[str]
    _process: "subprocess.Popen[bytes] | None" = None
    _started: float = 0.0
    _next_start: float = 0.0
    _pauses: Iterator[float] = field(default_factory=lambda: _pauses())

    @property
    def process(self) -> "subprocess.Popen[bytes] | None":
        """The process, running or ended; None before the first start."""
        return self._process

    def keep_running(self) -> None:
        """Start the process if it does not run and its pause is over."""
        now = time.monotonic()
        if self._process is not None:
            if (code := self._process.poll()) is None:
                return
            self._plan_restart(code, now)
        if now >= self._next_start:
            self._process, self._started = processes.start_jatan(*self.words), now

    def _plan_restart(self, code: int, now: float) -> None:
        if now - self._started > _STABLE_SECONDS:
            self._pauses = _pauses()
        pause = next(self._pauses)
        sys.stderr.write(f"jatan: {self.words[0]} ended with code {code}; starting it again in {pause:.0f} s\n")
        self._process, self._next_start = None, now + pause


def run_children(kind: str, *children: Child, host: str, port: int) -> int:
    """Keep the children running until SIGTERM, SIGINT or SIGHUP. Returns the exit code for the system: 0.

    `kind`: name under which `jatan stop` finds this process. `host` and `port`: where the web server listens; the
    service manager (systemd) learns that the service is ready when it answers there.
    """
    with processes.registered(kind):
        processes.exit_on_signals()
        stop = threading.Event()
        threading.Thread(target=_watch_readiness, args=(host, port, stop), name="readiness", daemon=True).start()
        try:
            while True:
                for child in children:
                    child.keep_running()
                time.sleep(_LOOP_SECONDS)
        except SystemExit:
            return 0
        finally:
            stop.set()
            service_manager.notify("STOPPING=1")
            processes.end_children(*(child.process for child in children if child.process is not None))
            _stop_unused_database()


def _pauses() -> Iterator[float]:
    """Seconds before each further start: 0, then 1, doubled up to half a minute."""
    yield 0.0
    pause = 1.0
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _watch_readiness(host: str, port: int, stop: threading.Event) -> None:
    """Notify the service manager when the web server answers and as long as it does; alert when it is not ready."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    alarm, begun = alerts.Alerts(), False
    pause = min(_WATCH_SECONDS, (service_manager.watchdog_seconds() or 3 * _WATCH_SECONDS) / 3)
    while not stop.wait(pause if begun else _LOOP_SECONDS):
        document = alerts.read_readiness(local, port)
        if document["problems"] != ["pages_unreachable"]:
            service_manager.notify("WATCHDOG=1" if begun else "READY=1")
            begun = True
        alarm.update(document, time.monotonic())


def _stop_unused_database() -> None:
    others = [entry for entry in processes.running() if entry.kind != "run" and entry.kind != "demo"]
    if urls.is_embedded() and not others:
        server.stop()
