"""The linter of outgoing texts: no name, no place of origin, no word that tells what this is about. Pure.

It stands twice: where a template is written, and at every single text when it is sent.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import holds_aadhaar
from jatan.kernel.text.hindi import fold_spelling
from jatan_names import names

__all__ = ["LONGEST", "wording_problems"]

LONGEST = 400
_FILE = Path(__file__).with_name("wording.toml")
_WORD = re.compile(r"[^\s.,;:!?।॥()\[\]\"'/\-\u2010-\u2015_|*]+")
# Vowel signs are no letters to Python.
_LETTER = r"[\w\u0900-\u0963]"
_SHORTEST_NAME = 2


def wording_problems(text: str, *, hidden: Iterable[str] = ()) -> list[Problem]:
    """What is wrong with a text. `hidden` are names and places that must not show in it, in either script."""
    found = []
    if not text.strip():
        found.append(Problem("missing_required", field="text"))
    if len(text) > LONGEST:
        too_long = format_lazy(_("This is too long: at most {limit} characters."), limit=LONGEST)
        found.append(Problem("unreadable", too_long, field="text"))
    if _telling().search(_plain(text)):
        found.append(
            Problem("telling_word", _("A message must not say what it is about. Leave this word out."), field="text")
        )
    if holds_aadhaar(text):
        found.append(Problem("aadhaar", _("An Aadhaar number is never sent."), field="text"))
    if _shows(text, hidden):
        found.append(Problem("telling_name", _("A message must hold no name and no place of origin."), field="text"))
    return found


def _shows(text: str, hidden: Iterable[str]) -> bool:
    """Whether a word of a hidden name stands in the text, compared across scripts."""
    said = {names.fold(word) for word in _WORD.findall(text)} - {""}
    for name in hidden:
        for word in _WORD.findall(name or ""):
            folded = names.fold(word)
            if len(word) > _SHORTEST_NAME and folded in said:
                return True
    return False


def _plain(text: str) -> str:
    """Words in the form in which they are compared, with one blank between them: बाल-मज़दूर is बाल मजदुर."""
    return " ".join(_WORD.findall(fold_spelling(text)))


@cache
def _telling() -> re.Pattern[str]:
    """Finds a listed stem at the beginning of a word, a listed word as a whole; its blanks may be missing."""
    with _FILE.open("rb") as file:
        listed = tomllib.load(file)
    stems, words = (map(_pattern, listed[kind]) for kind in ("stems", "words"))
    return re.compile(f"(?<!{_LETTER})(?:{'|'.join(stems)}|(?:{'|'.join(words)})(?!{_LETTER}))")


def _pattern(words: str) -> str:
    return " ?".join(map(re.escape, _plain(words).split()))
