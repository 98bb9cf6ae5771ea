"""What stands beside a name and is no part of it: titles before it, and whose wife, son or daughter it is.

Between folding.py (one word) and names.py (whole names): works on folded words, in any script that those came from.
"""

from collections.abc import Collection

__all__ = ["MAY_BE_NAMES", "bare", "without_relations"]

# In front these are titles; elsewhere they are a part of the name, its short form or a name: Raj Shree, Ram Ku. Mahto.
_SRI, _JI = "sri", "ji"
_SHORT = {"ku": "kumar", "km": "kumari"}
# Earned, and kept through life: somebody who bears one is asked for by it.
MAY_BE_NAMES = frozenset({"haji", "hafij", "molana"})
_ONLY_IN_FRONT = frozenset({_SRI, _JI, "sistar", "fadar", *_SHORT, *MAY_BE_NAMES})

# Words between a name and the name of her husband or his father, and how W/o, S/o and D/o stand there once folded.
_RELATIONS = frozenset(["पिता", "पुत्र", "पुत्री", "सुपुत्र", "सुपुत्री", "पत्नी", "वल्द", "जौजे", "आत्मज", "आत्मजा"])
_HUSBAND = "पति"
_OF, _WHOSE = "o", frozenset({"b", "s", "d"})
# Husbands of goddesses: here पति is the second half of a name (Rama Pati Singh).
_LORD_OF = frozenset(
    ["रमा", "उमा", "लक्ष्मी", "श्री", "सीता", "कमला", "गौरी", "शची", "गण",
     "भू", "सुर", "प्रजा", "यदु", "रघु", "नर", "धन", "बृहस्"]
)  # fmt: skip


def without_relations(words: list[str]) -> list[str]:
    """Words as they were written, a word for "wife of" or "son of" put as S/o is put: "s", "o"."""
    found = []
    for at, word in enumerate(words):
        is_between = word in _RELATIONS or (word == _HUSBAND and _is_husband(words, at))
        found += ["s", _OF] if is_between and at + 1 < len(words) else [word]
    return found


def _is_husband(words: list[str], at: int) -> bool:
    # With one word before and one after it may as well be a compound: सोमरी पति बुधु, राघव पति सिंह.
    return at == 0 or words[at - 1] not in _LORD_OF


def bare(words: list[str], honorifics: Collection[str], surnames: Collection[str]) -> list[str]:
    """Folded words without titles and without the husband or father who is named after them. Never nothing."""
    named: list[str] = []
    for at, word in enumerate(words):
        if word not in honorifics:
            named.append(word)
        elif word in _ONLY_IN_FRONT:
            _take(named, word, words[at + 1 :], surnames)
    return _own(named) or words


def _take(named: list[str], word: str, rest: list[str], surnames: Collection[str]) -> None:
    """A word that is a title only in front: to the names that stand already, where it belongs to them."""
    if not named:
        is_name = word in MAY_BE_NAMES and len(rest) == 1 and rest[0] in surnames  # Hafiz Ansari
        if is_name or (word == _JI and rest):
            named.append("g" if word == _JI else word)
    elif word == _JI and len(named[-1]) == 1:
        named.append("g")  # ए जी रमेश: among initials it is one
    elif word == _SRI or (word == _JI and (rest or len(named) == 1)):
        named[-1] += word  # Bhagya Shree, Shiv Ji; after a whole name जी is a courtesy
    elif word != _JI:
        named.append(_SHORT.get(word, word) if rest else word)  # last it may be an initial


def _own(named: list[str]) -> list[str]:
    """The words before "S/o"; those behind it where nothing stands before (a father's column)."""
    at = next((at for at in range(len(named) - 2) if named[at + 1] == _OF and named[at] in _WHOSE), None)
    if at is None:
        return named
    if at == 0:
        return named[2:]
    return named[:at] if any(len(word) > 1 for word in named[:at]) else named
