"""Rows about who may read a case: inserted, changed or rolled back, they open nothing.

Each attack opened a case before readers were signed.
"""

import datetime as dt
import os
import uuid

import pytest

from jatan.foundation.vault import membership
from jatan.foundation.vault.casekeys import Reader, grant, make_case_key, revoke
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import dek_context
from jatan.foundation.vault.directory import trusted_key
from jatan.foundation.vault.keypairs import WRAP_OVERHEAD
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Section, TeamMember, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest, open_section, write_section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db
STORY = "दो साल का पैसा नहीं मिला".encode()


def made(keys: VaultHouse, by: str, *to: Reader) -> uuid.UUID:
    """A case with one entry."""
    case = new_id()
    key = make_case_key(fresh(keys, by), case, to)
    write_section(fresh(keys, by), case, key, "file", STORY)
    return case


def person(keys: VaultHouse, name: str, until: dt.date | None = None) -> Reader:
    return Reader(Kind.USER, keys.people[name], until)


def fresh(keys: VaultHouse, name: str) -> Keyring:
    """Her keyring, as in a new request."""
    ring = keys.rings[name]
    return Keyring(ring.organisation_id, ring.holder, ring.key, ring.epoch)


def reads(keys: VaultHouse, name: str, case: uuid.UUID) -> bool:
    """Whether she opens the case's entries, by its page or by a list."""
    ring = fresh(keys, name)
    try:
        key = ring.case_key(case)
    except Refused:
        assert case not in ring.case_keys(refused=[]), "what the page refuses no list opens"
        return False
    rows = latest(ring.organisation_id, [case], "file")
    return bool(rows) and all(open_section(key, row) == STORY for row in rows)


def insert_wrap(keys: VaultHouse, case: uuid.UUID, name: str, **values: object) -> Wrap:
    """A wrap that opens nothing by itself, as whoever has no key can make it."""
    known = trusted_key(keys.organisation_id, Kind.USER, keys.people[name])
    row: dict[str, object] = {"dek_version": 1, "kind": Kind.USER, "principal": keys.people[name], "epoch": known.epoch}
    row["sealed"] = os.urandom(WRAP_OVERHEAD + 32)
    return Wrap.objects.create(organisation_id=keys.organisation_id, case=case, **(row | values))


def test_an_inserted_reader_is_not_given_the_next_key(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha", "intruder"):
        keys.join(name)
    case = made(keys, "asha", *(person(keys, name) for name in ("asha", "meera", "rekha")))
    insert_wrap(keys, case, "intruder")
    revoke(fresh(keys, "asha"), case, keys.people["rekha"])
    assert [reads(keys, name, case) for name in ("asha", "meera", "rekha", "intruder")] == [True, True, False, False]


def test_a_case_key_of_the_servers_own_is_not_used(keys: VaultHouse) -> None:
    """Wrapped to her public key, as anybody can, under the number of the next key: what she writes would be read."""
    for name in ("asha", "meera"):
        keys.join(name)
    case = made(keys, "asha", person(keys, "asha"), person(keys, "meera"))
    known = trusted_key(keys.organisation_id, Kind.USER, keys.people["asha"])
    for version in (1, 2):
        context = dek_context(
            organisation=keys.organisation_id, case=case, dek_version=version, principal=keys.people["asha"], epoch=1
        )
        Wrap.objects.filter(case=case, principal=keys.people["asha"]).delete()
        insert_wrap(keys, case, "asha", dek_version=version, sealed=known.key.wrap(bytes(32), context))
        with pytest.raises(Refused):
            fresh(keys, "asha").case_key(case)
        refused: list[uuid.UUID] = []
        assert case not in fresh(keys, "asha").case_keys(refused=refused)
        assert refused == [case], "told"


def test_a_last_day_that_was_put_off_opens_nothing(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    case = made(keys, "asha", person(keys, "asha"), person(keys, "meera"))
    grant(fresh(keys, "asha"), case, person(keys, "rekha", clock.today()))
    assert reads(keys, "rekha", case)
    Wrap.objects.filter(case=case, principal=keys.people["rekha"]).update(until=None)
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        assert not reads(keys, "rekha", case)
        revoke(fresh(keys, "asha"), case, new_id())
        assert not reads(keys, "rekha", case)
        assert reads(keys, "meera", case)


def test_an_inserted_member_is_not_given_the_teams_next_key(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha", "intruder"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera", "rekha")
    case = made(keys, "asha", Reader(Kind.TEAM, team.pk))
    TeamMember.objects.create(organisation_id=keys.organisation_id, team=team, holder=keys.people["intruder"])
    membership.start_epoch(fresh(keys, "supervisor"), team)
    assert not reads(keys, "intruder", case)
    membership.remove_member(fresh(keys, "supervisor"), team, keys.people["rekha"])
    membership.give_team_keys_again(fresh(keys, "supervisor"), keys.people["intruder"])
    assert [reads(keys, name, case) for name in ("asha", "meera", "rekha", "intruder")] == [True, True, False, False]


def test_a_removed_reader_does_not_come_back_with_her_old_row(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha", "sunita"):
        keys.join(name)
    case = made(keys, "asha", *(person(keys, name) for name in ("asha", "meera", "rekha", "sunita")))
    (before,) = Wrap.objects.filter(case=case, principal=keys.people["rekha"])
    revoke(fresh(keys, "asha"), case, keys.people["rekha"])
    before.dek_version = 2
    before.save(force_insert=True)
    revoke(fresh(keys, "asha"), case, keys.people["sunita"])
    assert [reads(keys, name, case) for name in ("asha", "meera", "rekha", "sunita")] == [True, True, False, False]


def test_author_and_time_of_an_entry_are_not_changed(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    case = made(keys, "asha", person(keys, "asha"), person(keys, "meera"))
    rows = Section.objects.filter(case=case)
    (before,) = rows
    changes: list[dict[str, object]] = [
        {"written_by": keys.people["meera"]},
        {"written_at": before.written_at - dt.timedelta(days=30)},
        {"schema": 1},
    ]
    for change in changes:
        rows.update(**change)
        with pytest.raises(Refused):
            reads(keys, "asha", case)
        rows.update(written_by=before.written_by, written_at=before.written_at, schema=before.schema)
    assert reads(keys, "asha", case)
