"""The one table of characters that show nothing, compared with Unicode's own."""

import re
import sys
import unicodedata

import pytest

from jatan.kernel.text.invisible import INVISIBLE, has_control, without_controls, without_invisible

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
# Signs of category Cf that are drawn, under or around the digits that follow (Prepended_Concatenation_Mark).
DRAWN = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Default-ignorable in Unicode and not of category Cf: combining grapheme joiner, fillers, variation selectors.
IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


def test_every_format_character_of_unicode_is_in_the_table() -> None:
    formats = {letter for letter in EVERY if unicodedata.category(letter) == "Cf"} - DRAWN
    assert len(formats) > 150
    assert [f"U+{ord(letter):04X}" for letter in formats if without_invisible(f"a{letter}b") != "ab"] == []


def test_the_table_holds_nothing_that_is_drawn() -> None:
    table = re.compile(f"[{INVISIBLE}]")
    wrong = [
        f"U+{ord(letter):04X}"
        for letter in EVERY
        if table.fullmatch(letter)
        and unicodedata.category(letter) not in ("Cf", "Cn")
        and not IGNORABLE.fullmatch(letter)
    ]
    assert wrong == []


def test_line_ends_and_tabs_are_no_invisible_characters() -> None:
    assert without_invisible("एक\tदो\nतीन\r\n") == "एक\tदो\nतीन\r\n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("रक्\u200dषा", "रक्\u200dषा"), ("रिक्\u200cशा", "रिक्\u200cशा"),
        ("\u200dरमेश", "रमेश"), ("a\u200db", "ab"), ("रमेश\u202e", "रमेश"), ("\ufeffरमेश\x00", "रमेश"),
    ],
)  # fmt: skip
def test_a_kept_text_keeps_the_joiners_that_shape_its_conjuncts(text: str, kept: str) -> None:
    assert without_controls(text) == kept


def test_a_compared_text_has_no_joiners() -> None:
    assert without_invisible("रक्\u200dषा") == without_invisible("रक्षा") == "रक्षा"


@pytest.mark.parametrize("text", ["a\x00b", "\u202efdp.exe", "\ud800", "\x7f"])
def test_control_characters_and_forced_directions_are_noticed(text: str) -> None:
    assert has_control(text)


def test_ordinary_hindi_holds_no_control() -> None:
    assert not has_control("रक्\u200dषा, पहली पंक्ति\nदूसरी")
