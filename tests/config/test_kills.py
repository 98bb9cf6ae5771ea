"""`kill -9` of import, worker or embedded database at seeded moments: nothing acknowledged is lost, no half stays."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from jatan.config.postgres import cluster as clusters
from jatan.config.postgres import roles, server, urls
from tests.config.homes import fresh_home
from tests.killing import Blow, kill_at_random, seeds, start_jatan

_BASE = "jatan_base"
_WATCHED = [
    "people_person",
    "activities_activity",
    "registers_importedrow",
    "registers_parkedrow",
    "ledger_event",
    "ledger_chain",
]
_WRITE_DEMO = (
    "import json, sys; from pathlib import Path; from jatan.config.startup import setup_django; setup_django()\n"
    "from jatan.web.demo import plan; from jatan.web.demo.workbooks import write_workbooks\n"
    "folder = Path(sys.argv[1]); write_workbooks(folder, lambda text: None)\n"
    "(folder / 'network.json').write_text(json.dumps(plan.network_document(), default=str))"
)
type State = tuple[int, ...]


@dataclass(frozen=True)
class Workshop:
    """A house with a network and two workbooks: what it holds before, after the first, and after both."""

    books: Path
    states: tuple[State, State, State]
    seconds: float


def _jatan(*words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jatan", *words], capture_output=True, text=True, timeout=300, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr[-2000:]


def _superuser(database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(roles.conninfo(clusters.cluster(), clusters.SUPERUSER, database), autocommit=True)


def _state() -> State:
    with closing(_superuser(clusters.DATABASE)) as connection:
        counting = sql.SQL(", ").join(
            sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(table)) for table in _WATCHED
        )
        row = connection.execute(sql.SQL("SELECT {}").format(counting)).fetchone()
        assert row is not None
        return tuple(row)


def _copy_database(source: str, target: str) -> None:
    with closing(_superuser()) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        connection.execute(copy.format(*map(sql.Identifier, (target, source, clusters.OWNER))))
        roles.ensure_database(connection, target, clusters.OWNER)


def _start_over() -> None:
    server.ensure_running()
    _copy_database(_BASE, clusters.DATABASE)
    with closing(psycopg.connect(urls.database_urls().owner)) as owner:
        roles.grant_to_app(owner, clusters.APP)


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    """Made once; each kill starts from a copy of its database."""
    with fresh_home() as home:
        made = home / "made"
        made.mkdir()
        _jatan("migrate")
        subprocess.run([sys.executable, "-c", _WRITE_DEMO, str(made)], check=True, capture_output=True)
        _jatan("network", "load", str(made / "network.json"))
        books = home / "books"
        books.mkdir()
        chosen = sorted(made.glob("*.xlsx"))[:2]
        for book in chosen:
            shutil.copy(book, books)
        _copy_database(clusters.DATABASE, _BASE)
        states = [_state()]
        since = time.monotonic()
        for book in sorted(books.iterdir()):
            _jatan("import", "registers", str(book))
            states.append(_state())
        assert states[0] < states[1] < states[2]
        yield Workshop(books, (states[0], states[1], states[2]), time.monotonic() - since)


def _strike(workshop: Workshop, seed: int, *, at_database: bool) -> tuple[Blow, int]:
    importing = start_jatan("import", "registers", str(workshop.books), environment=os.environ)
    pid = server.postmaster_pid(clusters.cluster())
    assert pid is not None
    victim = psutil.Process(pid) if at_database else importing
    blow = kill_at_random(victim, seed=seed, earliest=workshop.seconds * 0.1, latest=workshop.seconds * 0.6)
    return blow, importing.wait(timeout=300)


def _survives(workshop: Workshop, seed: int) -> None:
    _start_over()
    _, code = _strike(workshop, seed, at_database=seed % 2 == 1)
    server.ensure_running()
    found = _state()
    assert found in workshop.states, f"seed {seed}: a half stayed"
    assert code != 0 or found == workshop.states[2], f"seed {seed}: said to be done, and lost"
    _jatan("import", "registers", str(workshop.books))
    assert _state()[:3] == workshop.states[2][:3], f"seed {seed}: not the same after importing again"
    _jatan("ledger", "verify")


@pytest.mark.parametrize("seed", seeds(7))
def test_a_killed_import_or_database_leaves_whole_workbooks_only(workshop: Workshop, seed: int) -> None:
    _survives(workshop, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", seeds(190, base=1000))
def test_two_hundred_kills_leave_whole_workbooks_only(workshop: Workshop, seed: int) -> None:
    _survives(workshop, seed)


@pytest.mark.parametrize("seed", seeds(3, base=50))
def test_what_a_killed_worker_had_begun_is_done_by_the_next(workshop: Workshop, seed: int) -> None:
    _start_over()
    _jatan("import", "registers", str(workshop.books))
    working = start_jatan("worker", environment=os.environ)
    kill_at_random(working, seed=seed, earliest=0.6, latest=2.5)
    _jatan("worker", "--batch")
    with closing(_superuser(clusters.DATABASE)) as connection:
        left = connection.execute(
            "SELECT status, count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL' GROUP BY 1"
        ).fetchall()
    assert left == []
    _jatan("indicators", "verify")


def test_the_imports_answer_is_one_json_document(workshop: Workshop) -> None:
    _start_over()
    words = [sys.executable, "-m", "jatan", "import", "registers", str(workshop.books), "--json", "--dry-run"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env={**os.environ})
    assert set(json.loads(done.stdout)["workbooks"]) == {path.name for path in workshop.books.iterdir()}
    assert _state() == workshop.states[0]
