"""A real pgbouncer that pools by transaction: pages work through it, beside a worker on PostgreSQL itself.

A worker behind it, whose locks it would keep, refuses to start.
"""

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
from jatan.runtime.postgres import check, roles, server, urls
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres import programs
from jatan_postgres.cluster import SUPERUSER, password_of
from jatan_postgres.programs import PostgresProblem
from tests.attacks.served_house import built_with_accounts
from tests.kills import start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import Clerk, at_work, free_port, get, served, sign_in
from tests.runtime.homes import fresh_home
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import query
from tests.runtime.postgres.given_server import given_server, installed
from tools.system_packages import PGBOUNCER

_BOUNCER = PGBOUNCER.program()
pytestmark = pytest.mark.skipif(_BOUNCER is None, reason="SKIPPED LOUDLY: pgbouncer is not installed")


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@pytest.fixture
def house(houses: Houses) -> Iterator[Path]:
    """The demo's offices and accounts, without a served page."""
    with fresh_home() as path:
        houses.copy("house_with_accounts", path, lambda model: built_with_accounts(houses, model))
        server.ensure_running()
        yield path


@contextmanager
def _pooled(mode: str, size: int = 20) -> Iterator[dict[str, str]]:
    """DATABASE_URL and DATABASE_APP_URL that lead through a pgbouncer to the embedded database."""
    where, port = clusters.cluster(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="pooler-"))
    owner, app = (password_of(where, role) for role in (clusters.OWNER, clusters.APP))
    (folder / "users").write_text(f'"{clusters.OWNER}" "{owner}"\n"{clusters.APP}" "{app}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\njatan = host={where.host} port={where.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nauth_type = scram-sha-256\nauth_file = {folder}/users\npool_mode = {mode}\n"
        f"unix_socket_dir =\nlogfile = {folder}/log\n"
        f"default_pool_size = {size}\n"
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
    assert "DATABASE_PAGES_URL" in text
    assert "बीच का pooler" in text


_BLOCK = """
SELECT b.id::text FROM places_place b JOIN places_place d ON d.id = b.district_id
WHERE b.level = 'block' AND d.name_en = 'Gumla' ORDER BY b.name_en LIMIT 1
"""
_OF_PAGES = """
SELECT count(*) FROM pg_stat_activity WHERE usename = 'jatan_app' AND application_name = 'jatan'
"""


def test_pages_work_through_it_beside_a_worker_on_postgresql_itself(house: Path) -> None:
    """Two connections carry all pages of two members at once: nothing is lost, and no wall stays with a connection."""
    direct, port, size = urls.database_urls(), free_port(), 2
    meeting = {"kind": "shg_meeting", "held_on": "5/6/2024", "place": str(query(_BLOCK)[0][0])}
    desk, stranger = sign_in("desk@demo.jatan"), sign_in("khunti@demo.jatan")
    clerks = [
        Clerk(port, desk, "/activities/new/", lambda number, more=more: meeting | {"women": str(number + more)})  # type: ignore[misc]
        for more in (1, 200, 400)
    ]
    with _pooled("transaction", size) as given:
        several = {"DATABASE_URL": direct.owner, "DATABASE_APP_URL": direct.app}
        several["DATABASE_PAGES_URL"] = given["DATABASE_APP_URL"]
        with served(port, house / "serve.log", **several):
            with at_work(*clerks):
                wait_until(
                    lambda: sum(len(clerk.acknowledged) for clerk in clerks) >= 12, what="a dozen forms are taken"
                )
                rows = [clerk.acknowledged[0] for clerk in clerks]
                foreign = {get(port, stranger, f"/activities/{row}/")[0] for row in rows for _time in range(4)}
            worked = start_jatan("worker", "--batch", environment={**os.environ, **several}, log=house / "w.log")
            assert worked.wait(timeout=300) == 0, (house / "w.log").read_text()
            assert {get(port, desk, f"/activities/{row}/")[0] for row in rows} == {200}
            # What starts the web server looks at the house as well, and leaves.
            what = "pages reach PostgreSQL through the pooler alone"
            wait_until(lambda: query(_OF_PAGES)[0][0] <= size, what=what, seconds=60)
    assert foreign == {404}
    acknowledged = {str(row) for clerk in clerks for row in clerk.acknowledged}
    assert acknowledged <= {str(row[0]) for row in query("SELECT id::text FROM activities_activity")}
    assert [clerk.refused for clerk in clerks] == [[], [], []]


def test_addresses_on_other_hosts_must_lead_to_one_database(home: Path) -> None:
    direct = urls.database_urls()
    with _pooled("transaction") as given:
        check.refuse_another_database((direct.owner, direct.app, given["DATABASE_APP_URL"]))
    where = clusters.cluster()
    with closing(psycopg.connect(roles.conninfo(where, SUPERUSER), autocommit=True)) as superuser:
        superuser.execute("CREATE DATABASE other TEMPLATE template0")
    with pytest.raises(PostgresProblem, match="different databases") as refused:
        check.refuse_another_database((direct.app, roles.conninfo(where, SUPERUSER, "other")))
    assert "अलग" in str(refused.value)


def test_every_server_of_one_address_must_hold_that_database(home: Path) -> None:
    """One that is away is not asked; one of another cluster would take the records of half of the house."""
    with given_server(installed()["wheel"]) as other:
        hosts = f"{clusters.cluster().host},/nowhere"
        words = f"dbname=postgres user={SUPERUSER} passfile={clusters.cluster().passwords}"
        check.refuse_another_database([f"host={hosts} {words}"])
        with closing(psycopg.connect(f"host={other.folder} user=dba dbname=postgres", autocommit=True)) as dba:
            dba.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        (other.folder / "data" / "pg_hba.conf").write_text("local all all trust\n")
        other.execute("SELECT pg_reload_conf()", database="postgres")
        wait_until(lambda: _answers(f"host={other.folder} {words}"), what="its rules are read", seconds=30)
        with pytest.raises(PostgresProblem, match="different databases"):
            check.refuse_another_database([f"host={hosts},{other.folder} {words}"])
    with pytest.raises(psycopg.OperationalError):
        check.refuse_another_database([f"host=/nowhere,/neither {words}"])
