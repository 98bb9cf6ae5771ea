"""Spelling habits of one Latin word ironed out: digraphs, aspiration, double letters, b and v.

Between scripts.py (any script to Latin) and names.py (whole names). Pure, and a fixed point: folding what is
folded changes nothing, so a stored fold can be folded again without harm.
"""

import re

__all__ = ["plain_fold", "skeleton"]

# In the order in which they must run; the whole list runs until nothing changes.
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"x", "ks"),
        (r"z", "j"),
        (r"qu?", "k"),
        (r"ph", "f"),
        (r"c(?!h)", "k"),
        (r"(?:k?ch+)+", "ch"),
        (r"s+h", "s"),
        (r"([kgjtdpbrln])h", r"\1"),  # aspiration: written in one script, forgotten in the other
        (r"ow(?=[^aeiouy])", "o"),
        (r"[wv]", "b"),  # Bengali and Sadri have one sound for both
        (r"ee+|ie$", "i"),
        (r"oo+", "u"),
        (r"ou|au", "o"),
        (r"[ae]i|ey|ay(?![aeiou])", "e"),
        (r"iy(?=[aeou])", "i"),
        (r"y$", "i"),
        (r"(.)\1+", r"\1"),
        (r"n(?=[pbf])", "m"),
        (r"([aeiou])h$", r"\1"),
    )
)

_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLE = re.compile(r"(.)\1+")
# Vowels are heard differently by every clerk; only the kind of the first one is kept. Yadav and Jadav are one name.
_OPENING = {"e": "i", "o": "u", "y": "j"}


def plain_fold(word: str) -> str:
    """A lower-case Latin word with its spelling habits ironed out. Last vowels stay: they tell Kumar from Kumari."""
    before = ""
    while word != before:
        before = word
        for pattern, replacement in _RULES:
            word = pattern.sub(replacement, word)
    return word


def skeleton(word: str) -> str:
    """The consonants of a folded word after the kind of sound it opens with: a look-up key, never a decision."""
    if word.startswith(("ia", "ya")):
        word = "j" + word[2:]
    opening = _OPENING.get(word[0], word[0])
    rest = _VOWELS.sub("", word[1:].replace("ch", "c")).replace("h", "")
    return _DOUBLE.sub(r"\1", opening + rest)
