"""What lies where under `JATAN_HOME`, and the secrets that are generated there.

postgres/   the embedded database, its socket, passwords and log
files/      photographs, documents and uploads (MEDIA_ROOT)
demo-house  there if `jatan demo` began this folder
static/     collected style sheets and scripts
run/        one small file for each running process
secret      the signing key, readable by its owner alone
marks.key   the key under which members compare numbers and names, readable by its owner alone
vault/      the organisations' verifying keys, and the pepper of passphrases unless JATAN_PEPPER_FILE names it elsewhere
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from jatan.kernel.files import write_file
from jatan.settings import options

_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- checked: a file of this user alone, or none


def files_dir() -> Path:
    """Folder of uploaded files. Files there are written once and never changed."""
    return options.home() / "files"


def static_dir() -> Path:
    """Folder of collected static files."""
    return options.home() / "static"


def run_dir() -> Path:
    """Folder of process registrations."""
    return options.home() / "run"


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner can read, whole or not at all. Replaces what was there."""
    write_file(path, content.encode(), replaces=True)


def mark_demo() -> None:
    """Write into the folder that it is the demo's."""
    if not is_marked_demo():
        write_private(_demo_mark(), "This folder was begun by `jatan demo`. Nothing in it is real.\n")


def is_marked_demo() -> bool:
    """True if `jatan demo` began this folder."""
    return _demo_mark().exists()


def holds_files() -> bool:
    """True if files were taken in here, or an organisation has held its ceremony of keys."""
    return any(folder.is_dir() and any(folder.iterdir()) for folder in (files_dir(), authorities_dir()))


def _demo_mark() -> Path:
    return options.home() / "demo-house"


def secret_key() -> str:
    """The signing key: `JATAN_SECRET_KEY`, or the one kept in the home, made there at first need."""
    return options.text("JATAN_SECRET_KEY") or _kept("secret")


def marks_key() -> bytes:
    """The key of `foundation.network.marks`: `JATAN_MARKS_KEY`, or the one kept in the home beside the database."""
    return (options.text("JATAN_MARKS_KEY") or _kept("marks.key")).encode()


def authorities_dir() -> Path:
    """Folder of the organisations' verifying keys, one file each."""
    return options.home() / "vault" / "authorities"


def pepper_file() -> Path:
    """Where the 32 bytes lie that every passphrase of the vault is stretched with, as 64 hexadecimal digits.

    `JATAN_PEPPER_FILE` (a systemd credential, a file on an encrypted disk); unset: made once in the home. It is in no
    database and in no backup: whoever steals those cannot even try passphrases.
    """
    elsewhere = options.text("JATAN_PEPPER_FILE")
    if elsewhere:
        return Path(elsewhere).expanduser().resolve()
    path = options.home() / "vault" / "pepper"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_once(path, secrets.token_hex(32))
    return path


def boot_secret_file() -> Path | None:
    """Where this house's processes share what is gone after a power cut; None where the system has no memory disk."""
    if not _is_in_memory(_SHARED_MEMORY) or not os.access(_SHARED_MEMORY, os.W_OK):
        return None
    return _SHARED_MEMORY / f"jatan-{hashlib.sha256(str(options.home()).encode()).hexdigest()[:16]}"


def _is_in_memory(folder: Path) -> bool:
    try:
        mounted = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return False
    return any(words[1:3] == [str(folder), "tmpfs"] for words in mounted)


def _kept(name: str) -> str:
    path = options.home() / name
    if not path.exists():
        _make_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def _make_once(path: Path, content: str) -> None:
    """Two processes may start at the same moment; the first key stands and the second is dropped."""
    candidate = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    write_private(candidate, content)
    try:
        os.link(candidate, path)
    except FileExistsError:
        pass
    finally:
        candidate.unlink()
