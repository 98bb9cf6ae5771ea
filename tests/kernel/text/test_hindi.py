"""Spellings that mean one word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.text.hindi import fold_spelling, spell_out_full_stops, without_nukta


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("मज़दूर", "मजदूर"), ("मुक़दमा", "मुकदमा"), ("ख़रीद", "खरीद"), ("बँधुआ", "बंधुआ"), ("पीड़ित", "पिडीत"),
        ("हिन्दी", "हिंदी"), ("बन्धुआ", "बँधुआ"), ("मुम्बई", "मुंबई"), ("चाहिये", "चाहिए"), ("क्\u200dया", "क्या"),
        ("पु\u00adलि\u200bस", "पुलिस"), ("पुलीस", "पुलिस"), ("थाना  ", " थाना"), ("१२", "12"), ("FIR", "fir"),
        ("मुआवज़ा", "मुआवजा"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold_spelling(one) == fold_spelling(other)
    assert fold_spelling(unicodedata.normalize("NFD", one)) == fold_spelling(unicodedata.normalize("NFC", one))


@pytest.mark.parametrize(("one", "other"), [("काम", "कम"), ("दाल", "दलाल"), ("मन", "मान"), ("बचा", "बेचा")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold_spelling(one) != fold_spelling(other)


@given(st.text(alphabet=st.characters(min_codepoint=0x0900, max_codepoint=0x0985), max_size=20) | st.text(max_size=20))
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    folded = fold_spelling(text)
    assert fold_spelling(folded) == folded


def test_dots_typed_apart_or_at_once_are_taken_off_alike() -> None:
    assert without_nukta("\u095b\u093c") == without_nukta("ज\u093c") == "ज"


@pytest.mark.parametrize(
    ("text", "plain"),
    [("दि० 12", "दि. 12"), ("नव॰ 2022", "नव. 2022"), ("क्र० सं०", "क्र. सं."), ("१०", "१०"), ("क०१", "क०१")],
)
def test_the_devanagari_zero_after_a_letter_is_a_full_stop(text: str, plain: str) -> None:
    assert spell_out_full_stops(text) == plain
