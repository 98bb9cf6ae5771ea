"""The embedded server: started once and shared, recovers from kills, stopped by `stop`."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server, urls
from jatan_postgres import programs
from jatan_postgres.cluster import SUPERUSER, password_of
from jatan_postgres.server import postmaster_pid
from tests.kills import PATIENCE, wait_until
from tests.runtime.homes import as_app, as_owner, in_home

_START = "from jatan.runtime.postgres import server, cluster; server.ensure_running(); " + (
    "from jatan_postgres.server import postmaster_pid; print(postmaster_pid(cluster.cluster()))"
)


def _pid() -> int:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    return pid


def _kill_postmaster() -> None:
    process = psutil.Process(_pid())
    process.kill()
    process.wait(timeout=PATIENCE)


def test_starts_twice_and_stops_twice(new_home: Path) -> None:
    server.ensure_running()
    first = _pid()
    server.ensure_running()
    assert _pid() == first
    assert server.stop()
    assert not server.stop()
    server.ensure_running()
    assert _pid() != first


def test_processes_that_start_at_once_share_one_server(new_home: Path) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", _START], stdout=subprocess.PIPE, text=True, env={**os.environ})
        for _ in range(4)
    ]
    answers = {starter.communicate(timeout=PATIENCE)[0].strip() for starter in starters}
    assert answers == {str(_pid())}
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]


def test_outlives_the_process_that_started_it(new_home: Path) -> None:
    subprocess.run([sys.executable, "-c", _START], check=True, capture_output=True, env={**os.environ})
    assert as_app("SELECT 1") == [(1,)]


def test_keeps_what_was_committed_when_the_server_is_killed(house: Path) -> None:
    as_owner("CREATE TABLE kept (n int)")
    as_app("INSERT INTO kept SELECT generate_series(1, 1000)")
    before = _pid()
    _kill_postmaster()
    server.ensure_running()
    assert _pid() != before
    assert as_app("SELECT count(*) FROM kept") == [(1000,)]


def test_starts_again_when_the_old_pid_belongs_to_another_process(house: Path) -> None:
    _kill_postmaster()
    pid_file = clusters.cluster().data / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    pid_file.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))
    server.ensure_running()
    assert as_app("SELECT 1") == [(1,)]
    assert psutil.pid_exists(os.getpid())


def test_starts_again_when_the_killed_server_is_a_zombie(house: Path, tmp_path: Path) -> None:
    server.stop()
    stand_in = tmp_path / "postgres"
    stand_in.symlink_to("/bin/true")
    with subprocess.Popen([stand_in]) as unburied:
        dead = psutil.Process(unburied.pid)
        wait_until(lambda: dead.status() == psutil.STATUS_ZOMBIE, what="a process that nobody waits for")
        (clusters.cluster().data / "postmaster.pid").write_text(
            f"{unburied.pid}\n{clusters.cluster().data}\n0\n5432\n\n\n"
        )
        server.ensure_running()
        assert as_app("SELECT 1") == [(1,)]


def test_waits_for_the_children_of_a_killed_server(house: Path) -> None:
    data = clusters.cluster().data
    connection = psycopg.connect(urls.database_urls().app)
    backend = psutil.Process(connection.info.backend_pid)
    backend.suspend()
    _kill_postmaster()
    starter = subprocess.Popen([sys.executable, "-c", _START], stdout=subprocess.DEVNULL, env={**os.environ})
    with pytest.raises(subprocess.TimeoutExpired):
        starter.wait(timeout=1.5)
    backend.kill()
    assert starter.wait(timeout=PATIENCE) == 0
    connection.close()
    assert (data / "postmaster.pid").exists()


def test_a_start_after_a_killed_start_succeeds(new_home: Path) -> None:
    root = clusters.cluster().root
    for wait_for in ("passwords", "data.new-*", "data", "data/postmaster.pid"):
        starter = subprocess.Popen([sys.executable, "-c", _START], stdout=subprocess.DEVNULL, env={**os.environ})
        wait_until(lambda name=wait_for: any(root.glob(name)), what=wait_for)
        starter.send_signal(signal.SIGKILL)
        starter.wait()
    server.ensure_running()
    assert as_app("SELECT current_user::text") == [("jatan_app",)]


def test_a_home_too_deep_for_a_socket_still_starts(new_home: Path) -> None:
    with in_home(new_home / ("खूँटी " * 12).strip()):
        socket_dir = clusters.cluster().socket_dir
        assert socket_dir.parent == Path("/tmp")
        server.ensure_running()
        assert as_app("SELECT 1") == [(1,)]
        assert socket_dir.stat().st_mode & 0o077 == 0
        server.stop()
        socket_dir.rmdir()


def test_listens_on_no_network_and_shows_no_password(house: Path) -> None:
    assert as_app("SHOW listen_addresses") == [("",)]
    assert as_app("SHOW fsync") == [("on",)]
    where = clusters.cluster()
    assert where.passwords.stat().st_mode & 0o077 == 0
    for role in (SUPERUSER, clusters.OWNER, clusters.APP):
        assert password_of(where, role) not in str(urls.database_urls())
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://jatan_app:wrong@/jatan?host={where.socket_dir}")


def test_the_log_holds_no_values(house: Path) -> None:
    as_owner("CREATE TABLE people (name text UNIQUE)")
    as_app("INSERT INTO people VALUES ('Sushila Kumari')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        as_app("INSERT INTO people VALUES ('Sushila Kumari')")
    folder = clusters.cluster().data / "log"

    # The server's own collector writes; it may be a moment behind the answer.
    def written() -> str:
        return "".join(path.read_text() for path in folder.iterdir())

    wait_until(lambda: "duplicate key" in written(), what="the refusal stands in the log")
    assert "Sushila" not in written()


def test_text_in_both_scripts_folds_and_sorts(house: Path) -> None:
    assert as_app("SELECT lower('ÉCOLE'), length('गुमला'), 'गुमला' ~ '^\\w+$', 'क' < 'ख'") == [("école", 5, True, True)]


@pytest.mark.skipif(not programs.is_root(), reason="only root hands the server over to another user")
def test_root_runs_the_server_as_an_unprivileged_user(house: Path) -> None:
    process = psutil.Process(_pid())
    assert process.username() == programs.SYSTEM_USER
    assert process.gids().effective != 0


def test_memory_settings_depend_on_the_machine(house: Path) -> None:
    (shared,) = as_owner("SELECT setting::bigint * 8 / 1024 FROM pg_settings WHERE name = 'shared_buffers'")
    spare = psutil.virtual_memory().total // 2**20 // 16
    assert shared == (min(max(spare, 128), 1024),)
