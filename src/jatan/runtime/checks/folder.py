"""Whether the folder of the house belongs to whoever runs it, is closed to others, and holds its secrets."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level
from jatan.runtime import home, processes

_OTHERS: Final = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH
_DIGITS: Final = 64
_SHOWN: Final = 3


def check_permissions() -> list[Finding]:
    """Nobody but the owner reads or writes the folder, its files and its secrets."""
    if not (open_ones := [path.name for path in _private_paths() if path.stat().st_mode & _OTHERS]):
        return [Finding("folder_open", Level.OK, _("The folder of the house is closed to other users."))]
    names = ", ".join(open_ones[:_SHOWN])
    sentence = format_lazy(_("Other users of this machine can read the folder of the house: {names}."), names=names)
    paths = " ".join(str(path) for path in _private_paths() if path.stat().st_mode & _OTHERS)
    return [Finding("folder_open", Level.BAD, sentence, format_lazy("chmod go-rwx {paths}", paths=paths))]


def check_owner() -> list[Finding]:
    """The folder, its files and secrets belong to the user of this command."""
    if not hasattr(os, "geteuid"):
        return []
    wrong = [path.name for path in (Path(settings.HOME), *_private_paths()) if path.stat().st_uid != os.geteuid()]
    if not wrong:
        return [Finding("other_owner", Level.OK, _("The folder of the house belongs to this user."))]
    sentence = format_lazy(
        _("The folder of the house belongs to another user: {names}."), names=", ".join(wrong[:_SHOWN])
    )
    remedy = format_lazy(
        _("Run ./jatan as the user who owns {home}, or give it to one user: chown -R"), home=settings.HOME
    )
    return [Finding("other_owner", Level.BAD, sentence, remedy)]


def check_secrets() -> list[Finding]:
    """The key of sessions, the key of marks, the pepper and the key of the field book are there and whole."""
    missing = [name for name, is_there in _secrets() if not is_there]
    if not missing:
        return [Finding("secret_missing", Level.OK, _("All secrets of the house are there."))]
    sentence = format_lazy(_("Secrets of the house are missing or damaged: {names}."), names=", ".join(missing))
    remedy = _("Bring them back from the place where they are kept apart from the backups. Do not make new ones.")
    return [Finding("secret_missing", Level.BAD, sentence, remedy)]


def check_registrations() -> list[Finding]:
    """Every process that registered itself still runs. Files of killed ones are deleted by this check."""
    before = {path.name for path in home.run_dir().glob("*.pid")} if home.run_dir().is_dir() else set()
    killed = sorted(before - {entry.file.name for entry in processes.running()})
    if not killed:
        return [Finding("process_killed", Level.OK, _("No process was killed."))]
    kinds = ", ".join(sorted({name.rsplit("-", 1)[0] for name in killed}))
    sentence = format_lazy(_("A process was killed, or the machine stopped without warning: {kinds}."), kinds=kinds)
    return [
        Finding(
            "process_killed", Level.WARN, sentence, _("If this comes again: is the memory enough, is the power cut?")
        )
    ]


def _private_paths() -> Iterator[Path]:
    root = Path(settings.HOME)
    in_vault = ("vault/pepper", "vault/field-book", "vault/backup-signer")
    names = ("files", "run", "sms", "vault", "secret", "marks.key", "push.key", *in_vault, "postgres/passwords")
    yield from (root / name for name in names if (root / name).exists())


def _secrets() -> Iterator[tuple[str, bool]]:
    yield "secret", bool(home.existing_secret_key())
    yield "marks.key", bool(home.existing_marks_key())
    yield "pepper", _is_whole(settings.VAULT_PEPPER_FILE)
    yield "field-book", _is_whole(settings.FIELD_BOOK_KEY_FILE)


def _is_whole(path: Path) -> bool:
    """Whether a file holds 32 bytes as hexadecimal digits."""
    try:
        digits = Path(path).read_text("ascii").strip()
        return len(digits) == _DIGITS and bool(bytes.fromhex(digits))
    except (OSError, ValueError):
        return False
