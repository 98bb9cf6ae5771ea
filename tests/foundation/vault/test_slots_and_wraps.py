"""Keys open for their holder with the right words, and for nobody else."""

import dataclasses

import pytest

from jatan.foundation.vault import contexts, slots, teams
from jatan.foundation.vault.keypairs import PRIVATE_BYTES, PUBLIC_BYTES, PrivateKey, PublicKey
from jatan.foundation.vault.refusal import Refused
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.vault_office import quickly_stretched


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    quickly_stretched(monkeypatch)


WORDS = "चार साधारण शब्द साथ"


def test_a_new_key_pair_has_the_specified_sizes_and_a_silent_repr() -> None:
    key = PrivateKey.made()
    assert (len(key.raw), len(key.public().raw)) == (PRIVATE_BYTES, PUBLIC_BYTES)
    assert key.raw.hex()[:8] not in repr(key)
    assert PrivateKey.made().raw != key.raw


@pytest.mark.parametrize(
    "changed", [{"case": m.OTHER}, {"organisation": m.OTHER}, {"dek_version": 2}, {"principal": m.OTHER}, {"epoch": 2}]
)
def test_a_wrap_opens_only_in_the_context_it_was_made_for(changed: dict[str, object]) -> None:
    fields: dict[str, object] = {
        "organisation": m.ORGANISATION,
        "case": m.CASE,
        "dek_version": 1,
        "principal": m.HOLDER,
        "epoch": 1,
    }
    wrapped = m.KEY.public().wrap(m.DEK, m.A_DEK)
    other = contexts.dek_context(**(fields | changed))  # type: ignore[arg-type]
    with pytest.raises(Refused):
        m.KEY.unwrap(wrapped, other)
    assert m.KEY.unwrap(wrapped, m.A_DEK) == m.DEK


def test_a_wrap_for_one_holder_does_not_open_for_another() -> None:
    with pytest.raises(Refused):
        m.OTHER_KEY.unwrap(m.KEY.public().wrap(m.DEK, m.A_DEK), m.A_DEK)


def test_every_flipped_byte_of_a_wrap_is_refused() -> None:
    wrapped = m.KEY.public().wrap(m.DEK, m.A_DEK)
    for at in range(len(wrapped)):
        spoilt = bytearray(wrapped)
        spoilt[at] ^= 0x40
        with pytest.raises(Refused):
            m.KEY.unwrap(bytes(spoilt), m.A_DEK)


@pytest.mark.parametrize("length", [0, 1, 1135, 1136, 1167])
def test_a_cut_wrap_is_refused(length: int) -> None:
    with pytest.raises(Refused):
        m.KEY.unwrap(m.KEY.public().wrap(m.DEK, m.A_DEK)[:length], m.A_DEK)


def test_a_password_slot_needs_passphrase_pepper_and_place() -> None:
    slot = slots.password_slot_seal(m.KEY, WORDS, m.PEPPER, m.A_SLOT)
    assert slots.password_slot_open(slot, WORDS, m.PEPPER, m.A_SLOT).raw == m.KEY.raw
    elsewhere = contexts.slot_context(organisation=m.ORGANISATION, holder=m.OTHER, epoch=1, kind="pw")
    for words, pepper, context in [
        ("चार साधारण शब्द", m.PEPPER, m.A_SLOT),
        (WORDS, m.fixed("another pepper", 32), m.A_SLOT),
        (WORDS, m.PEPPER, elsewhere),
    ]:
        with pytest.raises(Refused):
            slots.password_slot_open(slot, words, pepper, context)


def test_without_the_pepper_a_guess_cannot_be_checked() -> None:
    slot = slots.password_slot_seal(m.KEY, WORDS, m.PEPPER, m.A_SLOT)
    unpeppered = slots.password_slot_seal(m.KEY, WORDS, bytes(32), m.A_SLOT, salt=slot.salt)
    assert unpeppered.verifier_digest != slot.verifier_digest


def test_a_slot_moved_to_another_holder_is_refused() -> None:
    first, other = (slots.password_slot_seal(key, WORDS, m.PEPPER, m.A_SLOT) for key in (m.KEY, m.OTHER_KEY))
    with pytest.raises(Refused):
        slots.password_slot_open(dataclasses.replace(first, sealed=other.sealed), WORDS, m.PEPPER, m.A_SLOT)


def test_recovery_codes_are_long_and_each_opens_only_its_own_slot() -> None:
    codes = [slots.random_recovery_code() for _ in range(10)]
    assert len(set(codes)) == 10
    sealed = [slots.code_slot_seal(m.KEY, code, m.A_SLOT) for code in codes]
    for at, code in enumerate(codes):
        assert slots.code_slot_open(sealed[at], code.lower().replace("-", " "), m.A_SLOT).raw == m.KEY.raw
        with pytest.raises(Refused):
            slots.code_slot_open(sealed[(at + 1) % 10], code, m.A_SLOT)


@pytest.mark.parametrize("typed", ["", "short", "0" * 25, "0" * 27, "u" * 26, "हिंदी" * 6])
def test_an_invalid_code_is_refused_before_decryption(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        slots.normalise_recovery_code(typed)
    assert refused.value.code == "length"


def test_a_former_member_cannot_open_the_next_epoch() -> None:
    context = contexts.team_context(organisation=m.ORGANISATION, team=m.TEAM, epoch=2, member=m.OTHER)
    given = teams.team_key_for(PrivateKey.made(), m.OTHER_KEY.public(), context)
    with pytest.raises(Refused):
        teams.team_key_from(given, m.KEY, context)


@pytest.mark.parametrize("raw", [b"", bytes(1215), bytes(1217)])
def test_keys_of_wrong_length_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        PublicKey(raw)


@pytest.mark.parametrize("part", ["", "a|b", "कक्ष"])
def test_a_context_part_with_a_separator_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="context part"):
        m.a_section(section=part)
