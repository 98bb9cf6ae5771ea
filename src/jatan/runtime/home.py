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
upgrade.json  the tries of an upgrade that has not succeeded yet (`runtime.backup.upgrade`)
marks.key   the key of `foundation.network.marks`, readable by its owner only
push.key    the secret from which the key of web push is derived, readable by its owner only
vault/      the organisations' verifying keys, the key to which phones of the field book seal, the key by which this
            house signs its backups, and the pepper of passphrases unless JATAN_PEPPER_FILE is set
"""

import hashlib
import os
import secrets
import shlex
import stat
import sys
import time
from pathlib import Path
from typing import Final

import psutil

from jatan.kernel.files import READING, write_file_durably
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan.settings import options
from jatan.settings.options import OptionProblem

_READ_SECONDS: Final = 24 * 60 * 60  # no import takes as long
_DEMO_MARK: Final = "demo-house"
# Private numbers of P-256 are below its order; all numbers up to this one are.
_LARGEST_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550
_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- files are only deleted there
_NOT_MADE: Final = _(
    "There is no folder {home} yet, and {user} may not make it in {parent}. Make it once, then run this again: sudo"
    " mkdir -p {quoted} && sudo chown {user} {quoted}"
)
_NO_FOLDER: Final = _("JATAN_HOME is {home}, which is no folder. Name another one.")
_FOREIGN: Final = _(
    "The folder {home} belongs to {owner}, and you are {user}. Run this as {owner}: sudo -u {owner} ./jatan … . If the"
    " house is to be yours: sudo chown -R {user} {quoted}"
)
_CLOSED: Final = _(
    "{user} cannot read and write {path} ({reason}). If the house is yours: sudo chown -R {user} {quoted} . If its disk"
    " is read-only, look why."
)
_looked_at_only = False


class HomeProblem(OptionProblem):
    """JATAN_HOME cannot be used by this user. The message says what to type, in both languages."""


def refuse_unusable() -> None:
    """Raise HomeProblem if this user cannot keep a house in JATAN_HOME. Makes nothing."""
    path = options.home()
    try:
        found = path.stat()
    except FileNotFoundError:
        parent = next(above for above in path.parents if above.exists())
        if not os.access(parent, os.W_OK | os.X_OK):
            raise _problem(_NOT_MADE, parent=parent) from None
        return
    except OSError as error:
        raise _problem(_CLOSED, path=path, reason=error.strerror) from error
    if not stat.S_ISDIR(found.st_mode):
        raise _problem(_NO_FOLDER)
    if sys.platform != "win32" and os.geteuid() not in (0, found.st_uid):
        raise _problem(_FOREIGN, owner=_owner())
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise _problem(_CLOSED, path=path, reason=oct(stat.S_IMODE(found.st_mode)))


def is_own() -> bool:
    """True if JATAN_HOME is there and belongs to this user. What root makes in a house of another user stays root's."""
    path = options.home()
    if not os.access(path, os.W_OK):
        return False
    return sys.platform == "win32" or path.stat().st_uid == os.geteuid()


def refuse_foreign() -> None:
    """Raise HomeProblem unless `is_own`: for what the house could not read if root had made it."""
    if not is_own():
        raise _problem(_FOREIGN, owner=_owner())


def _owner() -> str:
    """The owner's name; the number of one whom this machine does not know, as on a disk from another machine."""
    try:
        return options.home().owner()
    except KeyError:
        return str(options.home().stat().st_uid)


def _problem(text: str, **values: object) -> HomeProblem:
    home = options.home()
    return HomeProblem(both(text, home=home, quoted=shlex.quote(str(home)), user=psutil.Process().username(), **values))


def look_only() -> None:
    """From now on this process makes no folder and no secret: a missing secret is an invented one in memory."""
    global _looked_at_only
    _looked_at_only = True


def files_dir() -> Path:
    """MEDIA_ROOT: the files of the house, unless they lie in a shared store (`house_files`)."""
    return options.home() / "files"


def uploads_dir() -> Path:
    """Folder of uploads that are not stored yet. Emptied when the web server starts."""
    return options.home() / "uploads"


def run_dir() -> Path:
    """Folder of the running processes' files (`processes`)."""
    return options.home() / "run"


def make_folders() -> None:
    """Create the folders of a house, and close existing ones to other users. Raises HomeProblem."""
    if _looked_at_only:
        return
    try:
        make_folder(options.home(), passable=True)
        for folder in (files_dir(), run_dir(), uploads_dir(), options.home() / "static", options.home() / "vault"):
            make_folder(folder)
    except OSError as error:
        raise _problem(_CLOSED, path=error.filename, reason=error.strerror) from error


def make_folder(folder: Path, *, passable: bool = False) -> None:
    """Create a folder that only its owner may open (mode 0700), or take the access of others from an existing one.

    `passable`: as root with mode 0711, because the embedded database then runs as another user below this folder.
    """
    mode = 0o711 if passable and sys.platform != "win32" and os.geteuid() == 0 else 0o700
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & ~mode:
        folder.chmod(mode)


def empty_uploads() -> None:
    """Delete what an interrupted web server left of uploads. What a worker may be reading goes after a day."""
    for path in uploads_dir().iterdir():
        if not path.name.startswith(READING) or path.stat().st_mtime < time.time() - _READ_SECONDS:
            path.unlink(missing_ok=True)


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
    if not path.exists() and not options.text("JATAN_PEPPER_FILE") and not _looked_at_only:
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
    if not path.exists() and not _looked_at_only:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_once(path, f"{secrets.randbelow(_LARGEST_P256) + 1:064x}")
    return path


def field_book_key_path() -> Path:
    """Where the key of the field book is or would be created; creates nothing."""
    return options.home() / "vault" / "field-book"


def existing_field_book_key() -> str:
    """The 64 digits of the key of the field book; empty if there is none."""
    return _content(field_book_key_path())


def signing_key() -> str:
    """The key by which this house signs its backups (128 hexadecimal digits); created once.

    It is in no database and no backup, so that who holds backups cannot make another one in the house's name.
    """
    path = signing_key_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_once(path, secrets.token_hex(64))
    return _content(path)


def signing_key_path() -> Path:
    """Where the key that signs backups is or would be created; creates nothing."""
    return options.home() / "vault" / "backup-signer"


def existing_signing_key() -> str:
    """The 128 digits of the key that signs backups; empty if there is none."""
    return _content(signing_key_path())


def key_agent_socket() -> Path:
    """Socket of the process that holds opened keys (`key_agent`)."""
    return run_dir() / "keys.sock"


def delete_boot_secrets() -> None:
    """Delete the secrets in shared memory under which browsers' cookies held keys before the key agent: such a
    cookie, copied then, opens nothing any more."""
    name = f"jatan-{hashlib.sha256(str(options.home()).encode()).hexdigest()[:16]}"
    for left in (*_SHARED_MEMORY.glob(f"{name}*"), *_SHARED_MEMORY.glob(f".{name}*")):
        left.unlink(missing_ok=True)


def _kept(path: Path) -> str:
    if not path.exists() and _looked_at_only:
        return secrets.token_urlsafe(48)
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
