"""Which house made a backup, and whether that is the house of whoever restores it.

A house signs with the key in `home.signing_key_path()`. Its fingerprint stands on the key sheet as a line of its own
(`JATAN-HOUSE 1a2b …`), so that after a disaster, when nothing of the house is left, the sheet says whose a backup is.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from jatan.foundation.vault.house_signatures import SECRET_BYTES, house_fingerprint, sign_backup
from jatan.runtime import home
from jatan.runtime.backup.archive import BackupProblem, Contents
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _

SHEET_LINE: Final = "JATAN-HOUSE"
_ON_SHEET: Final = re.compile(rf"{SHEET_LINE}((?:\s*[0-9a-f]{{4}}){{10}})\b", re.IGNORECASE)
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{40}")
_MADE_BY_SHEET: Final = _("Made by the house on your sheet: {maker}")
_MADE_HERE: Final = _("Made by this house: {maker}")
_NEW: Final = _(
    "This house signs its backups from now on. Write its fingerprint on the key sheet: {line}\nCopy the folder {folder}"
    " once more to the place where the keys are kept apart."
)
_DAMAGED: Final = _(
    "The key by which this house signs its backups cannot be read, or is damaged: {path}. Bring it back from the copy"
    " that is kept apart. If there is none: delete the file, and write the new fingerprint on the key sheet."
)
_NO_FINGERPRINT: Final = _(
    "This is no fingerprint of a house: {text}. It has ten groups of four signs, from 0 to 9 and from a to f."
)
_UNSIGNED: Final = _(
    "{path} is not signed: it was made before backups were signed, or by somebody who wants it to look so. Nobody can"
    " say which house made it."
)
_OTHER: Final = _(
    "{path} was made by another house, not by the one on your sheet. Its fingerprint is {maker}, and on your sheet"
    " stands {expected}."
)
_UNKNOWN: Final = _(
    "{path} was made by the house with this fingerprint: {maker}. Compare every group with the line of the house on"
    " your key sheet."
)
_DANGER: Final = _(
    "Whoever made a backup has chosen every record in it, and who may sign in. Restore it only if you know the way that"
    " it came."
)
_HOW: Final = _(
    "Nothing was changed. If the fingerprint stands on your sheet: restore FILE --made-by FINGERPRINT. If nobody can"
    " know, and it is to be restored all the same: restore FILE --unknown-maker"
)
_BRING: Final = _(
    "The key by which the old house signed its backups is not here, and the next backup will bear another fingerprint."
    " Bring it from the old machine: {path}. If it is lost for good, write the new fingerprint on the key sheet:"
    " ./jatan backup-key fingerprint"
)


def signer(progress: Callable[[str], None]) -> Callable[[bytes], bytes]:
    """What signs a manifest as this house. A key that is made for it is told. Raises BackupProblem."""
    is_new = not own_fingerprint()
    secret = _secret(home.signing_key)
    if is_new:
        line = sheet_line(house_fingerprint(secret))
        progress(both(_NEW, line=line, folder=home.signing_key_path().parent))
    return lambda manifest: sign_backup(secret, manifest)


def own_fingerprint() -> str:
    """The fingerprint of this house; "" where it has no signing key yet. Raises BackupProblem for a damaged one."""
    return house_fingerprint(_secret(home.existing_signing_key)) if home.signing_key_path().exists() else ""


def made_fingerprint() -> str:
    """The fingerprint of this house, whose signing key is made if there is none. Raises BackupProblem."""
    return house_fingerprint(_secret(home.signing_key))


def sheet_line(fingerprint: str) -> str:
    """The line of a house on a key sheet."""
    return f"{SHEET_LINE} {fingerprint}"


def fingerprints_on(sheet: Iterable[str]) -> list[str]:
    """The fingerprints of houses on the lines of a key sheet."""
    return [fingerprint(found[1]) for line in sheet for found in _ON_SHEET.finditer(line)]


def fingerprint(text: str) -> str:
    """A fingerprint as it was typed: spaces, large letters and Devanagari digits are forgiven. Raises BackupProblem."""
    digits = re.sub(r"\d", lambda found: str(int(found[0])), re.sub(r"\s+", "", text)).lower()
    if not _FINGERPRINT.fullmatch(digits):
        raise BackupProblem(both(_NO_FINGERPRINT, text=text))
    return " ".join(digits[at : at + 4] for at in range(0, 40, 4))


def refuse_unknown_maker(
    contents: Contents, on_sheet: Collection[str], progress: Callable[[str], None], is_taken: Callable[[str], bool]
) -> None:
    """Raise BackupProblem for a backup of no known house, unless `is_taken` says yes to the sentence about it.

    Known are this house and those whose fingerprints stand `on_sheet`.
    """
    maker = contents.maker
    if maker and maker in on_sheet:
        progress(both(_MADE_BY_SHEET, maker=maker))
        return
    if maker and maker == own_fingerprint():
        progress(both(_MADE_HERE, maker=maker))
        return
    signed = _OTHER if on_sheet else _UNKNOWN
    sentence = both(
        signed if maker else _UNSIGNED, path=contents.path, maker=maker, expected=", ".join(sorted(set(on_sheet)))
    )
    if not is_taken(f"{sentence}\n\n{both(_DANGER)}"):
        raise BackupProblem(f"{sentence}\n\n{both(_DANGER)}\n\n{both(_HOW)}")


def missing_signer(maker: str, on_sheet: Collection[str]) -> list[str]:
    """What to bring so that the next backup is signed as this one, made by the house on the sheet; [] if nothing."""
    is_missing = maker in on_sheet and maker != own_fingerprint()
    return [both(_BRING, path=home.signing_key_path())] if is_missing else []


def _secret(read: Callable[[], str]) -> bytes:
    try:
        secret = bytes.fromhex(read())
    except (OSError, ValueError):
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise BackupProblem(both(_DAMAGED, path=home.signing_key_path()))
    return secret
