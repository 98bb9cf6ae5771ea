"""A supervisor certifies keys after comparing fingerprints, and creates and changes teams."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.daily_checks import check_keys
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault.casekeys import Reader, make_case_key
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import fingerprint_of, trusted_key
from jatan.foundation.vault.enrolment import enrol
from jatan.foundation.vault.models import DirectoryKey, SignerGift, Team, TeamGift, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.web.ui.keys.unlock_again import FIELD
from tests.foundation.vault.vault_office import WORDS, VaultHouse
from tests.web.vault.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db


def waits(keys: VaultHouse) -> DirectoryKey:
    """The counsellor has set up her keys."""
    return enrol(keys.organisation_id, keys.people["counsellor"], WORDS)[0]


def is_trusted(keys: VaultHouse, name: str) -> bool:
    try:
        trusted_key(keys.organisation_id, Kind.USER, keys.people[name])
    except Refused:
        return False
    return True


def a_team(client: Any, keys: VaultHouse, *names: str) -> Team:
    holders = [str(keys.people[name]) for name in names]
    answer = client.post("/keys/teams/", {"name": "आश्रय", "holders": holders})
    assert answer.status_code == 302, answer.context["form"].errors
    return Team.objects.get(name="आश्रय")


def test_a_waiting_key_counts_once_its_fingerprint_was_compared(unlocked: Unlocked, keys: VaultHouse) -> None:
    row, client = waits(keys), unlocked("supervisor")
    assert "Test counsellor" in client.get("/keys/waiting/").content.decode()
    address = f"/keys/waiting/{row.pk}/"
    assert fingerprint_of(row) in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    assert not is_trusted(keys, "counsellor")
    assert client.post(address, {"compared": "on"}).headers["Location"] == "/keys/waiting/"
    assert is_trusted(keys, "counsellor")
    assert Event.objects.filter(verb="keys.vouched", about=keys.people["counsellor"]).exists()
    assert client.get(address).status_code == 404


def test_vouching_needs_open_keys(browser: Browser, keys: VaultHouse) -> None:
    """The page asks for the passphrase and keeps what was said; with a wrong one nobody is vouched for."""
    row, client = waits(keys), browser("supervisor")
    address = f"/keys/waiting/{row.pk}/"
    answer = client.post(address, {"compared": "on"})
    assert answer.status_code == 200
    assert f'name="{FIELD}"' in answer.content.decode()
    assert not is_trusted(keys, "counsellor")
    assert client.post(address, {"compared": "on", FIELD: "सड़क पर लाल पुरानी साइकिल"}).status_code == 422
    assert not is_trusted(keys, "counsellor")
    assert client.post(address, {"compared": "on", FIELD: WORDS}).headers["Location"] == "/keys/waiting/"
    assert is_trusted(keys, "counsellor")


def test_a_counsellor_vouches_for_nobody_and_makes_no_team(unlocked: Unlocked, keys: VaultHouse) -> None:
    keys.join("counsellor")
    row = enrol(keys.organisation_id, new_id(), WORDS)[0]
    client = unlocked("counsellor")
    for path in ("/keys/waiting/", f"/keys/waiting/{row.pk}/", "/keys/teams/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"compared": "on"}).status_code in {404, 405}


def test_a_supervisor_without_a_signing_key_is_asked_to_get_certified(unlocked: Unlocked, keys: VaultHouse) -> None:
    row, client = waits(keys), unlocked("supervisor")
    SignerGift.objects.all().delete()
    answer = client.post(f"/keys/waiting/{row.pk}/", {"compared": "on"})
    assert answer.status_code == 422
    assert not is_trusted(keys, "counsellor")


def test_a_team_is_made_and_reads_its_cases(unlocked: Unlocked, keys: VaultHouse) -> None:
    ring = keys.join("counsellor")
    team = a_team(unlocked("supervisor"), keys, "counsellor")
    case = new_id()
    made = make_case_key(keys.rings["supervisor"], case, [Reader(Kind.TEAM, team.pk)])
    assert ring.case_key(case).dek == made.dek


def test_a_removed_team_member_cannot_read(unlocked: Unlocked, keys: VaultHouse) -> None:
    keys.join("counsellor")
    keys.join("desk_operator")
    client = unlocked("supervisor")
    team = a_team(client, keys, "counsellor", "desk_operator")
    case = new_id()
    make_case_key(keys.rings["supervisor"], case, [Reader(Kind.TEAM, team.pk)])
    client.post(f"/keys/teams/{team.pk}/take/{keys.people['desk_operator']}/")
    keys.rings["desk_operator"]._teams.clear()
    with pytest.raises(Refused):
        keys.rings["desk_operator"].case_key(case)
    team.refresh_from_db()
    assert team.epoch == 2
    assert keys.rings["counsellor"].case_key(case)
    assert Event.objects.filter(verb="keys.member_taken", about=team.pk).count() == 1


def test_an_uncertified_new_key_does_not_block_removing_a_member(unlocked: Unlocked, keys: VaultHouse) -> None:
    for name in ("counsellor", "desk_operator"):
        keys.join(name)
    client = unlocked("supervisor")
    team = a_team(client, keys, "counsellor", "desk_operator")
    row = waits(keys)
    assert client.post(f"/keys/teams/{team.pk}/take/{keys.people['desk_operator']}/").status_code == 302
    assert TeamGift.objects.filter(team=team, kind=Kind.USER).count() == 1
    assert client.post(f"/keys/waiting/{row.pk}/", {"compared": "on"}).status_code == 302
    assert TeamGift.objects.filter(team=team, principal=keys.people["counsellor"], epoch=2).exists()


def test_a_team_keeps_two_people(unlocked: Unlocked, keys: VaultHouse) -> None:
    keys.join("counsellor")
    client = unlocked("supervisor")
    team = a_team(client, keys, "counsellor")
    client.post(f"/keys/teams/{team.pk}/take/{keys.people['counsellor']}/")
    team.refresh_from_db()
    assert team.epoch == 1
    assert len(client.get(f"/keys/teams/{team.pk}/").context["members"]) == 2


def test_somebody_is_added_and_adding_her_again_is_refused(unlocked: Unlocked, keys: VaultHouse) -> None:
    keys.join("counsellor")
    keys.join("desk_operator")
    client = unlocked("supervisor")
    team = a_team(client, keys, "counsellor")
    address, form = f"/keys/teams/{team.pk}/", {"deed": "add", "holder": str(keys.people["desk_operator"])}
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 422
    assert TeamGift.objects.filter(team=team, principal=keys.people["desk_operator"]).count() == 1


def test_a_team_with_a_renewed_key_reads_old_cases(unlocked: Unlocked, keys: VaultHouse) -> None:
    keys.join("counsellor")
    client = unlocked("supervisor")
    team, case = a_team(client, keys, "counsellor"), new_id()
    make_case_key(keys.rings["supervisor"], case, [Reader(Kind.TEAM, team.pk)])
    assert client.post(f"/keys/teams/{team.pk}/", {"deed": "renew"}).status_code == 302
    assert Wrap.objects.get(case=case, kind=Kind.TEAM).epoch == 2
    keys.rings["counsellor"]._teams.clear()
    assert keys.rings["counsellor"].case_key(case)


@pytest.mark.parametrize(
    "form", [{}, {"deed": "drop"}, {"deed": "take"}, {"deed": "take", "holder": "x"}, {"deed": "add", "holder": "x"}]
)
def test_unknown_or_incomplete_actions_change_nothing(
    form: dict[str, str], unlocked: Unlocked, keys: VaultHouse
) -> None:
    keys.join("counsellor")
    client = unlocked("supervisor")
    team = a_team(client, keys, "counsellor")
    assert client.post(f"/keys/teams/{team.pk}/", form).status_code in {200, 404, 422}
    team.refresh_from_db()
    assert team.epoch == 1


def test_two_teams_of_one_name_are_refused(unlocked: Unlocked, keys: VaultHouse) -> None:
    keys.join("counsellor")
    client = unlocked("supervisor")
    a_team(client, keys, "counsellor")
    again = client.post("/keys/teams/", {"name": "आश्रय", "holders": [str(keys.people["counsellor"])]})
    assert again.status_code == 422
    assert Team.objects.count() == 1


def test_who_left_the_house_is_shown_in_her_teams_until_she_is_taken_out(unlocked: Unlocked, keys: VaultHouse) -> None:
    for name in ("counsellor", "desk_operator"):
        keys.join(name)
    client = unlocked("supervisor")
    a_team(client, keys, "counsellor", "desk_operator")
    Posting.objects.filter(role=Role.DESK_OPERATOR).update(role=Role.COUNSELLOR)
    team = Team.objects.get()
    assert "no longer works here" not in english(client, f"/keys/teams/{team.pk}/")
    Posting.objects.filter(account_id=keys.people["desk_operator"]).update(until=clock.today() - dt.timedelta(days=1))
    assert "Somebody who left still belongs to it" in english(client, "/keys/teams/")
    assert "no longer works here" in english(client, f"/keys/teams/{team.pk}/")
    assert client.post(f"/keys/teams/{team.pk}/take/{keys.people['desk_operator']}/").status_code == 302
    assert "Somebody who left" not in english(client, "/keys/teams/")


def test_a_supervisor_sees_what_the_nightly_check_found(unlocked: Unlocked, browser: Browser, keys: VaultHouse) -> None:
    """The keys of this house were made without their pages, so the ledger knows none of their fingerprints."""
    client = unlocked("supervisor")
    assert "nightly check" not in english(client, "/keys/")
    assert check_keys() > 0
    assert "not in order" in english(client, "/keys/")
    keys.join("counsellor")
    Account.objects.update(language="en")
    assert "nightly check" not in browser("counsellor").get("/keys/").content.decode()
    with acting_as(machine_for([keys.organisation_id])):
        record_event(organisation_id=keys.organisation_id, by=None, verb="keys.checked", payload={"faults": 0})
    assert "found every key and reader in order" in english(client, "/keys/")


def english(client: Any, address: str) -> str:
    """The page for a reader of English, so that the test does not hang on a translation."""
    Account.objects.filter(email="supervisor@example.org").update(language="en")
    page: str = client.get(address).content.decode()
    return page
