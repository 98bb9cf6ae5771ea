"""A house that the kill tests wreck and set up again: a network, accounts, two workbooks, and what it should hold.

Built once a run, with a copy for each process of the tests; every kill starts from a copy of its database. How far a
piece of work has come is read from the write-ahead log, which grows the same on a quick machine and on a busy one.
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
class Workshop:
    """What the house holds before, after one workbook and after both; bytes of log that each and a recount write."""

    books: Path
    states: tuple[State, State, State]
    import_bytes: tuple[int, int]
    recount_bytes: int


def jatan(*words: str) -> str:
    """Run one command to its end and answer what it printed; fails unless it ends well."""
    done = subprocess.run(
        [sys.executable, "-m", "jatan", *words], capture_output=True, text=True, timeout=300, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def refusal(*words: str) -> str:
    """Run one command that must not end well, and answer why it did not."""
    command = [sys.executable, "-m", "jatan", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ})
    assert done.returncode != 0, f"{words} started"
    return done.stderr


def jatan_in_turn(*commands: str) -> list[str]:
    """Run several commands in one process of their own, each to its end, and answer what each printed."""
    words = json.dumps([command.split(" ") for command in commands])
    return _program(_SETUP + _IN_TURN, words).split("\x1e")[:-1]


def _program(program: str, *words: object) -> str:
    command = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ})
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


def written(seed: int, whole: int, *, upto: float = 0.9) -> AbstractContextManager[Callable[[], bool]]:
    """Gives a question that is true once a seeded part of `whole` bytes has been written to the log from now on."""
    return grown_by(int(Random(seed).uniform(0.02, upto) * whole))


@contextmanager
def grown_by(part: int) -> Iterator[Callable[[], bool]]:
    """Gives a question that is true once `part` bytes have been written to the log from now on."""
    with closing(superuser()) as connection:
        since = log_position(connection)
        yield lambda: log_position(connection) - since >= part


@contextmanager
def built(houses: Houses) -> Iterator[Workshop]:
    """A workshop, removed afterwards. Whoever works in it enters its home with `in_home`."""
    home = Path(tempfile.mkdtemp(prefix="jatan-kills-"))
    try:
        houses.copy("workshop", home, lambda model: _build(houses, model))
        measured = json.loads((home / "workshop.json").read_text())
        with in_home(home):
            server.ensure_running()
        first, second, third = (tuple(held) for held in measured["states"])
        yield Workshop(home / "books", (first, second, third), tuple(measured["import"]), measured["recount"])
    finally:
        with in_home(home):
            taken_down(home)


def migrated(_home: Path) -> None:
    """A house as it stands after `jatan migrate`. Tables that this run has made already are loaded from there."""
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
    _program(_SETUP + _WRITE_DEMO + load + _MAKE_ACCOUNTS, made)
    for book in made.glob("*.xlsx"):
        _thin(book, books / book.name)
    _copy_database(clusters.DATABASE, _BASE)
    start_over()
    states, importing = [state()], []
    for book in sorted(books.iterdir()):
        importing.append(_bytes_of("import", "registers", str(book)))
        states.append(state())
    assert states[0] < states[1] < states[2]
    _copy_database(clusters.DATABASE, _TAKEN_IN)
    start_over(taken_in=True)
    measured = {"states": states, "import": importing, "recount": _bytes_of("worker", "--batch")}
    (home / "workshop.json").write_text(json.dumps(measured))


def _thin(book: Path, into: Path) -> None:
    """Write every fourth row of each sheet: a quarter of the work, of the same kinds, mistakes among it."""
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
    """How many bytes the write-ahead log of this server has grown to."""
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    assert row is not None
    return int(row[0])
