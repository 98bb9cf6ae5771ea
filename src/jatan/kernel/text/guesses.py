"""How many tries a secret withstands: `bits_of` a word or password, `is_known_by_heart` for sentences.

Estimated by zxcvbn (Wheeler, USENIX Security 2016): what is left after words of leaked lists, names, dates, rows of a
keyboard, repeats and runs are taken out. It knows English; `guesses.toml` and the lexicon of names add what people
here choose. Only whether a secret is accepted follows from the figure; it is shown to nobody.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jatan.kernel.late_modules import late_module
from jatan.kernel.text.digits import ascii_digits
from jatan_names import fold
from jatan_names.lexicon import shipped_spellings

if TYPE_CHECKING:
    import zxcvbn.matching
    import zxcvbn.scoring
else:
    zxcvbn = late_module("zxcvbn")  # its lists of words

_FILE: Final = Path(__file__).with_name("guesses.toml")
# Longer texts are not read to their end: what they have by then is enough, and the search grows with the square.
_LONGEST_READ: Final = 64
# zxcvbn looks up a text once for each way to read its signs as letters: 4 as a, 1 as i or l. 64 signs have some hundred
# thousand ways; with more than these, a text is read up to the sign that is one too many.
_MOST_READINGS: Final = 16
# zxcvbn's tries for a sign that nothing explains, and our bits for a word of everyday speech.
_SIGNS: Final = 10
_IN_A_SENTENCE: Final = 7.0
# As many words of English films as make up most of what is spoken there.
_SPOKEN: Final = 500
# Where in which row of a keyboard a piece begins and ends; one letter has no more.
_IN_A_ROW: Final = 5.0
# Fewer consonants than these are in some sentence by accident.
_FEWEST_CONSONANTS: Final = 7
_ONE_CONSONANT: Final = str.maketrans("rzqcw", "djkkv", "aeiouhy")
# Latin letters, or a run of another script with its vowel signs, which \w does not match.
_WORD: Final = re.compile(r"[a-z]+|[^\x00-\x7f]+")


def bits_of(text: str, known: Iterable[str] = ()) -> float:
    """Binary logarithm of the number of guesses for one word or password, in whichever script.

    `known`: what a guesser knows of this person and house (names, places, numbers), in any script. A word of everyday
    speech has at most seven bits: it comes in sentences, in which some hundred others could stand in its place.
    """
    typed, latin = text[:_LONGEST_READ].lower(), latin_form(text)
    if {typed, latin} & _everyday():
        return min(_IN_A_SENTENCE, _bits(latin, known))
    # A letter that the one spelling drops must still be guessed.
    dropped = max(0, len(typed) - len(latin)) if typed.isascii() else 0
    return min(_bits(typed, known), _bits(latin, known) + dropped * math.log2(_SIGNS))


def is_known_by_heart(words: Iterable[str]) -> bool:
    """Whether the words, run together, are a piece of a sentence that many people know: by its consonants, since each
    writes its vowels another way."""
    piece = _consonants("".join(map(latin_form, words)))
    return len(piece) >= _FEWEST_CONSONANTS and any(piece in sentence for sentence in _sentences())


def latin_form(text: str) -> str:
    """The text in Latin letters of one spelling, digits as 0-9, other signs as they are; at most 64 characters."""
    return _WORD.sub(lambda found: _folded(found[0]), ascii_digits(text).lower())[:_LONGEST_READ]


def _folded(text: str) -> str:
    return "".join(fold(text).split()) or text


def _bits(text: str, known: Iterable[str]) -> float:
    if len(text) < 2 or any(text in row for row in _rows()):
        return _IN_A_ROW
    text = _with_few_readings(text)
    matching = zxcvbn.matching
    about_her = matching.build_ranked_dict(dict.fromkeys(_both_forms(known)))
    ranks = {**matching.RANKED_DICTIONARIES, **_ranks(), "known": about_her}
    matches = matching.omnimatch(text, ranks)
    found: Mapping[str, Any] = zxcvbn.scoring.most_guessable_match_sequence(text, matches)
    return math.log2(found["guesses"])


def readings(text: str) -> int:
    """In how many ways zxcvbn reads the signs of a text as letters."""
    matching = zxcvbn.matching
    return len(matching.enumerate_l33t_subs(matching.relevant_l33t_subtable(text, matching.L33T_TABLE)))


def _with_few_readings(text: str) -> str:
    """The beginning of a text that is read in few ways. What is left out counts for nothing."""
    signs, table = "", zxcvbn.matching.L33T_TABLE
    stand_for_letters = {sign for some in table.values() for sign in some}
    for at, sign in enumerate(text):
        if sign in stand_for_letters and sign not in signs:
            signs += sign
            if readings(signs) > _MOST_READINGS:
                return text[:at]
    return text


@cache
def _ranks() -> dict[str, dict[str, int]]:
    """{list: {word in Latin form: place}}: families each from 1, then everyday words, then names of persons."""
    lists = {**_held()["families"], "everyday": _held()["common"]["words"]}
    names = (name for row in shipped_spellings() for name in (row.canonical, *row.forms))
    return {
        **{
            f"{name} here": zxcvbn.matching.build_ranked_dict(dict.fromkeys(_both_forms(words.split())))
            for name, words in lists.items()
        },
        "spellings of names": zxcvbn.matching.build_ranked_dict(dict.fromkeys(_both_forms(names))),
    }


def _both_forms(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield latin_form(word)
        yield word.lower()


@cache
def _everyday() -> frozenset[str]:
    ranked = zxcvbn.matching.RANKED_DICTIONARIES["us_tv_and_film"]
    spoken = sorted(ranked, key=ranked.__getitem__)
    return frozenset(_both_forms([*_held()["common"]["words"].split(), *spoken[:_SPOKEN]]))


@cache
def _sentences() -> frozenset[str]:
    return frozenset(map(_consonants, map(latin_form, _held()["sentences"]["known"])))


def _consonants(text: str) -> str:
    """The consonants of a text in Latin form; those that are written for each other are one."""
    return "".join(filter(str.isalpha, text)).translate(_ONE_CONSONANT)


@cache
def _rows() -> tuple[str, ...]:
    rows = _held()["rows"]["keyboards"]
    return (*rows, *(row[::-1] for row in rows))


@cache
def _held() -> Mapping[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
