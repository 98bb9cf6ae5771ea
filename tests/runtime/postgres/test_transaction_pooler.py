"""A real pgbouncer that pools by transaction: the worker, whose locks it would keep, refuses to start behind it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from jatan.runtime.checks import connection
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import programs, urls
from tests.kills import start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port
from tests.runtime.journey_house import migrated_home

_BOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(_BOUNCER is None, reason="SKIPPED LOUDLY: pgbouncer is not installed")


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@contextmanager
def _pooled(mode: str) -> Iterator[dict[str, str]]:
    """DATABASE_URL and DATABASE_APP_URL that lead through a pgbouncer to the embedded database."""
    where, port = clusters.cluster(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="pooler-"))
    owner, app = (clusters.password_of(where, role) for role in (clusters.OWNER, clusters.APP))
    (folder / "users").write_text(f'"{clusters.OWNER}" "{owner}"\n"{clusters.APP}" "{app}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\njatan = host={where.host} port={where.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nauth_type = scram-sha-256\nauth_file = {folder}/users\npool_mode = {mode}\n"
        f"unix_socket_dir =\nlogfile = {folder}/log\n"
    )
    for path in (folder, *folder.iterdir()):
        programs.give_to_server(path)
    command = [str(_BOUNCER), str(folder / "pgbouncer.ini")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, **programs.server_identity()) as bouncer:
        given = {
            "DATABASE_URL": f"postgresql://{clusters.OWNER}:{quote(owner)}@127.0.0.1:{port}/jatan",
            "DATABASE_APP_URL": f"postgresql://{clusters.APP}:{quote(app)}@127.0.0.1:{port}/jatan",
        }
        try:
            wait_until(lambda: _answers(given["DATABASE_APP_URL"]), what="pgbouncer answers", seconds=30)
            yield given
        finally:
            bouncer.kill()
    shutil.rmtree(folder)


def _answers(url: str) -> bool:
    try:
        with closing(psycopg.connect(url, connect_timeout=2)):
            return True
    except psycopg.Error:
        return False


def test_a_pooler_by_transaction_is_recognised_and_one_by_session_is_not(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not connection._is_pooled_by_transaction()
    for mode, is_pooled in (("transaction", True), ("session", False)):
        with _pooled(mode) as given, monkeypatch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            assert urls.database_urls().app == given["DATABASE_APP_URL"]
            assert connection._is_pooled_by_transaction() is is_pooled


def test_a_worker_behind_it_refuses_to_start_and_says_why(home: Path) -> None:
    with _pooled("transaction") as given:
        since = time.monotonic()
        process = start_jatan("worker", environment={**os.environ, **given}, log=home / "worker.log")
        assert process.wait(timeout=120) == 2, time.monotonic() - since
    text = (home / "worker.log").read_text()
    assert "pool_mode=session" in text
    assert "बीच का pooler" in text
