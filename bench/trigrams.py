"""The comparison of `bench persons`: `pg_trgm` in Debian's PostgreSQL, on the same rows and queries.

Starts a cluster of its own in a temporary folder and ends it. Where Debian's server is not installed it says so.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

type Row = tuple[Any, str, str, str]


def installed() -> Path | None:
    """The programs of the newest Debian server that has `pg_trgm`, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    has = [
        path.parent
        for path in found
        if Path(f"/usr/share/postgresql/{path.parts[4]}/extension/pg_trgm.control").exists()
    ]
    return has[-1] if has else None


@contextmanager
def server(programs: Path) -> Iterator[psycopg.Connection]:
    """A cluster in C.UTF-8, with 512 MB of buffers, over a socket in its own folder."""
    folder = Path(tempfile.mkdtemp(prefix="jatan-trgm-"))
    run: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        run = ["runuser", "-u", "postgres", "--"]
    data, log = folder / "data", folder / "log"
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([*run, programs / "initdb", "-D", data, "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8"], **quiet)
    options = f"-k {folder} -c listen_addresses='' -c shared_buffers=512MB -c fsync=off -c maintenance_work_mem=512MB"
    subprocess.run([*run, programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], **quiet)
    try:
        with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            yield connection
    finally:
        subprocess.run([*run, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def load(connection: psycopg.Connection, rows: Iterable[Row]) -> float:
    """Names as written and folded, with block; both indexed. Answers in how many seconds."""
    since = time.monotonic()
    connection.execute("CREATE EXTENSION pg_trgm")
    connection.execute("CREATE TABLE people (id uuid, block text, name text, fold text)")
    with connection.cursor() as cursor, cursor.copy("COPY people FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute("CREATE INDEX ON people (block)")
    for column in ("name", "fold"):
        connection.execute(f"CREATE INDEX ON people USING gin ({column} gin_trgm_ops)")
    connection.execute("VACUUM ANALYZE people")
    return time.monotonic() - since


def asked(
    connection: psycopg.Connection, column: str, block: str, queries: Sequence[Any], typed: Callable[[Any], str]
) -> tuple[list[float], int]:
    """Milliseconds of each query, and how often the right one was among the first ten."""
    where = f"{block} AND " if block else ""
    statement = (
        f"SELECT id FROM people WHERE {where}{column} %% %(q)s ORDER BY similarity({column}, %(q)s) DESC LIMIT 10"
    )
    connection.execute("SET pg_trgm.similarity_threshold = 0.3")
    taken, right = [], 0
    for query in queries:
        since = time.perf_counter()
        found = connection.execute(statement, {"q": typed(query), "block": query.block_key}).fetchall()
        taken.append((time.perf_counter() - since) * 1000)
        right += query.person in {key for (key,) in found}
    return taken, right
