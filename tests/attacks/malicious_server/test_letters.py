"""Letters put into the tables, or altered there: none is taken for one that a person of the sender's signed.

Whoever writes to the tables can seal anything to a team, whose key is public; what she cannot make is a signature.
"""

import pytest

from jatan.foundation.vault import enrolment, membership
from jatan.foundation.vault.letters import _context, open_letter, open_verified, receiver_of, send_letter
from jatan.foundation.vault.models import DirectoryKey, Letter
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.sections import pad
from jatan.foundation.vault.signatures import SIGNATURE_BYTES
from tests.attacks.malicious_server.test_teams import fresh
from tests.cast import Cast
from tests.foundation.vault.earlier_version import as_before_signing_keys
from tests.foundation.vault.vault_office import WORDS, VaultHouse

pytestmark = pytest.mark.django_db
WORDS_OF_HERS, OTHER_WORDS = b"she arrives on Monday", b"she arrives on Tuesday"
# What a signed letter begins with: a byte, the signer, the epoch of her key, the signature.
SIGNER_AT, EPOCH_AT, SIGNATURE_AT, WORDS_AT = 1, 17, 21, 21 + SIGNATURE_BYTES


@pytest.fixture
def letter(keys: VaultHouse) -> Letter:
    """Meera's, to the team of Asha."""
    for name in ("asha", "meera"):
        keys.join(name)
    keys.team("shelter", "supervisor", "asha")
    return send_letter(keys.organisation_id, kind="referral", plaintext=WORDS_OF_HERS, signed_by=fresh(keys, "meera"))


def opened(keys: VaultHouse, letter: Letter) -> bytes:
    """The letter as it lies inside its seal."""
    ring = fresh(keys, "asha")
    return ring.team(letter.team, letter.epoch).unwrap(bytes(letter.sealed), _context(letter))


def sealed_anew(keys: VaultHouse, letter: Letter, inside: bytes) -> Letter:
    """The letter with something else inside: to seal it takes nothing but the team's public key."""
    letter.sealed = receiver_of(keys.organisation_id).known.key.wrap(pad(inside), _context(letter))
    letter.save()
    return letter


def signed_part(keys: VaultHouse, letter: Letter) -> bytes:
    return opened(keys, letter)[4 : 4 + WORDS_AT]


def refuses(keys: VaultHouse, letter: Letter) -> None:
    with pytest.raises(Refused):
        open_verified(fresh(keys, "asha"), letter)


def test_the_letter_of_a_colleague_is_signed(keys: VaultHouse, letter: Letter) -> None:
    found = open_verified(fresh(keys, "asha"), letter)
    assert (found.plaintext, found.signed_by) == (WORDS_OF_HERS, keys.people["meera"])


def test_an_inserted_letter_is_signed_by_nobody(keys: VaultHouse, letter: Letter, cast: Cast) -> None:
    inserted = send_letter(keys.organisation_id, kind="referral", plaintext=OTHER_WORDS, sender=cast.khunti.pk)
    assert open_verified(fresh(keys, "asha"), inserted).signed_by is None


def test_other_words_under_her_signature_are_refused(keys: VaultHouse, letter: Letter) -> None:
    refuses(keys, sealed_anew(keys, letter, signed_part(keys, letter) + OTHER_WORDS))


def test_her_signature_on_a_letter_of_her_own_is_no_signature_of_another(keys: VaultHouse, letter: Letter) -> None:
    signed = signed_part(keys, letter)
    other = send_letter(keys.organisation_id, kind="referral", plaintext=b"-")
    refuses(keys, sealed_anew(keys, other, signed + WORDS_OF_HERS))


def test_her_letter_is_not_moved_to_another_kind_or_sender(keys: VaultHouse, letter: Letter, cast: Cast) -> None:
    inside = signed_part(keys, letter) + WORDS_OF_HERS
    letter.kind = "answer"
    refuses(keys, sealed_anew(keys, letter, inside))
    letter.kind, letter.sender_id = "referral", cast.khunti.pk
    refuses(keys, sealed_anew(keys, letter, inside))


def test_nobody_signs_in_the_name_of_a_colleague(keys: VaultHouse, letter: Letter) -> None:
    signed = bytearray(signed_part(keys, letter))
    signed[SIGNER_AT:EPOCH_AT] = keys.people["asha"].bytes
    refuses(keys, sealed_anew(keys, letter, bytes(signed) + WORDS_OF_HERS))


@pytest.mark.parametrize("place", [SIGNER_AT, EPOCH_AT + 3, SIGNATURE_AT, SIGNATURE_AT + 64, WORDS_AT - 1])
def test_one_flipped_bit_of_what_signs_it_is_refused(keys: VaultHouse, letter: Letter, place: int) -> None:
    signed = bytearray(signed_part(keys, letter))
    signed[place] ^= 1
    refuses(keys, sealed_anew(keys, letter, bytes(signed) + WORDS_OF_HERS))


def test_a_signature_that_is_cut_off_is_refused(keys: VaultHouse, letter: Letter) -> None:
    cut = sealed_anew(keys, letter, signed_part(keys, letter)[:-1])
    refuses(keys, cut)
    with pytest.raises(Refused):
        open_letter(fresh(keys, "asha"), cut)


def test_what_a_key_signed_that_she_gave_up_counts_as_unsigned(keys: VaultHouse, letter: Letter) -> None:
    membership.certify_key(
        fresh(keys, "supervisor"), enrolment.enrol(keys.organisation_id, keys.people["meera"], WORDS)[0]
    )
    assert DirectoryKey.objects.get(principal=keys.people["meera"], epoch=1).retired_at is not None
    opened_now = open_verified(fresh(keys, "asha"), letter)
    assert (opened_now.plaintext, opened_now.signed_by) == (WORDS_OF_HERS, None)


def test_whoever_nobody_vouched_for_yet_sends_unsigned(keys: VaultHouse, letter: Letter) -> None:
    keys.join("sunita", is_vouched=False)
    sent = send_letter(keys.organisation_id, kind="referral", plaintext=WORDS_OF_HERS, signed_by=fresh(keys, "sunita"))
    assert open_verified(fresh(keys, "asha"), sent).signed_by is None


def test_whoever_waits_to_be_certified_sends_unsigned(keys: VaultHouse, letter: Letter) -> None:
    as_before_signing_keys(keys)
    sent = send_letter(keys.organisation_id, kind="referral", plaintext=WORDS_OF_HERS, signed_by=fresh(keys, "meera"))
    assert open_verified(fresh(keys, "asha"), sent).signed_by is None
