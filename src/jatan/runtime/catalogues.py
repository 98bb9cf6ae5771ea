"""Compiles the catalogues of translated texts, so that no machine needs gettext installed."""

import os
from pathlib import Path
from typing import Final

import polib

LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"


def catalogues() -> list[Path]:
    """Every catalogue as written by people, one for each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def compile_all(*, force: bool = False) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; answers those compiled.

    The compiled file replaces the old one whole: a process that reads meanwhile sees one or the other.
    """
    done = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        temporary = target.with_suffix(f".{os.getpid()}.new")
        polib.pofile(str(source)).save_as_mofile(str(temporary))
        os.replace(temporary, target)
        done.append(target)
    return done


def faults(source: Path) -> list[str]:
    """What is wrong with one catalogue: untranslated, fuzzy, or placeholders that differ."""
    found = []
    for entry in polib.pofile(str(source)):
        if entry.obsolete:
            continue
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        where = f"{source.parent.parent.name}: {entry.msgid[:60]!r}"
        if "fuzzy" in entry.flags:
            found.append(f"{where} is marked fuzzy")
        if not all(forms):
            found.append(f"{where} has no translation")
            continue
        allowed = _places(entry.msgid) | _places(entry.msgid_plural or "")
        found += [f"{where} names other placeholders" for form in forms if not _places(form) <= allowed]
        if not entry.msgid_plural and _places(entry.msgstr) != _places(entry.msgid):
            found.append(f"{where} drops a placeholder")
    return found


def _places(text: str) -> set[str]:
    """Names of `%(name)s` placeholders."""
    return {part.split(")", 1)[0] for part in text.split("%(")[1:]}
