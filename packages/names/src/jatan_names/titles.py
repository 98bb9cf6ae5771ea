"""Remove what is not part of a name: titles, and the husband's or father's name after "wife of", "son of"."""

from collections.abc import Collection

# Titles before a name; after or inside it they belong to the name or are short forms: Raj Shree, Ram Ku. Mahto.
_SRI, _JI = "sri", "ji"
SHORT = {"ku": "kumar", "km": "kumari"}
# Religious titles, which are used like names.
MAY_BE_NAMES = frozenset({"haji", "hafij", "molana"})
ONLY_IN_FRONT = frozenset({_SRI, _JI, "sistar", "fadar", *SHORT, *MAY_BE_NAMES})

# Words between a name and the husband's or father's name, and the letters of W/o, S/o and D/o after folding.
RELATIONS = frozenset(["पिता", "पुत्र", "पुत्री", "सुपुत्र", "सुपुत्री", "पत्नी", "वल्द", "जौजे", "आत्मज", "आत्मजा"])
HUSBAND = "पति"
_OF, _WHOSE = "o", frozenset({"b", "s", "d"})
# Before पति these form one name with it, e.g. Rama Pati Singh.
LORD_OF = frozenset(
    ["रमा", "उमा", "लक्ष्मी", "श्री", "सीता", "कमला", "गौरी", "शची", "गण",
     "भू", "सुर", "प्रजा", "यदु", "रघु", "नर", "धन", "बृहस्"]
)  # fmt: skip


def without_relations(words: list[str]) -> list[str]:
    """The words, with a word for "wife of" or "son of" replaced by "s", "o", as S/o is split."""
    result = []
    for at, word in enumerate(words):
        is_between = word in RELATIONS or (word == HUSBAND and _is_husband(words, at))
        result += ["s", _OF] if is_between and at + 1 < len(words) else [word]
    return result


def _is_husband(words: list[str], at: int) -> bool:
    # पति may also be the second half of a compound name: सोमरी पति बुधु (husband), रमा पति सिंह (name).
    return at == 0 or words[at - 1] not in LORD_OF


def without_titles(words: list[str], honorifics: Collection[str], surnames: Collection[str]) -> list[str]:
    """Folded words without titles and without the husband's or father's name. If nothing remains, `words` unchanged."""
    words_kept: list[str] = []
    for at, word in enumerate(words):
        if word not in honorifics:
            words_kept.append(word)
        elif word in ONLY_IN_FRONT:
            _add_title(words_kept, word, words[at + 1 :], surnames)
    return _before_relation(words_kept) or words


def _add_title(words_kept: list[str], word: str, rest: list[str], surnames: Collection[str]) -> None:
    """Add a word that is a title only before a name, if here it is part of the name."""
    if not words_kept:
        is_name = word in MAY_BE_NAMES and len(rest) == 1 and rest[0] in surnames  # Hafiz Ansari
        if is_name or (word == _JI and rest):
            words_kept.append("g" if word == _JI else word)
    elif word == _JI and len(words_kept[-1]) == 1:
        words_kept.append("g")  # ए जी रमेश: among initials it is one
    elif word == _SRI or (word == _JI and (rest or len(words_kept) == 1)):
        words_kept[-1] += word  # Bhagya Shree, Shiv Ji; after a whole name जी is a courtesy
    elif word != _JI:
        words_kept.append(SHORT.get(word, word) if rest else word)  # last it may be an initial


def _before_relation(words_kept: list[str]) -> list[str]:
    """The words before "S/o"; if there are none (a column for the father's name), those after it."""
    at = next((at for at in range(len(words_kept) - 2) if words_kept[at + 1] == _OF and words_kept[at] in _WHOSE), None)
    if at is None:
        return words_kept
    if at == 0:
        return words_kept[2:]
    return words_kept[:at] if any(len(word) > 1 for word in words_kept[:at]) else words_kept
