"""Homes that are built once per run by the real commands, and copied for each test.

Building a home takes ten times as long as copying it with its server stopped. The workers of a run share the built
homes, which are deleted at its end.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from filelock import FileLock
from psycopg import sql

from jatan.runtime import processes
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, server
from jatan_postgres.cluster import SUPERUSER
from tests.runtime.homes import in_home


@dataclass(frozen=True)
class Houses:
    """The folder of the built homes."""

    root: Path

    def copy(self, name: str, into: Path, build: Callable[[Path], object]) -> None:
        """Put a copy of house `name` into the empty folder `into`; `build` makes it where nobody has yet."""
        model = self.root / name
        with FileLock(self.root / f"{name}.lock"):
            if not model.exists():
                self._make(model, build)
        _copy(f"{model}/.", into)

    def _make(self, model: Path, build: Callable[[Path], object]) -> None:
        home = Path(tempfile.mkdtemp(prefix="jatan-model-"))
        try:
            with in_home(home):
                try:
                    build(home)
                finally:
                    processes.stop_all()
                    server.stop()
            _move(home, model)
        finally:
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def shared_houses(base: Path, worker: str) -> Iterator[Houses]:
    """The built homes of one run, for one of its workers; the last worker deletes them."""
    root, lock = base / "houses", FileLock(base / "houses.lock")
    mark = base / f"houses.{worker}"
    with lock:
        root.mkdir(exist_ok=True)
        mark.touch()
    try:
        yield Houses(root)
    finally:
        with lock:
            mark.unlink()
            if not list(base.glob("houses.gw*")):
                shutil.rmtree(root)


def bare(_home: Path) -> None:
    """A home with an initialised server and an empty database."""
    server.ensure_running()


def empty(home: Path) -> None:
    """Reset the current home to the state after the first start of its server."""
    server.ensure_running()
    where = clusters.cluster()
    with psycopg.connect(roles.conninfo(where, SUPERUSER, "postgres"), autocommit=True) as connection:
        for what, names in (
            ("DATABASE", "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')"),
            ("ROLE", "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres'"),
        ):
            for (name,) in connection.execute(names.encode()).fetchall():
                connection.execute(sql.SQL(f"DROP {what} {{}}").format(sql.Identifier(name)))
    for path in home.iterdir():
        if path != where.root:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    roles.prepare_embedded(where)


def _move(home: Path, model: Path) -> None:
    unfinished = model.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        home.rename(unfinished)
    except OSError:  # on another disk
        _copy(home, unfinished)
    unfinished.rename(model)


def _copy(source: Path | str, target: Path) -> None:
    """Copy with owners and modes, because the server's files belong to another user; sparse parts stay sparse."""
    sparse = ["--sparse=always"] if sys.platform == "linux" else []
    subprocess.run(["cp", "-a", *sparse, source, target], check=True)
