"""What is mine to do: one list, nothing twice, and every number opens a list of exactly so many rows; and its cost."""

import cProfile
import datetime as dt
import pstats
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys import selectors as journeys
from jatan.programme.safeguarding import selectors as safeguarding
from jatan.web.home import today
from jatan.web.home.kinds import KINDS
from jatan.web.home.today import MOST_LINES, Part, rows_of
from jatan.web.home.work import Kind
from jatan.web.ui.paging import SIZE
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
MOST_QUERIES = 33
TIMES_THE_LIST = 2.0
# Where nothing of a kind waits in this house: the rows among which it looks.
WIDER: dict[str, Callable[[Actor], Any]] = {
    "contacts": safeguarding.contacts,
    "hard-stops": safeguarding.open_triggers,
    "leaving": journeys.journeys,
    "ask-again": helpdesk.issues,
}
PARTS = (
    "field_worker",
    "desk_operator",
    "counsellor",
    "supervisor",
    "coordinator",
    "khunti_coordinator",
    "secretariat",
    "researcher",
    "auditor",
    "administrator",
)
# URL name of a list that is no list of lines -> how many rows its page says it has.
ROWS: dict[str, Callable[[Any], int]] = {
    "calls": lambda page: len(page["calls"]),
    "open_tasks": lambda page: page["count"],
    "case_alerts": lambda page: len(page["waiting"]),
    "parked_rows": lambda page: page["page"].count,
    "phone_waiting": lambda page: page["page"].total,
    "unlinked_groups": lambda page: len(page["names"]),
    "dormant_forums": lambda page: page["page"].count,
    "landmarks_unchecked": lambda page: page["page"].count,
    "access_requests": lambda page: len(page["recent"]),
}
NEXT = re.compile(r'href="(\?[^"]*)" rel="next"')


def parts_of(client: Client) -> list[Part]:
    page = client.get("/").context
    return [*page["work"], *page["numbers"]]


def lines_of(client: Client, url: str) -> Iterator[str]:
    """The lines of a list, page after page."""
    address = url.partition("?")[0]
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, url
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        listed = re.search(r'<ul class="(?:rows|entries)">.*?</ul>', main, re.DOTALL)
        yield from listed[0].split("<li>")[1:] if listed else ()
        following = NEXT.search(main)
        url = address + following[1].replace("&amp;", "&") if following else ""


def number_of_rows(client: Client, part: Part) -> int:
    if part.kind.page in ROWS:
        return ROWS[part.kind.page](client.get(part.kind.list_url).context)
    return len(list(lines_of(client, part.kind.list_url)))


def test_every_number_opens_a_list_of_so_many_rows(cast: Cast, browser: Browser) -> None:
    """Over all roles and all kinds of work. At least twelve kinds occur, so that the rule is about something."""
    occurred = set()
    for name in PARTS:
        client = browser(name)
        for part in parts_of(client):
            occurred.add(part.kind.slug)
            assert number_of_rows(client, part) == part.count, (name, part.kind.slug)
    assert len(occurred) >= 12, sorted(occurred)


def test_nothing_stands_there_twice_and_lines_are_few(cast: Cast, browser: Browser) -> None:
    for name in PARTS:
        parts = parts_of(browser(name))
        urls = [line.url for part in parts for line in part.lines]
        assert len(urls) == len(set(urls)) <= MOST_LINES
        assert [part.kind.slug for part in parts if part.lines] == [
            kind.slug for kind in KINDS if kind.slug in {part.kind.slug for part in parts if part.lines}
        ]


def test_a_kind_of_work_of_another_role_or_of_no_name_is_404(cast: Cast, browser: Browser) -> None:
    for kind in KINDS:
        if kind.line is not None and not cast.actor("researcher").may(kind.needs):
            assert browser("researcher").get(f"/work/{kind.slug}/").status_code == 404, kind.slug
    assert browser("coordinator").get("/work/nothing/").status_code == 404
    assert browser("coordinator").get("/work/parked/").status_code == 404  # counted only: it has a list of its own


def test_an_urgent_issue_that_is_due_is_one_line(cast: Cast, own: Belongings, browser: Browser) -> None:
    issue, client = own.rows["issues"], browser("coordinator")
    with acting_as(cast.actor("coordinator")) as by:
        due = clock.today() - dt.timedelta(days=2)
        ISSUE.amend(by=by, row=issue, changes={"is_urgent": True, "next_follow_up_on": due})
    queues = [part.kind for part in parts_of(client) if part.kind.page == "issue_queue"]
    listed = {kind.slug: "".join(lines_of(client, kind.list_url)) for kind in queues}
    assert [slug for slug, text in listed.items() if str(issue.pk) in text] == ["urgent"]


def test_a_journey_not_heard_from_is_not_one_to_talk_with_too(cast: Cast, own: Belongings) -> None:
    """The contact due of a journey with a late step is not listed; it comes back when the step is taken."""
    with acting_as(cast.actor("coordinator")) as by, clock.frozen_at(clock.now() + dt.timedelta(days=60)):
        late = {row.escalation.journey_id for row in safeguarding.late_ladders(by)}
        due = {row.journey_id for row in safeguarding.due_today(by)}
        shown = {row.journey_id for row in today.rows_of(by, kind_of("contacts"))}
        assert late
        assert shown == due - late
        assert len(list(safeguarding.late_ladders(by))) == len({row.escalation_id for row in safeguarding.overdue(by)})


def test_a_journey_with_an_open_task_is_not_listed_as_leaving_too(cast: Cast, own: Belongings) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        leaving = {row.pk for row in today.rows_of(by, kind_of("leaving"))}
        with_task = {row.journey_id for row in today.rows_of(by, kind_of("tasks"))}
        assert with_task
        assert not leaving & with_task


def test_the_home_page_of_a_busy_house_makes_few_queries(cast: Cast, browser: Browser) -> None:
    """One query counts all kinds; rows are read of kinds that have some, while lines are left."""
    for name in PARTS:
        client = browser(name)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= MOST_QUERIES, (name, [sql[:120] for sql in asked])
        assert len([sql for sql in asked if ' AS "count_' in sql]) <= 1


def calls(client: Client, url: str) -> int:
    """How many functions are called for a page that was answered before: the same number on every machine."""
    assert client.get(url).status_code == 200
    client.get(url)
    counted = cProfile.Profile()
    counted.enable()
    client.get(url)
    counted.disable()
    return int(pstats.Stats(counted).total_calls)  # type: ignore[attr-defined]


def test_no_home_page_costs_more_than_two_pages_of_people(cast: Cast, own: Belongings, browser: Browser) -> None:
    with acting_as(cast.actor(OWNER)) as by:
        for _person in range(SIZE):
            a_person(by, cast)
    listed = calls(browser(OWNER), "/people/")
    found = {part: calls(browser(part), "/") / listed for part in PARTS}
    assert {part: times for part, times in found.items() if times > TIMES_THE_LIST} == {}


def test_lines_say_the_same_without_what_they_do_not_read(cast: Cast, own: Belongings) -> None:
    """The home page fetches no relation that no line reads; the pages of the kinds fetch all."""
    seen = set()
    for at in (clock.now(), clock.now() + dt.timedelta(days=60)):
        with clock.frozen_at(at):
            for part in PARTS:
                for kind, short, whole in short_and_whole(cast, part):
                    assert short == whole, (part, kind.slug)
                    seen.add(kind.slug)
    assert len(seen) >= 18, sorted(seen)
    assert seen >= WIDER.keys()


def short_and_whole(cast: Cast, part: str) -> Iterator[tuple[Kind, list[str], list[str]]]:
    """(kind, its lines from rows as the home page fetches them, those from whole rows), of kinds that have any."""
    today = clock.today()
    with acting_as(cast.actor(part)) as by:
        for kind in KINDS:
            if kind.line is None or not by.may(kind.needs):
                continue
            rows = WIDER[kind.slug](by) if kind.slug in WIDER else rows_of(by, kind)
            found = [
                [f"{line.url} {line.text} {line.badge}" for line in kind.lines(some, today)]
                for some in (kind.first_rows(rows, 50), list(rows[:50]))
            ]
            if found[1]:
                yield kind, found[0], found[1]


def kind_of(slug: str) -> Any:
    return next(kind for kind in KINDS if kind.slug == slug)
