"""The file of an organisation's verifying key is replaced, and every row of its directory is signed anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jatan.foundation.access import key_acts
from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.key_check import key_faults
from jatan.foundation.access.permissions import Role
from jatan.foundation.vault import casekeys, ceremonies, enrolment, open_keys, slots
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind, SlotKind
from jatan.foundation.vault.contexts import dek_context
from jatan.foundation.vault.directory import authority_of, delete_authority, sign_key, trusted_key, write_authority
from jatan.foundation.vault.keypairs import PrivateKey
from jatan.foundation.vault.models import DirectoryKey, Slot, Wrap
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import Signer
from jatan.kernel.ids import new_id
from tests.cast import Cast
from tests.foundation.vault.sealed_before import old_slot
from tests.foundation.vault.vault_office import WORDS, VaultHouse, quickly_stretched, vault_house
from tests.key_agents import agent_in_thread

pytestmark = pytest.mark.django_db
CHOSEN = "नया वाक्य चार शब्दों वाला"


@pytest.fixture
def keys(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VaultHouse]:
    quickly_stretched(monkeypatch)
    people = {"asha": cast.accounts["counsellor"].pk}
    with vault_house(cast.gumla.id, tmp_path / "authorities", people) as house:
        for name in ("asha", "meera"):
            house.join(name)
        yield house


def swap_authority(keys: VaultHouse) -> PrivateKey:
    """Put the attacker's verifying key in place of the organisation's, and her own key in place of the recovery
    officers', so that every later case key is sealed to her. Returns that key."""
    signer, mine = Signer.made(), PrivateKey.made()
    delete_authority(keys.organisation_id)
    write_authority(keys.organisation_id, signer.verifier())
    for row in DirectoryKey.objects.filter(organisation_id=keys.organisation_id):
        if row.kind == Kind.RECOVERY:
            row.public = mine.public().raw
            row.save(update_fields=["public"])
        sign_key(row, signer)
    return mine


def read_next_case(keys: VaultHouse, mine: PrivateKey, name: str) -> int:
    """The bytes of a case key that the attacker gets, when somebody unlocks and makes a case."""
    ring, case = enrolment.unlock(keys.organisation_id, keys.people[name], WORDS), new_id()
    casekeys.make_case_key(ring, case, [Reader(Kind.USER, keys.people[one]) for one in ("asha", "meera")])
    wrap = Wrap.objects.get(case=case, kind=Kind.RECOVERY)
    context = dek_context(
        organisation=keys.organisation_id, case=case, dek_version=1, principal=keys.organisation_id, epoch=1
    )
    return len(mine.unwrap(bytes(wrap.sealed), context))


def test_whoever_swaps_it_gets_no_case_of_somebody_who_unlocks_afterwards(keys: VaultHouse) -> None:
    mine = swap_authority(keys)
    with pytest.raises(Refused, match="authority"):
        read_next_case(keys, mine, "asha")


def test_nor_of_one_who_unlocks_with_a_recovery_code_or_is_recovered_by_the_officers(keys: VaultHouse) -> None:
    swap_authority(keys)
    office, asha = keys.organisation_id, keys.people["asha"]
    with pytest.raises(Refused, match="authority"):
        enrolment.unlock_with_code(office, asha, keys.codes["asha"][0])
    with pytest.raises(Refused, match="shares"):
        ceremonies.recover_holder(office, keys.shares[:2], asha)


def test_a_pin_is_not_taken_out_by_taking_the_file_away(keys: VaultHouse) -> None:
    """A house that lost the file reads on, and seals nothing to anybody; the pin stays where it was."""
    delete_authority(keys.organisation_id)
    ring = enrolment.unlock(keys.organisation_id, keys.people["asha"], WORDS)
    with pytest.raises(Refused, match="signature"):
        casekeys.make_case_key(ring, new_id(), [Reader(Kind.USER, keys.people[one]) for one in ("asha", "meera")])
    enrolment.change_passphrase(ring, CHOSEN)
    with agent_in_thread():
        _ring, row, cookie = open_keys.open_by_passphrase(ring.organisation_id, ring.holder, CHOSEN, "a session")
        write_authority(keys.organisation_id, Signer.made().verifier())
        assert open_keys.valid_unlock(cookie, row.account, "a session") is None, "the key in the agent has its pin"
    with pytest.raises(Refused, match="authority"):
        enrolment.unlock(keys.organisation_id, ring.holder, CHOSEN)


def test_keys_that_are_open_when_it_is_swapped_are_locked_with_the_next_request(keys: VaultHouse) -> None:
    office, asha = keys.organisation_id, keys.people["asha"]
    with agent_in_thread():
        _ring, row, cookie = open_keys.open_by_passphrase(office, asha, WORDS, "a session")
        assert open_keys.valid_unlock(cookie, asha, "a session") == row
        swap_authority(keys)
        assert open_keys.valid_unlock(cookie, asha, "a session") is None
        row.refresh_from_db()
        assert row.ended_at is not None
        with pytest.raises(Refused, match="authority"):
            open_keys.open_by_passphrase(office, asha, WORDS, "a session")


@contextmanager
def swapped(keys: VaultHouse) -> Iterator[PrivateKey]:
    """As `swap_authority` in the block; the right file and the rows of before are there again after it."""
    rows = list(DirectoryKey.objects.filter(organisation_id=keys.organisation_id))
    right = authority_of(keys.organisation_id)
    yield swap_authority(keys)
    delete_authority(keys.organisation_id)
    write_authority(keys.organisation_id, right)
    for row in rows:
        row.save(update_fields=["public", "signature"])


def put_back_escrow_of_before(keys: VaultHouse) -> Slot:
    """Her envelope to the officers as it was before there were pins. It can be sealed by anybody who has her key."""
    escrow = enrolment.newest_slot(keys.organisation_id, keys.people["asha"], SlotKind.ESCROW)
    officers = trusted_key(keys.organisation_id, Kind.RECOVERY, keys.organisation_id).key
    escrow.sealed = keys.rings["asha"].key.give(officers, enrolment.context_of_slot(escrow))
    escrow.save(update_fields=["sealed"])
    return escrow


@pytest.mark.parametrize("way", ["passphrase", "code"])
def test_whoever_swaps_it_gets_no_envelope_of_hers_and_the_officers_open_it_afterwards(
    keys: VaultHouse, way: str
) -> None:
    """Slots of before are put back, so that the swapped file is what hers are pinned to."""
    office, asha = keys.organisation_id, keys.people["asha"]
    escrow = put_back_escrow_of_before(keys)
    put_back_slot_of_before(keys)
    former = put_back_code_of_before(keys)
    with swapped(keys) as mine:
        if way == "passphrase":
            ring = enrolment.unlock(office, asha, WORDS)
        else:
            ring = enrolment.unlock_with_code(office, asha, former)
        enrolment.change_passphrase(ring, CHOSEN)
        after = Slot.objects.get(pk=escrow.pk)
        with pytest.raises(Refused):
            mine.unwrap(bytes(after.sealed), enrolment.context_of_slot(after))
    with pytest.raises(Refused, match="authority"):
        enrolment.unlock(office, asha, CHOSEN)
    recovered = ceremonies.recover_holder(office, keys.shares[:2], asha)
    enrolment.change_passphrase(recovered, WORDS)
    assert enrolment.unlock(office, asha, WORDS).key.public() == keys.rings["asha"].key.public()


def test_an_envelope_that_holds_another_pin_is_opened_by_the_shares_that_prove_the_file(keys: VaultHouse) -> None:
    office, asha = keys.organisation_id, keys.people["asha"]
    escrow = enrolment.newest_slot(office, asha, SlotKind.ESCROW)
    key = keys.rings["asha"].key
    assert isinstance(key, LocalKey)
    officers = trusted_key(office, Kind.RECOVERY, office).key
    escrow.sealed = LocalKey(key.raw, bytes(32)).escrow(officers, enrolment.context_of_slot(escrow))
    escrow.save(update_fields=["sealed"])
    recovered = ceremonies.recover_holder(office, keys.shares[1:], asha).key
    assert isinstance(recovered, LocalKey)
    assert recovered.pin == authority_of(office).pin


@pytest.fixture
def recorded_ceremony(keys: VaultHouse) -> None:
    """The ledger says which keys were made at the ceremony."""
    office = keys.organisation_id
    recovery = trusted_key(office, Kind.RECOVERY, office).key
    marks = {"fingerprint": recovery.fingerprint, "authority": authority_of(office).fingerprint}
    key_acts.log_key_event(by_asha(keys), "keys.ceremony_held", office, **marks)


@pytest.mark.usefixtures("recorded_ceremony")
def test_nobody_makes_or_pins_keys_while_the_officers_key_is_not_the_one_of_the_ledger(keys: VaultHouse) -> None:
    put_back_slot_of_before(keys)
    former = put_back_code_of_before(keys)
    with agent_in_thread():
        with swapped(keys):
            with pytest.raises(Refused, match="authority"):
                key_acts.set_up_keys(by=by_asha(keys), passphrase=CHOSEN)
            with pytest.raises(Refused, match="authority"):
                key_acts.open_keys(by=by_asha(keys), passphrase=WORDS, session="a session")
            with pytest.raises(Refused, match="authority"):
                key_acts.open_by_code(by=by_asha(keys), code=former, session="a session")
        assert key_acts.open_by_code(by=by_asha(keys), code=former, session="a session")
        assert key_acts.open_keys(by=by_asha(keys), passphrase=WORDS, session="a session")
        key_acts.set_up_keys(by=by_asha(keys), passphrase=CHOSEN)


def by_asha(keys: VaultHouse) -> Actor:
    return Actor(keys.people["asha"], (Post(Role.COUNSELLOR, keys.organisation_id),))


def test_the_nightly_check_tells_it_from_what_the_ledger_says(keys: VaultHouse) -> None:
    with agent_in_thread():
        key_acts.open_keys(by=by_asha(keys), passphrase=WORDS, session="a session")
    fault = "authority: not the one under which keys were made or opened before"
    assert fault not in key_faults(keys.organisation_id)
    swap_authority(keys)
    assert fault in key_faults(keys.organisation_id)


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_wrong_file_that_was_put_right_is_a_fault_of_whoever_opened_under_it_until_she_opens_again(
    keys: VaultHouse, request: pytest.FixtureRequest, *, is_recorded: bool
) -> None:
    office, asha, right = keys.organisation_id, keys.people["asha"], authority_of(keys.organisation_id)
    if is_recorded:
        request.getfixturevalue("recorded_ceremony")
    key_acts.log_key_event(by_asha(keys), "keys.opened", keys.people["meera"], authority=right.fingerprint)
    key_acts.log_key_event(by_asha(keys), "keys.opened", asha, authority=Signer.made().verifier().fingerprint)
    fault = f"slot of {asha}: made or opened last under another verifying key"
    file = "authority: not the one under which keys were made or opened before"
    found = key_faults(office)
    assert (fault in found, file in found) == ((True, False) if is_recorded else (False, True))
    key_acts.log_key_event(by_asha(keys), "keys.opened", asha, authority=right.fingerprint)
    assert not {fault, file} & set(key_faults(office))
    with swapped(keys):
        assert file in key_faults(office)


def put_back_slot_of_before(keys: VaultHouse) -> None:
    """Her slot as it was before there were pins: from an old backup."""
    slot = enrolment.newest_slot(keys.organisation_id, keys.people["asha"], SlotKind.PASSPHRASE)
    made = old_slot(keys.rings["asha"].key, enrolment.context_of_slot(slot))
    Slot.objects.filter(pk=slot.pk).update(**enrolment._values(made))


def put_back_code_of_before(keys: VaultHouse) -> str:
    """One of her recovery codes, sealed as it was before there were pins."""
    ring, former = keys.rings["asha"], slots.random_recovery_code()
    row = enrolment.unused_codes(ring.organisation_id, ring.holder)[0]
    assert isinstance(ring.key, LocalKey)
    sealed = slots.code_slot_seal(PrivateKey(ring.key.raw), former, enrolment.context_of_slot(row))
    Slot.objects.filter(pk=row.pk).update(sealed=sealed)
    return former


def test_a_recovery_code_of_before_is_refused_once_she_has_newer_ones(keys: VaultHouse) -> None:
    """Codes that she made before slots held a pin open, until she makes new ones; then the former do not come back."""
    ring, by, former = keys.rings["asha"], by_asha(keys), put_back_code_of_before(keys)
    row = enrolment.unused_codes(ring.organisation_id, ring.holder)[0]
    put_back, sealed = Slot.objects.filter(holder=ring.holder, kind=SlotKind.CODE, number=row.number), row.sealed
    assert key_acts.codes_are_of_before(by)
    with agent_in_thread():
        assert key_acts.open_by_code(by=by, code=former, session="a session")
        key_acts.renew_codes(by=by, keyring=ring)
        assert not key_acts.codes_are_of_before(by)
        put_back.update(sealed=sealed)
        with pytest.raises(Refused, match="slot"):
            key_acts.open_by_code(by=by, code=former, session="a session")


def test_a_slot_of_before_that_is_put_back_is_refused_once_she_opened_a_pinned_one(keys: VaultHouse) -> None:
    with agent_in_thread():
        key_acts.open_keys(by=by_asha(keys), passphrase=WORDS, session="a session")
        put_back_slot_of_before(keys)
        swap_authority(keys)
        with pytest.raises(Refused, match="slot"):
            key_acts.open_keys(by=by_asha(keys), passphrase=WORDS, session="a session")
    assert f"slot of {keys.people['asha']}: put back from before it was pinned" in key_faults(keys.organisation_id)
