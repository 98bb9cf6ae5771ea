"""Checks outgoing texts: no name, no place of origin, no word that reveals the subject. Pure functions.

Applied when a template is saved, and again to every text when it is sent.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from jatan.kernel.answers import too_long
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import holds_aadhaar
from jatan.kernel.text.hindi import fold_spelling
from jatan_names import names

MAX_TEXT_LENGTH = 400
_FILE = Path(__file__).with_name("wording.toml")
_WORD = re.compile(r"[^\s.,;:!?।॥()\[\]\"'/\-\u2010-\u2015_|*]+")
# \w does not match Devanagari vowel signs.
_LETTER = r"[\w\u0900-\u0963]"
_IGNORED_NAME_LENGTH = 2


def wording_problems(text: str, *, hidden: Iterable[str] = ()) -> list[Problem]:
    """What is wrong with a text. `hidden`: names and places that must not occur in it, in either script."""
    found = []
    if not text.strip():
        found.append(Problem("missing_required", field="text"))
    if len(text) > MAX_TEXT_LENGTH:
        found.append(too_long(MAX_TEXT_LENGTH).at("text"))
    if _revealing_words().search(_folded(text)):
        found.append(
            Problem("telling_word", _("A message must not say what it is about. Leave this word out."), field="text")
        )
    if holds_aadhaar(text):
        found.append(Problem("aadhaar", _("An Aadhaar number is never sent."), field="text"))
    if _contains_hidden(text, hidden):
        found.append(Problem("telling_name", _("A message must hold no name and no place of origin."), field="text"))
    return found


def _contains_hidden(text: str, hidden: Iterable[str]) -> bool:
    """Whether a word of a hidden name occurs in the text, compared across scripts."""
    folded_words = {names.fold(word) for word in _WORD.findall(text)} - {""}
    for name in hidden:
        for word in _WORD.findall(name or ""):
            folded = names.fold(word)
            if len(word) > _IGNORED_NAME_LENGTH and folded in folded_words:
                return True
    return False


def _folded(text: str) -> str:
    """Words folded for comparison, joined by single spaces: बाल-मज़दूर becomes बाल मजदुर."""
    return " ".join(_WORD.findall(fold_spelling(text)))


@cache
def _revealing_words() -> re.Pattern[str]:
    """Matches a listed stem at the start of a word, or a listed whole word; spaces inside it are optional."""
    with _FILE.open("rb") as file:
        listed = tomllib.load(file)
    stems, words = (map(_pattern, listed[kind]) for kind in ("stems", "words"))
    return re.compile(f"(?<!{_LETTER})(?:{'|'.join(stems)}|(?:{'|'.join(words)})(?!{_LETTER}))")


def _pattern(words: str) -> str:
    return " ?".join(map(re.escape, _folded(words).split()))
