"""A letter is read by the team it was sealed to, by nobody else, and outlives a new key of that team."""

import uuid

import pytest
from django.db import Error, transaction

from jatan.foundation.vault import membership
from jatan.foundation.vault.letters import (
    NoReceiver,
    delete_letter,
    open_letter,
    open_verified,
    receiver_of,
    send_letter,
    waiting_letters,
)
from jatan.foundation.vault.models import DirectoryKey, Letter, Team
from jatan.foundation.vault.refusal import Refused
from tests.cast import Cast
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db
SAID = "बुधनी कुमारी, १२ मार्च".encode()


def a_team(keys: VaultHouse, name: str = "परामर्श", *members: str) -> Team:
    for member in members or ("asha",):
        if member not in keys.rings:
            keys.join(member)
    return keys.team(name, "supervisor", *(members or ("asha",)))


def test_sending_without_a_receiving_team_raises_no_receiver(keys: VaultHouse) -> None:
    with pytest.raises(NoReceiver):
        send_letter(keys.organisation_id, kind="register", plaintext=SAID)


def test_a_member_of_the_receiving_team_opens_and_deletes_a_letter(keys: VaultHouse) -> None:
    a_team(keys)
    send_letter(keys.organisation_id, kind="register", plaintext=SAID)
    (row,) = waiting_letters(keys.rings["asha"], ["register"])
    assert open_letter(keys.rings["asha"], row) == SAID
    delete_letter(row)
    assert waiting_letters(keys.rings["asha"]) == []
    assert not Letter.objects.exists()


def test_only_the_first_team_receives_letters(keys: VaultHouse) -> None:
    first = a_team(keys)
    a_team(keys, "आश्रय", "meera")
    assert receiver_of(keys.organisation_id).team == first.pk
    send_letter(keys.organisation_id, kind="register", plaintext=SAID)
    assert waiting_letters(keys.rings["meera"]) == []
    row = Letter.objects.get()
    with pytest.raises(Refused):
        open_letter(keys.rings["meera"], row)


def test_waiting_letters_are_resealed_to_a_new_epoch_without_former_members(keys: VaultHouse) -> None:
    team = a_team(keys, "परामर्श", "asha", "meera")
    send_letter(keys.organisation_id, kind="register", plaintext=SAID)
    membership.remove_member(keys.rings["supervisor"], team, keys.people["meera"])
    (row,) = waiting_letters(keys.rings["asha"])
    assert open_letter(keys.rings["asha"], row) == SAID
    with pytest.raises(Refused):
        open_letter(keys.rings["meera"], row)


@pytest.mark.parametrize("column", ["kind", "sender_id", "epoch", "sealed", "id"])
def test_a_letter_that_was_altered_or_moved_does_not_open(keys: VaultHouse, cast: Cast, column: str) -> None:
    a_team(keys)
    row = send_letter(keys.organisation_id, kind="register", plaintext=SAID)
    spoilt = {
        "kind": "referral",
        "sender_id": cast.khunti.pk,
        "epoch": 2,
        "sealed": bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1]),
        "id": uuid.uuid4(),
    }
    setattr(row, column, spoilt[column])
    with pytest.raises(Refused):
        open_letter(keys.rings["asha"], row)


def test_no_letter_is_sealed_to_an_uncertified_team_key(keys: VaultHouse) -> None:
    team = a_team(keys)
    row = DirectoryKey.objects.get(principal=team.pk)
    DirectoryKey.objects.filter(pk=row.pk).update(signature=bytes(row.signature)[:-1] + b"\0")
    with pytest.raises(Refused):
        send_letter(keys.organisation_id, kind="register", plaintext=SAID)


def test_row_security_refuses_another_organisation_as_sender(keys: VaultHouse, cast: Cast) -> None:
    a_team(keys)
    with pytest.raises(Error), transaction.atomic():
        send_letter(keys.organisation_id, kind="referral", plaintext=SAID, sender=cast.khunti.pk)


def test_length_of_a_letter_does_not_reveal_its_content(keys: VaultHouse) -> None:
    a_team(keys)
    lengths = {
        len(send_letter(keys.organisation_id, kind="register", plaintext=SAID * times).sealed) for times in range(1, 5)
    }
    assert len(lengths) == 1


def test_a_signed_letter_says_who_signed_it_also_after_a_new_epoch(keys: VaultHouse) -> None:
    team = a_team(keys, "परामर्श", "asha", "meera")
    send_letter(keys.organisation_id, kind="referral", plaintext=SAID, signed_by=keys.rings["meera"])
    membership.remove_member(keys.rings["supervisor"], team, keys.people["meera"])
    (row,) = waiting_letters(keys.rings["asha"])
    opened = open_verified(keys.rings["asha"], row)
    assert (opened.plaintext, opened.signed_by) == (SAID, keys.people["meera"])
    assert open_letter(keys.rings["asha"], row) == SAID


def test_a_letter_that_nobody_signed_says_so(keys: VaultHouse) -> None:
    a_team(keys)
    row = send_letter(keys.organisation_id, kind="referral", plaintext=SAID)
    opened = open_verified(keys.rings["asha"], row)
    assert (opened.plaintext, opened.signed_by) == (SAID, None)
