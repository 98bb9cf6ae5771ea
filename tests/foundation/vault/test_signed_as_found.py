"""Cases, teams and keys of an earlier version open after the upgrade, and are signed when somebody opens her keys."""

import uuid
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from jatan.foundation.vault import membership
from jatan.foundation.vault.casekeys import (
    Reader,
    grant,
    make_case_key,
    readers,
    revoke,
    sign_as_found,
    unsigned_cases,
)
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import open_letter, send_letter
from jatan.foundation.vault.models import Section, Team, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import roster_of
from jatan.foundation.vault.section_store import latest, open_section, write_section
from jatan.foundation.vault.signing_keys import certify_published, publish_signing_key
from jatan.foundation.vault.statements import FOUND, statement_of
from tests.foundation.vault.earlier_version import (
    as_before_signing_keys,
    as_before_statements,
    people_with_certified_keys,
    written_by_their_owner,
)
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db
STORY = "बयान दर्ज हुआ".encode()


@pytest.fixture(scope="module", autouse=True)
def _owner_writes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with written_by_their_owner(django_db_blocker):
        yield


def fresh(keys: VaultHouse, name: str) -> Keyring:
    ring = keys.rings[name]
    return Keyring(ring.organisation_id, ring.holder, ring.key, ring.epoch)


def reads(keys: VaultHouse, name: str, case: uuid.UUID) -> bool:
    try:
        key = fresh(keys, name).case_key(case)
    except Refused:
        return False
    return all(open_section(key, row) == STORY for row in latest(keys.organisation_id, [case]))


@pytest.fixture
def team(keys: VaultHouse) -> Team:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    return keys.team("shelter", "supervisor", "asha", "meera")


@pytest.fixture
def case(keys: VaultHouse, team: Team) -> uuid.UUID:
    """A case of the team, given to Rekha too, as an earlier version left all of it."""
    found = uuid.uuid4()
    to = [Reader(Kind.TEAM, team.pk), Reader(Kind.USER, keys.people["rekha"])]
    write_section(fresh(keys, "asha"), found, make_case_key(fresh(keys, "asha"), found, to), "file", STORY)
    as_before_statements(fresh(keys, "asha"), found)
    as_before_signing_keys(keys)
    return found


def upgraded(keys: VaultHouse, *names: str) -> None:
    """These people open their keys, in this order, as the pages do."""
    for name in names:
        ring = fresh(keys, name)
        publish_signing_key(ring)
        certify_published(ring)
        if ring.is_signer():
            for team in membership.unsigned_teams(ring):
                membership.sign_as_found(ring, team)


def test_a_case_of_before_opens_is_written_given_and_taken_before_anybody_signs(
    keys: VaultHouse, case: uuid.UUID, team: Team
) -> None:
    assert all(reads(keys, name, case) for name in ("asha", "meera", "rekha", "supervisor"))
    write_section(fresh(keys, "meera"), case, fresh(keys, "meera").case_key(case), "file", STORY)
    keys.join("sunita")
    grant(fresh(keys, "asha"), case, Reader(Kind.USER, keys.people["sunita"]))
    revoke(fresh(keys, "asha"), case, keys.people["rekha"])
    assert [reads(keys, name, case) for name in ("asha", "sunita", "rekha")] == [True, True, False]
    other = uuid.uuid4()
    key = make_case_key(fresh(keys, "asha"), other, [Reader(Kind.TEAM, team.pk)])
    assert key.statement == 0, "she has nothing to sign with yet"
    write_section(fresh(keys, "asha"), other, key, "file", STORY)
    assert reads(keys, "meera", other)


def test_letters_go_to_the_team_of_before_and_to_it_when_it_is_signed(
    keys: VaultHouse, case: uuid.UUID, team: Team
) -> None:
    first = send_letter(keys.organisation_id, kind="referral", plaintext=STORY)
    upgraded(keys, "supervisor")
    second = send_letter(keys.organisation_id, kind="referral", plaintext=STORY)
    assert [open_letter(fresh(keys, "meera"), one) for one in (first, second)] == [STORY, STORY]


def test_teams_and_cases_are_signed_at_the_unlocks_that_follow(keys: VaultHouse, case: uuid.UUID, team: Team) -> None:
    assert unsigned_cases(fresh(keys, "asha")) == [case]
    with pytest.raises(Refused):
        sign_as_found(fresh(keys, "asha"), case)
    assert statement_of(keys.organisation_id, case) is None
    upgraded(keys, "supervisor", "asha", "meera", "supervisor")
    roster = roster_of(keys.organisation_id, team.pk)
    assert roster is not None
    assert set(roster.members) == {keys.people[name] for name in ("supervisor", "asha", "meera")}
    assert people_with_certified_keys(keys) == {keys.people[name] for name in ("supervisor", "asha", "meera")}
    before = readers(keys.organisation_id, case)
    sign_as_found(fresh(keys, "asha"), case)
    stated = statement_of(keys.organisation_id, case)
    assert stated is not None
    assert (stated.change, stated.number) == (FOUND, 1)
    assert readers(keys.organisation_id, case) == before
    assert unsigned_cases(fresh(keys, "asha")) == []
    assert set(Section.objects.filter(case=case).values_list("schema", "statement")) == {(2, 1)}
    assert all(reads(keys, name, case) for name in ("asha", "meera", "rekha", "supervisor"))
    with pytest.raises(Refused):
        sign_as_found(fresh(keys, "meera"), case)


def test_taking_a_reader_away_signs_a_case_of_before_first(keys: VaultHouse, case: uuid.UUID) -> None:
    upgraded(keys, "supervisor", "asha", "supervisor")
    revoke(fresh(keys, "asha"), case, keys.people["rekha"])
    stated = statement_of(keys.organisation_id, case)
    assert stated is not None
    assert stated.number == 2
    assert [reads(keys, name, case) for name in ("asha", "meera", "rekha")] == [True, True, False]


def test_a_case_with_a_part_that_does_not_open_is_not_signed(keys: VaultHouse, case: uuid.UUID) -> None:
    upgraded(keys, "supervisor", "asha", "supervisor")
    Section.objects.filter(case=case).update(sealed=bytes(557))
    with pytest.raises(Refused):
        sign_as_found(fresh(keys, "asha"), case)


def test_what_was_written_while_somebody_signed_is_not_lost(keys: VaultHouse, case: uuid.UUID) -> None:
    """Whoever had the file open before does not write past the signature: she opens it again."""
    upgraded(keys, "supervisor", "asha", "supervisor")
    opened = fresh(keys, "meera").case_key(case)
    sign_as_found(fresh(keys, "asha"), case)
    with pytest.raises(Refused, match="meanwhile"):
        write_section(fresh(keys, "meera"), case, opened, "file", STORY)
    write_section(fresh(keys, "meera"), case, fresh(keys, "meera").case_key(case), "file", STORY)
    assert reads(keys, "asha", case)


def test_a_team_changes_as_before_and_has_its_roster_then(keys: VaultHouse, case: uuid.UUID, team: Team) -> None:
    upgraded(keys, "rekha")
    membership.add_member(fresh(keys, "supervisor"), team, keys.people["rekha"])
    membership.remove_member(fresh(keys, "supervisor"), team, keys.people["meera"])
    Wrap.objects.filter(case=case, kind=Kind.USER).delete()
    roster = roster_of(keys.organisation_id, team.pk)
    assert roster is not None
    assert roster.number == 3
    assert [reads(keys, name, case) for name in ("asha", "meera", "rekha")] == [True, False, True]
