"""Find the PostgreSQL programs on this machine and choose those of the embedded database.

The wheel brings PostgreSQL everywhere but is renewed months after a security release. Debian, Ubuntu, Fedora and
Homebrew renew theirs within days, so a new cluster is made by the newest version that is safe (`safe_versions`), and an
existing one is run by the newest programs of its own major version, which alone can read it.
"""

import functools
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jatan_postgres import programs, safe_versions
from jatan_postgres.programs import PostgresProblem

# Folders of the programs: Debian and Ubuntu; Fedora with PostgreSQL's own packages; Homebrew on both kinds of Mac.
_SYSTEM: Final = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
_SERVER: Final = ("initdb", "pg_ctl", "postgres")
_OLDEST_NEW: Final = 17  # the first with the builtin locale provider (cluster.py)
_VERSION: Final = re.compile(r"\(PostgreSQL\) (\d+)\.(\d+)")


@dataclass(frozen=True)
class Installation:
    """One set of PostgreSQL programs. `is_wheel`: the one in our own environment."""

    folder: Path
    major: int
    minor: int
    is_wheel: bool = False

    @property
    def version(self) -> tuple[int, int]:
        return self.major, self.minor

    def program(self, name: str) -> Path:
        """Path of a program, e.g. `pg_ctl`. Raises PostgresProblem."""
        return programs.program(name, self.folder)


def installed(chosen: Path | None = None) -> list[Installation]:
    """All installations with a server: the `chosen` folder's alone if one is given, else system and wheel.

    Raises PostgresProblem if the chosen folder has none.
    """
    if chosen is not None:
        found = _installation(chosen)
        if found is None:
            raise PostgresProblem(f"There are no programs of a PostgreSQL server in {chosen}.")
        return [found]
    folders = [folder for pattern in _SYSTEM for folder in sorted(Path("/").glob(pattern.lstrip("/")))]
    wheel = programs.wheel_bin()
    found_in = [_installation(folder) for folder in folders] + [_installation(wheel, is_wheel=True)]
    return [one for one in found_in if one is not None]


def for_cluster(data: Path, chosen: Path | None = None) -> Installation:
    """The installation that runs the cluster in `data`, or that makes it if there is none. Raises PostgresProblem."""
    version = data / "PG_VERSION"
    return choose(installed(chosen), int(version.read_text("utf-8")) if version.exists() else None)


def newest(chosen: Path | None = None) -> Installation:
    """The installation with the newest pg_dump and pg_restore, which work with servers of older versions too."""
    clients = [one for one in installed(chosen) if _has(one.folder, "pg_dump") and _has(one.folder, "pg_restore")]
    return max([*clients, _wheel()], key=lambda one: one.version)


def choose(found: Iterable[Installation], cluster_major: int | None) -> Installation:
    """The best for a cluster of this major version, or for a new one (None). Raises PostgresProblem if there is none.

    System programs come before the wheel's of the same version.
    """
    fitting = [
        one for one in found if (one.major >= _OLDEST_NEW if cluster_major is None else one.major == cluster_major)
    ]
    if not fitting:
        wanted = f"{cluster_major}" if cluster_major is not None else f"{_OLDEST_NEW} or newer"
        raise PostgresProblem(
            f"The database needs the programs of PostgreSQL {wanted}, which are not installed. "
            f"Debian and Ubuntu: apt install postgresql-{cluster_major or _OLDEST_NEW}; "
            f"macOS: brew install postgresql@{cluster_major or _OLDEST_NEW}"
        )
    return max(fitting, key=lambda one: (safe_versions.is_safe(*one.version), one.version, not one.is_wheel))


def has_server(folder: Path) -> bool:
    """True if the folder holds the programs of a server."""
    return all(_has(folder, name) for name in _SERVER)


def _wheel() -> Installation:
    found = _installation(programs.wheel_bin(), is_wheel=True)
    if found is None:
        raise PostgresProblem("PostgreSQL is missing in the environment. Install it again.")
    return found


def _installation(folder: Path, *, is_wheel: bool = False) -> Installation | None:
    """The installation in a folder; None without the programs of a server, and for test releases."""
    if not has_server(folder):
        return None
    version = _version(programs.program("postgres", folder))
    return Installation(folder, *version, is_wheel=is_wheel) if version is not None else None


@functools.cache
def _version(postgres: Path) -> tuple[int, int] | None:
    code, text = programs.run([postgres, "--version"])
    match = _VERSION.search(text)
    return (int(match[1]), int(match[2])) if code == 0 and match else None


def _has(folder: Path, name: str) -> bool:
    return (folder / f"{name}{'.exe' if sys.platform == 'win32' else ''}").exists()
