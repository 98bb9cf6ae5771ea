"""Which version this is, and which migrations it knows: read from metadata and file names, without Django.

Tables that a newer version has changed must not be served or overwritten by an older one: it would not know of columns,
constraints and walls, and would fail at a page or record less than it should.
"""

import ast
import platform
import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psycopg

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import urls
from jatan_postgres import installations
from jatan_postgres.programs import PostgresProblem

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_REPLACES: Final = re.compile(r"^    replaces = (\[.*?\])", re.DOTALL | re.MULTILINE)
_CONNECT_SECONDS: Final = 3
# Applications of libraries, also of libraries that are gone (axes). Their old migrations may vanish with an upgrade, so
# only ours tell who is newer.
LIBRARIES: Final = frozenset(
    {"account", "auth", "axes", "contenttypes", "django_tasks_database", "mfa", "sessions", "usersessions"}
)

type Migration = tuple[str, str]  # label of the application, name

# (application, former name) -> (the one that comes before it now, its present name). Thirty-three commits of
# 28 November 2026 held it under the former name. tests/house/landed_migrations.txt keeps this from happening again.
RENUMBERED: Final[dict[Migration, tuple[str, str]]] = {
    ("journeys", "0011_attachments"): ("0011_list_order", "0012_attachments"),
}


def jatan_version() -> str:
    """The version as written in pyproject.toml, e.g. `0.1.0`."""
    return version("jatan")


def python_version() -> str:
    """The version of the interpreter, e.g. `3.13.5`."""
    return platform.python_version()


def postgresql_version() -> str | None:
    """The version of the PostgreSQL in use, e.g. `18.1`; None where a server does not answer or has no programs.

    The embedded server is asked for the version of its program and is not started.
    """
    if urls.is_embedded():
        try:
            where = clusters.cluster()
            major, minor = installations.for_cluster(where.data, where.chosen).version
        except PostgresProblem:
            return None
        return f"{major}.{minor}"
    try:
        with psycopg.connect(urls.database_urls().app, connect_timeout=_CONNECT_SECONDS) as connection:
            return str(connection.info.parameter_status("server_version"))
    except psycopg.Error:
        return None


def migrations() -> set[Migration]:
    """Every migration of our own applications that lies in this version's tree."""
    return {_migration(path) for path in _migration_files()}


def known_migrations() -> set[Migration]:
    """`migrations`, and those that a squashed one replaces."""
    return migrations() | _replaced()


def unknown_migrations(applied: Iterable[Migration]) -> list[str]:
    """Those of `applied` that this version does not know, as `people.0009_name`, sorted.

    Migrations that a squashed one stands for are known, those that have another number now, and a library's.
    """
    own = {(label, name) for label, name in applied if label not in LIBRARIES}
    unknown = own - migrations() - RENUMBERED.keys()
    if unknown:
        unknown -= _replaced()
    return sorted(f"{label}.{name}" for label, name in unknown)


def newer_problem(unknown: list[str]) -> str:
    """The sentence for somebody who starts an older version on the records of a newer one; `unknown` as above."""
    return (
        f"These records were kept by a newer version of jatan than this one ({jatan_version()}), which does not know "
        f"{len(unknown)} of their migrations: {', '.join(unknown[:3])}{', …' if len(unknown) > 3 else ''}. "
        "Install that version or a newer one. Nothing was changed."
    )


def _migration_files() -> Iterable[Path]:
    return _PACKAGE.glob("**/migrations/[0-9]*.py")


def _migration(path: Path) -> Migration:
    return path.parent.parent.name, path.stem


def _replaced() -> set[Migration]:
    found: set[Migration] = set()
    for path in _migration_files():
        if listed := _REPLACES.search(path.read_text(encoding="utf-8")):
            found.update(ast.literal_eval(listed[1]))
    return found
