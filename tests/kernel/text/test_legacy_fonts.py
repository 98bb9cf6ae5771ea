"""Text of Kruti Dev and DevLys becomes the Unicode text that it shows."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

import django
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jatan
from jatan.kernel.text.legacy_fonts import LegacyReading, is_legacy_font, read_legacy_text
from tests.kernel.text.legacy_typing import type_legacy

SOURCE = Path(jatan.__file__).parent
HINDI = re.compile(r"[\u0901-\u0903\u0905-\u0939\u093c\u093e-\u094d\u0958-\u095f]+")

# As others have typed them (village registers of Bihar, textbooks), not by the typist of these tests.
TYPED = {
    "x;k": "गया",
    "cks/kx;k": "बोधगया",
    "vfr;k": "अतिया",
    "clk<+h": "बसाढ़ी",
    "dUgkSy": "कन्हौल",
    "xaQk[kqnZ": "गंफाखुर्द",
    "f>dfV;k": "झिकटिया",
    "eksjkenkZuk": "मोरामर्दाना",
    "bZyjk": "ईलरा",
    "iM+fj;k": "पड़रिया",
    "'ks[kokjk": "शेखवारा",
    "/kukok¡": "धनावाँ",
    "u0 iapk;r": "न0 पंचायत",
    "fjDr": "रिक्त",
    "i=koyh dk voyksdu fd;k x;kA": "पत्रावली का अवलोकन किया गया।",
    ";g ,d ijh{k.k okD; gSA": "यह एक परीक्षण वाक्य है।",
    "f'k{kk": "शिक्षा",
    "}kj": "द्वार",
    "mÙkj": "उत्तर",
    "fo|kFkhZ": "विद्यार्थी",
    'jk"Vª': "राष्ट्र",
    '—".k': "कृष्ण",
    '_f"k': "ऋषि",
    "çns'k": "प्रदेश",
    "'kqØokj": "शुक्रवार",
    "fganh": "हिंदी",
    "ueLrs": "नमस्ते",
    "Jherh": "श्रीमती",
    "MkWDVj": "डॉक्टर",
    "{ks=h;": "क्षेत्रीय",
    "{ks=kh;": "क्षेत्रीय",
    "LfFkr": "स्थित",
    "/keksZa": "धर्मों",
    "t+ehu": "ज़मीन",
    "b±V": "ईंट",
    "nq%[k": "दुःख",
    "vr%": "अतः",
    "uke%": "नाम:",
    "txr~": "जगत्",
    "12@05@2022": "12/05/2022",
}


def canonical(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\u200d", "")


def lexicon_words() -> set[str]:
    return set(HINDI.findall(files("jatan_names").joinpath("lexicon.csv").read_text(encoding="utf-8")))


def place_names() -> set[str]:
    found: set[str] = set()
    for path in (SOURCE / "foundation" / "places" / "facts").glob("*.csv"):
        for row in csv.reader(path.read_text("utf-8").splitlines()):
            names = (name for cell in row for name in cell.split("|"))
            found.update(name for name in names if HINDI.search(name) and not re.search("[A-Za-z]", name))
    return found


def hindi_words() -> set[str]:
    """Every Hindi word in the source, its catalogue, the documentation, the tests and Django's own catalogues."""
    house = SOURCE.parent.parent
    found: set[str] = set()
    for folder in (SOURCE, house / "docs", house / "packages", house / "tests"):
        for path in folder.rglob("*"):
            if path.suffix in (".po", ".toml", ".csv", ".py", ".html", ".md", ".txt") and "legacy" not in path.name:
                found.update(HINDI.findall(path.read_text("utf-8")))
    for path in Path(django.__file__).parent.rglob("hi/LC_MESSAGES/*.po"):
        found.update(HINDI.findall(path.read_text("utf-8")))
    return {word for word in found if "\u0905" <= word[0] <= "\u0939" or "\u0958" <= word[0] <= "\u095f"}


def typed_words(words: Iterable[str], variant: int) -> tuple[dict[str, str], list[str]]:
    """({word: as typed}, the words that cannot be typed)."""
    typed: dict[str, str] = {}
    untyped: list[str] = []
    for word in words:
        try:
            typed[canonical(word)] = type_legacy(canonical(word), variant)
        except ValueError:
            untyped.append(word)
    return typed, untyped


@pytest.mark.parametrize(("typed", "shown"), TYPED.items())
def test_text_typed_by_others_is_read(typed: str, shown: str) -> None:
    reading = read_legacy_text(typed)
    assert (reading.text, reading.faults) == (canonical(shown), 0)


@pytest.mark.parametrize("variant", [0, 1])
@pytest.mark.parametrize(
    ("words", "at_least"),
    [(lexicon_words, 300), (place_names, 900), (hindi_words, 5_000)],
    ids=[
        "names",
        "places",
        "words",
    ],
)
def test_names_places_and_words_come_back_as_they_were(
    words: Callable[[], set[str]], at_least: int, variant: int
) -> None:
    """Every word counts as lost as a whole if one of its characters is."""
    typed, untyped = typed_words(words(), variant)
    assert len(typed) >= at_least
    assert len(untyped) <= 5, untyped  # no words, but lists of letters in the source
    lost = [word for word, glyphs in typed.items() if read_legacy_text(glyphs) != LegacyReading(word, 0)]
    characters = sum(map(len, typed))
    assert (characters - sum(map(len, lost))) / characters >= 0.995, lost[:40]


CONSONANT = st.sampled_from("कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह")
SIGN = st.sampled_from(["", *"\u093e\u093f\u0940\u0941\u0942\u0943\u0947\u0948\u0949\u094b\u094c"])
SYLLABLE = st.tuples(
    st.sampled_from(["", "", "र\u094d"]), st.lists(CONSONANT, min_size=1, max_size=3), SIGN,
    st.sampled_from(["", "", "\u0902", "\u0901"]),
).map(lambda parts: parts[0] + "\u094d".join(parts[1]) + parts[2] + parts[3])  # fmt: skip


@given(st.lists(SYLLABLE, min_size=1, max_size=4).map("".join), st.sampled_from([0, 1]))
def test_any_syllables_come_back_as_they_were(word: str, variant: int) -> None:
    assert read_legacy_text(type_legacy(word, variant)).text == canonical(word)


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(read_legacy_text(text).text, str)


@pytest.mark.parametrize(
    "name", ["Kruti Dev 010", "KrutiDev010", "kruti dev 016 Bold", "DevLys 010", "Devlys 040 Wide"]
)
def test_fonts_of_the_layout_are_known_by_name(name: str) -> None:
    assert is_legacy_font(name)


@pytest.mark.parametrize("name", ["Calibri", "Mangal", "Nirmala UI", "Arial", "Chanakya", "Noto Sans Devanagari", ""])
def test_other_fonts_are_not(name: str) -> None:
    assert not is_legacy_font(name)
