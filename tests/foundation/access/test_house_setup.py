"""The beginning of a house: everything at once or nothing, and only where no house has begun."""

import copy
import json
import os
import secrets
from typing import Any

import pytest

from jatan.foundation.access.actors import actor_of, machine_for
from jatan.foundation.access.house_setup import EXAMPLE_ANSWERS, begin_house
from jatan.foundation.access.invitations import accept_invitation
from jatan.foundation.access.models import Account, Invitation
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.verify import verify_chain
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import secretariat
from jatan.foundation.network.services import load_network
from jatan.kernel.problems import Problem, Problems

pytestmark = pytest.mark.django_db


def answers(**parts: Any) -> dict[str, Any]:
    """The example's answers, with these parts changed: `administrator={"email": "x"}` changes one word of it."""
    document: dict[str, Any] = copy.deepcopy(json.loads(json.dumps(EXAMPLE_ANSWERS)))
    for name, part in parts.items():
        document[name] = document[name] | part if isinstance(part, dict) else part
    return document


def refused(document: Any) -> list[tuple[str | None, str]]:
    """The problems with which a beginning is refused; nothing may be there afterwards."""
    with pytest.raises((Problem, Problems)) as raised:
        begin_house(document)
    assert not Organisation.objects.exists()
    assert not Account.objects.exists()
    assert not Invitation.objects.exists()
    return [(one.field, one.code) for one in raised.value.problems]


def test_network_members_and_two_people_are_there_afterwards() -> None:
    house = begin_house(answers(administrator={"phone": "९८३५०१२३४५"}))
    assert house.members == 2
    assert [(one.role, one.email) for one in house.people] == [
        (Role.ADMINISTRATOR, "suresh@example.org"),
        (Role.SECRETARIAT, "malti@example.org"),
    ]
    for person in house.people:
        account = accept_invitation(token=person.token, password="mahua-flowers-in-march")
        assert actor_of(account).roles == {person.role}
    assert Account.objects.get(email="suresh@example.org").phone == "9835012345"


def test_the_ledger_says_that_it_was_done_at_the_command_line() -> None:
    begin_house(answers())
    home = secretariat()
    assert home is not None
    with acting_as(machine_for([home.pk]), read_only=True):
        events = list(Event.objects.order_by("sequence").values_list("verb", "by", "payload__through"))
        assert verify_chain(home.pk).faults == ()
    verbs = ["network.file_loaded", *["access.account_invited", "access.posting_given"] * 2]
    assert events == [(verb, None, "command_line") for verb in verbs]


@pytest.mark.parametrize(
    ("parts", "field", "code"),
    [
        ({"administrator": {"email": "suresh@"}}, "administrator.email", "unreadable"),
        ({"administrator": {"email": "suresh mahto"}}, "administrator.email", "unreadable"),
        ({"administrator": {"email": "ab"}}, "administrator.email", "unreadable"),
        ({"second_person": {"email": "a@b@c.org"}}, "second_person.email", "unreadable"),
        ({"second_person": {"email": " SURESH@example.org"}}, "second_person.email", "taken"),
        ({"administrator": {"name": " "}}, "administrator.name", "unreadable"),
        ({"administrator": {"name": "a" * 121}}, "administrator.name", "unreadable"),
        ({"administrator": {"phone": "12345"}}, "administrator.phone", "unreadable"),
        ({"administrator": {"role": "supervisor"}}, "administrator.role", "unknown_word"),
        ({"second_person": "Malti"}, "second_person", "unreadable"),
        ({"network": []}, "network", "unreadable"),
        ({"network": {"network": 3}}, "network.network", "unreadable"),
        ({"network": {"organisations": [{"code": "X"}]}}, None, "missing_required"),
        ({"address": "jatan.example.org"}, "address", "unreadable"),
        ({"address": "https://jatan.example.org/login"}, "address", "unreadable"),
        ({"address": "javascript:alert(1)"}, "address", "unreadable"),
        ({"adress": "https://jatan.example.org"}, "adress", "unknown_word"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_wrong_answers_are_named_with_their_path_and_nothing_is_written(
    parts: dict[str, Any], field: str | None, code: str
) -> None:
    problems = refused(answers(**parts))
    assert code in [found for _path, found in problems]
    if field is not None:
        assert problems == [(field, code)]


def test_an_unknown_district_and_a_wrong_person_are_reported_with_paths_into_the_network() -> None:
    document = answers()
    document["network"]["organisations"][1]["districts"] = [999_999]
    assert refused(document) == [("network.organisations[1].districts[0]", "unknown_place")]


@pytest.mark.parametrize("document", [[], None, {}, "x"], ids=str)
def test_what_is_no_group_of_answers_is_refused(document: Any) -> None:
    assert refused(document)


def test_what_fails_at_the_very_last_row_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No random bytes are left for the second person's link; network and first person are written by then."""
    made = []

    def token_bytes(size: int | None = None) -> bytes:
        made.append(os.urandom(size or 32))
        if len(made) > 1:
            raise OSError("no random bytes")
        return made[-1]

    monkeypatch.setattr(secrets, "token_bytes", token_bytes)
    with pytest.raises(OSError, match="no random bytes"):
        begin_house(answers())
    assert made
    assert not Organisation.objects.exists()
    assert not Account.objects.exists()


def test_a_second_run_changes_nothing() -> None:
    begin_house(answers())
    before = list(Invitation.objects.values_list("token_digest", "used_at"))
    with pytest.raises(Problem) as raised:
        begin_house(answers(second_person={"email": "other@example.org"}))
    assert (raised.value.code, raised.value.field) == ("begun", None)
    assert list(Invitation.objects.values_list("token_digest", "used_at")) == before
    assert Account.objects.count() == 2


def test_a_house_with_an_account_is_refused() -> None:
    Account.objects.create_user("sunita@example.org", None, name="सुनीता")
    with pytest.raises(Problem, match="begun"):
        begin_house(answers())
    assert not Organisation.objects.exists()


def test_a_house_whose_network_was_loaded_before_is_begun() -> None:
    load_network(answers()["network"])
    assert begin_house(answers()).members == 2


@pytest.mark.parametrize("part", ["name", "member"])
def test_a_house_with_another_network_is_refused(part: str) -> None:
    other = answers()["network"]
    if part == "name":
        other["network"]["name_en"] = "Another network"
    else:
        other["organisations"][0]["code"] = "OTHER"
    load_network(other)
    with pytest.raises(Problem) as raised:
        begin_house(answers())
    assert raised.value.code == "another_network"
    assert not Account.objects.exists()
