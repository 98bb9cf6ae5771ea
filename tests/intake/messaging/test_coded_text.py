"""What a coded message is, in how many spellings; and what is none."""

import tomllib
from pathlib import Path

import pytest

from jatan.intake.messaging import coded_text as coded_text_module
from jatan.intake.messaging.choices import Meaning
from jatan.intake.messaging.coded_text import (
    HEARD,
    HELP,
    LEFT,
    CodedText,
    coded_text,
    confirmation_word,
    with_short_numbers,
)

CODE = "7K9X2M4DQRST0123"


def parsed(text: str) -> CodedText:
    found = coded_text(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("GAYI 7K9X2 SURAT", LEFT),
        ("gayi 7k9x2", LEFT),
        ("गई ९८७६५४३२१० सूरत", LEFT),
        ("गयी: 98765 43210", LEFT),
        ("Gai,7K9X-2M4D", LEFT),
        ("  *GAYI*  9876543210", LEFT),
        ("KHABAR 7K9X2 ठीक", HEARD),
        ("खबर ९८७६५४३२१० खतरा", HEARD),
        ("ख़बर 7K9X2 thik", HEARD),
        ("khabaar 7K9X2 thik", HEARD),
        ("KHBR 7K9X2 1", HEARD),
        ("MADAD 7K9X2", HELP),
        ("मदद", HELP),
        ("madadd kamre me band hai", HELP),
        ("7K9X2 GAYI SURAT", LEFT),
        ("9876543210 madad", HELP),
    ],
)
def test_the_word_is_found_in_many_spellings(text: str, what: str) -> None:
    assert parsed(text).what == what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "2",
        "ठीक",
        "thik hai",
        "STOP",
        "namaste didi",
        "wo kal gayi thi",
        "didi madad karo",
        "7K9X2",
        "..., !!",
        "\x00",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert coded_text(text) is None


@pytest.mark.parametrize(
    "written",
    ["9876543210", "+91 98765 43210", "91 9876543210", "09876543210", "98765-43210", "९८७६५ ४३२१०", "987 654 3210"],
)
def test_a_number_in_any_writing_is_the_reference_and_the_rest_is_behind_it(written: str) -> None:
    found = parsed(f"GAYI {written} Delhi kothi")
    assert found.phone == "9876543210"
    assert found.rest(found.phone_parts) == "delhi kothi"
    assert found.has_reference


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        (CODE, 1),
        ("7k9x 2m4d qrst 0123", 4),
        ("7K9X-2M4D-QRST-0123", 1),
        ("७K९X २M४D QRST ०१२३", 4),
        ("7k9x2m4dqrsto1z3", 1),
    ],
)
def test_a_whole_code_is_read_however_it_was_copied(written: str, parts: int) -> None:
    code = CODE if "z" not in written else "7K9X2M4DQRST01Z3"
    assert (code, parts) in parsed(f"KHABAR {written} ठीक").codes


def test_the_longest_code_is_tried_first_and_shorter_ones_too() -> None:
    """ "DELHI" is made of letters of codes: only the database knows where the code ends."""
    assert [code for code, _parts in parsed("GAYI 7K9X2 DELHI").codes] == ["7K9X2DE1H1", "7K9X2"]


@pytest.mark.parametrize("text", ["MADAD", "MADAD kamre me band hai", "GAYI Sunita", "GAYI 7K9", "KHABAR thik"])
def test_words_and_too_short_codes_are_no_reference(text: str) -> None:
    assert not parsed(text).has_reference


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("KHABAR 9876543210 ठीक", Meaning.SAFE),
        ("KHABAR 9876543210 thik hai", Meaning.SAFE),
        ("KHABAR 9876543210 1", Meaning.SAFE),
        ("KHABAR 9876543210 खतरा", Meaning.UNSAFE),
        ("KHABAR 9876543210 khatra", Meaning.UNSAFE),
        ("KHABAR 9876543210 thik nahi hai", Meaning.UNSAFE),
        ("KHABAR 9876543210", Meaning.UNCLEAR),
        ("KHABAR 9876543210 phone aaya", Meaning.UNCLEAR),
        ("KHABAR 9876543210 stop", Meaning.UNCLEAR),
    ],
)
def test_how_she_is_is_read_as_a_reply_is(text: str, outcome: Meaning) -> None:
    found = parsed(text)
    assert found.outcome(found.phone_parts) == outcome


def test_the_word_of_a_confirmation() -> None:
    asked = [(LEFT, None), (HEARD, Meaning.SAFE), (HEARD, Meaning.UNSAFE), (HELP, None)]
    assert [confirmation_word(what, outcome, "hi") for what, outcome in asked] == ["गई", "ठीक", "खतरा", "मदद"]
    assert confirmation_word(HEARD, Meaning.UNCLEAR, "en") == "heard from"
    assert confirmation_word(HELP, None, "xx") == "मदद"


def test_numbers_are_shortened_before_they_are_taken_for_aadhaar_numbers() -> None:
    assert with_short_numbers("GAYI 91 98765 43210 Surat") == "GAYI 9876543210 Surat"
    assert with_short_numbers("2341 2341 2346") == "2341 2341 2346"


def test_every_listed_word_means_what_it_is_listed_for() -> None:
    with Path(coded_text_module.__file__).with_name("coded.toml").open("rb") as file:
        listed = tomllib.load(file)
    assert listed["version"]
    for what in (LEFT, HEARD, HELP):
        assert {parsed(word).what for word in listed[what]["words"]} == {what}
