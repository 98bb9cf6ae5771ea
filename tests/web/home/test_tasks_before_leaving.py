"""A task opened by a "no" is listed on the home page and by place until it is done."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.journeys.departure_commands import GivenAnswer
from jatan.programme.journeys.models import Action
from jatan.programme.journeys.services import note_answers, record_return
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2024, 5, 2, 9, tzinfo=clock.INDIA)


@pytest.fixture(autouse=True)
def on_one_morning() -> object:
    with clock.frozen_at(NOW):
        yield


def a_task(by: Actor, cast: Cast, name: str, *, place: Place | None = None, days_ahead: int = 30) -> Action:
    """An open task, from the answer that the wage is not in writing."""
    where = {"place": place} if place else {}
    leaves_on = clock.today() + dt.timedelta(days=days_ahead)
    journey = a_journey(by, a_person(by, cast, name=name, **where), leaves_on=leaves_on)
    note_answers(by=by, journey=journey, answers={"wage_written": GivenAnswer(answer="no")})
    return Action.objects.get(journey=journey)


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "coordinator"])
def test_a_task_is_on_the_home_page_and_on_the_list_with_a_link_to_the_journey(
    cast: Cast, browser: Browser, part: str
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        task = a_task(by, cast, "बिरसी मुंडा")
    client = browser(part)
    first, tasks = client.get("/").content.decode(), client.get("/tasks/").content.decode()
    assert task.what in first
    for page in (first, tasks):
        assert f"/journeys/{task.journey_id}/" in page
    assert ("बिरसी मुंडा" in tasks, f"/tasks/{task.pk}/done/" in tasks) == (True, True)
    assert "बिरसी" not in tasks.partition("<title>")[2].partition("</title>")[0]


def test_overdue_tasks_come_first_grouped_by_place(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        with clock.frozen_at(NOW - dt.timedelta(days=20)):
            late = a_task(by, cast, "देर वाली", place=cast.other_gumla_block)
        soon = a_task(by, cast, "आज वाली")
        later = a_task(by, cast, "कल वाली", place=cast.other_gumla_block)
    page = browser("coordinator").get("/tasks/").content.decode()
    at = [page.index(f"/tasks/{task.pk}/done/") for task in (late, later, soon)]
    assert at == sorted(at)
    assert page.index(f"<h2>{cast.other_gumla_block.name}</h2>") < page.index(f"<h2>{cast.gumla_block.name}</h2>")
    assert page.count('class="badge late"') == 1


def test_one_button_closes_it_and_a_second_press_keeps_the_day(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        task = a_task(by, cast, "बिरसी मुंडा")
    client = browser("field_worker")
    assert client.get(f"/tasks/{task.pk}/done/").status_code == 405
    assert client.post(f"/tasks/{task.pk}/done/").headers["Location"] == "/tasks/"
    with clock.frozen_at(NOW + dt.timedelta(days=3)):
        assert client.post(f"/tasks/{task.pk}/done/").status_code == 302
    with acting_as(cast.actor("coordinator")):
        task.refresh_from_db()
    assert task.done_on == NOW.date()
    assert str(task.pk) not in client.get("/tasks/").content.decode()
    assert task.what not in client.get("/").content.decode()


def test_tasks_are_closed_when_the_person_returns(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        task = a_task(by, cast, "बिरसी मुंडा", days_ahead=0)
        record_return(by=by, journey=task.journey, on=clock.today())
    assert str(task.pk) not in browser("coordinator").get("/tasks/").content.decode()


@pytest.mark.parametrize(("part", "status"), [("khunti_coordinator", 200), ("researcher", 404)])
def test_tasks_out_of_reach_are_404(cast: Cast, browser: Browser, part: str, status: int) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        task = a_task(by, cast, "बिरसी मुंडा")
    client = browser(part)
    page = client.get("/tasks/")
    assert page.status_code == status
    assert "बिरसी" not in page.content.decode()
    assert client.post(f"/tasks/{task.pk}/done/").status_code == 404
    with acting_as(cast.actor("coordinator")):
        task.refresh_from_db()
    assert task.done_on is None


def test_number_of_queries_does_not_grow_with_the_tasks(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    with acting_as(cast.actor("coordinator")) as by:
        a_task(by, cast, "पहली")
    counted = []
    for _round in range(2):
        for address in ("/tasks/", "/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
        with acting_as(cast.actor("coordinator")) as by:
            for number in range(7):
                a_task(by, cast, f"और {number}", place=cast.other_gumla_block)
    assert counted[:2] == counted[2:]
    assert counted[0] <= 14
