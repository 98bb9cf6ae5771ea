"""Reads text typed in a Hindi font older than Unicode: Kruti Dev 010, DevLys 010 and others of their layout.

Such a font draws parts of Devanagari letters in the places of Latin ones, in the order of sight: the short i before its
cluster, the r above (reph) after its syllable. The glyphs (legacy_fonts.toml) are collected into syllables and written
out in the order of Unicode. Chanakya and other layouts are known by name only, and not read.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_VIRAMA, _NUKTA, _REPH, _SHORT_I, _VISARGA = "\u094d", "\u093c", "र\u094d", "\u093f", "\u0903"
# Signs typed one after the other that are one sign, or one vowel, in Unicode.
_COMBINED_SIGNS = {
    frozenset({"\u093e", "\u0947"}): "\u094b",
    frozenset({"\u093e", "\u0948"}): "\u094c",
    frozenset({"\u093e", "\u0945"}): "\u0949",
    frozenset({"\u093e", "\u0949"}): "\u0949",
}
_VOWELS_WITH_SIGN = {
    ("अ", "\u093e"): "आ",
    ("अ", "\u094b"): "ओ",
    ("अ", "\u094c"): "औ",
    ("अ", "\u0949"): "ऑ",
    ("अ", "\u0945"): "ऍ",
    ("ए", "\u0947"): "ऐ",
    ("ए", "\u0945"): "ऍ",
}
_LAST_WORD = re.compile(r"[\u0900-\u097f]+$")


@dataclass(frozen=True, slots=True)
class LegacyReading:
    """`text`: in Unicode (NFC). `faults`: signs that fit no syllable, which real Hindi has next to none of."""

    text: str
    faults: int


@lru_cache(maxsize=256)
def is_legacy_font(name: str) -> bool:
    """True for the name of a font of this layout, with or without its number: "Kruti Dev 010", "DevLys 040 Bold"."""
    return _plain_name(name).startswith(tuple(_table()["fonts"]))


@lru_cache(maxsize=256)
def is_unread_font(name: str) -> bool:
    """True for the name of a Hindi font older than Unicode whose layout is not read: "Chanakya", "Shusha"."""
    return _plain_name(name).startswith(tuple(map(_plain_name, _table()["unread"])))


@lru_cache(maxsize=16_384)
def read_legacy_text(text: str) -> LegacyReading:
    """What the text shows in a font of this layout. Digits and unknown characters stay as they are."""
    reader = _Reader(_glyphs())
    for character in text:
        reader.add(character)
    reader.end_syllable()
    reader.end_word()
    return LegacyReading(unicodedata.normalize("NFC", "".join(reader.written)), reader.faults)


def _plain_name(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").split())


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("legacy_fonts.toml").read_text(encoding="utf-8"))


@cache
def _glyphs() -> Mapping[str, tuple[str, Any]]:
    """{character: (what kind of glyph it is, what it stands for)}."""
    table = _table()
    found: dict[str, tuple[str, Any]] = {glyph: (kind, "") for kind, glyph in table["mark"].items()}
    for kind in ("full", "half", "joined", "vowel", "sign", "modifier", "syllable", "ligature", "plain"):
        found.update({glyph: (kind, meaning) for glyph, meaning in table[kind].items()})
    return found


@dataclass(slots=True)
class _Syllable:
    """`cluster`: consonants joined by virama, or a vowel; `is_half`: the last consonant has no
    vowel so far; `has_virama`: it is typed as having none."""

    cluster: str = ""
    is_vowel: bool = False
    is_half: bool = False
    has_virama: bool = False
    has_short_i: bool = False
    has_reph: bool = False
    signs: list[str] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """True while a further consonant belongs to this syllable."""
        if not self.cluster:
            return not (self.signs or self.modifiers or self.has_reph)
        return self.is_half and not self.signs

    def join(self, consonants: str) -> None:
        self.cluster = f"{self.cluster}{_VIRAMA}{consonants}" if self.cluster else consonants


class _Reader:
    """Collects glyphs into syllables. `written`: the pieces of Unicode text so far."""

    def __init__(self, glyphs: Mapping[str, tuple[str, Any]]) -> None:
        self._glyphs = glyphs
        self._now = _Syllable()
        self.written: list[str] = []
        self.faults = 0

    def add(self, character: str) -> None:
        kind, meaning = self._glyphs.get(character, ("other", character))
        getattr(self, f"_add_{kind}")(meaning)

    def end_syllable(self) -> None:
        """Write the syllable, if one was begun."""
        syllable, self._now = self._now, _Syllable()
        if syllable == _Syllable():
            return
        signs = self._signs(syllable)
        if not syllable.cluster or (syllable.is_half and not syllable.has_virama):
            self.faults += 1
        if syllable.is_vowel:
            signs = self._vowel(syllable, signs)
        reph = _REPH if syllable.has_reph else ""
        end = _VIRAMA if syllable.is_half else ""
        self.written.append("".join([reph, syllable.cluster, end, *signs, *syllable.modifiers]))

    def end_word(self) -> None:
        """Write a visarga at the end of a word as the colon that it nearly always is."""
        if self.written and self.written[-1].endswith(_VISARGA):
            word = _LAST_WORD.search("".join(self.written[-12:]))
            if word is None or word[0] not in _table()["visarga"]:
                self.written[-1] = self.written[-1][:-1] + ":"

    def _signs(self, syllable: _Syllable) -> list[str]:
        signs = list(dict.fromkeys(syllable.signs))
        if len(signs) == 2:
            combined = _COMBINED_SIGNS.get(frozenset(signs))
            signs = [combined] if combined else signs
        if syllable.has_short_i:
            signs.append(_SHORT_I)
        # त्र is drawn with or without its upright stroke: after it, or before another sign, the stroke is no long a.
        if len(signs) > 1 and syllable.cluster.endswith("त्र") and "\u093e" in signs:
            signs.remove("\u093e")
        self.faults += max(len(signs) - 1, 0) + max(len(syllable.modifiers) - 1, 0)
        return signs

    def _vowel(self, syllable: _Syllable, signs: list[str]) -> list[str]:
        if syllable.has_reph and syllable.cluster == "इ":
            syllable.cluster, syllable.has_reph = "ई", False
        for sign in signs:
            if combined := _VOWELS_WITH_SIGN.get((syllable.cluster, sign)):
                syllable.cluster = combined
                return [other for other in signs if other != sign]
        self.faults += bool(signs) + syllable.has_reph
        return signs

    def _add_full(self, consonants: str) -> None:
        if not self._now.is_open:
            self.end_syllable()
        self._now.join(consonants)
        self._now.is_half = self._now.has_virama = False

    def _add_half(self, consonants: str) -> None:
        self._add_full(consonants)
        self._now.is_half = True

    def _add_joined(self, consonant: str) -> None:
        if not self._now.cluster or self._now.is_vowel:
            self.faults += 1
        self._now.join(consonant)
        self._now.is_half = self._now.has_virama = False

    def _add_vowel(self, vowel: str) -> None:
        if self._now != _Syllable():
            self.end_syllable()
        self._now.cluster, self._now.is_vowel = vowel, True

    def _add_sign(self, sign: str) -> None:
        if sign == "\u093e" and self._now.is_half and not self._now.has_virama:
            self._now.is_half = False  # the upright stroke
        else:
            self._now.signs.append(sign)

    def _add_modifier(self, modifier: str) -> None:
        if modifier == _VISARGA and not self._now.cluster:
            self._add_plain(":")
        elif modifier not in self._now.modifiers:
            self._now.modifiers.append(modifier)

    def _add_syllable(self, parts: list[str]) -> None:
        consonant, sign = parts
        self._add_full(consonant)
        self._now.signs.append(sign)

    def _add_ligature(self, glyphs: str) -> None:
        for glyph in glyphs:
            self.add(glyph)

    def _add_short_i(self, _meaning: str) -> None:
        # Usually before the whole cluster, but some type it just before the last consonant, where it is drawn.
        if not (self._now.cluster and self._now.is_open):
            self.end_syllable()
        self.faults += self._now.has_short_i
        self._now.has_short_i = True

    def _add_reph(self, _meaning: str) -> None:
        self._now.has_reph = True

    def _add_nukta(self, _meaning: str) -> None:
        if not self._now.cluster or self._now.is_vowel:
            self.faults += 1
        if not self._now.cluster.endswith(_NUKTA):
            self._now.cluster += _NUKTA

    def _add_virama(self, _meaning: str) -> None:
        if not self._now.cluster:
            self.faults += 1
            return
        self._now.is_half = self._now.has_virama = True

    def _add_plain(self, text: str) -> None:
        self.end_syllable()
        self.end_word()
        self.written.append(text)

    def _add_other(self, character: str) -> None:
        if not (character.isspace() or (character.isascii() and not character.isalpha())):
            self.faults += 1
        self._add_plain(character)
