"""pg_dump and pg_restore, with checks that neither rows nor privileges are lost.

Rows: a role bound by row-level security would dump only the rows it may see. The dump therefore needs a role that
bypasses it, which is checked, and counts every table in the same snapshot.
Privileges: the runtime role's restrictions (an append-only ledger) are table privileges, so these are restored too,
with the name of the role at the new place.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import psycopg
from psycopg import sql

from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.left_out import LEFT_OUT
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres import installations, programs

_TABLES: Final = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
_RIGHTS: Final = re.compile(r"^\d+; \d+ \d+ (ACL|DEFAULT ACL|POLICY) ")
_HOURS: Final = 6 * 3600


class Sink(Protocol):
    """What takes the bytes of a dump: a file opened for writing, or the archive's pieces."""

    def write(self, block: bytes, /) -> object: ...


def dump(url: str, out: Sink) -> dict[str, int]:
    """Dump the database of `url` into `out`, without the rows of LEFT_OUT.

    Returns table name -> number of dumped rows, counted in the same snapshot.
    """
    with _snapshot(url) as (connection, snapshot):
        counts = {table: 0 if table in LEFT_OUT else rows for table, rows in count_rows(connection).items()}
        options = ["--format=custom", f"--snapshot={snapshot}"]
        options += [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
        _pipe(out, "pg_dump", *options, f"--dbname={url}")
    return counts


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """Table name -> number of rows visible to this role."""
    names = [row[0] for row in connection.execute(_TABLES).fetchall()]
    return {name: _count(connection, name) for name in names}


def load(url: str, source: Path, counts: Mapping[str, int], renamed: Mapping[str, str]) -> None:
    """Restore a dump into the empty database of `url` (owner's role), compare row counts, then set privileges.

    `renamed`: role names in the dump -> role names here. Rows are counted before row-level security is restored,
    because with it even the owner would see none. Raises BackupProblem.
    """
    common = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", f"--dbname={url}"]
    rights = _rights(source, renamed)
    with psycopg.connect(url) as connection:
        # Default privileges on new tables would be added to those of the dump.
        for app in set(renamed.values()):
            take = sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON {} FROM {}")
            for kind in ("TABLES", "SEQUENCES"):
                connection.execute(take.format(sql.SQL(kind), sql.Identifier(app)))
    _run("pg_restore", "--section=pre-data", "--section=data", *common, str(source))
    with psycopg.connect(url) as connection:
        if (found := count_rows(connection)) != dict(counts):
            wrong = sorted(name for name in {*found, *counts} if found.get(name) != counts.get(name))
            raise BackupProblem(f"Rows are missing after restoring: {', '.join(wrong)}.")
    without_policies = source.with_suffix(".list")
    without_policies.write_text("".join(_contents(source, rights=False)), encoding="utf-8")
    _run("pg_restore", "--section=post-data", f"--use-list={without_policies}", *common, str(source))
    with psycopg.connect(url) as connection:
        connection.execute(rights.encode())


def passes_walls(url: str) -> bool:
    """True if the role of `url` bypasses row-level security."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    return bool(row and row[0])


def holds_row(url: str, table: str) -> bool:
    """True if the table exists and the role of `url` sees a row in it."""
    with psycopg.connect(url) as connection:
        tables = [row[0] for row in connection.execute(_TABLES).fetchall()]
        return table in tables and _count(connection, table) > 0


def is_empty(url: str) -> bool:
    """True if the database has no tables."""
    with psycopg.connect(url) as connection:
        return not connection.execute(_TABLES).fetchall()


@contextmanager
def _snapshot(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        if row is None:
            raise BackupProblem("The database gave no snapshot.")
        yield connection, str(row[0])


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return int(row[0]) if row else 0


def _contents(source: Path, *, rights: bool) -> Iterator[str]:
    """Lines of the dump's table of contents: those of privileges and policies, or all others."""
    for line in _run("pg_restore", "--list", str(source)).splitlines(keepends=True):
        if bool(_RIGHTS.match(line)) == rights:
            yield line


def _rights(source: Path, renamed: Mapping[str, str]) -> str:
    """The dump's SQL for privileges and policies, with the role names of this place."""
    contents = source.with_suffix(".rights")
    contents.write_text("".join(_contents(source, rights=True)), encoding="utf-8")
    text = _run("pg_restore", "--no-owner", f"--use-list={contents}", "--file=-", str(source))
    text = "\n".join(line for line in text.splitlines() if not line.startswith("\\"))
    if not renamed:
        return text
    names = "|".join(re.escape(name) for name in renamed)
    role = re.compile(rf'\b(TO|FROM|FOR ROLE) ("?)({names})\2(?=[;,\s])')
    return role.sub(lambda found: f'{found[1]} "{renamed[found[3]]}"', text)


def _pipe(out: Sink, name: str, *words: str) -> None:
    """Run a program and write its standard output to `out` as it comes."""
    code, errors = programs.pipe([_program(name), *words], out.write)
    if code:
        raise BackupProblem(f"{name} failed:\n{errors[-2000:]}")


def _run(name: str, *words: str) -> str:
    code, output = programs.run([_program(name), *words], timeout=_HOURS)
    if code:
        raise BackupProblem(f"{name} failed:\n{output[-2000:]}")
    return output


def _program(name: str) -> Path:
    return installations.newest(clusters.chosen_programs()).program(name)
