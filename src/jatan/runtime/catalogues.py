"""Compile and check the translation catalogues, without needing gettext on the machine."""

import os
from pathlib import Path
from typing import Final

import polib

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"


def catalogues() -> list[Path]:
    """Paths of the .po files, one per language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def compile_all(*, force: bool = False) -> list[Path]:
    """Compile each .po file that is newer than its .mo file (`force`: all). Returns the .po's .mo paths written.

    The .mo file is replaced atomically, so other processes can read it meanwhile.
    """
    compiled = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        temporary = target.with_suffix(f".{os.getpid()}.new")
        polib.pofile(str(source)).save_as_mofile(str(temporary))
        os.replace(temporary, target)
        compiled.append(target)
    return compiled


def catalogue_errors(source: Path) -> list[str]:
    """Problems of one catalogue, as lines: untranslated or fuzzy entries, and placeholders that differ."""
    problems = []
    for entry in polib.pofile(str(source)):
        if entry.obsolete:
            continue
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        label = f"{source.parent.parent.name}: {entry.msgid[:60]!r}"
        if "fuzzy" in entry.flags:
            problems.append(f"{label} is marked fuzzy")
        if not forms or not all(forms):
            problems.append(f"{label} has no translation")
            continue
        allowed = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural or "")
        problems += [f"{label} names other placeholders" for form in forms if not _placeholders(form) <= allowed]
        if not entry.msgid_plural and _placeholders(entry.msgstr) != _placeholders(entry.msgid):
            problems.append(f"{label} drops a placeholder")
    return problems


def _placeholders(text: str) -> set[str]:
    """Names of `%(name)s` placeholders."""
    return {part.split(")", 1)[0] for part in text.split("%(")[1:]}
