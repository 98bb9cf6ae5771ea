"""Opening keys after the upgrade signs what an earlier version left unsigned, and nothing that is damaged keeps her
out."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader, make_case_key
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Section, Team, TeamGift, Wrap
from jatan.foundation.vault.rosters import roster_of
from jatan.foundation.vault.section_store import write_section
from jatan.foundation.vault.statements import FOUND, statement_of
from tests.foundation.vault.earlier_version import (
    as_before_signing_keys,
    as_before_statements,
    people_with_certified_keys,
    written_by_their_owner,
)
from tests.foundation.vault.vault_office import WORDS, VaultHouse
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _owner_writes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with written_by_their_owner(django_db_blocker):
        yield


@pytest.fixture
def team(keys: VaultHouse) -> Team:
    keys.join("counsellor")
    return keys.team("shelter", "supervisor", "counsellor")


@pytest.fixture
def case(keys: VaultHouse, team: Team) -> uuid.UUID:
    """A case of the team; team, keys and case as an earlier version left them."""
    found, ring = uuid.uuid4(), keys.rings["counsellor"]
    write_section(ring, found, make_case_key(ring, found, [Reader(Kind.TEAM, team.pk)]), "file", b"a story")
    as_before_statements(ring, found)
    as_before_signing_keys(keys)
    return found


def opens(browser: Browser, part: str) -> Client:
    client = browser(part)
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    return client


def test_supervisor_first_then_everybody_then_the_supervisor(
    browser: Browser, keys: VaultHouse, team: Team, case: uuid.UUID
) -> None:
    opens(browser, "supervisor")
    assert roster_of(keys.organisation_id, team.pk) is not None
    stated = statement_of(keys.organisation_id, case)
    assert stated is not None
    assert (stated.change, stated.by) == (FOUND, keys.people["supervisor"])
    opens(browser, "counsellor")
    assert people_with_certified_keys(keys) == {keys.people["supervisor"]}
    opens(browser, "supervisor")
    assert people_with_certified_keys(keys) == {keys.people["supervisor"], keys.people["counsellor"]}
    verbs = list(Event.objects.filter(verb__in=["keys.roster_signed", "keys.readers_signed"]).values_list("verb"))
    assert sorted(verbs) == [("keys.readers_signed",), ("keys.roster_signed",)], "each is signed once"


def _strange_signing_key(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    DirectoryKey.objects.filter(principal=keys.people["counsellor"]).update(signing=b"x", proof=b"y" * 77)


def _team_of_nobody(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    Team.objects.create(organisation_id=keys.organisation_id, name="nobody's", epoch=3)


def _strange_team_key(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    DirectoryKey.objects.filter(principal=team.pk).update(signature=b"\x02" + b"x" * 3373)


def _strange_gift(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    TeamGift.objects.filter(team=team).update(sealed=b"x" * 1232)


def _strange_wrap(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    Wrap.objects.filter(case=case).update(sealed=b"x" * 77)


def _strange_section(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    Section.objects.filter(case=case).update(sealed=b"x" * 557)


def _wrap_of_no_kind(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    row = Wrap.objects.filter(case=case).first()
    assert row is not None
    row.pk, row.kind, row.principal = uuid.uuid4(), "bogus", uuid.uuid4()
    row.save(force_insert=True)


def _statement_of_a_number(keys: VaultHouse, team: Team, case: uuid.UUID) -> None:
    CaseStatement.objects.create(
        organisation_id=keys.organisation_id, case=case, number=1, body=b'{"rosters":5}', signature=b"x"
    )


@pytest.mark.parametrize(
    "damage",
    [
        _strange_signing_key,
        _team_of_nobody,
        _strange_team_key,
        _strange_gift,
        _strange_wrap,
        _strange_section,
        _wrap_of_no_kind,
        _statement_of_a_number,
    ],
)
def test_one_damaged_row_keeps_nobody_from_her_keys(
    browser: Browser,
    keys: VaultHouse,
    team: Team,
    case: uuid.UUID,
    damage: Callable[[VaultHouse, Team, uuid.UUID], None],
) -> None:
    damage(keys, team, case)
    for part in ("supervisor", "counsellor", "supervisor"):
        assert opens(browser, part).get("/keys/").status_code == 200


def test_cases_that_cannot_be_signed_are_tried_a_few_at_a_time_and_told(
    browser: Browser, keys: VaultHouse, team: Team, case: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jatan.foundation.access.key_acts._MOST_TRIED", 2)
    (wrap,) = Wrap.objects.filter(case=case, principal=team.pk)
    for _number in range(3):
        wrap.pk, wrap.case = uuid.uuid4(), uuid.uuid4()
        wrap.save(force_insert=True)
    Wrap.objects.filter(case=case).delete()
    opens(browser, "supervisor")
    (event,) = Event.objects.filter(verb="keys.unsigned_left")
    assert event.payload["times"] == 2


def test_who_shares_no_team_with_a_supervisor_compares_her_fingerprint(browser: Browser, keys: VaultHouse) -> None:
    keys.join("counsellor")
    as_before_signing_keys(keys)
    page = opens(browser, "counsellor").get("/keys/").content.decode()
    supervisor = opens(browser, "supervisor")
    (waiting,) = supervisor.get("/keys/waiting/").context["rows"]
    row, _name, fingerprint = waiting
    assert row.principal == keys.people["counsellor"]
    assert fingerprint in page
    assert supervisor.post(f"/keys/waiting/{row.pk}/", {"compared": "on"}).status_code == 302
    assert people_with_certified_keys(keys) == {keys.people["supervisor"], keys.people["counsellor"]}
    assert fingerprint in opens(browser, "counsellor").get("/keys/").content.decode()
    assert list(supervisor.get("/keys/waiting/").context["rows"]) == []
