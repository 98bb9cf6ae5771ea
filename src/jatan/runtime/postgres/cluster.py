"""The folders of one embedded cluster, its passwords, and its making.

Everything here is deterministic from `JATAN_HOME`, so a process can name the database before it
exists. Passwords live in one libpq password file that only its owner can read: no URL, setting,
environment or process list ever holds one.
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

import psutil

from jatan.runtime import home
from jatan.runtime.postgres import programs
from jatan.runtime.postgres.programs import PostgresProblem
from jatan.settings import options

SUPERUSER: Final = "postgres"
OWNER: Final = "jatan_owner"
APP: Final = "jatan_app"
DATABASE: Final = "jatan"
# Linux allows 107 bytes, macOS 103, for a socket's path; the lock file beside it is longer by five.
_LONGEST_SOCKET_DIR: Final = 80

# Small enough for a laptop that also runs a browser; what grows with the machine is told by `_of_memory`.
# Statements and values must never reach the log: they hold names. Hence the log_* lines.
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
    """Where one embedded cluster lives. `root` is `JATAN_HOME/postgres`."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def passwords(self) -> Path:
        return self.root / "passwords"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def port(self) -> int:
        """The number in the socket's name; on Windows the TCP port, spread by home so that two can run."""
        if sys.platform != "win32":
            return 5432
        return 20_000 + int(hashlib.sha256(str(self.root).encode()).hexdigest(), 16) % 20_000

    @property
    def host(self) -> str:
        """What libpq calls the host: the socket's folder, or loopback where there are no sockets."""
        if sys.platform == "win32":
            return "127.0.0.1"
        return str(self.socket_dir)

    @property
    def socket_dir(self) -> Path:
        beside = self.root / "socket"
        if len(os.fsencode(beside)) <= _LONGEST_SOCKET_DIR:
            return beside
        owner = os.geteuid() if sys.platform != "win32" else 0
        return Path("/tmp") / f"jatan-{owner}-{hashlib.sha256(bytes(self.root)).hexdigest()[:16]}"  # noqa: S108


def cluster() -> Cluster:
    """The embedded cluster of the current `JATAN_HOME`."""
    return Cluster(options.home() / "postgres")


def make(where: Cluster) -> None:
    """Create folders, passwords and an empty cluster, as far as they are missing.

    The caller holds the lock. A process that dies half-way leaves nothing that a later start
    mistakes for a cluster: it is made under another name and renamed when whole.
    """
    where.root.mkdir(parents=True, exist_ok=True)
    programs.ensure_system_user()
    for opened in programs.open_the_way(where.data):
        sys.stderr.write(f"jatan: opened for passing, not for listing: {opened}\n")
    _make_socket_dir(where.socket_dir)
    if not where.passwords.exists():
        if (where.data / "PG_VERSION").exists():
            raise PostgresProblem(f"{where.passwords} is missing beside its database. Bring it back.")
        _make_passwords(where)
    _refuse_foreign(where)
    if not (where.data / "PG_VERSION").exists():
        _initdb(where)


def write_settings(where: Cluster) -> None:
    """Write our settings afresh, so that a new version of this house tunes an old cluster too."""
    lines = {
        **_SETTINGS,
        **_of_memory(psutil.virtual_memory().total),
        "listen_addresses": f"'{where.host}'" if sys.platform == "win32" else "''",
        "port": str(where.port),
        "unix_socket_permissions": "0700",
    }
    if sys.platform != "win32":
        lines["unix_socket_directories"] = "'{}'".format(str(where.socket_dir).replace("'", "''"))
    extra = where.root / "extra.conf"
    written = "".join(f"{name} = {_quoted(value)}\n" for name, value in lines.items())
    if extra.exists():
        written += extra.read_text(encoding="utf-8")
    target = where.data / "jatan.conf"
    target.write_text(written, encoding="utf-8")
    programs.give_to_server(target)


def _of_memory(total: int) -> dict[str, str]:
    """How much PostgreSQL keeps at hand, of so many bytes that the machine has: a sixteenth, never over one GB.

    What does not fit is read through the system's own cache, which costs a search of many people most of its time.
    """
    megabytes = total // 2**20
    shared = min(max(megabytes // 16, 128), 1024)
    return {"shared_buffers": f"{shared}MB", "effective_cache_size": f"{max(megabytes // 2, 512)}MB"}


def password_of(where: Cluster, role: str) -> str:
    """The generated password of a role. Raises PostgresProblem when there is none."""
    for line in where.passwords.read_text(encoding="utf-8").splitlines():
        *_, name, password = line.split(":")
        if name == role:
            return password
    raise PostgresProblem(f"{where.passwords} holds no password for {role}.")


def _make_passwords(where: Cluster) -> None:
    lines = (f"*:*:*:{role}:{secrets.token_urlsafe(24)}\n" for role in (SUPERUSER, OWNER, APP))
    home.write_private(where.passwords, "".join(lines))


def _initdb(where: Cluster) -> None:
    # An `initdb` whose caller was killed may still be writing: each making has a folder of its own.
    for left in where.root.glob("data.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(dir=where.root, prefix="data.new-"))
    programs.give_to_server(unfinished)
    password_file = where.root / "superuser.new"
    home.write_private(password_file, password_of(where, SUPERUSER))
    programs.give_to_server(password_file)
    base = programs.reachable_programs(where.root)
    # The builtin provider sorts and folds the same on every machine: a backup can move between
    # systems without a rebuilt index, and Devanagari counts as letters.
    command: list[str | Path] = [programs.program("initdb", base=base), "--pgdata", unfinished]
    command += ["--username", SUPERUSER, "--pwfile", password_file, "--encoding", "UTF8"]
    command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    command += ["--auth-local", "scram-sha-256", "--auth-host", "scram-sha-256", "--data-checksums"]
    code, said = programs.run(command, as_server=True)
    password_file.unlink()
    if code:
        raise PostgresProblem(f"The embedded PostgreSQL could not be created:\n{said}")
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\ninclude 'jatan.conf'\n")
    os.replace(unfinished, where.data)


def _make_socket_dir(folder: Path) -> None:
    """The socket's folder is closed to all but the server; a folder that someone else made is refused."""
    if sys.platform == "win32":
        return
    if not folder.exists() and not folder.is_symlink():
        folder.mkdir(mode=0o700)
        programs.give_to_server(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (not programs.is_root() and found.st_uid != os.geteuid()):
        raise PostgresProblem(f"{folder} belongs to someone else. Remove it or choose another JATAN_HOME.")
    if programs.is_root():
        programs.give_to_server(folder)
    folder.chmod(0o700)


def _refuse_foreign(where: Cluster) -> None:
    if sys.platform == "win32" or programs.is_root() or where.passwords.stat().st_uid == os.geteuid():
        return
    raise PostgresProblem(f"{where.root} was made by another user. Run ./jatan as that user.")


def _quoted(value: str) -> str:
    return value if value.startswith("'") else f"'{value}'"
