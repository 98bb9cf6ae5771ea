"""A JATAN_HOME for the kill tests: a network, accounts, two workbooks, and the row counts it should have.

Built once per run, with a copy for each process of the tests; every kill starts from a copy of its database. Progress
of a command is measured by the size of the write-ahead log, which does not depend on the speed of the machine.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg
import xlsxwriter
from psycopg import sql
from python_calamine import CalamineWorkbook

from jatan.runtime.backup import database_dump
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, server, urls
from jatan_postgres.cluster import SUPERUSER
from tests import database
from tests.runtime.built_homes import Houses
from tests.runtime.homes import RUN, in_home, taken_down

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
    "from pathlib import Path; from jatan.demo import plan; from jatan.demo.workbooks import write_workbooks\n"
    "folder = Path(sys.argv[1]); write_workbooks(folder, lambda text: None, 2)\n"
    "(folder / 'network.json').write_text(json.dumps(plan.network_document(), default=str))\n"
)
_MAKE_ACCOUNTS = "from jatan.demo.accounts import PEOPLE, make_accounts; make_accounts(PEOPLE)\n"
# In a house that is no demo: their like, as an administrator would have made them.
_MAKE_ACCOUNTS += "from jatan.foundation.access.models import Account; Account.objects.update(is_demo=False)\n"
_SETUP = (
    "import json, sys; from jatan.runtime.startup import setup_django; setup_django()\nfrom jatan.cli.main import cli\n"
)
# A command ends its process; here the next one follows as long as none fails.
_IN_TURN = (
    "for words in json.loads(sys.argv[1]):\n"
    "    try: code = cli(words, standalone_mode=False)\n"
    "    except SystemExit as end: code = end.code\n"
    "    if code: sys.exit(code)\n"
    "    print(end='\\x1e', flush=True)\n"
)
type State = tuple[int, ...]


@dataclass(frozen=True)
class KillTestHome:
    """Row counts before, after one workbook and after both, and bytes of log that each import and a recount write."""

    books: Path
    states: tuple[State, State, State]
    import_bytes: tuple[int, int]
    recount_bytes: int


def jatan(*words: str) -> str:
    """Run one command and return its output; fails unless its exit code is 0."""
    done = subprocess.run(
        [sys.executable, "-m", "jatan", *words], capture_output=True, text=True, timeout=300, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def refusal(*words: str) -> str:
    """Run one command that must fail, and return its error output."""
    command = [sys.executable, "-m", "jatan", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ})
    assert done.returncode != 0, f"{words} started"
    return done.stderr


def jatan_in_turn(*commands: str) -> list[str]:
    """Run several commands one after another in one new process. Returns the output of each."""
    words = json.dumps([command.split(" ") for command in commands])
    return run_program(_SETUP + _IN_TURN, words).split("\x1e")[:-1]


def run_program(program: str, *words: object) -> str:
    command = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ})
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def superuser(database: str = clusters.DATABASE) -> psycopg.Connection:
    """A superuser's connection, which sees every row."""
    return psycopg.connect(roles.conninfo(clusters.cluster(), SUPERUSER, database), autocommit=True)


def query(statement: str, *values: object) -> list[tuple[object, ...]]:
    """The rows of one query, as superuser."""
    with closing(superuser()) as connection:
        return connection.execute(statement.encode(), values).fetchall()


def state() -> State:
    """Row counts of the watched tables."""
    counting = sql.SQL(", ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(table)) for table in _WATCHED
    )
    with closing(superuser()) as connection:
        row = connection.execute(sql.SQL("SELECT {}").format(counting)).fetchone()
        assert row is not None
        return tuple(row)


def reset_home(*, taken_in: bool = False) -> None:
    """Reset the database to before the first import, or with `taken_in` to after both and before the recount."""
    server.ensure_running()
    _copy_database(_TAKEN_IN if taken_in else _BASE, clusters.DATABASE)
    with closing(psycopg.connect(urls.database_urls().owner)) as owner:
        roles.grant_to_app(owner, clusters.APP)


def written(seed: int, whole: int, *, upto: float = 0.9) -> AbstractContextManager[Callable[[], bool]]:
    """Yields a function that is true once a random part (fixed by `seed`) of `whole` bytes was written to the log."""
    return grown_by(int(Random(seed).uniform(0.02, upto) * whole))


@contextmanager
def grown_by(part: int) -> Iterator[Callable[[], bool]]:
    """Yields a function that is true once `part` bytes were written to the log."""
    with closing(superuser()) as connection:
        since = log_position(connection)
        yield lambda: log_position(connection) - since >= part


@contextmanager
def built_home(houses: Houses) -> Iterator[KillTestHome]:
    """The home, deleted afterwards. Use `in_home` to make it the current JATAN_HOME."""
    home = Path(tempfile.mkdtemp(prefix="jatan-kills-"))
    try:
        houses.copy("kill_test_home", home, lambda model: _build(houses, model))
        measured = json.loads((home / "measured.json").read_text())
        with in_home(home):
            server.ensure_running()
        first, second, third = (tuple(held) for held in measured["states"])
        yield KillTestHome(home / "books", (first, second, third), tuple(measured["import"]), measured["recount"])
    finally:
        with in_home(home):
            taken_down(home)


def migrated(_home: Path) -> None:
    """A home after `jatan migrate`. Loads the tables from this run's template database, if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "tables.dump"
        with in_home(RUN):
            rows = database.dumped_template(dump)
        if rows is not None:
            server.ensure_running()
            database_dump.load(urls.database_urls().owner, dump, rows, {})
    jatan("migrate")


def _build(houses: Houses, home: Path) -> None:
    houses.copy("migrated", home, migrated)
    server.ensure_running()
    made, books = home / "made", home / "books"
    made.mkdir()
    books.mkdir()
    load = "cli(['network', 'load', str(folder / 'network.json')], standalone_mode=False)\n"
    run_program(_SETUP + _WRITE_DEMO + load + _MAKE_ACCOUNTS, made)
    for book in made.glob("*.xlsx"):
        _write_sample(book, books / book.name)
    _copy_database(clusters.DATABASE, _BASE)
    reset_home()
    states, importing = [state()], []
    for book in sorted(books.iterdir()):
        importing.append(_bytes_of("import", "registers", str(book)))
        states.append(state())
    assert states[0] < states[1] < states[2]
    _copy_database(clusters.DATABASE, _TAKEN_IN)
    reset_home(taken_in=True)
    measured = {"states": states, "import": importing, "recount": _bytes_of("worker", "--batch")}
    (home / "measured.json").write_text(json.dumps(measured))


def _write_sample(book: Path, into: Path) -> None:
    """Write every fourth row of each sheet, including rows with mistakes."""
    with closing(CalamineWorkbook.from_path(book)) as whole, xlsxwriter.Workbook(str(into)) as thinned:
        for name in whole.sheet_names:
            rows, sheet = whole.get_sheet_by_name(name).to_python(), thinned.add_worksheet(name)
            for line, row in enumerate(rows[:2] + rows[2::4]):
                sheet.write_row(line, 0, row)


def _copy_database(source: str, target: str) -> None:
    with closing(superuser("postgres")) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        connection.execute(copy.format(*map(sql.Identifier, (target, source, clusters.OWNER))))
        roles.ensure_database(connection, target, clusters.OWNER)


def _bytes_of(*words: str) -> int:
    with closing(superuser()) as connection:
        since = log_position(connection)
        jatan(*words)
        return log_position(connection) - since


def log_position(connection: psycopg.Connection) -> int:
    """Position in the write-ahead log, in bytes."""
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    assert row is not None
    return int(row[0])
