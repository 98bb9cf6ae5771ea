"""A house that the kill tests wreck and set up again: a network, accounts, two workbooks, and what it should hold.

Made once for each process of the tests; every kill starts from a copy of its database. How far a piece of work has
come is read from the write-ahead log, which grows the same on a quick machine and on a busy one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg
from psycopg import sql

from jatan.config import processes
from jatan.config.postgres import cluster as clusters
from jatan.config.postgres import roles, server, urls
from tests.config.homes import in_home

_BASE, _TAKEN_IN = "jatan_base", "jatan_taken_in"
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
_MAKE_ACCOUNTS = (
    "from jatan.config.startup import setup_django; setup_django()\n"
    "from jatan.web.demo.accounts import PEOPLE, make_accounts; make_accounts(PEOPLE)"
)
type State = tuple[int, ...]


@dataclass(frozen=True)
class Workshop:
    """What the house holds before, after the first workbook and after both; bytes of log that the work writes."""

    books: Path
    states: tuple[State, State, State]
    import_bytes: int
    recount_bytes: int


def jatan(*words: str) -> str:
    """Run one command to its end and answer what it printed; fails unless it ends well."""
    done = subprocess.run(
        [sys.executable, "-m", "jatan", *words], capture_output=True, text=True, timeout=300, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def superuser(database: str = clusters.DATABASE) -> psycopg.Connection:
    """A connection that sees every row, to count what is there."""
    return psycopg.connect(roles.conninfo(clusters.cluster(), clusters.SUPERUSER, database), autocommit=True)


def look(question: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of one question about the present house."""
    with closing(superuser()) as connection:
        return connection.execute(question.encode(), values).fetchall()


def state() -> State:
    """How many rows the watched tables hold."""
    counting = sql.SQL(", ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(table)) for table in _WATCHED
    )
    with closing(superuser()) as connection:
        row = connection.execute(sql.SQL("SELECT {}").format(counting)).fetchone()
        assert row is not None
        return tuple(row)


def start_over(*, taken_in: bool = False) -> None:
    """The house as it was before the first workbook, or with both taken in and nothing counted yet."""
    server.ensure_running()
    _copy_database(_TAKEN_IN if taken_in else _BASE, clusters.DATABASE)
    with closing(psycopg.connect(urls.database_urls().owner)) as owner:
        roles.grant_to_app(owner, clusters.APP)


@contextmanager
def written(seed: int, whole: int, *, upto: float = 0.9) -> Iterator[Callable[[], bool]]:
    """Gives a question that is true once a seeded part of `whole` bytes has been written to the log from now on."""
    part = int(Random(seed).uniform(0.02, upto) * whole)
    with closing(superuser()) as connection:
        since = _log_position(connection)
        yield lambda: _log_position(connection) - since >= part


@contextmanager
def built() -> Iterator[Workshop]:
    """A workshop, removed afterwards. Whoever works in it enters its home with `in_home`."""
    home = Path(tempfile.mkdtemp(prefix="jatan-kills-"))
    try:
        with in_home(home):
            workshop = _build(home)
        yield workshop
    finally:
        with in_home(home):
            processes.stop_all()
            server.stop()
        shutil.rmtree(home)


def _build(home: Path) -> Workshop:
    made, books = home / "made", home / "books"
    made.mkdir()
    books.mkdir()
    jatan("migrate")
    subprocess.run([sys.executable, "-c", _WRITE_DEMO, str(made)], check=True, capture_output=True)
    jatan("network", "load", str(made / "network.json"))
    subprocess.run([sys.executable, "-c", _MAKE_ACCOUNTS], check=True, capture_output=True)
    for book in sorted(made.glob("*.xlsx"))[:2]:
        shutil.copy(book, books)
    _copy_database(clusters.DATABASE, _BASE)
    start_over()
    states, importing = [state()], 0
    for book in sorted(books.iterdir()):
        importing += _bytes_of("import", "registers", str(book))
        states.append(state())
    assert states[0] < states[1] < states[2]
    _copy_database(clusters.DATABASE, _TAKEN_IN)
    start_over(taken_in=True)
    recounting = _bytes_of("worker", "--batch")
    return Workshop(books, (states[0], states[1], states[2]), importing, recounting)


def _copy_database(source: str, target: str) -> None:
    with closing(superuser("postgres")) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        connection.execute(copy.format(*map(sql.Identifier, (target, source, clusters.OWNER))))
        roles.ensure_database(connection, target, clusters.OWNER)


def _bytes_of(*words: str) -> int:
    with closing(superuser()) as connection:
        since = _log_position(connection)
        jatan(*words)
        return _log_position(connection) - since


def _log_position(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    assert row is not None
    return int(row[0])
