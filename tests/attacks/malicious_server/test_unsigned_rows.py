"""Rows that nobody signed, put in beside those of an earlier version: they keep no team and no case from being signed,
and nobody from her signing key."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.vault import membership, statements
from jatan.foundation.vault.casekeys import Reader, grant, make_case_key, readers, sign_as_found
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Section, Team, TeamGift, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import roster_of
from jatan.foundation.vault.signing_keys import certify_published, publish_signing_key
from jatan.foundation.vault.statements import statement_beside, statements_of, whole_statements, with_statement
from tests.attacks.malicious_server.test_who_may_read import fresh, insert_wrap, made, person, reads
from tests.foundation.vault.earlier_version import (
    as_before_signing_keys,
    as_before_statements,
    people_with_certified_keys,
)
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db


def certified(keys: VaultHouse) -> set[str]:
    """Names of those whose signing keys count."""
    found = people_with_certified_keys(keys)
    return {name for name, person in keys.people.items() if person in found}


@pytest.fixture
def team(keys: VaultHouse) -> Team:
    """A team of an earlier version, whose supervisor has opened her keys since."""
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    found = keys.team("shelter", "supervisor", "asha", "meera", "rekha")
    as_before_signing_keys(keys)
    publish_signing_key(fresh(keys, "supervisor"))
    membership.sign_as_found(fresh(keys, "supervisor"), found)
    return found


@pytest.fixture
def case(keys: VaultHouse) -> uuid.UUID:
    """A signed case of Asha's and Meera's."""
    for name in ("asha", "meera"):
        keys.join(name)
    return made(keys, "asha", person(keys, "asha"), person(keys, "meera"))


def test_a_wrap_of_no_kind_leaves_the_case_to_be_signed(keys: VaultHouse, case: uuid.UUID) -> None:
    as_before_statements(fresh(keys, "asha"), case)
    insert_wrap(keys, case, "meera", kind="bogus", principal=uuid.uuid4())
    both = {keys.people["asha"], keys.people["meera"]}
    assert {one.principal for one in readers(keys.organisation_id, case)} == both
    assert sign_as_found(fresh(keys, "asha"), case).statement == 1
    assert {one.principal for one in readers(keys.organisation_id, case)} == both
    assert reads(keys, "meera", case)


@pytest.mark.parametrize("form", ["number", "team alone", "whole"])
def test_a_statement_that_nobody_signed_leaves_the_team_to_be_signed(keys: VaultHouse, form: str) -> None:
    keys.join("asha")
    team = keys.team("shelter", "supervisor", "asha")
    case = made(keys, "asha", Reader(Kind.TEAM, team.pk))
    (row,) = CaseStatement.objects.filter(case=case)
    body = {"number": b'{"rosters":5}', "team alone": json.dumps({"rosters": {team.pk.hex: 1}}).encode()}
    as_before_statements(fresh(keys, "asha"), case)
    as_before_signing_keys(keys)
    CaseStatement.objects.create(
        organisation_id=row.organisation_id, case=case, number=1, body=body.get(form, bytes(row.body)), signature=b"x"
    )
    membership.sign_as_found(fresh(keys, "supervisor"), team)
    assert roster_of(keys.organisation_id, team.pk) is not None


@pytest.mark.parametrize("junk", [b"", b"x", b"x" * 77])
def test_a_proof_that_counts_no_more_is_made_again(keys: VaultHouse, team: Team, junk: bytes) -> None:
    """She published, then the team got another key, or somebody spoilt the row."""
    publish_signing_key(fresh(keys, "asha"))
    if junk:
        DirectoryKey.objects.filter(principal=keys.people["asha"]).update(proof=junk)
    else:
        membership.remove_member(fresh(keys, "supervisor"), team, keys.people["rekha"])
    assert certify_published(fresh(keys, "supervisor")) == []
    publish_signing_key(fresh(keys, "asha"))
    certify_published(fresh(keys, "supervisor"))
    assert certified(keys) == {"supervisor", "asha"}


def test_proofs_that_do_not_open_keep_no_later_one_waiting(
    keys: VaultHouse, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jatan.foundation.vault.signing_keys._AT_ONCE", 1)
    for name in ("asha", "meera", "rekha"):
        publish_signing_key(fresh(keys, name))
    DirectoryKey.objects.filter(principal=keys.people["asha"]).update(proof=b"x" * 77)
    certify_published(fresh(keys, "supervisor"))
    assert certified(keys) == {"supervisor", "meera"}
    certify_published(fresh(keys, "supervisor"))
    assert certified(keys) == {"supervisor", "meera", "rekha"}


def test_one_damaged_team_leaves_her_the_others_to_prove_it_with(keys: VaultHouse) -> None:
    keys.join("asha")
    first, second = (keys.team(name, "supervisor", "asha") for name in ("shelter", "outreach"))
    as_before_signing_keys(keys)
    publish_signing_key(fresh(keys, "supervisor"))
    for team in (first, second):
        membership.sign_as_found(fresh(keys, "supervisor"), team)
    TeamGift.objects.filter(team=first, principal=keys.people["asha"]).update(sealed=b"x" * 1232)
    publish_signing_key(fresh(keys, "asha"))
    certify_published(fresh(keys, "supervisor"))
    assert certified(keys) == {"asha", "supervisor"}


@pytest.mark.parametrize("left", [CaseStatement, Section])
def test_a_case_that_had_a_key_is_given_no_first_one_again(
    keys: VaultHouse, case: uuid.UUID, left: type[CaseStatement | Section]
) -> None:
    Wrap.objects.filter(case=case).delete()
    (CaseStatement if left is Section else Section).objects.filter(case=case).delete()
    with pytest.raises(Refused, match="statement"):
        make_case_key(fresh(keys, "asha"), case, [person(keys, "asha"), person(keys, "meera")])


def test_a_case_erased_while_its_chain_is_verified_is_refused(keys: VaultHouse, case: uuid.UUID) -> None:
    row = with_statement(Wrap.objects.filter(case=case)).first()
    assert row is not None
    CaseStatement.objects.filter(case=case).delete()
    statements._kept.clear()
    with pytest.raises(Refused, match="statement"):
        statement_beside(row)


def test_what_is_read_often_stays_verified(keys: VaultHouse, case: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jatan.foundation.vault.statements._MOST_KEPT", 2)
    statements._kept.clear()
    two, three = (made(keys, "asha", person(keys, "asha"), person(keys, "meera")) for _ in range(2))
    statements._kept.clear()
    for one in (case, two, case, three):
        statements_of(keys.organisation_id, [one])
    with CaptureQueriesContext(connection) as asked:
        statements_of(keys.organisation_id, [case])
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        statements_of(keys.organisation_id, [two])
    assert len(asked) > 1, "it was the longest unread"


def test_the_nightly_check_reads_a_few_chains_at_a_time(
    keys: VaultHouse, case: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jatan.foundation.vault.statements._CASES_AT_ONCE", 1)
    others = [made(keys, "asha", person(keys, "asha"), person(keys, "meera")) for _ in range(2)]
    grant(fresh(keys, "asha"), others[0], person(keys, "supervisor"))
    CaseStatement.objects.filter(case=others[1]).update(signature=b"x")
    with CaptureQueriesContext(connection) as asked_first:
        found = whole_statements(keys.organisation_id)
        all_found = [next(found)]
    with CaptureQueriesContext(connection) as asked_later:
        all_found.extend(found)
    assert len(asked_later) > len(asked_first) > 0
    assert {one: stated.number if stated else None for one, stated in all_found} == {
        case: 1,
        others[0]: 2,
        others[1]: None,
    }


def test_whoever_gives_a_case_waits_for_whoever_does_so_too(keys: VaultHouse, case: uuid.UUID) -> None:
    """Two grants begun at one time are two statements: the case's wraps are locked before its chain is read."""
    keys.join("rekha")
    with CaptureQueriesContext(connection) as seen:
        grant(fresh(keys, "asha"), case, person(keys, "rekha"))
    asked = [one["sql"] for one in seen.captured_queries]
    locks = [at for at, sql in enumerate(asked) if "vault_wrap" in sql and "FOR UPDATE" in sql]
    reading = [at for at, sql in enumerate(asked) if "vault_casestatement" in sql]
    assert min(locks) < min(reading)
