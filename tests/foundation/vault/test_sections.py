"""A section opens for its key, row and revision, and for no other; whatever is changed in it, it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import LARGEST_SECTION, padded_length, section_open, section_seal
from tests.foundation.vault import fixed_keys as m


@given(st.binary(max_size=6000))
def test_what_is_sealed_opens_again(plaintext: bytes) -> None:
    assert section_open(m.DEK, section_seal(m.DEK, plaintext, m.a_section()), m.a_section()) == plaintext


def test_every_flipped_bit_of_every_byte_is_refused() -> None:
    sealed = section_seal(m.DEK, m.STORY, m.a_section())
    for at in range(len(sealed)):
        for bit in range(8):
            spoilt = bytearray(sealed)
            spoilt[at] ^= 1 << bit
            with pytest.raises(Refused):
                section_open(m.DEK, bytes(spoilt), m.a_section())


def test_every_truncated_or_extended_section_is_refused() -> None:
    sealed = section_seal(m.DEK, m.STORY, m.a_section())
    for length in range(len(sealed)):
        with pytest.raises(Refused):
            section_open(m.DEK, sealed[:length], m.a_section())
    with pytest.raises(Refused):
        section_open(m.DEK, sealed + b"\0", m.a_section())


@pytest.mark.parametrize(
    "changed",
    [
        {"organisation": m.OTHER},
        {"case": m.OTHER},
        {"section": "legal"},
        {"row": m.OTHER},
        {"revision": 2},
        {"revision": 4},
        {"dek_version": 2},
        {"schema": 2},
    ],
    ids=str,
)
def test_a_section_moved_to_another_row_or_revision_is_refused(changed: dict[str, object]) -> None:
    sealed = section_seal(m.DEK, m.STORY, m.a_section())
    with pytest.raises(Refused) as refused:
        section_open(m.DEK, sealed, m.a_section(**changed))
    assert refused.value.code == "key"


def test_another_key_is_detected_by_the_commitment() -> None:
    sealed = section_seal(m.DEK, m.STORY, m.a_section())
    with pytest.raises(Refused) as refused:
        section_open(m.fixed("another", 32), sealed, m.a_section())
    assert refused.value.code == "key"


def test_two_seals_of_one_text_differ() -> None:
    assert section_seal(m.DEK, m.STORY, m.a_section()) != section_seal(m.DEK, m.STORY, m.a_section())


@given(st.integers(0, LARGEST_SECTION))
def test_sizes_go_in_steps_of_512_to_four_kib_and_then_by_at_most_an_eighth(length: int) -> None:
    padded = padded_length(length)
    assert padded >= length + 4
    if length + 4 <= 4096:
        assert padded % 512 == 0
        assert padded - (length + 4) < 512
    else:
        assert padded <= (length + 4) * 1.12


def test_short_texts_have_the_same_sealed_length() -> None:
    answers = {len(section_seal(m.DEK, text.encode(), m.a_section())) for text in ("हाँ", "नहीं", "पता नहीं" * 20)}
    assert len(answers) == 1


def test_too_long_a_section_is_refused_before_encryption() -> None:
    with pytest.raises(ValueError, match="too long"):
        section_seal(m.DEK, bytes(LARGEST_SECTION + 1), m.a_section())
