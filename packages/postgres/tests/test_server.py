"""A cluster in a folder of its own: made, shared, started again after a kill, stopped."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from jatan_postgres import programs, server
from jatan_postgres.cluster import SUPERUSER, Cluster, password_of
from jatan_postgres.programs import PostgresProblem

ROLE = "reader"
STARTER = """
import sys
from pathlib import Path
from jatan_postgres import programs, server
from jatan_postgres.cluster import Cluster
where = Cluster(Path(sys.argv[1]), roles=("reader",), prefix="library")
server.ensure_running(where, "postgres", "postgres", lambda: None)
print(server.postmaster_pid(where))
"""


@pytest.fixture
def where(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "books", roles=(ROLE,), prefix="library")
    yield cluster
    server.stop(cluster)
    if cluster.socket_dir.parent != cluster.root and cluster.socket_dir.exists():
        cluster.socket_dir.rmdir()


def start(where: Cluster) -> None:
    def prepare() -> None:
        with psycopg.connect(where.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchall():
                statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(ROLE), sql.Literal(password_of(where, ROLE))))

    server.ensure_running(where, ROLE, "postgres", prepare)


def test_a_cluster_is_made_shared_and_stopped(where: Cluster) -> None:
    assert not where.is_made
    assert not server.stop(where)
    start(where)
    first = server.postmaster_pid(where)
    assert where.is_made
    assert first is not None
    assert where.passwords.stat().st_mode & 0o077 == 0
    owner = programs.SYSTEM_USER if programs.is_root() else psutil.Process().username()
    assert psutil.Process(first).username() == owner
    with psycopg.connect(where.url(ROLE, "postgres")) as connection:
        assert connection.execute("SHOW data_checksums").fetchall() == [("on",)]
        assert password_of(where, ROLE) not in where.url(ROLE, "postgres")
    start(where)
    assert server.postmaster_pid(where) == first
    assert server.stop(where)
    assert server.postmaster_pid(where) is None
    assert not server.stop(where)


def test_processes_that_start_at_once_share_one_server(where: Cluster) -> None:
    words = [sys.executable, "-c", STARTER, str(where.root)]
    starters = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ}) for _ in range(3)]
    answers = {starter.communicate(timeout=300)[0].strip() for starter in starters}
    assert answers == {str(server.postmaster_pid(where))}


def test_rows_stand_after_the_server_was_killed(where: Cluster) -> None:
    start(where)
    with psycopg.connect(where.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 100) AS n")
    pid = server.postmaster_pid(where)
    assert pid is not None
    killed = psutil.Process(pid)
    killed.kill()
    killed.wait(timeout=60)
    start(where)
    assert server.postmaster_pid(where) != pid
    with psycopg.connect(where.url(SUPERUSER, "postgres")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchall() == [(100,)]


def test_a_cluster_without_its_passwords_is_refused(where: Cluster) -> None:
    start(where)
    assert server.stop(where)
    kept = where.passwords.read_text(encoding="utf-8")
    where.passwords.unlink()
    with pytest.raises(PostgresProblem, match="passwords is missing"):
        start(where)
    where.passwords.write_text(kept, encoding="utf-8")
    where.passwords.chmod(0o600)
    start(where)


def test_a_server_does_not_inherit_that_freed_memory_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A web server that starts the database again holds secrets; each query of the server would pay for it."""
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.perturb=165")
    monkeypatch.setenv("PYTHONMALLOC", "malloc")
    code, output = programs.run([sys.executable, "-c", "import os; print(*os.environ)"])
    assert code == 0
    assert "PATH" in output.split()
    assert not {"GLIBC_TUNABLES", "PYTHONMALLOC"} & set(output.split())
