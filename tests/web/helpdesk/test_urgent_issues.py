"""Urgent issues: the person is shown to users who may see her, and they come first on every page."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import issue_pass
from tests.cast import Cast
from tests.intake.calls.builders import deliver_all, issues_at, send_call
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]

NAME, AT_HOME, OWN = "फूलमनी टोप्पो", "9431100001", "9431100002"
NOON = dt.datetime(2026, 3, 11, 6, 30, tzinfo=dt.UTC)
URGENT_ON_HOME = 4
LISTS = ("/", "/issues/waiting/", "/issues/")


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


def call_for_help(cast: Cast, **answers: str) -> tuple[Journey, Issue]:
    """A person on a journey called for help on the page of her pass."""
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name=NAME, phone=OWN)
        journey = a_journey(
            by,
            person,
            destination_as_written="Delhi",
            family_contact_name="बिरसो टोप्पो",
            family_contact_relation="माँ",
            family_contact_phone=AT_HOME,
        )
        code = issue_pass(by=by, journey=journey).code
    send_call(code, **answers)
    assert deliver_all() == 1
    return journey, issues_at(cast.gumla.id)[-1]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def order_of_issues(text: str) -> list[str]:
    """Ids of the issues linked on a page, in order, without duplicates."""
    return list(dict.fromkeys(re.findall(r'href="/issues/([0-9a-f-]{36})/"', text)))


@pytest.mark.parametrize("part", ["desk_operator", "counsellor", "coordinator", "field_worker"])
def test_a_call_for_help_shows_her_name_journey_and_numbers(part: str, cast: Cast, browser: Browser) -> None:
    journey, issue = call_for_help(cast, phone="9835012345")
    text = page(browser(part), f"/issues/{issue.pk}/")
    assert NAME in text
    assert text.index("tel:9835012345") < text.index(f"tel:{AT_HOME}"), "the number given with the call must come first"
    assert "मदद की पुकार" in text
    assert f'href="/people/{journey.person_id}/"' in text
    assert f'href="/journeys/{journey.pk}/"' in text
    assert f'href="tel:{AT_HOME}"' in text
    assert f'href="tel:{OWN}"' in text


@pytest.mark.parametrize("path", LISTS)
def test_lists_and_home_name_her_to_those_who_may_see_her(path: str, cast: Cast, browser: Browser) -> None:
    call_for_help(cast)
    assert NAME in page(browser("desk_operator"), path)


def test_her_record_is_named_to_nobody_whose_reach_ends_before_it(cast: Cast, browser: Browser, as_: As) -> None:
    """A field worker recorded an issue in a block that is not hers: she does not see the person."""
    with as_("coordinator") as by:
        person = a_person(by, cast, name=NAME, phone=OWN, place=cast.other_gumla_block)
        journey = a_journey(by, person, place=cast.other_gumla_block, family_contact_phone=AT_HOME)
    with as_("field_worker") as by:
        issue = an_issue(by, cast, caller_name="बताने वाली", place=cast.other_gumla_block, is_urgent=True)
        Issue.objects.filter(pk=issue.pk).update(person=person, about_journey=journey.pk)
    for path in (*LISTS, f"/issues/{issue.pk}/"):
        text = page(browser("field_worker"), path)
        assert issue.pk.hex[:8] in text.replace("-", "")
        for hidden in (NAME, OWN, AT_HOME, str(person.pk), str(journey.pk)):
            assert hidden not in text, f"{path} contains {hidden}"
        assert NAME in page(browser("desk_operator"), path)


def test_another_member_does_not_learn_that_there_is_a_call(cast: Cast, browser: Browser) -> None:
    _journey, issue = call_for_help(cast)
    assert browser("khunti_desk").get(f"/issues/{issue.pk}/").status_code == 404
    assert all(str(issue.pk) not in page(browser("khunti_desk"), path) for path in LISTS)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.usefixtures("at_noon")
def test_the_newest_urgent_issue_stands_first(path: str, cast: Cast, browser: Browser, as_: As) -> None:
    today = clock.today()
    with as_("desk_operator") as by:
        for days in range(30, 41):
            an_issue(by, cast, received_on=today - dt.timedelta(days=days))
        for days in range(10, 16):
            an_issue(by, cast, received_on=today - dt.timedelta(days=days), is_urgent=True)
        solved = an_issue(by, cast, received_on=today, is_urgent=True)
        resolve_issue(by=by, issue=solved, on=today)
    with clock.frozen_at(NOON + dt.timedelta(minutes=1)), as_("desk_operator") as by:
        late = an_issue(by, cast, received_on=today)
    with clock.frozen_at(NOON + dt.timedelta(minutes=2)):
        _journey, call = call_for_help(cast)
    with clock.frozen_at(NOON + dt.timedelta(hours=2, minutes=10)):
        text = page(browser("desk_operator"), path)
    order = order_of_issues(text)
    assert order[0] == str(call.pk)
    with acting_as(cast.actor("desk_operator")):
        urgent = {
            str(pk) for pk in Issue.objects.filter(is_urgent=True).exclude(pk=solved.pk).values_list("pk", flat=True)
        }
    # Home shows the first of them and how many there are; a list shows them all.
    first = order[:URGENT_ON_HOME] if path == "/" else order[: len(urgent)]
    above = "an issue that is not urgent is listed above an urgent one"
    assert set(first) <= urgent, above
    assert len(set(first)) == (URGENT_ON_HOME if path == "/" else len(urgent)), above
    assert order.index(str(late.pk)) >= len(first) if str(late.pk) in order else path == "/"
    assert "2 घंटे से" in text


def test_urgent_issues_stand_above_everything_else_on_home(cast: Cast, browser: Browser) -> None:
    _journey, issue = call_for_help(cast)
    main = page(browser("desk_operator"), "/").partition("<main")[2]
    assert main.index(f"/issues/{issue.pk}/") < main.index("/issues/new/")


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (dt.timedelta(seconds=20), "अभी"),
        (dt.timedelta(minutes=1), "1 मिनट से"),
        (dt.timedelta(minutes=59), "59 मिनट से"),
        (dt.timedelta(hours=1), "1 घंटे से"),
        (dt.timedelta(hours=47), "47 घंटे से"),
        (dt.timedelta(days=2), "2 दिन से"),
        (dt.timedelta(days=61), "2 महीने से"),
        (dt.timedelta(days=800), "2 साल से"),
    ],
)
@pytest.mark.usefixtures("at_noon")
def test_home_says_how_long_an_urgent_issue_has_waited(
    later: dt.timedelta, words: str, cast: Cast, browser: Browser
) -> None:
    call_for_help(cast)
    with clock.frozen_at(NOON + later):
        assert words in page(browser("desk_operator"), "/")


@pytest.mark.usefixtures("at_noon")
def test_an_issue_written_down_days_later_has_waited_since_it_was_received(
    cast: Cast, browser: Browser, as_: As
) -> None:
    with as_("desk_operator") as by:
        an_issue(by, cast, received_on=clock.today() - dt.timedelta(days=3), is_urgent=True)
    assert "3 दिन से" in page(browser("desk_operator"), "/")


def test_urgent_issues_are_counted_where_more_wait_than_home_shows(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        for _number in range(13):
            an_issue(by, cast, is_urgent=True)
    text = page(browser("desk_operator"), "/")
    assert re.search(r'href="/issues/waiting/\?part=urgent">सभी \(13\)', text)
    assert len(order_of_issues(text)) < 13
    assert "13" in page(browser("desk_operator"), "/issues/waiting/?part=urgent")
    only = browser("desk_operator").get("/issues/", {"urgent": "yes"})
    assert only.context["listing"].page.count == 13


def test_the_page_of_an_issue_asks_few_queries(cast: Cast, browser: Browser) -> None:
    _journey, issue = call_for_help(cast)
    client = browser("desk_operator")
    with CaptureQueriesContext(connection) as queries:
        page(client, f"/issues/{issue.pk}/")
    asked = [query["sql"][:120] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 14, "\n".join(asked)
