"""What stops is seen within a minute in `/readyz` and on the home page: real processes, and each cause made real."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from jatan.runtime import processes
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server, urls
from jatan.runtime.worker import lock_number
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.form_posters import free_port, get, sign_in
from tests.runtime.kill_house import KillTestHome, query, reset_home

_MINUTE = 60.0
_AGE_WALK = """
UPDATE operation_heartbeat SET succeeded_at = now() - interval '11 minutes 5 seconds' WHERE name = 'safeguarding.walk'
"""
_AGE_ALL = "UPDATE operation_heartbeat SET begun_at = begun_at - interval '40 seconds' RETURNING 1"


class _House:
    """A running house, read as monitoring and as its coordinator."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._session = port, session

    def codes(self) -> tuple[int, list[str], list[str]]:
        """Status, problems and notes of `/readyz`; (0, [], []) while nobody answers."""
        try:
            status, text = get(self._port, "", "/readyz")
        except OSError:
            return 0, [], []
        document = json.loads(text)
        assert set(document) == {"ready", "problems", "notes"}
        assert document["ready"] == (status == 200) == (not document["problems"])
        return status, document["problems"], document["notes"]

    def home(self) -> str:
        status, page = get(self._port, self._session, "/")
        assert status == 200
        return page

    @contextmanager
    def seen(self, code: str, words: str, *, working: "subprocess.Popen[bytes]", kind: int = 1) -> Iterator[None]:
        """After the cause in the block: a code in `/readyz` within a minute, then words on the home page."""
        assert words not in self.home()
        yield
        wait_until(lambda: code in self.codes()[kind], what=code, working=working, seconds=_MINUTE)
        assert words in self.home()


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    try:
        yield process
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


@contextmanager
def _house(log: Path, *words: str) -> Iterator[tuple[_House, "subprocess.Popen[bytes]"]]:
    """A house started with `words`, ready."""
    port = free_port()
    house = _House(port, sign_in("coordinator@demo.jatan"))
    command = (*words, "--port", str(port), "--workers", "1")
    with _ended(start_jatan(*command, environment={**os.environ}, log=log)) as process:
        wait_until(lambda: house.codes()[0] != 0, what="the pages are served", working=process)
        yield house, process


def _is_ready(house: _House) -> bool:
    return house.codes()[:2] == (200, [])


@pytest.fixture
def log(kill_test_home: KillTestHome) -> Path:
    reset_home()
    return kill_test_home.books.parent / "run.log"


def test_a_database_that_is_killed_is_seen_while_it_is_away_and_for_an_hour_after(log: Path) -> None:
    with _house(log, "run") as (house, running):
        wait_until(lambda: _is_ready(house), what="the house is ready", working=running)
        time.sleep(6)  # a restart within five seconds of the start counts as the start
        with house.seen("database_restarted", "1 मिनट पहले डेटाबेस दोबारा शुरू हुआ", working=running, kind=2):
            psutil.Process(postmaster_pid(clusters.cluster())).kill()
        wait_until(lambda: _is_ready(house), what="the house is ready again", working=running)


def test_a_database_that_stays_away_is_unreachable_and_the_process_is_alive(log: Path) -> None:
    found = urls.database_urls()  # given, so that `serve` does not start the server again
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": found.owner, "DATABASE_APP_URL": found.app}
    command = ("serve", "--port", str(port), "--workers", "1")
    with _ended(start_jatan(*command, environment=environment, log=log)) as serving:
        house = _House(port, "")
        wait_until(lambda: house.codes()[0] != 0, what="the pages are served", working=serving)
        server.stop()
        wait_until(
            lambda: house.codes() == (503, ["database_unreachable"], []),
            what="the database is seen to be away",
            working=serving,
            seconds=_MINUTE,
        )
        assert get(port, "", "/healthz") == (200, '{"alive": true}')
        server.ensure_running()
        wait_until(lambda: house.codes()[1] == ["walk_late", "worker_dead"], what="it is seen again", working=serving)


def _kill_worker() -> None:
    (worker,) = [entry.process for entry in processes.running() if entry.kind == "worker"]
    kill_family(worker)


def _worker_is_seen_to_be_dead(log: Path, after_the_kill: Callable[[], object]) -> None:
    with (
        _house(log, "serve") as (house, serving),
        _ended(start_jatan("worker", environment={**os.environ}, log=log)) as working,
    ):
        wait_until(lambda: _is_ready(house), what="the house is ready", working=working)
        with house.seen("worker_dead", "अपने-आप होने वाला काम बंद है", working=serving):
            _kill_worker()
            after_the_kill()


def test_a_worker_that_is_killed_and_not_started_again_is_seen(log: Path) -> None:
    _worker_is_seen_to_be_dead(log, lambda: query(_AGE_ALL))  # 40 of the 45 seconds of silence


@pytest.mark.long
def test_a_worker_that_is_killed_is_seen_within_a_real_minute(log: Path) -> None:
    _worker_is_seen_to_be_dead(log, lambda: None)


def test_a_walk_that_is_held_up_is_seen_while_the_worker_lives(log: Path) -> None:
    with closing(psycopg.connect(urls.database_urls().app, autocommit=True)) as other:
        # Another worker, which walked a moment ago and hangs now.
        other.execute("SELECT pg_advisory_lock(%s)", [lock_number("periodic:safeguarding.walk")])
        other.execute("INSERT INTO operation_heartbeat VALUES ('safeguarding.walk', now(), now(), now())")
        with _house(log, "run") as (house, running):
            wait_until(lambda: _is_ready(house), what="the house is ready", working=running)
            with house.seen("walk_late", "10 मिनट से", working=running):
                other.execute(_AGE_WALK)


def _fill(path: Path) -> None:
    """Write until the disk is full. Raises OSError then."""
    with path.open("wb", buffering=0) as full:
        while True:
            full.write(bytes(2**20))


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED LOUDLY: only root mounts a small disk")
def test_a_full_disk_is_seen(log: Path) -> None:
    files = log.parent / "files"
    files.mkdir(exist_ok=True)
    with _house(log, "run") as (house, running):
        wait_until(lambda: _is_ready(house), what="the house is ready", working=running)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(files)], capture_output=True)
        if mounted.returncode != 0:
            pytest.skip("SKIPPED LOUDLY: no file system can be mounted here")
        try:
            wait_until(lambda: "disk_full" in house.codes()[1], what="little room", working=running, seconds=_MINUTE)
            assert "डिस्क में जगह लगभग खत्म है" in house.home()
            with house.seen("files_unwritable", "फ़ोटो और कागज़ सेव किए नहीं", working=running), suppress(OSError):
                _fill(files / "photograph")
        finally:
            subprocess.run(["umount", "--lazy", str(files)], check=True)
        wait_until(lambda: _is_ready(house), what="there is room again", working=running, seconds=_MINUTE)
