"""Nightly tasks of the vault: expired readers are deleted, keys and readers are checked, the ledger records both."""

import datetime as dt
import uuid

import pytest

from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.daily_checks import check_keys, delete_expired_readers, last_check
from jatan.foundation.access.permissions import Role
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault import membership
from jatan.foundation.vault.casekeys import Reader, grant, make_case_key, readers, revoke
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import fingerprint_of
from jatan.foundation.vault.keyrings import FIRST_STATEMENT
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Team, Wrap
from jatan.foundation.vault.signed_bodies import head_of
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.settings.periodic import PERIODIC
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(keys: VaultHouse) -> uuid.UUID:
    """A case of asha's and meera's, which rekha and a team may read today."""
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    made = new_id()
    asha = keys.rings["asha"]
    make_case_key(asha, made, [Reader(Kind.USER, keys.people[name]) for name in ("asha", "meera")])
    grant(asha, made, Reader(Kind.USER, keys.people["rekha"], until=clock.today()))
    team = keys.team("legal", "supervisor", "rekha")
    grant(asha, made, Reader(Kind.TEAM, team.pk, until=clock.today()))
    return made


@pytest.fixture
def supervisor(keys: VaultHouse) -> Actor:
    return Actor(keys.people["supervisor"], (Post(Role.SUPERVISOR, keys.organisation_id),))


def record_keys_in_ledger(keys: VaultHouse) -> None:
    """The fingerprints of all keys, and the first statements of cases: pages and ceremonies tell them, the house of
    these tests does not."""
    for row in DirectoryKey.objects.filter(organisation_id=keys.organisation_id):
        mark = fingerprint_of(row)
        record_event(organisation_id=row.organisation_id, by=None, verb="keys.set_up", payload={"fingerprint": mark})
    for row in CaseStatement.objects.filter(organisation_id=keys.organisation_id, number=1):
        marks = {FIRST_STATEMENT: head_of(bytes(row.body))}
        record_event(
            organisation_id=row.organisation_id, by=None, verb="keys.readers_signed", about=row.case, payload=marks
        )


def given(keys: VaultHouse, case: uuid.UUID) -> int:
    return len(readers(keys.organisation_id, case))


def tomorrow() -> dt.datetime:
    return clock.now() + dt.timedelta(days=1)


def payloads(verb: str) -> list[dict[str, object]]:
    return list(Event.objects.filter(verb=verb).order_by("sequence").values_list("payload", flat=True))


def test_an_expired_reader_does_not_get_the_next_key(keys: VaultHouse, case: uuid.UUID) -> None:
    keys.join("sunita")
    grant(keys.rings["asha"], case, Reader(Kind.USER, keys.people["sunita"]))
    with clock.frozen_at(tomorrow()):
        revoke(keys.rings["asha"], case, keys.people["sunita"])
    assert {one.principal for one in readers(keys.organisation_id, case)} == {
        keys.people[name] for name in ("asha", "meera")
    }


def test_expired_wraps_of_a_team_are_deleted_at_its_next_epoch(keys: VaultHouse, case: uuid.UUID) -> None:
    team = Wrap.objects.get(case=case, kind=Kind.TEAM).principal
    with clock.frozen_at(tomorrow()):
        membership.start_epoch(keys.rings["supervisor"], Team.objects.get(pk=team))
    assert not Wrap.objects.filter(case=case, kind=Kind.TEAM).exists()


def test_expired_wraps_are_deleted_the_night_after_their_last_day(keys: VaultHouse, case: uuid.UUID) -> None:
    assert delete_expired_readers() == 0
    assert given(keys, case) == 4
    with clock.frozen_at(tomorrow()):
        assert delete_expired_readers() == 2
        assert delete_expired_readers() == 0
    assert given(keys, case) == 2
    assert payloads("keys.readers_ended") == [{"readers": 2}]


def test_check_without_faults_records_zero(keys: VaultHouse, supervisor: Actor) -> None:
    assert last_check(supervisor) is None
    record_keys_in_ledger(keys)
    assert check_keys() == 0
    assert payloads("keys.checked") == [{"faults": 0}]
    assert (last_check(supervisor) or (None, None))[1] == 0


def test_faults_are_recorded_by_kind_without_ids(keys: VaultHouse, case: uuid.UUID, supervisor: Actor) -> None:
    record_keys_in_ledger(keys)
    Wrap.objects.filter(case=case, kind=Kind.RECOVERY).delete()
    DirectoryKey.objects.filter(principal=keys.people["meera"]).update(public=b"x" * 1216)
    found = check_keys()
    assert found >= 2
    (payload,) = payloads("keys.checked")
    assert payload["faults"] == found
    assert set(payload) == {"faults", "case", "key"}
    assert (last_check(supervisor) or (None, None))[1] == found


def test_a_retired_key_made_active_again_is_found(keys: VaultHouse) -> None:
    keys.join("asha")
    keys.join("asha")
    record_keys_in_ledger(keys)
    assert check_keys() == 0
    DirectoryKey.objects.filter(principal=keys.people["asha"], epoch=1).update(retired_at=None)
    assert check_keys() == 1


def test_both_run_daily() -> None:
    assert PERIODIC["keys.check"] == ("jatan.foundation.access.daily_checks.check_keys", 24 * 3600)
    assert PERIODIC["keys.forget_expired"] == ("jatan.foundation.access.daily_checks.delete_expired_readers", 24 * 3600)
