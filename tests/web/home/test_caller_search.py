"""Search for a caller by what she says on the telephone: pass code, any number, village, an agent's number."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.programme.agents.models import Statement
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.passes import replace_pass
from jatan.programme.journeys.services import issue_pass
from jatan.programme.people.models import LookUp, Person
from tests.cast import Cast
from tests.programme.agents.builders import a_statement
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]

OWN, AT_HOME, AT_WORK, CONTACT, AGENT = "9431100001", "9431100002", "9431100003", "9431100004", "9431100005"
SEARCH = "/search/"


@dataclass
class Caller:
    """A person on a journey with a pass, an issue about her, and a statement about her agent."""

    person: Person
    journey: Journey
    code: str
    issue: Issue
    statement: Statement


def a_caller(by: Actor, cast: Cast, **where: object) -> Caller:
    person = a_person(by, cast, name="फूलमनी टोप्पो", phone=OWN, **({"village": "नवा टोली"} | where))
    journey = a_journey(
        by,
        person,
        phone_at_destination=AT_WORK,
        contact_at_destination=CONTACT,
        family_contact_name="बिरसो",
        family_contact_phone=AT_HOME,
        agent_name="रमेश",
        agent_phone=AGENT,
    )
    issue = an_issue(by, cast, caller_name="बताने वाला", person=person, about_journey=journey.pk, **where)
    code = issue_pass(by=by, journey=journey).code
    return Caller(person, journey, code, issue, a_statement(by, cast, phones=(AGENT,), **where))


@pytest.fixture
def caller(cast: Cast, as_: As) -> Caller:
    with as_("coordinator") as by:
        a_person(by, cast, name="सोमरी देवी", village="पालकोट", phone="9431100099")
        return a_caller(by, cast)


def found(client: Client, text: str, path: str = SEARCH) -> str:
    answer = client.post(path, {"q": text})
    assert answer.status_code == 200
    return answer.content.decode()


def spelt(number: str) -> list[str]:
    """One number in several spellings."""
    devanagari = number.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    return [number, f"+91 {number[:5]} {number[5:]}", devanagari, f"०{devanagari[:5]}-{devanagari[5:]}"]


def written(code: str) -> list[str]:
    """One code in several spellings."""
    fours = [code[start : start + 4] for start in range(0, 16, 4)]
    devanagari = code.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    misread = code.lower().replace("0", "o").replace("1", "l")
    return [code, "-".join(fours), " ".join(fours).lower(), devanagari, misread]


@pytest.mark.parametrize("spelling", range(5))
def test_her_code_finds_her_her_journey_and_her_issue(spelling: int, caller: Caller, browser: Browser) -> None:
    page = found(browser("desk_operator"), written(caller.code)[spelling])
    assert f"/people/{caller.person.pk}/" in page
    assert f"/journeys/{caller.journey.pk}/" in page
    assert f"/issues/{caller.issue.pk}/" in page
    assert "सोमरी देवी" not in page


def test_the_code_of_a_lost_pass_still_finds_her(caller: Caller, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        assert replace_pass(by=by, journey=caller.journey).code != caller.code
    assert f"/people/{caller.person.pk}/" in found(browser("desk_operator"), caller.code)


@pytest.mark.parametrize("number", [OWN, AT_HOME, AT_WORK, CONTACT])
@pytest.mark.parametrize("spelling", range(4))
def test_every_number_of_the_person_and_her_family_finds_her(
    number: str, spelling: int, caller: Caller, browser: Browser
) -> None:
    page = found(browser("desk_operator"), spelt(number)[spelling])
    assert f"/people/{caller.person.pk}/" in page
    assert f"/journeys/{caller.journey.pk}/" in page
    assert f"/issues/{caller.issue.pk}/" in page
    assert "सोमरी देवी" not in page


@pytest.mark.parametrize(("part", "sees_statement"), [("desk_operator", False), ("counsellor", True)])
@pytest.mark.parametrize("spelling", range(4))
def test_an_agents_number_finds_the_journey_and_for_permitted_roles_the_statement(
    spelling: int, part: str, sees_statement: bool, caller: Caller, browser: Browser
) -> None:
    page = found(browser(part), spelt(AGENT)[spelling])
    assert f"/journeys/{caller.journey.pk}/" in page
    assert (f"/agents/{caller.statement.pk}/" in page) is sees_statement
    assert f"/people/{caller.person.pk}/" not in page, "found by a number that is not her own"


@pytest.mark.parametrize("village", ["नवा टोली", "नवाटोली", "nawa toli", "Nawatoli", "नवा"])
def test_a_village_finds_its_people(village: str, caller: Caller, browser: Browser) -> None:
    page = found(browser("desk_operator"), village)
    assert f"/people/{caller.person.pk}/" in page
    assert f"/journeys/{caller.journey.pk}/" in page
    assert f"/issues/{caller.issue.pk}/" in page
    assert "सोमरी देवी" not in page


def test_a_village_finds_callers_who_are_not_registered_people(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, caller_name="बताने वाला", village="बरगाडीह")
    for text in ("बरगाडीह", "Bargadih"):
        assert f"/issues/{issue.pk}/" in found(browser("desk_operator"), text)


def test_matches_by_name_come_before_matches_by_village(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        of_the_village = a_person(by, cast, name="सोमरी देवी", village="सुकरो")
        named = a_person(by, cast, name="सुकरो उराँव", village="टोटो")
        a_person(by, cast, name="मंगरी देवी", village="सुकरो")
    page = found(browser("desk_operator"), "सुकरो")
    assert page.index(str(named.pk)) < page.index(str(of_the_village.pk))


@pytest.mark.parametrize("path", ["/issues/", "/people/", "/journeys/"])
def test_each_list_is_searched_by_code_number_and_village_too(path: str, caller: Caller, browser: Browser) -> None:
    row = {"/issues/": caller.issue, "/people/": caller.person, "/journeys/": caller.journey}[path]
    for text in (caller.code, OWN, AT_HOME, AT_WORK, CONTACT, "नवाटोली"):
        assert f"{path}{row.pk}/" in found(browser("desk_operator"), text, path), text


@pytest.mark.parametrize("part", ["khunti_desk", "field_worker", "secretariat", "researcher"])
def test_records_out_of_reach_are_never_found(part: str, cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        caller = a_caller(by, cast, place=cast.other_gumla_block)
    nobody = found(browser(part), "0000000000000000")
    for text in (caller.code, OWN, AT_HOME, AT_WORK, CONTACT, AGENT, "नवाटोली", "फूलमनी"):
        page = found(browser(part), text)
        for row in (caller.person, caller.journey, caller.issue, caller.statement):
            assert str(row.pk) not in page, f"{part} finds by {text}"
    assert "0000000000000000" in nobody


def test_a_code_that_nobody_issued_finds_nothing_and_no_code_is_guessed_by_its_beginning(
    caller: Caller, browser: Browser
) -> None:
    client = browser("desk_operator")
    for text in ("7K9X2M4DQRST0123", caller.code[:15], caller.code[1:], caller.code[:4]):
        assert f"/people/{caller.person.pk}/" not in found(client, text)


def test_a_code_is_in_no_url_and_no_log(caller: Caller, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    client = browser("desk_operator")
    with caplog.at_level(logging.DEBUG, logger="jatan"):
        page = found(client, caller.code)
    assert f'href="?{caller.code}' not in page
    assert page.count(caller.code) == page.count(f'value="{caller.code}"'), "the code may only be in the search box"
    assert caller.code not in caplog.text
    # The query string is not searched.
    assert f"/people/{caller.person.pk}/" not in client.get(SEARCH, {"q": caller.code}).content.decode()


@pytest.mark.parametrize("text", ["code", OWN, AT_HOME, AGENT, "नवा टोली", "फूलमनी टोप्पो"])
def test_a_search_makes_few_queries(text: str, caller: Caller, browser: Browser) -> None:
    client = browser("desk_operator")
    with CaptureQueriesContext(connection) as queries:
        found(client, caller.code if text == "code" else text)
    asked = [query["sql"][:150] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 22, "\n".join(asked)
    if text == "फूलमनी टोप्पो":
        # A name that is no village's reads no list through for its villages, but that of the callers, who may be
        # known by theirs alone. Before, every list was read.
        read = [sql for sql in asked if sql.startswith("SELECT DISTINCT") and '"village"' in sql]
        assert len(read) == 1, read
        assert "helpdesk_issue" in read[0]


def test_a_search_is_noted_as_a_look_up(caller: Caller, cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    with acting_as(cast.actor("desk_operator")):
        before = _looked(cast)
    found(client, caller.code)
    with acting_as(cast.actor("desk_operator")):
        assert _looked(cast) == before + 1


def _looked(cast: Cast) -> int:
    rows = LookUp.objects.filter(account=cast.accounts["desk_operator"].pk)
    return sum(rows.values_list("looked", flat=True))
