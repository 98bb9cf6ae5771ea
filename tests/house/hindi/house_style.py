"""The house style as rules over one text; each gives what is wrong, with the wanted words."""

import fnmatch
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.house.hindi.texts import HindiText

FOLDER = Path(__file__).parent
_LETTER = "[\u0900-\u0963\u0970-\u097f\u200c\u200d]"
_NUKTA = "\u093c"
_WORD = re.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_DOTTED_K_KH_G = re.compile(f"[कखग]{_NUKTA}|[\u0958-\u095a]")
_DOTTED_J_PH = re.compile(f"[जफ]{_NUKTA}|[\u095b\u095e]")
_ASKS_IN_THE_NEGATIVE = re.compile(rf"(?<!{_LETTER})(?:नहीं|न) (?:है|हैं|था|थी|थे|हुआ|हुई|लिए|लिया|किया|दिया|चाहिए)\?")
_SLASH_GENDER = re.compile(f"{_LETTER}(?:ता|ते|ती|ूँगा|ूँगी|या|यी)/{_LETTER}")
_SPOKEN_TO_ONE_SEX = re.compile(rf"(?<!{_LETTER})आप(?!{_LETTER})[^।?!]*(?:सकती|चाहती|रही|जानती|करती) हैं")
_BUTTON_IN_IE = re.compile(f"{_LETTER}+[िइ]ए$")
_NOT_IMPERATIVE = frozenset({"चाहिए", "लिए", "इसलिए", "किए", "दिए", "किसलिए", "ज़रिए", "पिए", "सिए", "सेव किए"})


@cache
def spelling() -> dict[str, Any]:
    """`spelling.toml`."""
    return tomllib.loads((FOLDER / "spelling.toml").read_text("utf-8"))


@cache
def terms() -> list[dict[str, Any]]:
    """The rows of `terms.toml`."""
    return list(tomllib.loads((FOLDER / "terms.toml").read_text("utf-8"))["term"])


def misspelt(shown: HindiText) -> Iterator[str]:
    """Words of the list in another spelling than ours."""
    text = _without(shown, spelling()["exception"])
    for row, pattern in _spelling_patterns():
        for found in pattern.finditer(text):
            yield f"{shown}: {found[0]!r} is written {row['wanted']!r}"


def wrongly_dotted(shown: HindiText) -> Iterator[str]:
    """A dot under क, ख or ग anywhere; under ज or फ outside the list."""
    for word in _WORD.findall(shown.text):
        if _DOTTED_K_KH_G.search(word):
            yield f"{shown}: {word!r} is written {_without_dots(word)!r}"
        elif _DOTTED_J_PH.search(word) and not _dotted_words().match(word):
            yield f"{shown}: {word!r} is not among the words that keep their dot (spelling.toml)"


def _without_dots(word: str) -> str:
    return re.sub(f"([कखग]){_NUKTA}", r"\1", word)


def not_composed(text: str) -> bool:
    """Whether a text is not in NFC, in which ज़ is ज and a dot: no search finds two forms of one letter."""
    return unicodedata.normalize("NFC", text) != text


def other_terms(shown: HindiText) -> Iterator[str]:
    """Terms that are not ours."""
    for row, pattern in _term_patterns():
        if found := pattern.search(_without(shown, row.get("exception", []))):
            yield f"{shown}: {found[0]!r}; {row['thing']} is {row['wanted']!r}"


def asked_in_the_negative(shown: HindiText) -> Iterator[str]:
    """Hindi "नहीं है?" is answered with "नहीं" to agree: yes and no change places."""
    if _ASKS_IN_THE_NEGATIVE.search(shown.text) and "क्यों नहीं" not in shown.text:
        yield f"{shown}: ask in the positive"


def of_one_sex(shown: HindiText) -> Iterator[str]:
    """No slash genders, no feminine verb for whoever reads."""
    if _SLASH_GENDER.search(shown.text):
        yield f"{shown}: no slash between genders"
    if _SPOKEN_TO_ONE_SEX.search(shown.text):
        yield f"{shown}: the reader may be a man or a woman"


def polite_imperative(shown: HindiText) -> Iterator[str]:
    """Buttons and sentences ask in -ें (करें), never in -िए (कीजिए)."""
    for word in _WORD.findall(shown.text):
        if _BUTTON_IN_IE.match(word) and word not in _NOT_IMPERATIVE:
            yield f"{shown}: {word!r} ends in -ें or -एँ"


def _without(shown: HindiText, exceptions: list[dict[str, str]]) -> str:
    text = shown.text
    for row in exceptions:
        if fnmatch.fnmatch(shown.file, row.get("key", "*")):
            text = text.replace(row["text"], "")
    return text


@cache
def _spelling_patterns() -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    found = []
    for row in spelling()["word"]:
        never = "|".join(map(re.escape, sorted(row["never"], key=len, reverse=True)))
        # A spelling without its dot is not the one with it.
        end = f"(?!{_LETTER})" if row.get("whole") else f"(?!{_NUKTA})"
        found.append((row, re.compile(f"(?<!{_LETTER})(?:{never}){end}")))
    for row in spelling()["ending"]:
        found.append((row, re.compile(f"(?:{'|'.join(row['never'])})(?!{_LETTER})")))
    return tuple(found)


@cache
def _dotted_words() -> re.Pattern[str]:
    return re.compile("|".join(unicodedata.normalize("NFC", word) for word in spelling()["dotted"]))


@cache
def _term_patterns() -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    return tuple((row, re.compile(f"(?<!{_LETTER})(?:{'|'.join(row['never'])})")) for row in terms())
