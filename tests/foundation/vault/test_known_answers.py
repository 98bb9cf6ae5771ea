"""What was sealed yesterday opens today: fixed inputs give the bytes in vectors.json, and those bytes open again.

The same file can be read by another implementation of S1 (a browser's), which is why it is JSON.
"""

import hashlib

from jatan.foundation.vault import file_cipher, letters, sections, signatures, slots, teams
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.passphrase_cost import Cost
from tests.foundation.vault import fixed_keys as m
from tests.foundation.vault.sealed_before import unpadded_file

PINNED_COST = Cost(65 * 1024, 3)
PASSPHRASE = "चार साधारण शब्द साथ"


def known(name: str) -> bytes:
    return bytes.fromhex(m.VECTORS[name])


def test_public_key_and_fingerprint_follow_from_the_private_key() -> None:
    assert m.KEY.public().raw == known("public")
    assert m.KEY.public().fingerprint == m.VECTORS["fingerprint"]


def test_a_wrap_of_the_vectors_is_decrypted() -> None:
    assert m.KEY.unwrap(known("wrap"), m.A_DEK) == m.DEK
    assert len(known("wrap")) == 1168


def test_a_section_sealed_with_the_same_nonce_is_the_same_and_opens() -> None:
    assert sections.section_seal(m.DEK, m.STORY, m.a_section(), nonce=m.fixed("nonce", 12)) == known("section")
    assert sections.section_open(m.DEK, known("section"), m.a_section()) == m.STORY


def test_a_password_slot_opens_with_passphrase_and_pepper() -> None:
    slot = slots.PasswordSlot(m.fixed("salt", 16), known("slot_verifier"), known("slot"))
    assert slots.password_slot_open(slot, PASSPHRASE, m.PEPPER, m.A_SLOT).raw == m.KEY.raw
    assert len(slot.sealed) == 141


def test_a_recovery_code_opens_its_slot_however_it_was_typed() -> None:
    for typed in (m.VECTORS["code"], "01234-56789-abcde-fghjk-mnpqr-s", "o1234 56789 ABCDE FGHJK MNPQR S"):
        assert slots.code_slot_open(known("code_slot"), typed, m.A_SLOT).raw == m.KEY.raw


def test_a_teams_key_opens_for_its_member_and_opens_case_keys() -> None:
    team = teams.team_key_from(known("team_member"), m.KEY, m.A_TEAM)
    assert team.raw == m.TEAM_KEY.raw
    assert teams.team_symmetric(team) == known("team_symmetric")
    assert teams.team_unwrap(team, known("team_symmetric"), known("team_wrap"), m.A_DEK) == m.DEK
    assert (len(known("team_member")), len(known("team_wrap"))) == (1232, 77)


def test_the_signature_of_the_vectors_is_valid() -> None:
    signatures.Verifier(known("verifier")).verify(m.TEAM_KEY.public(), m.A_KEY, known("signature"))
    assert signatures.Signer(m.fixed("signer", 64)).verifier().raw == known("verifier")


def test_the_signed_letter_of_the_vectors_is_her_own() -> None:
    row = Letter(
        organisation_id=m.ORGANISATION, sender_id=m.ORGANISATION, id=m.an_id("letter"), kind="referral", epoch=1
    )
    row.sealed = known("signed_letter")
    signed, text = letters._parts(letters._decrypted(m.TEAM_KEY, row))
    assert (text, signed[1:17]) == (m.STORY, m.HOLDER.bytes)
    message = letters._signature_message(row, m.HOLDER, 1, text)
    m.AUTHOR.verifier().verify_message(message, signatures.LETTER_USE, signed[letters._SIGNATURE_AT :])


def test_a_file_sealed_with_the_same_salt_is_the_same() -> None:
    salt, prefix = m.fixed("file", 32), m.fixed("p", 7)
    sealed = b"".join(file_cipher.file_seal(m.DEK, [m.fixed("audio", 150_000)], m.A_FILE, salt=salt, prefix=prefix))
    assert hashlib.sha256(sealed).hexdigest() == m.VECTORS["padded_file_sha256"]
    assert b"".join(file_cipher.file_open(m.DEK, [sealed], m.A_FILE)) == m.fixed("audio", 150_000)


def test_a_file_of_before_padding_opens() -> None:
    sealed = unpadded_file(m.fixed("audio", 150_000), m.fixed("file", 32))
    assert hashlib.sha256(sealed).hexdigest() == m.VECTORS["file_sha256"]
    assert b"".join(file_cipher.file_open(m.DEK, [sealed], m.A_FILE)) == m.fixed("audio", 150_000)


def test_slots_with_cost_and_pin_open() -> None:
    slot = slots.PasswordSlot(
        m.fixed("salt", 16),
        known("pinned_slot_verifier"),
        known("pinned_slot"),
        PINNED_COST.memory_kib,
        PINNED_COST.passes,
    )
    opened = [
        slots.password_slot_open(slot, PASSPHRASE, m.PEPPER, m.A_SLOT),
        slots.code_slot_open(known("pinned_code_slot"), m.VECTORS["code"], m.A_SLOT),
    ]
    assert [(key.raw, key.pin) for key in opened] == [(m.KEY.raw, known("pin"))] * 2
    assert (len(slot.sealed), len(known("pinned_code_slot"))) == (173, 173)
    assert signatures.Verifier(known("verifier")).pin == known("pin")
