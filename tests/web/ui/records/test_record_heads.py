"""The page of a record of each of seven kinds, full and empty: what matters now comes first, nothing stands twice,
no label is empty, every number can be tapped, records are linked both ways, and the page asks few queries."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.commands import AddParticipant, PlanFollowUp
from jatan.programme.activities.services import FOLLOW_UP, PARTICIPATION
from jatan.programme.allies.commands import RecordContact
from jatan.programme.allies.parts import CONTACT
from jatan.programme.campaigns.taking_in import put_in
from jatan.programme.helpdesk.services import follow_up_issue
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.models import Companion
from jatan.programme.journeys.services import issue_pass, note_answers, note_trigger
from jatan.programme.safeguarding.services import start_contacts
from jatan.web.journeys.desk import JOURNEYS
from jatan.web.ui.records.columns import labelled_values
from tests.cast import Cast
from tests.file_fixtures import copied, standing
from tests.house.belongings import Belongings
from tests.house.standing_rows import Rows, cast, own, standing_rows
from tests.programme.activities.builders import an_activity
from tests.programme.allies.builders import a_meeting, a_promise, an_ally, an_ask
from tests.programme.groups.builders import a_group, a_member
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.schemes.builders import a_linkage
from tests.web.conftest import Browser
from tests.web.ui.records.page_parts import PageParts, page_parts

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
QUERIES = 13  # of an urgent issue: three of them who was told of it and who has opened it
KINDS = ("people", "journeys", "issues", "groups", "activities", "linkages", "allies")
PARTS = ("coordinator", "desk_operator", "supervisor")
HERS, HOME, THERE, AGENT, CALLER, HOUSE, OFFICER = (f"98765432{at}1" for at in range(7))


@dataclass(frozen=True)
class House:
    """Records that know of each other (`full`), and one of each kind that knows of nothing (`empty`)."""

    full: dict[str, Any]
    empty: dict[str, Any]


@pytest.fixture(scope="module")
def standing_house(standing_rows: Rows, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Written once for the file."""
    with standing(django_db_blocker):
        yield _house(*standing_rows)


@pytest.fixture
def house(db: None, standing_house: House) -> House:
    """The records, for one test."""
    return copied(standing_house)


def _house(cast: Cast, own: Belongings) -> House:
    where = {"organisation": cast.gumla.id, "place": cast.gumla_block}
    today = clock.today()
    with acting_as(importer_for(cast.gumla.id)) as by:
        person = a_person(by, cast, name="सुखमनी टोप्पो", phone=HERS, **where)
        numbers = {"family_contact_phone": HOME, "phone_at_destination": THERE, "agent_phone": AGENT}
        journey = a_journey(
            by,
            person,
            registered_on=today,
            leaves_on=today - dt.timedelta(days=3),
            expected_return_on=today + dt.timedelta(days=90),
            **numbers,
        )
        _about_journey(by, cast, journey)
        issue = an_issue(by, cast, person=person, caller_phone=CALLER, is_urgent=True, received_on=today, **where)
        type(issue)._default_manager.filter(pk=issue.pk).update(about_journey=journey.pk, next_follow_up_on=today)
        follow_up_issue(by=by, issue=issue, on=today, note="फ़ोन किया")
        group = a_group(by, cast, meets_every="month", **where)
        a_member(by, group, person)
        meeting = an_activity(by, cast, group=group, held_on=today, **where)
        PARTICIPATION.record_all(by=by, commands=[AddParticipant(activity=meeting, person=person)])
        FOLLOW_UP.record(by=by, command=PlanFollowUp(activity=meeting, what="सूची बनाना", due_on=today))
        linkage = a_linkage(by, person, applied_on=today, received_on=None)
        empty = {
            "people": a_person(by, cast, name="एतवारी", guardian_name="", **where),
            "groups": a_group(by, cast, name="नया समूह", **where),
            "activities": an_activity(by, cast, **where),
            "issues": an_issue(by, cast, caller_name="", description="", **where),
        }
        empty["journeys"] = a_journey(by, empty["people"], agent_name="", agent_phone="", wage_promised=None)
        empty["linkages"] = a_linkage(by, empty["people"], applied_on=None, received_on=None)
    with acting_as(cast.actor("coordinator")) as by:
        put_in(by=by, campaign=own.rows["campaigns"], records=[meeting])
        put_in(by=by, campaign=own.rows["campaigns"], records=[journey])
        ally = an_ally(by, cast, name="श्रम कार्यालय", phone=HOUSE)
        a_meeting(by, ally)
        an_ask(by, ally, answer_by=today)
        a_promise(by, ally, due_on=today)
        about = {"organisation": cast.gumla.id, "place": ally.place, "ally": ally}
        CONTACT.record(by=by, command=RecordContact(name="श्री महतो", phone=OFFICER, **about))
        empty["allies"] = an_ally(by, cast, name="दूसरा कार्यालय", phone="")
    full = {"people": person, "journeys": journey, "issues": issue, "groups": group, "activities": meeting}
    return House(full | {"linkages": linkage, "allies": ally}, empty)


def _about_journey(by: Any, cast: Cast, journey: Any) -> None:
    issue_pass(by=by, journey=journey)
    note_trigger(by=by, journey=journey, code="papers_taken")
    note_answers(by=by, journey=journey, answers={"wage_written": GivenAnswer(answer="no")})
    start_contacts(by, [journey])
    other = a_person(by, cast, name="बिरसा मुंडा", place=journey.place, organisation=journey.organisation_id)
    Companion.objects.create(journey=journey, person=other, **journey.location_fields)


def opened(browser: Browser, part: str, kind: str, row: Any) -> tuple[PageParts, str, int]:
    """The page of a record: its parts, its HTML, and how many queries it asked."""
    client = browser(part)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse(f"{kind}_detail", args=[row.pk]))
    assert answer.status_code == 200
    html = answer.content.decode()
    return page_parts(html), html, len([one for one in queries if "SAVEPOINT" not in one["sql"]])


def faults(page: PageParts, html: str, queries: int) -> list[str]:
    """What is wrong with the page of a record."""
    found = [f"{label!r} has no value" for label, value in page.labels if value in ("", "–")]
    pairs = [pair for pair in page.links if pair[0].startswith("tel:")]
    found += [f"{pair} stands twice" for pair in sorted(set(pairs)) if pairs.count(pair) > 1]
    acts = [door for door in page.doors if not door.startswith(("tel:", "#"))]
    found += [f"{door} is offered twice" for door in sorted(set(acts)) if acts.count(door) > 1]
    if "record-head" not in page.pieces:
        found.append("says nothing of what matters now")
    else:
        order = [page.pieces.index(piece) for piece in ("record-head", "facts", "timeline")]
        found += ["what matters now is not first"] if order != sorted(order) else []
        head = html.partition('class="record-head')[2].partition("</section>")[0]
        lines = head.count("<li>")
        found += [f"the head has {lines} lines"] if not 1 <= lines <= 5 else []
        found += ["a line of the head has no state"] if head.count('class="badge') < lines else []
    if queries > QUERIES:
        found.append(f"asks {queries} queries")
    return found


_CHANGES = ("/new/", "/edit/", "/withdraw/", "/pass/", "/returned/", "/outcome/", "/send/", "/reply/", "/resolve/")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_matters_now_comes_first_and_nothing_is_empty_or_twice(
    kind: str, part: str, house: House, browser: Browser
) -> None:
    found = []
    for name, rows in (("full", house.full), ("empty", house.empty)):
        found += [f"{name}: {fault}" for fault in faults(*opened(browser, part, kind, rows[kind]))]
    assert found == []


@pytest.mark.parametrize("kind", ["people", "journeys", "issues", "linkages", "allies"])
def test_every_number_can_be_tapped(kind: str, house: House, browser: Browser) -> None:
    page, _html, _queries = opened(browser, "coordinator", kind, house.full[kind])
    known = {
        "people": {HERS},
        "journeys": {HERS, HOME, THERE, AGENT},
        "issues": {HERS, HOME, THERE, CALLER},
        "linkages": {HERS},
        "allies": {HOUSE, OFFICER},
    }[kind]
    assert {number for number in known if f"tel:{number}" in page.hrefs} == known
    assert [text for text in page.texts if any(number in text for number in known)] == []


def test_a_hard_stop_says_whom_to_call(house: House, browser: Browser) -> None:
    page, html, _queries = opened(browser, "coordinator", "journeys", house.full["journeys"])
    lines = html.partition('class="record-head')[2].partition("</ul>")[0].split("</li>")
    stop = next(line for line in lines if "कागज़" in line)
    assert 'href="tel:' in stop
    assert any("/hard-stops/" in href for href in page.hrefs)


# To which records the page of each kind leads. Both ends of a pair are here: the table is its own mirror.
LINKS = {
    "people": {"journeys", "issues", "groups", "activities", "linkages"},
    "journeys": {"people", "issues"},
    "issues": {"people", "journeys"},
    "groups": {"people", "activities"},
    "activities": {"people", "groups"},
    "linkages": {"people"},
}


@pytest.mark.parametrize("here", LINKS)
def test_records_that_know_of_each_other_are_linked_both_ways(here: str, house: House, browser: Browser) -> None:
    page, _html, _queries = opened(browser, "coordinator", here, house.full[here])
    assert all(here in LINKS[there] for there in LINKS[here])
    wanted = {reverse(f"{there}_detail", args=[house.full[there].pk]) for there in LINKS[here]}
    assert wanted - page.hrefs == set()


@pytest.mark.parametrize("kind", ["journeys", "activities"])
def test_a_record_leads_to_its_campaign_and_a_companion_to_the_journey(
    kind: str, house: House, own: Belongings, browser: Browser
) -> None:
    page, _html, _queries = opened(browser, "coordinator", kind, house.full[kind])
    assert reverse("campaigns_detail", args=[own.rows["campaigns"].pk]) in page.hrefs
    other = Companion._base_manager
    with acting_as(importer_for(house.full["people"].organisation_id)):
        along = other.get(journey=house.full["journeys"]).person
    page, _html, _queries = opened(browser, "coordinator", "people", along)
    assert reverse("journeys_detail", args=[house.full["journeys"].pk]) in page.hrefs


def test_a_link_that_is_forbidden_looks_like_one_that_is_absent(house: House, cast: Cast, browser: Browser) -> None:
    """An issue outside the block of a field worker, about somebody of her block: her page does not tell of it."""
    person = house.empty["people"]
    before = _main(browser, "field_worker", person)
    with acting_as(importer_for(cast.gumla.id)) as by:
        elsewhere = an_issue(by, cast, person=person, place=cast.gumla_district)
    assert _main(browser, "field_worker", person) == before
    assert str(elsewhere.pk) in _main(browser, "coordinator", person)
    forbidden = browser("khunti_coordinator").get(reverse("people_detail", args=[person.pk]))
    assert forbidden.status_code == 404


def _main(browser: Browser, part: str, person: Any) -> str:
    _page, html, _queries = opened(browser, part, "people", person)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.partition("<main")[2].partition("</main>")[0])


def test_folded_is_all_that_was_recorded(house: House, cast: Cast, browser: Browser) -> None:
    """Nothing is dropped: what neither head nor facts say stands in what unfolds."""
    row = house.full["journeys"]
    _page, html, _queries = opened(browser, "coordinator", "journeys", row)
    before, _opens, unfolded = html.partition("<main")[2].partition("<details")
    with acting_as(cast.actor("coordinator")) as by:
        texts = [show for show in JOURNEYS.more if show.kind != "phone"]  # numbers that the head gives stand there
        recorded = [str(label) for label, _value in labelled_values(texts, row, by)]
    assert len(recorded) > 3
    assert [label for label in recorded if label not in unfolded and label not in before] == []
    assert [label for label in recorded if label in unfolded]
