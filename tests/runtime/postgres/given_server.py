"""An external PostgreSQL server for tests, prepared with the SQL that the product gives to administrators."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from jatan.runtime.postgres import roles
from jatan_postgres import programs

SECRET: Final = "sal and mahua"
_BUILTIN = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
_ICU = "LOCALE_PROVIDER icu ICU_LOCALE 'und' LOCALE 'C'"
_SETTINGS = "listen_addresses = ''\nfsync = off\nmax_connections = 40\n"


@dataclass(frozen=True)
class GivenServer:
    """A running server: folder of its socket, and major version."""

    folder: Path
    version: int

    def url(self, role: str) -> str:
        """The URL of the test's database for one role."""
        return f"postgresql://{role}:{quote(SECRET)}@/house?host={quote(str(self.folder), safe='')}"

    def execute(self, *statements: str, database: str = "house") -> None:
        """Execute statements as the server's administrator."""
        url = f"postgresql://dba@/{database}?host={quote(str(self.folder), safe='')}"
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def installed() -> dict[str, Path]:
    """Programs of every PostgreSQL at hand: ours from the wheel, and Debian's of versions that we support."""
    found = {"wheel": programs.wheel_bin()}
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        version = int(folder.parts[-3])
        if version >= 15:
            found[f"debian {version}"] = folder.parent
    return found


@contextmanager
def given_server(bin_dir: Path) -> Iterator[GivenServer]:
    """Start a server with the programs of `bin_dir`; database `house`, owner `boss` and runtime role `jatan_app`."""
    programs.ensure_system_user()
    folder = Path(tempfile.mkdtemp(prefix="given-"))
    try:
        programs.give_to_server(folder)
        reachable = _reachable(bin_dir, folder)
        _run(reachable / "initdb", "-D", folder / "data", "-U", "dba", "-E", "UTF8", "--locale", "C", "-A", "trust")
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"{_SETTINGS}unix_socket_directories = '{folder}'\n")
        (folder / "data" / "pg_hba.conf").write_text("local all dba trust\nlocal all all scram-sha-256\n")
        _run(reachable / "pg_ctl", "start", "-D", folder / "data", "-w", "-l", folder / "data" / "log")
        try:
            server = GivenServer(folder, int((folder / "data" / "PG_VERSION").read_text()))
            _prepare(server)
            yield server
        finally:
            _run(reachable / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate", "-w")
    finally:
        shutil.rmtree(folder)


def _prepare(server: GivenServer) -> None:
    letters = _BUILTIN if server.version >= 17 else _ICU
    server.execute(
        f"CREATE ROLE boss LOGIN PASSWORD '{SECRET}'",
        f"CREATE DATABASE house TEMPLATE template0 ENCODING 'UTF8' {letters}",
        database="postgres",
    )
    instructions = roles.instructions("boss", "house").replace("choose-one", SECRET)
    server.execute(*(line for line in instructions.split(";") if line.strip()), database="postgres")


def _reachable(bin_dir: Path, folder: Path) -> Path:
    return programs.reachable_bin(bin_dir, folder)


def _run(*words: str | Path) -> None:
    code, output = programs.run(list(words), as_server=True)
    assert code == 0, output
