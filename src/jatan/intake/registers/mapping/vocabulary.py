"""Headings, values and titles -> fields, codes and kinds: an office's corrections first, then the data files.

Pure once built; `learning` builds it for an organisation with what its coordinator has corrected.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import fuzz, process

from jatan.intake.registers.mapping.kinds import Kind, kinds
from jatan.intake.registers.mapping.synonyms import NUMBER, heading_key, is_under_eighteen, title_words
from jatan.intake.registers.words import by_script, folded, parts, plain

__all__ = ["IGNORED", "Learned", "Vocabulary"]

# (what, kind or "", the word as it is compared) -> field, code, kind or place id.
type Learned = Mapping[tuple[str, str, str], str]

IGNORED = "ignore"
_NEAR = 88
_LONG_ENOUGH = 5
_NUMBER_SIGNS = frozenset({"#", "№"})
_COUNTED = frozenset(
    {"women", "men", "girls", "boys", "total", "phone", "agent_phone", "contact_at_destination"}
    | {"case_code", "follow_ups", "reference_number"}
)
_YOUNGER = {"women": "girls", "men": "boys"}


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
            words = title_words(part)
            for kind in kinds().values():
                weight = max((_weight(phrase, words) for phrase in kind.titles), default=0)
                if weight:
                    found[kind.code] = max(found.get(kind.code, 0), weight)
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


def _weight(phrase: tuple[str, ...], words: tuple[str, ...]) -> int:
    """How much of a title the phrase is: its words first, then whether they stand together, then nothing besides."""
    if not set(phrase) <= set(words):
        return 0
    size = len(phrase)
    is_together = any(words[start : start + size] == phrase for start in range(len(words) - size + 1))
    return size * 10 + is_together * 2 + (len(words) == size)


@cache
def _fields(heading: str) -> tuple[str, ...]:
    """Every field that a heading may name: as written, by its parts, by its words, by sound, by script, nearly."""
    if heading.strip() in _NUMBER_SIGNS:
        return ("serial",)
    found = _in_words(heading)
    if not found:
        found = next((found for half in by_script(heading) if (found := _in_words(half))), ())
    word = plain(heading)
    if not found and len(word) >= _LONG_ENOUGH:
        headers = _data()["headers"]
        near = process.extractOne(word, headers.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        found = tuple(headers[near[0]]) if near else ()
    return tuple(_YOUNGER.get(field, field) for field in found) if is_under_eighteen(heading) else found


def _in_words(heading: str) -> tuple[str, ...]:
    data = _data()
    for part in parts(heading):
        if found := data["headers"].get(plain(part)):
            return tuple(dict.fromkeys((*found, *_by_key(heading_key(part)))))
    for part in parts(heading):
        if found := _by_key(heading_key(part)):
            return found
    for part in parts(heading):
        if (sound := folded(part)) and (found := data["header_sounds"].get(sound)):
            return tuple(found)
    return ()


def _by_key(words: frozenset[str]) -> tuple[str, ...]:
    keys = _data()["header_keys"]
    if found := keys.get(words):
        return tuple(found)
    # "No. of women" is the women; "No. of groups" is not the group.
    return tuple(field for field in keys.get(words - {NUMBER}, ()) if NUMBER not in words or field in _COUNTED)


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
    header_keys: dict[frozenset[str], list[str]] = {}
    for field, names in _toml("headers.toml").items():
        for name in names:
            _add(headers, plain(name), field)
            _add(header_keys, heading_key(name), field)
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
        "header_keys": header_keys,
        "values": values,
        "value_sounds": value_sounds,
    }


def _add[K: (str, frozenset[str])](index: dict[K, list[str]], key: K, field: str) -> None:
    fields = index.setdefault(key, [])
    if key and field not in fields:
        fields.append(field)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
