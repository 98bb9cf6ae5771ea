"""Keep web server, worker and key agent running as child processes, for `jatan run` and `jatan demo`.

These commands bring the house up to date, which takes Django, and then give their process to this program, which does
without (`replace_process`): it stays small as long as the house runs.

A child that ends is started again, after a pause that doubles up to half a minute. So is a worker that hangs, once its
alarm was raised. A signal ends all children, then the embedded database unless another process of this JATAN_HOME uses
it.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NoReturn

from jatan.foundation.vault.key_agent.client import Agent, AgentAway
from jatan.runtime import alerts, home, key_agent, processes, service_manager
from jatan.runtime.postgres import server, urls
from jatan_postgres.programs import PostgresProblem

_LOOP_SECONDS: Final = 0.5
_STABLE_SECONDS: Final = 60.0  # a child that ran as long is started again without a pause
_LONGEST_PAUSE_SECONDS: Final = 30.0
_WATCH_SECONDS: Final = 10.0
_CHECK_SECONDS: Final = 2.0
# A key agent that has just begun answers soon. One that waits for a house's other agent is no child that hangs.
_ASK_SECONDS: Final = 5.0
_SILENT_SECONDS: Final = 20.0
_BEGINNING_SECONDS: Final = 0.05
_WORKER: Final = "worker"
_WEB_MODULE: Final = "jatan.runtime.web_server"
_STARTING_SECONDS: Final = 180.0  # a worker writes its first heartbeat within it, also on a busy machine


@dataclass
class Child:
    """One command, or one module of ours, that is kept running. `words`: the command's words, e.g. ("worker",).
    `environment`: what it has besides this process's."""

    name: str
    words: Sequence[str] = ()
    module: str = "jatan"
    environment: Mapping[str, str] = field(default_factory=dict)
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
            self._process, self._started = self._start(), now

    def end_hung(self) -> None:
        """Kill the process unless it may still be starting; `keep_running` starts another. Its task is requeued."""
        process = self._process
        if process is None or process.poll() is not None or time.monotonic() - self._started < _STARTING_SECONDS:
            return
        sys.stderr.write(f"jatan: {self.name} does not answer; ending it\n")
        process.kill()

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, key_agent.SUPERVISED_VARIABLE: "1", **self.environment}
        return processes.start_jatan(*self.words, module=self.module, environment=environment)

    def _plan_restart(self, code: int, now: float) -> None:
        if now - self._started > _STABLE_SECONDS:
            self._pauses = _pauses()
        pause = next(self._pauses)
        sys.stderr.write(f"jatan: {self.name} ended with code {code}; starting it again in {pause:.0f} s\n")
        self._process, self._next_start = None, now + pause


class KeyAgent(Child):
    """The process that holds opened keys. When it has to be started again, everybody's keys are closed.

    One that hangs is killed: every page with keys waits for it.
    """

    def __init__(self) -> None:
        super().__init__(key_agent.KIND, module=key_agent.MODULE, environment=key_agent.overwriting({}))
        self._answered = self._asked = 0.0

    def wait_until_it_answers(self) -> None:
        """Return when it answers, or after as long as it may be silent."""
        until = time.monotonic() + _SILENT_SECONDS
        while not self._is_answering() and time.monotonic() < until:
            time.sleep(_BEGINNING_SECONDS)

    def keep_running(self) -> None:
        """Also end the process if it did not answer for a while; its socket is asked now and then."""
        super().keep_running()
        now = time.monotonic()
        if now - self._asked < _ASK_SECONDS:
            return
        self._asked = now
        if not self._is_answering() and now - max(self._answered, self._started) >= _SILENT_SECONDS:
            self._end_silent()

    def _is_answering(self) -> bool:
        try:
            Agent(home.key_agent_socket()).ages()
        except AgentAway:
            return False
        self._answered = time.monotonic()
        return True

    def _end_silent(self) -> None:
        if self._process is not None and self._process.poll() is None:
            sys.stderr.write(f"jatan: {self.name} does not answer; ending it\n")
            self._process.kill()


@contextmanager
def key_agent_running() -> Iterator[None]:
    """Keep a key agent running during the block, unless a supervisor does: for whoever uses keys without `run`."""
    if os.environ.get(key_agent.SUPERVISED_VARIABLE):
        yield
        return
    agent, stop = KeyAgent(), threading.Event()

    def keep() -> None:
        while not stop.wait(_LOOP_SECONDS):
            agent.keep_running()

    agent.keep_running()
    thread = threading.Thread(target=keep, name="key-agent-keeper", daemon=True)
    thread.start()
    try:
        agent.wait_until_it_answers()
        yield
    finally:
        stop.set()
        thread.join()
        if agent.process is not None:
            processes.end_children(agent.process)


def replace_process(kind: str, host: str, port: int, workers: int) -> NoReturn:
    """End this program and go on as the supervisor, in the same process. The house is up to date."""
    processes.replace_program("jatan.runtime.supervisor", kind, host, str(port), str(workers))


def main() -> int:
    """Supervise the house: the words are those of `replace_process`."""
    kind, host, port, workers = sys.argv[1:]
    # Its processes are forked, so it begins with the memory that theirs must have.
    web = Child("serve", (host, port, workers), module=_WEB_MODULE, environment=key_agent.overwriting({}))
    return run_children(kind, web, Child(_WORKER, (_WORKER,)), host=host, port=int(port))


def run_children(kind: str, *children: Child, host: str, port: int) -> int:
    """Keep the children, and a key agent, running until SIGTERM, SIGINT or SIGHUP. Returns the exit code for the
    system: 0.

    `kind`: name under which `jatan stop` finds this process. `host` and `port`: where the web server listens; the
    service manager (systemd) learns that the service is ready when it answers there.
    """
    agent = KeyAgent()
    children = (agent, *children)
    with processes.registered(kind):
        processes.exit_on_signals()
        stop = threading.Event()
        words = (children, host, port, stop)
        threading.Thread(target=_watch_readiness, args=words, name="readiness", daemon=True).start()
        keeper = start_keeping_database(stop)
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
            # Pages that are still answered, and a task of the worker, need their keys.
            for some in (children[1:], (agent,)):
                processes.end_children(*(child.process for child in some if child.process is not None))
            if keeper is not None:
                keeper.join()
            _stop_unused_database()


def start_keeping_database(stop: threading.Event) -> threading.Thread | None:
    """A thread that starts the embedded database again if it was killed, until `stop`. None for another database."""
    if not urls.is_embedded():
        return None
    thread = threading.Thread(target=_keep_database_running, args=(stop,), name="database-keeper", daemon=True)
    thread.start()
    return thread


def _keep_database_running(stop: threading.Event) -> None:
    """Never makes a database: its disk may have been taken away."""
    printed = ""
    while not stop.wait(_CHECK_SECONDS):
        try:
            server.ensure_running(creates=False)
            printed = ""
        except PostgresProblem as problem:
            if str(problem) != printed:
                printed = str(problem)
                sys.stderr.write(f"jatan: {problem}\n")


def _pauses() -> Iterator[float]:
    """Seconds before each further start: 0, then 1, doubled up to half a minute."""
    yield 0.0
    pause = 1.0
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _watch_readiness(children: Sequence[Child], host: str, port: int, stop: threading.Event) -> None:
    """Notify the service manager when the web server answers and as long as it does; alert when it is not ready, and
    end a worker that has been silent as long as an alert waits."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    alarm, begun = alerts.Alerts(), False
    silent_since: float | None = None
    pause = min(_WATCH_SECONDS, (service_manager.watchdog_seconds() or 3 * _WATCH_SECONDS) / 3)
    while not stop.wait(pause if begun else _LOOP_SECONDS):
        document = alerts.read_readiness(local, port)
        if document["problems"] != ["pages_unreachable"]:
            service_manager.notify("WATCHDOG=1" if begun else "READY=1")
            begun = True
        now = time.monotonic()
        alarm.update(document, now)
        silent_since = (silent_since or now) if "worker_dead" in document["problems"] else None
        if silent_since is not None and now - silent_since >= alerts.PATIENCE_SECONDS:
            for child in children:
                if child.name == _WORKER:
                    child.end_hung()


def _stop_unused_database() -> None:
    others = [entry for entry in processes.running() if entry.kind != "run" and entry.kind != "demo"]
    if urls.is_embedded() and not others:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
