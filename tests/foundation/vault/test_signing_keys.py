"""Signing keys of people: certified with their public keys, and added to keys that were there before."""

from collections.abc import Callable

import pytest

from jatan.foundation.vault import membership
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import proof_context
from jatan.foundation.vault.directory import (
    authority_of,
    compared_fingerprint_of,
    fingerprint_of,
    is_complete,
    own_fingerprint,
    trusted_key,
    verifiers,
)
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Team
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import CASE_USE, DIRECTORY_USE, Signer
from jatan.foundation.vault.signing_keys import _digest, certify_published, publish_signing_key
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db


def row_of(keys: VaultHouse, name: str) -> DirectoryKey:
    return DirectoryKey.objects.get(kind=Kind.USER, principal=keys.people[name])


def as_before(keys: VaultHouse, *names: str) -> None:
    """Their rows of the directory, as an earlier version made them."""
    for name in names:
        row, signer = row_of(keys, name), keys.rings["supervisor"].signer()
        row.signing, row.proof = b"", b""
        context = f"s1|key|{row.organisation_id.hex}|user|{row.principal.hex}|{row.epoch}".encode()
        row.signature = signer.sign(PublicKey(bytes(row.public)), context)
        row.save()


def verifies(keys: VaultHouse, name: str) -> bool:
    """Whether what she signs is verified with her row of the directory."""
    found = verifiers(keys.organisation_id, [(keys.people[name], 1)]).get((keys.people[name], 1))
    if found is None:
        return False
    message = CASE_USE + b"|a statement"
    found.verify_message(message, CASE_USE, keys.rings[name].key.author().sign_message(message, CASE_USE))
    return True


@pytest.fixture
def team(keys: VaultHouse) -> Team:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    made = keys.team("shelter", "supervisor", "asha", "meera")
    as_before(keys, "supervisor", "asha", "meera", "rekha")
    return made


def test_who_has_new_keys_can_sign_with_them(keys: VaultHouse) -> None:
    keys.join("asha")
    assert verifies(keys, "asha")
    row = row_of(keys, "asha")
    assert own_fingerprint(row, keys.rings["asha"].key) == fingerprint_of(row)


def test_her_signing_key_is_in_the_fingerprint_that_two_people_compare(keys: VaultHouse) -> None:
    keys.join("asha", is_vouched=False)
    row = row_of(keys, "asha")
    before = fingerprint_of(row)
    row.signing = Signer.made().verifier().raw
    assert fingerprint_of(row) != before


@pytest.mark.parametrize(
    "change", [{"signing": Signer.made().verifier().raw}, {"signing": b""}, {"is_receiving": True}, {"epoch": 2}]
)
def test_a_changed_row_of_the_directory_does_not_count(keys: VaultHouse, change: dict[str, object]) -> None:
    keys.join("asha")
    DirectoryKey.objects.filter(principal=keys.people["asha"]).update(**change)
    with pytest.raises(Refused):
        trusted_key(keys.organisation_id, Kind.USER, keys.people["asha"])
    assert not verifiers(keys.organisation_id, [(keys.people["asha"], 1), (keys.people["asha"], 2)])


def test_keys_of_before_are_published_by_their_holders_and_certified_by_a_supervisor(
    keys: VaultHouse, team: Team
) -> None:
    assert not verifies(keys, "asha")
    publish_signing_key(keys.rings["asha"])
    assert not verifies(keys, "asha"), "published is not certified"
    assert trusted_key(keys.organisation_id, Kind.USER, keys.people["asha"]), "and meanwhile her key counts as before"
    assert certify_published(keys.rings["meera"]) == [], "she is no supervisor"
    assert [row.principal for row in certify_published(keys.rings["supervisor"])] == [keys.people["asha"]]
    assert verifies(keys, "asha")
    assert certify_published(keys.rings["supervisor"]) == []


def test_a_supervisor_certifies_her_own_when_she_opens_her_keys(keys: VaultHouse, team: Team) -> None:
    assert publish_signing_key(keys.rings["supervisor"]) is not None
    assert verifies(keys, "supervisor")
    assert publish_signing_key(keys.rings["supervisor"]) is None


def _nothing(keys: VaultHouse, row: DirectoryKey, team: Team) -> bytes:
    return b""


def _of_nobody(keys: VaultHouse, row: DirectoryKey, team: Team) -> bytes:
    return bytes(77)


def _sealed_to_the_public_key(keys: VaultHouse, row: DirectoryKey, team: Team) -> bytes:
    """Anybody can: the team's public key stands in the directory."""
    known = trusted_key(keys.organisation_id, Kind.TEAM, team.pk)
    return known.key.wrap(_digest(bytes(row.signing)), _context(keys, row, team))


def _of_a_team_of_his_own(keys: VaultHouse, row: DirectoryKey, team: Team) -> bytes:
    return LocalKey.made().wrap_case_key(_digest(bytes(row.signing)), _context(keys, row, team))


def _moved_from_a_colleague(keys: VaultHouse, row: DirectoryKey, team: Team) -> bytes:
    publish_signing_key(keys.rings["meera"])
    return bytes(row_of(keys, "meera").proof)


def _context(keys: VaultHouse, row: DirectoryKey, team: Team) -> bytes:
    return proof_context(
        organisation=keys.organisation_id, holder=row.principal, epoch=row.epoch, team=team.pk, team_epoch=team.epoch
    )


@pytest.mark.parametrize(
    "proof", [_nothing, _of_nobody, _sealed_to_the_public_key, _of_a_team_of_his_own, _moved_from_a_colleague]
)
def test_a_signing_key_put_in_by_whoever_writes_tables_is_not_certified(
    keys: VaultHouse, team: Team, proof: Callable[[VaultHouse, DirectoryKey, Team], bytes]
) -> None:
    row = row_of(keys, "asha")
    row.signing = Signer.made().verifier().raw
    row.proof = proof(keys, row, team)
    row.save()
    certified = {one.principal for one in certify_published(keys.rings["supervisor"])}
    assert keys.people["asha"] not in certified
    publish_signing_key(keys.rings["asha"])
    certify_published(keys.rings["supervisor"])
    assert verifies(keys, "asha"), "she puts it right when she opens her keys"


def test_one_bad_row_keeps_nobody_else_from_being_certified(keys: VaultHouse, team: Team) -> None:
    for name in ("asha", "meera"):
        publish_signing_key(keys.rings[name])
    DirectoryKey.objects.filter(principal=keys.people["asha"]).update(signing=b"x", proof=bytes(77))
    assert [row.principal for row in certify_published(keys.rings["supervisor"])] == [keys.people["meera"]]


def test_who_is_in_no_team_waits_for_the_ceremony(keys: VaultHouse, team: Team) -> None:
    publish_signing_key(keys.rings["rekha"])
    certify_published(keys.rings["supervisor"])
    row = row_of(keys, "rekha")
    assert not is_complete(row)
    assert fingerprint_of(row) == PublicKey(bytes(row.public)).fingerprint, "as the ledger knows it"
    assert own_fingerprint(row, keys.rings["rekha"].key) == compared_fingerprint_of(row) != fingerprint_of(row)
    membership.certify_key(keys.rings["supervisor"], row)
    assert verifies(keys, "rekha")


def test_a_signature_of_one_use_is_none_of_another(keys: VaultHouse) -> None:
    signer = keys.rings["supervisor"].signer()
    message = CASE_USE + b"|a statement"
    with pytest.raises(Refused):
        authority_of(keys.organisation_id).verify_message(
            message, DIRECTORY_USE, signer.sign_message(message, CASE_USE)
        )


def test_the_agent_being_away_is_no_reason_to_refuse_keys(keys: VaultHouse, team: Team) -> None:
    """Signing is tried at every unlock; what is missing then is tried again."""

    class Away(LocalKey):
        def author(self) -> Signer:
            raise AgentAway

    held = keys.rings["asha"]
    away = Away(keys.rings["asha"].key.raw)  # type: ignore[attr-defined]
    ring = Keyring(held.organisation_id, held.holder, away, held.epoch)
    with pytest.raises(AgentAway):
        publish_signing_key(ring)
    assert not row_of(keys, "asha").signing
