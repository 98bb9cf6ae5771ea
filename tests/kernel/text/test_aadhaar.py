"""Aadhaar numbers are found however Unicode lets them be written, and nothing else of a text is lost."""

import sys
import unicodedata
import uuid
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jatan.kernel.text.aadhaar import aadhaar_problem, holds_aadhaar, without_aadhaar

# Printed by UIDAI as a specimen; valid by its check digit.
SPECIMEN = "999941057058"
GROUPS = ("9999", "4105", "7058")
EVERY = [chr(code) for code in range(sys.maxunicode + 1)]
UNSEEN = [letter for letter in EVERY if unicodedata.category(letter) == "Cf"]
BLANKS = [letter for letter in EVERY if letter.isspace() or unicodedata.category(letter).startswith("Z")]
DASHES = [letter for letter in EVERY if unicodedata.category(letter) in ("Pd", "Pc")] + ["\u2212"]
CONTROLS = [letter for letter in EVERY if unicodedata.category(letter) == "Cc"]
ZEROS = [letter for letter in EVERY if letter.isdecimal() and unicodedata.decimal(letter) == 0]


def code(letter: str) -> str:
    return f"U+{ord(letter):04X}"


@pytest.mark.parametrize("kind", [UNSEEN, BLANKS, DASHES, CONTROLS], ids=["format", "blank", "dash", "control"])
def test_no_character_of_unicode_hides_a_number(kind: list[str]) -> None:
    assert len(kind) > 15
    missed = [
        code(letter)
        for letter in kind
        for text in (
            letter.join(GROUPS),
            letter.join(SPECIMEN),
            f"{letter * 9}".join(GROUPS),
            f" {letter} ".join(GROUPS),
        )
        if not holds_aadhaar(text)
    ]
    assert missed == []


def test_no_script_hides_a_number() -> None:
    assert len(ZEROS) > 60
    written = {zero: "".join(chr(ord(zero) + int(digit)) for digit in SPECIMEN) for zero in ZEROS}
    assert [code(zero) for zero, text in written.items() if not holds_aadhaar(f"क {text}")] == []


@given(
    st.lists(st.sampled_from(UNSEEN + BLANKS + DASHES), max_size=6).map("".join),
    st.lists(st.sampled_from(UNSEEN + BLANKS + DASHES), max_size=6).map("".join),
    st.sampled_from(ZEROS),
)
def test_any_mixture_of_them_hides_no_number(first: str, second: str, zero: str) -> None:
    groups = ["".join(chr(ord(zero) + int(digit)) for digit in group) for group in GROUPS]
    text = f"आधार {groups[0]}{first}{groups[1]}{second}{groups[2]} है"
    assert holds_aadhaar(text)
    assert aadhaar_problem(text) is not None
    assert not any(letter.isdecimal() for letter in without_aadhaar(text))


@pytest.mark.parametrize(
    "text",
    [
        SPECIMEN, "9999 4105 7058", "9999-4105-7058", "९९९९ ४१०५ ७०५८", "आधार: 9999.4105.7058 है", "9999\u200b41057058",
        "9 9 9 9 4 1 0 5 7 0 5 8", 999941057058, "12 9999 4105 7058", "2341\u202c 2341\u202a 2346", "9999/4105/7058",
        "9999,4105,7058", "9999(4105)7058", "(9999)(4105)(7058)", "[9999][4105][7058]", "९९९९,४१०५,७०५८ है",
        "9999;4105:7058", "9999,4105 7058", "9999,\u200b4105,7058", "आधार(9999,4105,7058)", "9999+4105+7058",
        "9\ufe0f\u20e39\ufe0f\u20e399 4105 7058", "9999|4105|7058", "+9999 4105 7058",
    ],
)  # fmt: skip
def test_an_aadhaar_number_is_reported_however_it_is_written(text: object) -> None:
    assert holds_aadhaar(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "9876543210", "999941057059", "199941057058", "RAN-001", "1999941057058", "1\u200b999941057058", None,
        "9999, 4105, 7058", "98765 43210, 98350 12345",
    ],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_aadhaar(text: object) -> None:
    assert not holds_aadhaar(text)


def test_money_lists_years_and_telephones_are_no_aadhaar_number() -> None:
    """Whatever their digits: all values that have a right check digit by chance are among them."""
    for number in range(200_000_000_000, 999_999_999_999, 7_919_000_077):
        digits = f"{number:012d}"
        groups = [digits[:4], digits[4:8], digits[8:]]
        written = (
            f"₹ {digits[0:1]},{digits[1:3]},{digits[3:5]},{digits[5:8]} और {digits[8:9]},{digits[9:12]}",
            f"{digits[:2]},{digits[2:4]},{digits[4:6]},{digits[6:9]}",
            f"{digits[:3]},{digits[3:6]},{digits[6:9]},{digits[9:]}",
            ", ".join(groups),
            f"{groups[0]},{groups[1]},{groups[2]},{groups[0]}",
            f"1,{groups[0]},{groups[1]},{groups[2]}",
            f"98{digits[:8]},98{digits[4:]}",
            f"0651-{digits[:7]}(98{digits[:8]})",
        )
        assert not [text for text in written if holds_aadhaar(text)]
    years = [f"{a},{b},{c}" for a in range(2000, 2030) for b in range(a, 2030) for c in range(b, 2030)]
    assert not [text for text in years if holds_aadhaar(text)]


def test_a_mobile_number_with_the_code_of_india_is_no_aadhaar_number() -> None:
    numbers = [f"+91 {number:010d}" for number in range(9_876_500_000, 9_876_500_200)]
    assert any(holds_aadhaar(number.replace("+", "")) for number in numbers)
    assert not any(holds_aadhaar(number) for number in numbers)


@given(st.integers(min_value=0, max_value=11), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_always_noticed(position: int, shift: int) -> None:
    digit = (int(SPECIMEN[position]) + shift) % 10
    assert not holds_aadhaar(SPECIMEN[:position] + str(digit) + SPECIMEN[position + 1 :])


def test_the_refusal_shows_four_digits_at_most() -> None:
    problem = aadhaar_problem("9999\u202c 4105\u202a 7058 (2 बच्चे, 35)")
    assert problem is not None
    assert problem.code == "aadhaar_number"
    assert "XXXX XXXX 7058" in str(problem.message)
    assert "9999" not in str(problem.message)


def test_only_the_number_is_hidden() -> None:
    text = "मेरा नंबर ९९९९ ४१०५\u202a 7058, कमरा 7, फोन 98765 43210"
    assert without_aadhaar(text) == "मेरा नंबर XXXX XXXX XXXX, कमरा 7, फोन 98765 43210"
    assert without_aadhaar(text, shown=4) == "मेरा नंबर XXXX XXXX 7058, कमरा 7, फोन 98765 43210"
    assert without_aadhaar("फोन 98765 43210, कमरा ७") == "फोन 98765 43210, कमरा ७"


# Ids whose digits pass for an Aadhaar number: in the last group, over the hyphens, in groups of four.
IDS_LIKE_NUMBERS = (
    "0198a1b2-c3d4-7abc-8def-999941057058", "99994105-7058-4abc-9def-abcdefabcdef",
    "0198abcd-9999-4105-8abc-abcdefabcdef", "a1b2c3d4-aaaa-4abc-9994-10570581abcd",
)  # fmt: skip


def id_of(number: int, version: int) -> str:
    """The id of these bits, with the marks of a version (`uuid.UUID` of Python 3.13 knows none above 5)."""
    return str(uuid.UUID(int=number & ~(0xF << 76 | 3 << 62) | version << 76 | 2 << 62))


@given(st.uuids())
@example(uuid.UUID(IDS_LIKE_NUMBERS[0]))
@example(uuid.UUID(IDS_LIKE_NUMBERS[1]))
def test_an_id_of_our_own_is_no_aadhaar_number(made: uuid.UUID) -> None:
    own = id_of(made.int, 7)
    for text in (own, f"/people/{own}/", f"मिलान {own}.", f"{own},{own}", f"{{'id': '{own}'}}"):
        assert not holds_aadhaar(text), text
        assert without_aadhaar(text) == text


def test_a_hundred_thousand_ids_are_passed_over() -> None:
    """So many that without the rule about twenty of them would be refused, in every run."""
    chance = Random(27)
    ids = [id_of(chance.getrandbits(128), chance.choice((4, 7))) for _id in range(100_000)]
    assert [one for one in (*ids, *IDS_LIKE_NUMBERS) if holds_aadhaar(one)] == []
    # The ids lie no other way than in whole: their digits alone are still looked at.
    assert sum(holds_aadhaar(one.replace("-", " ")) for one in ids) > 5


@given(st.uuids(), st.sampled_from(["-", " - ", " ", "/", ","]), st.sampled_from(["", "-", " ", "\u2011"]))
def test_a_number_beside_an_id_is_found(made: uuid.UUID, between: str, inside: str) -> None:
    number, own = inside.join(GROUPS), id_of(made.int, 7)
    for text in (f"{own}{between}{number}", f"{number}{between}{own}", f"{own}{between}{number}{between}{own}"):
        assert holds_aadhaar(text), text
        assert "9999" not in without_aadhaar(text).replace(own, "")


@pytest.mark.parametrize(
    "text",
    [
        "9999-4105-7058", "a-9999-4105-7058-b", "abcdefab-9999-4105-7058", "9999-4105-7058-abcdefabcdef",
        "0198a1b2-9999-4105-7058-abcdefabcdef", "0198A1B2-C3D4-7ABC-8DEF-999941057058",
        "x0198a1b2-c3d4-7abc-8def-999941057058", "0198a1b2c3d4 7abc-8def-999941057058",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_id_hides_no_number(text: str) -> None:
    assert holds_aadhaar(text)


@given(st.text())
def test_what_is_hidden_is_found_no_more(text: str) -> None:
    assert not holds_aadhaar(without_aadhaar(f"{text}{SPECIMEN}{text}"))


def test_long_texts_of_digits_are_read_at_once() -> None:
    assert not holds_aadhaar("1" * 100_000)
    assert not holds_aadhaar("1 क " * 50_000)
