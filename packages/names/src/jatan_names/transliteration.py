"""Transliterate one word from any script of the region to plain Latin letters.

The first step of folding (names.py). Letters of unsupported scripts are kept as they are; nothing raises.
"""

import re
import unicodedata
from collections.abc import Iterable


def _table(letters: Iterable[str], phonemes: str) -> dict[str, str]:
    return dict(zip(letters, phonemes.split(), strict=True))


CONSONANTS = _table(
    "कखगघङचछजझञटठडढणतथदधनऩपफबभमयरऱलळऴवशषसह",
    "k kh g gh ng ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h",
)
VOWELS = _table("अआइईउऊऋऌऍऎएऐऑऒओऔॠ", "a a i i u u ri l e e e ai o o o au ri")
SIGNS = _table("ािीुूृॄॅॆेैॉॊोौ", "a i i u u ri ri e e e ai o o o au")
NUKTA = {"k": "k", "kh": "kh", "g": "g", "j": "z", "d": "r", "dh": "rh", "ph": "f", "y": "y"}
_VIRAMA, _NUKTA_SIGN = "\u094d", "\u093c"
_NASALS = "\u0900\u0901\u0902"
GYA_WRITTEN, GYA_SPOKEN = "ज\u094dञ", "ग\u094dय"
LABIALS = frozenset({"p", "ph", "b", "bh", "m"})
_SCHWA = "\u0259"
# A word that ends in a cluster with one of these keeps its last schwa (Mishra, Krishna, Arya); others do not (Garg).
KEEPS_SCHWA = frozenset({"r", "y", "n", "v", "m", "l", "sh"})

# Second parts of compounds, transliterated as separate words: जय-नगर is jaynagar, not jayangar.
SECOND_HALVES = ("चरण", "नगर", "महल", "पहाड\u093cी", "मनी", "मणि")

# Ol Chiki is an alphabet: letter by letter, no inherent vowel.
OL_CHIKI = _table(map(chr, range(0x1C5A, 0x1C78)), "o t g n l a k j m w i s h n r u c d n y e p d n r o t b w h")
# Bengali and Odia letters have the same order as Devanagari, at a fixed offset.
AS_DEVANAGARI = {
    start + offset: chr(0x0900 + offset)
    for start in (0x0980, 0x0B00)
    for offset in range(0x01, 0x64)
    if unicodedata.name(chr(0x0900 + offset), "")
} | {0x09F0: "र", 0x09F1: "व", 0x09CE: "त\u094d", 0x0B71: "व"}  # fmt: skip

# NFD splits Bengali and Odia o, au and ai into two signs; Devanagari has one sign for each.
SPLIT_SIGNS = (("\u0947\u093e", "\u094b"), ("\u0947\u0957", "\u094c"), ("\u0947\u0956", "\u0948"))

_LETTER_NAMES = "ए बी सी डी ई एफ _ एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड"
# Without जी, which is a form of respect and not the letter G.
LETTERS = {
    name: letter
    for name, letter in zip(_LETTER_NAMES.split(), "abcdefghijklmnopqrstuvwxyz", strict=True)
    if name != "_"
} | _table(["सि", "पि", "बि", "वि", "टि", "डि", "जि", "ऐम", "ऐन", "ऐल", "ऐस"], "c p b v t d g m n l s")
# Initials written as one word are recognised by their first letter's name: एसके, एमडी, but not बीबी.
SPELT = re.compile(
    f"(?:{'|'.join(name for name in LETTERS if name[0] in 'एआ' and len(name) > 1)})(?:{'|'.join(LETTERS)})+"
)
LETTER = re.compile("|".join(sorted(LETTERS, key=len, reverse=True)))


def initials(word: str) -> str:
    """Latin letters of initials spelt out in Devanagari (एम -> "m", एसके -> "sk"); any other word unchanged."""
    if word.isascii():
        return word
    word = word.removesuffix(_VIRAMA)
    if SPELT.fullmatch(word):
        return "".join(LETTERS[name] for name in LETTER.findall(word))
    return LETTERS.get(word, word)


def romanise(word: str) -> str:
    """The word in lower-case Latin letters without accents, with Hindi schwa deletion."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.casefold()).translate(AS_DEVANAGARI)
    for parts, sign in SPLIT_SIGNS:
        plain = plain.replace(parts, sign)
    if any("\u0900" <= letter <= "\u097f" for letter in plain):
        return _from_devanagari(plain)
    return "".join(OL_CHIKI.get(letter, letter) for letter in plain if not "\u0300" <= letter <= "\u036f")


def _from_devanagari(word: str) -> str:
    for half in SECOND_HALVES:
        if word.endswith(half) and len(word) > len(half) + 1:
            return _from_devanagari(word[: -len(half)]) + _from_devanagari(half)
    phonemes = _with_nasals(_without_silent_schwas(_phonemes(word.replace(GYA_WRITTEN, GYA_SPOKEN))))
    latin = "".join("a" if phoneme == _SCHWA else phoneme for phoneme in phonemes)
    return latin[:-3] + "aon" if latin.endswith("anv") else latin  # गाँव is written gaon


def _phonemes(word: str) -> list[str]:
    """Consonants and vowels in order, with inherent vowels as a schwa and nasal signs as "~"."""
    phonemes: list[str] = []
    for letter in word:
        if letter in CONSONANTS:
            phonemes += [CONSONANTS[letter], _SCHWA]
        elif letter == _NUKTA_SIGN and len(phonemes) > 1:
            phonemes[-2] = NUKTA.get(phonemes[-2], phonemes[-2])
        elif letter == _VIRAMA or letter in SIGNS:
            if phonemes and phonemes[-1] == _SCHWA:
                phonemes.pop()
            if letter in SIGNS and phonemes:
                phonemes.append(SIGNS[letter])
        elif letter in VOWELS:
            phonemes.append(VOWELS[letter])
        elif letter in _NASALS:
            phonemes.append("~")
        elif not unicodedata.category(letter).startswith(("M", "C")):
            phonemes.append(OL_CHIKI.get(letter, letter))
    return phonemes


def _with_nasals(phonemes: list[str]) -> list[str]:
    """Replace "~" by "m" before a labial (Champa), else by "n"."""
    if len(phonemes) > 3 and phonemes[-1] == "~" and phonemes[-3] == "d":
        # मुडां, आनदं: the sign is usually misplaced by one letter; few names really end like this.
        phonemes = [*phonemes[:-3], "~", *phonemes[-3:-1]]
    following = [*phonemes, ""][1:]
    return [
        ("m" if after in LABIALS else "n") if phoneme == "~" else phoneme
        for phoneme, after in zip(phonemes, following, strict=True)
    ]


def _is_vowel(phoneme: str) -> bool:
    # A nasal sign belongs to its vowel and forms no consonant cluster (उराँव is Uranv, संगमा is Sangma).
    return phoneme[0] in "aeiou~" or phoneme in (_SCHWA, "ri")


def _without_silent_schwas(phonemes: list[str]) -> list[str]:
    """Hindi schwa deletion: at the end of the word, and between V-C and C-V, from right to left."""
    kept = list(phonemes)
    if len(kept) > 2 and kept[-1] == _SCHWA:
        in_cluster = not _is_vowel(kept[-3])
        if not (in_cluster and kept[-2] in KEEPS_SCHWA and kept[-3] != "r"):
            kept.pop()
    at = len(kept) - 3
    while at >= 2:
        if (
            kept[at] == _SCHWA
            and not _is_vowel(kept[at - 1])
            and _is_vowel(kept[at - 2])
            and not _is_vowel(kept[at + 1])
            and kept[at + 1] != "h"  # पहाड़ी: without the schwa p-h would become ph
            and _is_vowel(kept[at + 2])
        ):
            del kept[at]
            at -= 1
        at -= 1
    return kept
