"""Rows about teams and keys of the directory: inserted, changed or rolled back, they give nothing away."""

import pytest

from jatan.foundation.vault import membership
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import NoReceiver, open_letter, receiver_of, send_letter
from jatan.foundation.vault.models import DirectoryKey, Team, TeamMember
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signing_keys import publish_signing_key
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.foundation.vault.earlier_version import as_before_signing_keys
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db


def fresh(keys: VaultHouse, name: str) -> Keyring:
    """Her keyring, as in a new request."""
    ring = keys.rings[name]
    return Keyring(ring.organisation_id, ring.holder, ring.key, ring.epoch)


def holds(keys: VaultHouse, name: str, team: Team) -> bool:
    team.refresh_from_db()
    return fresh(keys, name).held(team.pk, team.epoch) is not None


def test_letters_do_not_turn_to_another_team(keys: VaultHouse) -> None:
    """As the application's own role: one flag each."""
    for name in ("asha", "intruder"):
        keys.join(name)
    first = keys.team("shelter", "supervisor", "asha")
    second = keys.team("legal", "supervisor", "intruder")
    for model, column in ((DirectoryKey, "principal"), (Team, "pk")):
        model.objects.filter(**{column: first.pk}).update(is_receiving=False)
        model.objects.filter(**{column: second.pk}).update(is_receiving=True)
    try:
        assert receiver_of(keys.organisation_id).team == first.pk
        letter = send_letter(keys.organisation_id, kind="referral", plaintext=b"she arrives on Monday")
    except (Refused, NoReceiver):
        return
    with pytest.raises(Refused):
        open_letter(fresh(keys, "intruder"), letter)


def test_letters_do_not_turn_to_a_closed_team_of_an_earlier_version(keys: VaultHouse) -> None:
    """Its key was signed alone, so that nothing covers the flag; who was in it kept its key."""
    for name in ("asha", "intruder"):
        keys.join(name)
    closed = keys.team("of before", "supervisor", "intruder")
    as_before_signing_keys(keys)
    Team.objects.filter(pk=closed.pk).update(closed_at=clock.now(), is_receiving=False)
    rows = DirectoryKey.objects.filter(principal=closed.pk)
    rows.update(is_receiving=False)
    assert not rows.filter(retired_at__isnull=False).exists()
    publish_signing_key(fresh(keys, "supervisor"))
    present = keys.team("shelter", "supervisor", "asha")
    rows.update(is_receiving=True)
    assert receiver_of(keys.organisation_id).team == present.pk
    DirectoryKey.objects.filter(principal=present.pk).update(is_receiving=False)
    with pytest.raises(NoReceiver):
        receiver_of(keys.organisation_id)


def test_an_inserted_member_gets_no_key_of_a_team(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "intruder"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    TeamMember.objects.create(organisation_id=keys.organisation_id, team=team, holder=keys.people["intruder"])
    membership.give_team_keys_again(fresh(keys, "supervisor"), keys.people["intruder"])
    assert not holds(keys, "intruder", team)
    membership.start_epoch(fresh(keys, "supervisor"), team)
    assert [holds(keys, name, team) for name in ("asha", "meera", "intruder")] == [True, True, False]


def test_a_member_whose_row_was_ended_keeps_the_teams_key(keys: VaultHouse) -> None:
    """Nobody is put out by a row: the supervisor takes people out."""
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    TeamMember.objects.filter(team=team, holder=keys.people["meera"]).update(until="2026-01-01T00:00:00Z")
    membership.start_epoch(fresh(keys, "supervisor"), team)
    assert holds(keys, "meera", team)


def test_a_key_that_was_replaced_does_not_come_back_in_a_team(keys: VaultHouse) -> None:
    """Her telephone was stolen and she has new keys; the row of the new ones is deleted, the old one called living."""
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    stolen = keys.rings["meera"]
    keys.join("meera")
    membership.give_team_keys_again(fresh(keys, "supervisor"), keys.people["meera"])
    rows = DirectoryKey.objects.filter(kind=Kind.USER, principal=keys.people["meera"])
    rows.filter(epoch=2).update(principal=new_id())
    rows.filter(epoch=1).update(retired_at=None)
    membership.start_epoch(fresh(keys, "supervisor"), team)
    team.refresh_from_db()
    thief = Keyring(stolen.organisation_id, stolen.holder, stolen.key, stolen.epoch)
    try:
        assert thief.held(team.pk, team.epoch) is None
    except Refused:
        return
