"""2 and words for help always mean unsafe, 1 and "well" are never assumed, and a person reads the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.intake.messaging.choices import Meaning
from jatan.intake.messaging.reply_parser import may_ask_for_help, meaning_of


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "१",
        "1.",
        "(1)",
        "ठीक",
        "ठीक है",
        "ठिक",
        "theek hai",
        "Thik hu",
        "OK",
        "sab thik hai",
        "हम ठीक हैं",
        "1111",
        "एक",
    ],
)
def test_safe_replies(text: str) -> None:
    assert meaning_of(text) == Meaning.SAFE


@pytest.mark.parametrize(
    "text",
    [
        "2", "२", "2।", " 2 2 ", "2help", "option 2", "दो", "HELP", "help me", "halp", "मदद", "मदत", "madad chahiye",
        "bachao", "bachaoo", "बचाओ", "khatra", "SOS", "ठीक नहीं हूँ", "thik nahi hu", "not ok",
        "mujhe yaha band kar diya hai",
    ],
)  # fmt: skip
def test_unsafe_replies(text: str) -> None:
    assert meaning_of(text) == Meaning.UNSAFE


@pytest.mark.parametrize("text", ["STOP", "stop.", "रोकें", "please stop", "बंद करो", "मत भेजो"])
def test_stop_replies(text: str) -> None:
    assert meaning_of(text) == Meaning.STOP


@pytest.mark.parametrize("text", ["START", "शुरू", "start."])
def test_start_replies(text: str) -> None:
    assert meaning_of(text) == Meaning.START


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "😀", "12", "1 2", "2 ठीक", "2 baje aaungi", "1 din baad", "madam ji namaste", "मैडम नमस्ते",
        "madad nahi chahiye", "thik hai na", "ghar jana hai", "don't stop", "रोको मत", "hello didi", "जी",
    ],
)  # fmt: skip
def test_unclear_replies(text: str) -> None:
    assert meaning_of(text) == Meaning.UNCLEAR


def test_stop_with_a_word_for_help_asks_for_help() -> None:
    assert meaning_of("help stop") == Meaning.UNSAFE
    assert meaning_of("stop 2") != Meaning.STOP


def test_unclear_message_with_2_may_ask_for_help() -> None:
    assert may_ask_for_help("2 din se khana nahi mila")
    assert may_ask_for_help("madad nahi chahiye")
    assert not may_ask_for_help("didi kal phone karna")


@given(st.text(max_size=300))
def test_any_text_can_be_parsed(text: str) -> None:
    assert meaning_of(text) in Meaning
