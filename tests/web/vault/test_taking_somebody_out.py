"""Taking a colleague out of a team asks first, gives her cases on in the same act, and says what stays open to her."""

import re
from typing import Any

import pytest

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import TeamMember
from jatan.programme.cases import events
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case, take_case_from
from jatan.programme.cases.models import Case
from jatan.programme.cases.register import services
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked, cast, house, standing_house, unlocked
from tests.web.conftest import browser

__all__ = ["browser", "cast", "house", "standing_house", "unlocked"]

pytestmark = pytest.mark.django_db


def address(house: CaseHouse, part: str = "colleague") -> str:
    return f"/keys/teams/{house.team.pk}/take/{house.keys.people[part]}/"


def case_of_colleague(house: CaseHouse, *, by_name: bool = False) -> OpenCaseFile:
    """A case assigned to the colleague; `by_name`: its key was given to her too."""
    case_file = house.open_case()
    people = house.keys.people
    with house.acting("supervisor") as by:
        services.assign_case(by=by, case=case_file.case, to=people["colleague"])
        if by_name:
            mine: dict[str, Any] = {"by": by, "keyring": house.ring("supervisor"), "reason": "x"}
            to, names = Reader(Kind.USER, people["colleague"]), {people["colleague"]: "x"}
            give_case(**mine, case_file=house.read(case_file.case.pk, "supervisor"), to=to, names=names)
    return case_file


def is_member(house: CaseHouse) -> bool:
    held = TeamMember.objects.filter(team=house.team, holder=house.keys.people["colleague"], until__isnull=True)
    return held.exists()


def test_looking_at_the_page_takes_nobody_out(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, supervisor = case_of_colleague(house), unlocked("supervisor")
    team = supervisor.get(f"/keys/teams/{house.team.pk}/").content.decode()
    assert address(house) in team
    assert "take" not in re.findall(r'name="deed" value="(\w+)"', team)
    page = supervisor.get(address(house)).content.decode()
    assert case_file.case.code in page
    assert f'name="to.{case_file.case.pk}"' in page
    assert is_member(house)
    assert house.can_read(case_file.case.pk, "colleague")


def test_her_cases_are_given_on_in_the_same_act(house: CaseHouse, unlocked: Unlocked) -> None:
    first, second, supervisor = case_of_colleague(house), case_of_colleague(house), unlocked("supervisor")
    to = {f"to.{one.case.pk}": str(house.keys.people["counsellor"]) for one in (first, second)}
    only_one = {f"to.{first.case.pk}": to[f"to.{first.case.pk}"]}
    refused = supervisor.post(address(house), only_one)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {f"to.{second.case.pk}"})
    assert is_member(house)
    assert Case.objects.get(pk=first.case.pk).assigned_to == house.keys.people["colleague"]
    assert supervisor.post(address(house), to).status_code == 302
    assert not is_member(house)
    assert set(Case.objects.values_list("assigned_to", flat=True)) == {house.keys.people["counsellor"]}
    assert not house.can_read(first.case.pk, "colleague")
    assert house.can_read(first.case.pk, "counsellor")
    with house.acting("supervisor"):
        assigned = Event.objects.filter(verb=events.CASE_ASSIGNED, about__in=[first.case.pk, second.case.pk])
        assert assigned.count() == 4


def test_the_page_of_the_team_says_how_many_cases_wait_for_their_key(
    house: CaseHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jatan.programme.cases.file.team_leaving._AT_ONCE", 1)
    for _number in range(3):
        house.open_case()
    supervisor, team = unlocked("supervisor"), f"/keys/teams/{house.team.pk}/"
    assert supervisor.get(team).context["waiting"] == 0
    assert supervisor.post(address(house), {}).status_code == 302
    assert supervisor.get(team).context["waiting"] == 2
    assert 'value="cases"' in supervisor.get(team).content.decode()
    unlocked("counsellor")
    assert supervisor.get(team).context["waiting"] == 1
    assert supervisor.post(team, {"deed": "cases"}).status_code == 302
    page = supervisor.get(team)
    assert page.context["waiting"] == 0
    assert 'value="cases"' not in page.content.decode()


def test_nobody_takes_a_case_who_does_not_read_it_with_the_team(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, supervisor = case_of_colleague(house), unlocked("supervisor")
    for part in ("coordinator", "colleague", "legal_officer"):
        refused = supervisor.post(address(house), {f"to.{case_file.case.pk}": str(house.cast.accounts[part].pk)})
        assert refused.status_code == 422, part
    assert is_member(house)


def test_the_page_says_which_cases_stay_open_to_her(house: CaseHouse, unlocked: Unlocked) -> None:
    """The page said "nothing from that moment", and the key given by name opened the case all the same."""
    named, supervisor = case_of_colleague(house, by_name=True), unlocked("supervisor")
    page = supervisor.get(address(house)).content.decode()
    assert f"/cases/{named.case.pk}/readers/" in page
    assert supervisor.post(address(house), {}).status_code == 302, "what she still reads may stay with her"
    assert house.can_read(named.case.pk, "colleague")
    assert Case.objects.get(pk=named.case.pk).assigned_to == house.keys.people["colleague"]


def test_only_who_can_open_a_case_is_offered_to_take_it(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, people = case_of_colleague(house), house.keys.people
    with house.acting("supervisor") as by:
        house.keys.join("legal_officer")
        mine: dict[str, Any] = {"by": by, "keyring": house.ring("supervisor"), "reason": "x"}
        for part in ("supervisor", "legal_officer"):
            to, names = Reader(Kind.USER, people[part]), {people[part]: "x"}
            give_case(**mine, case_file=house.read(case_file.case.pk, "supervisor"), to=to, names=names)
        here = house.read(case_file.case.pk, "supervisor")
        take_case_from(**mine, case_file=here, principal=house.team.pk, name="परामर्श")
    supervisor = unlocked("supervisor")
    form = supervisor.get(address(house)).context["form"]
    offered = {pk for pk, _name in form.fields[f"to.{case_file.case.pk}"].choices if pk}
    assert offered == {str(people["supervisor"])}
    refused = supervisor.post(address(house), {f"to.{case_file.case.pk}": str(people["counsellor"])})
    assert refused.status_code == 422
    assert is_member(house)


def test_another_team_of_hers_is_named_and_keeps_its_cases(house: CaseHouse, unlocked: Unlocked) -> None:
    supervisor = unlocked("supervisor")
    with house.acting("supervisor"):
        other = house.keys.team("आश्रय", "supervisor", "counsellor", "colleague")
    assert "आश्रय" in supervisor.get(address(house)).content.decode()
    case_file = house.open_case(team=other.pk)
    with house.acting("supervisor") as by:
        services.assign_case(by=by, case=case_file.case, to=house.keys.people["colleague"])
    assert supervisor.post(address(house), {}).status_code == 302
    assert not is_member(house)
    assert house.can_read(case_file.case.pk, "colleague")


def test_a_closed_case_is_given_on_too_and_a_withdrawn_one_is_not_asked_about(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    closed, withdrawn = case_of_colleague(house), case_of_colleague(house)
    Case.objects.filter(pk=closed.case.pk).update(is_closed=True)
    Case.objects.filter(pk=withdrawn.case.pk).update(withdrawn_at="2026-11-01T00:00Z", withdrawn_reason="twice")
    form = unlocked("supervisor").get(address(house)).context["form"]
    assert list(form.fields) == [f"to.{closed.case.pk}"]


def test_if_the_team_would_be_too_small_nothing_is_given_on(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file, supervisor = case_of_colleague(house), unlocked("supervisor")
    assert supervisor.post(address(house, "counsellor"), {}).status_code == 302
    to = {f"to.{case_file.case.pk}": str(house.keys.people["supervisor"])}
    refused = supervisor.post(address(house), to)
    assert refused.status_code == 422
    assert is_member(house)
    assert Case.objects.get(pk=case_file.case.pk).assigned_to == house.keys.people["colleague"]


def test_nobody_but_a_supervisor_reaches_the_page_and_no_one_takes_herself_out(
    house: CaseHouse, unlocked: Unlocked
) -> None:
    assert unlocked("counsellor").get(address(house)).status_code == 404
    assert unlocked("counsellor").post(address(house)).status_code == 404
    assert unlocked("supervisor").post(address(house, "supervisor")).status_code == 404
    assert unlocked("supervisor").get(address(house, "coordinator")).status_code == 404
    Posting.objects.filter(account_id=house.keys.people["supervisor"]).update(role=Role.COUNSELLOR)
    assert unlocked("supervisor").post(address(house)).status_code == 404
    assert is_member(house)
