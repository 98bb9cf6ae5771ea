"""Headings, values and titles -> fields, codes and kinds: an office's corrections first, then the data files.

Pure once built; `learning` builds it for an organisation with what its coordinator has corrected.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import fuzz, process

from jatan.intake.registers.mapping.kinds import Kind, kinds, title_key
from jatan.intake.registers.words import folded, parts, plain

__all__ = ["IGNORED", "Learned", "Vocabulary"]

# (what, kind or "", the word as it is compared) -> field, code, kind or place id.
type Learned = Mapping[tuple[str, str, str], str]

IGNORED = "ignore"
_NEAR = 88
_LONG_ENOUGH = 5


class Vocabulary:
    """One office's understanding of words. Answers are remembered: a sheet says the same words ten thousand times."""

    def __init__(self, learned: Learned | None = None) -> None:
        self._learned = dict(learned or {})
        self._codes: dict[tuple[str, str], str | None] = {}

    def kinds_of_title(self, title: str) -> list[str]:
        """Kinds that this title may name, the most telling first. Empty for "Sheet1"."""
        known = self._learned.get(("sheet", "", plain(title)))
        if known:
            return [known]
        found: dict[str, int] = {}
        for part in parts(title):
            words = title_key(part)
            for kind in kinds().values():
                length = max((len(phrase) for phrase in kind.titles if _within(phrase, words)), default=0)
                if length:
                    found[kind.code] = max(found.get(kind.code, 0), length * 10 + (len(words) == length))
        return sorted(found, key=lambda code: -found[code])

    def field(self, heading: str, kind: Kind | None = None) -> str | None:
        """The field that a heading names, in `kind`'s understanding where given. None: nobody has told us."""
        if kind is not None:
            known = self._learned.get(("header", kind.code, plain(heading)))
            if known:
                return known
        for field in _fields(heading):
            own = field if kind is None else kind.own_field(field)
            if own is not None:
                return own
        return None

    def code(self, name: str, text: str) -> str | None:
        """The programme's code for a cell's word in one of values.toml's lists; None if not recognised."""
        key = (name, text)
        if key not in self._codes:
            known = self._learned.get((f"value:{name}", "", plain(text)))
            self._codes[key] = known or next((c for p in parts(text) if (c := _listed(name, p))), None)
        return self._codes[key]

    def place_id(self, text: str) -> str | None:
        """The place that this office's coordinator has chosen for a spelling."""
        return self._learned.get(("place", "", plain(text)))


def _within(phrase: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """True if the phrase's words stand in the title in their order, side by side."""
    size = len(phrase)
    return any(words[start : start + size] == phrase for start in range(len(words) - size + 1))


@cache
def _fields(heading: str) -> tuple[str, ...]:
    """Every field that a heading may name: as written, by its parts, by sound, nearly."""
    exact, sounds = _data()["headers"], _data()["header_sounds"]
    for part in parts(heading):
        if found := exact.get(plain(part)):
            return tuple(found)
    for part in parts(heading):
        if (sound := folded(part)) and (found := sounds.get(sound)):
            return tuple(found)
    word = plain(heading)
    if len(word) >= _LONG_ENOUGH:
        near = process.extractOne(word, exact.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near:
            return tuple(exact[near[0]])
    return ()


def _listed(name: str, text: str) -> str | None:
    words = _data()["values"][name]
    word = plain(text)
    if word in words:
        return str(words[word])
    sounds = _data()["value_sounds"][name]
    if len(word) > 3 and (sound := folded(text)) in sounds:
        return str(sounds[sound])
    if len(word) >= _LONG_ENOUGH:
        near = process.extractOne(word, words.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near:
            return str(words[near[0]])
    return None


@cache
def _data() -> Mapping[str, Any]:
    headers: dict[str, list[str]] = {}
    header_sounds: dict[str, list[str]] = {}
    for field, names in _toml("headers.toml").items():
        for name in names:
            _add(headers, plain(name), field)
            if len(plain(name)) > 3:
                _add(header_sounds, folded(name), field)
    values: dict[str, dict[str, str]] = {}
    value_sounds: dict[str, dict[str, str]] = {}
    for vocabulary, codes in _toml("values.toml").items():
        pairs = [(plain(word), code) for code, words in codes.items() for word in words]
        values[vocabulary] = dict(reversed(pairs))
        value_sounds[vocabulary] = {folded(word): code for word, code in reversed(pairs) if len(word) > 3}
    return {
        "headers": headers,
        "header_sounds": header_sounds,
        "values": values,
        "value_sounds": value_sounds,
    }


def _add(index: dict[str, list[str]], key: str, field: str) -> None:
    fields = index.setdefault(key, [])
    if key and field not in fields:
        fields.append(field)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
