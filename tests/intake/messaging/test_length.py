"""Message parts: 160 or 153 characters, or 70 or 67 where one character is Devanagari."""

import pytest

from jatan.intake.messaging.length import length_of


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("", "gsm7", 0),
        ("a" * 160, "gsm7", 1),
        ("a" * 161, "gsm7", 2),
        ("a" * 306, "gsm7", 2),
        ("a" * 307, "gsm7", 3),
        ("€" * 80, "gsm7", 1),
        ("€" * 81, "gsm7", 2),
        ("क" * 70, "ucs2", 1),
        ("क" * 71, "ucs2", 2),
        ("क" * 134, "ucs2", 2),
        ("क" * 135, "ucs2", 3),
        ("a" * 69 + "क", "ucs2", 1),
        ("😀" * 35, "ucs2", 1),
        ("😀" * 36, "ucs2", 2),
        ("a" + "😀" * 66, "ucs2", 2),
    ],
)
def test_parts_are_counted_by_encoding(text: str, encoding: str, segments: int) -> None:
    found = length_of(text)
    assert (found.encoding, found.segments) == (encoding, segments)


def test_character_of_two_units_is_not_split() -> None:
    # 67 units hold 33 whole letters of two; cut in half, 67 of them would fit two parts.
    assert length_of("😀" * 67).segments == 3


def test_every_shipped_text_is_short(  # two parts at most in Hindi, one in English
) -> None:
    from_file = length_of("नमस्ते। क्या सब ठीक है? ठीक हो तो 1, मदद चाहिए तो 2 लिखकर भेजें।")
    assert from_file.segments == 1
