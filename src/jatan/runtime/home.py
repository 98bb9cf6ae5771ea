"""Paths under `JATAN_HOME`, and the secrets that are generated there.

postgres/   the embedded database, its socket, passwords and log
files/      photographs, documents and uploads (MEDIA_ROOT)
demo-house  exists if `jatan demo` or `jatan practice` created this folder
practice-house  exists if every page of this demo says that it is for practice
static/     collected style sheets and scripts (STATIC_ROOT)
uploads/    uploads while they come in; emptied when the web server starts
run/        one small file for each running process
secret      SECRET_KEY, readable by its owner only
backups.json  which backups were made, when and where
marks.key   the key of `foundation.network.marks`, readable by its owner only
push.key    the secret from which the key of web push is derived, readable by its owner only
vault/      the organisations' verifying keys, the key to which phones of the field book seal, and the pepper of
            passphrases unless JATAN_PEPPER_FILE is set
"""

import hashlib
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from jatan.kernel.files import write_file_durably
from jatan.settings import options

_DEMO_MARK: Final = "demo-house"
# Private numbers of P-256 are below its order; all numbers up to this one are.
_LARGEST_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550
_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- checked: a file of this user alone, or none


def files_dir() -> Path:
    """MEDIA_ROOT. Files there are written once and never changed."""
    return options.home() / "files"


def uploads_dir() -> Path:
    """Folder of uploads that are not stored yet. Emptied when the web server starts."""
    return options.home() / "uploads"


def run_dir() -> Path:
    """Folder of the running processes' files (`processes`)."""
    return options.home() / "run"


def make_folders() -> None:
    """Create the folders of a house, and close existing ones to other users."""
    make_folder(options.home(), passable=True)
    for folder in (files_dir(), run_dir(), uploads_dir(), options.home() / "static", options.home() / "vault"):
        make_folder(folder)


def make_folder(folder: Path, *, passable: bool = False) -> None:
    """Create a folder that only its owner may open (mode 0700), or take the access of others from an existing one.

    `passable`: as root with mode 0711, because the embedded database then runs as another user below this folder.
    """
    mode = 0o711 if passable and sys.platform != "win32" and os.geteuid() == 0 else 0o700
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & ~mode:
        folder.chmod(mode)


def empty_uploads() -> None:
    """Delete what an interrupted web server left of uploads."""
    for path in uploads_dir().iterdir():
        path.unlink()


def identity() -> list[int]:
    """Device and number of the folder, which a copy does not share and a renamed folder keeps."""
    found = options.home().stat()
    return [found.st_dev, found.st_ino]


def write_private(path: Path, content: str) -> None:
    """Write a file atomically with mode 0600, replacing an existing one."""
    write_file_durably(path, content.encode(), replaces=True)


def mark_demo() -> None:
    """Mark JATAN_HOME as the demo's with a file."""
    if not is_marked_demo():
        write_private(_demo_mark(), "This folder was begun by `jatan demo`. Nothing in it is real.\n")


def is_marked_demo() -> bool:
    """True if `jatan demo` created this folder."""
    return _demo_mark().exists()


def mark_practice() -> None:
    """Mark this demo as a practice house: every page says so."""
    if not is_marked_practice():
        write_private(_practice_mark(), "Every page of this demo says that it is for practice.\n")


def is_marked_practice() -> bool:
    """True if every page must say that this house is for practice."""
    return _practice_mark().exists()


def homes_inside() -> list[Path]:
    """Homes of demos that lie inside this one, where `demo` and `practice` put them."""
    found = [options.home() / name for name in ("demo", "practice")]
    return [path for path in found if (path / _DEMO_MARK).exists()]


def holds_files() -> bool:
    """True if files were uploaded, or an organisation has held its key ceremony."""
    return any(folder.is_dir() and any(folder.iterdir()) for folder in (files_dir(), authorities_dir()))


def _demo_mark() -> Path:
    return options.home() / _DEMO_MARK


def _practice_mark() -> Path:
    return options.home() / "practice-house"


def secret_file() -> Path:
    """File of SECRET_KEY, where JATAN_SECRET_KEY is not set."""
    return options.home() / "secret"


def marks_file() -> Path:
    """File of the marks key, where JATAN_MARKS_KEY is not set."""
    return options.home() / "marks.key"


def push_file() -> Path:
    """File of the secret of web push, where JATAN_PUSH_KEY is not set."""
    return options.home() / "push.key"


def secret_key() -> str:
    """SECRET_KEY: `JATAN_SECRET_KEY`, or the content of `JATAN_HOME/secret`, created at first use."""
    return options.text("JATAN_SECRET_KEY") or _kept(secret_file())


def existing_secret_key() -> str:
    """As `secret_key`, but creates nothing: empty if there is none."""
    return options.text("JATAN_SECRET_KEY") or _content(secret_file())


def marks_key() -> bytes:
    """The key of `foundation.network.marks`: `JATAN_MARKS_KEY`, or the content of `JATAN_HOME/marks.key`."""
    return (options.text("JATAN_MARKS_KEY") or _kept(marks_file())).encode()


def existing_marks_key() -> str:
    """As `marks_key`, but creates nothing: empty if there is none."""
    return options.text("JATAN_MARKS_KEY") or _content(marks_file())


def push_key() -> bytes:
    """The secret of web push: `JATAN_PUSH_KEY`, or the content of `JATAN_HOME/push.key`, created at first use.

    If it is lost, browsers must be switched on again; nothing else depends on it.
    """
    return (options.text("JATAN_PUSH_KEY") or _kept(push_file())).encode()


def authorities_dir() -> Path:
    """Folder of the organisations' verifying keys, one file each."""
    return options.home() / "vault" / "authorities"


def pepper_file() -> Path:
    """File of the vault's pepper: 32 bytes as 64 hexadecimal digits, an input of every passphrase's key derivation.

    `JATAN_PEPPER_FILE` (a systemd credential, a file on an encrypted disk); unset: created once under JATAN_HOME. It is
    in no database and no backup, so that stolen ones do not allow guessing passphrases.
    """
    path = pepper_path()
    if not path.exists() and not options.text("JATAN_PEPPER_FILE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_once(path, secrets.token_hex(32))
    return path


def pepper_path() -> Path:
    """Where the pepper is or would be created; creates nothing."""
    option = options.text("JATAN_PEPPER_FILE")
    return Path(option).expanduser().resolve() if option else options.home() / "vault" / "pepper"


def existing_pepper() -> str:
    """The pepper's 64 digits; empty if there is none."""
    return _content(pepper_path())


def field_book_key_file() -> Path:
    """File of the private key to which phones of the field book seal (P-256, 64 hexadecimal digits); created once.

    It is in no database and no backup, so that a stolen backup does not open the rows that phones have sent.
    """
    path = field_book_key_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_once(path, f"{secrets.randbelow(_LARGEST_P256) + 1:064x}")
    return path


def field_book_key_path() -> Path:
    """Where the key of the field book is or would be created; creates nothing."""
    return options.home() / "vault" / "field-book"


def existing_field_book_key() -> str:
    """The 64 digits of the key of the field book; empty if there is none."""
    return _content(field_book_key_path())


def boot_secret_file() -> Path | None:
    """File of the boot secret on the memory disk (tmpfs); None if the system has none."""
    if not _is_in_memory(_SHARED_MEMORY) or not os.access(_SHARED_MEMORY, os.W_OK):
        return None
    return _SHARED_MEMORY / f"jatan-{hashlib.sha256(str(options.home()).encode()).hexdigest()[:16]}"


def forget_boot_secret() -> None:
    """Delete the boot secret, and what an interrupted process left of one. Open keys in browsers end with it."""
    if (path := boot_secret_file()) is not None:
        for left in (path, *path.parent.glob(f".{path.name}-*")):
            left.unlink(missing_ok=True)


def _is_in_memory(folder: Path) -> bool:
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return False
    return any(mount[1:3] == [str(folder), "tmpfs"] for mount in mounts)


def _kept(path: Path) -> str:
    if not path.exists():
        _make_once(path, secrets.token_urlsafe(48))
    return _content(path)


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _make_once(path: Path, content: str) -> None:
    """Create the file unless another process has created it meanwhile; an existing one is not changed."""
    candidate = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    write_private(candidate, content)
    try:
        os.link(candidate, path)
    except FileExistsError:
        pass
    finally:
        candidate.unlink()
