"""A cluster: its folders, settings, passwords and creation.

All paths and names are derived from its folder, so the connection settings are known before the cluster exists.
Passwords are kept in one libpq password file that only its owner can read, never in URLs, settings, the environment or
command lines.
"""

import hashlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import psutil

from jatan_postgres import files, installations, programs
from jatan_postgres.programs import PostgresProblem

SUPERUSER: Final = "postgres"
# Linux allows 107 bytes, macOS 103, for a socket's path; its lock file's name is five bytes longer.
_LONGEST_SOCKET_DIR: Final = 80

# Small enough for a laptop that also runs a browser; `_memory_settings` adds those that depend on its memory.
# The log_* settings keep statements and parameters out of the log, because they contain names.
_SETTINGS: Final[dict[str, str]] = {
    "max_connections": "100",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "min_wal_size": "80MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Cluster:
    """Paths and port of a cluster below the folder `root`, and who signs in.

    `roles`: besides the superuser, each gets a password when the cluster is made; making the roles themselves is the
    caller's. `prefix`: of names outside `root`, and of the settings file. `chosen`: the folder of the programs that run
    it, None for the best that are found.
    """

    root: Path
    roles: tuple[str, ...]
    prefix: str
    chosen: Path | None = None

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def passwords(self) -> Path:
        return self.root / "passwords"

    @property
    def settings(self) -> Path:
        """Settings of ours, which the cluster's postgresql.conf includes."""
        return self.data / f"{self.prefix}.conf"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def port(self) -> int:
        """The number in the socket's name; on Windows a TCP port derived from `root`, so that two clusters can run."""
        if sys.platform != "win32":
            return 5432
        return 20_000 + int(hashlib.sha256(str(self.root).encode()).hexdigest(), 16) % 20_000

    @property
    def host(self) -> str:
        """libpq's host: the socket's folder, or loopback on Windows."""
        if sys.platform == "win32":
            return "127.0.0.1"
        return str(self.socket_dir)

    @property
    def socket_dir(self) -> Path:
        inside = self.root / "socket"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_DIR:
            return inside
        owner = os.geteuid() if sys.platform != "win32" else 0
        return Path("/tmp") / f"{self.prefix}-{owner}-{hashlib.sha256(bytes(self.root)).hexdigest()[:16]}"  # noqa: S108

    @property
    def is_made(self) -> bool:
        """True if the cluster was created, and completely."""
        return (self.data / "PG_VERSION").exists()

    def url(self, role: str, database: str) -> str:
        """URL of a role and a database, with the path of the password file instead of a password."""
        query = urlencode({"host": self.host, "port": self.port, "passfile": self.passwords}, quote_via=quote, safe="")
        return f"postgresql://{role}@/{database}?{query}"


def make(where: Cluster) -> None:
    """Create missing folders, passwords and the cluster. The caller holds the lock.

    The data folder is created under a temporary name and renamed when complete, so an interrupted call leaves nothing
    that looks like a cluster.
    """
    files.make_folder(where.root)
    programs.ensure_system_user()
    for opened in programs.make_parents_passable(where.data):
        sys.stderr.write(f"{where.prefix}: opened for passing, not for listing: {opened}\n")
    _make_socket_dir(where.socket_dir)
    if not where.passwords.exists():
        if where.is_made:
            raise PostgresProblem(f"{where.passwords} is missing beside its database. Bring it back.")
        _make_passwords(where)
    _refuse_foreign(where)
    if not where.is_made:
        _initdb(where)


def write_settings(where: Cluster) -> None:
    """Write the settings file again, so that settings of a new version apply to an existing cluster."""
    lines = {
        **_SETTINGS,
        **_memory_settings(psutil.virtual_memory().total),
        "listen_addresses": f"'{where.host}'" if sys.platform == "win32" else "''",
        "port": str(where.port),
        "unix_socket_permissions": "0700",
    }
    if sys.platform != "win32":
        lines["unix_socket_directories"] = "'{}'".format(str(where.socket_dir).replace("'", "''"))
    extra = where.root / "extra.conf"
    text = "".join(f"{name} = {_quoted(value)}\n" for name, value in lines.items())
    if extra.exists():
        text += extra.read_text(encoding="utf-8")
    target = where.settings
    target.write_text(text, encoding="utf-8")
    programs.give_to_server(target)


def _memory_settings(total: int) -> dict[str, str]:
    """Memory settings for a machine with `total` bytes: shared_buffers is a sixteenth, between 128 MB and 1 GB.

    Data outside shared_buffers is read through the system's cache, which dominates the time of large searches.
    """
    megabytes = total // 2**20
    shared = min(max(megabytes // 16, 128), 1024)
    return {"shared_buffers": f"{shared}MB", "effective_cache_size": f"{max(megabytes // 2, 512)}MB"}


def password_of(where: Cluster, role: str) -> str:
    """The generated password of a role. Raises PostgresProblem if there is none."""
    for line in where.passwords.read_text(encoding="utf-8").splitlines():
        *_, name, password = line.split(":")
        if name == role:
            return password
    raise PostgresProblem(f"{where.passwords} holds no password for {role}.")


def _make_passwords(where: Cluster) -> None:
    lines = (f"*:*:*:{role}:{secrets.token_urlsafe(24)}\n" for role in (SUPERUSER, *where.roles))
    files.write_private(where.passwords, "".join(lines))


def _initdb(where: Cluster) -> None:
    # An `initdb` whose parent was killed may still be writing, so each call uses its own folder.
    for leftover in where.root.glob("data.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(dir=where.root, prefix="data.new-"))
    programs.give_to_server(unfinished)
    password_file = where.root / "superuser.new"
    files.write_private(password_file, password_of(where, SUPERUSER))
    programs.give_to_server(password_file)
    folder = programs.reachable_bin(installations.for_cluster(where.data, where.chosen).folder, where.root)
    # The builtin locale provider sorts and folds the same on every machine, so a backup needs no reindexing elsewhere,
    # and it treats Devanagari as letters.
    command: list[str | Path] = [programs.program("initdb", folder), "--pgdata", unfinished]
    command += ["--username", SUPERUSER, "--pwfile", password_file, "--encoding", "UTF8"]
    command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    command += ["--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256", "--data-checksums"]
    code, output = programs.run(command, as_server=True)
    password_file.unlink()
    if code:
        raise PostgresProblem(f"PostgreSQL's cluster could not be created:\n{output}")
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"\ninclude '{where.settings.name}'\n")
    os.replace(unfinished, where.data)


def _make_socket_dir(folder: Path) -> None:
    """Create the socket's folder with mode 0700. Raises PostgresProblem if another user owns it."""
    if sys.platform == "win32":
        return
    if not folder.exists() and not folder.is_symlink():
        folder.mkdir(mode=0o700)
        programs.give_to_server(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (not programs.is_root() and found.st_uid != os.geteuid()):
        raise PostgresProblem(f"{folder} belongs to someone else. Remove it or choose another folder.")
    if programs.is_root():
        programs.give_to_server(folder)
    folder.chmod(0o700)


def _refuse_foreign(where: Cluster) -> None:
    if sys.platform == "win32" or programs.is_root() or where.passwords.stat().st_uid == os.geteuid():
        return
    raise PostgresProblem(f"{where.root} was made by another user. Run this as that user.")


def _quoted(value: str) -> str:
    return value if value.startswith("'") else f"'{value}'"
