"""Work on many rows in steps: whoever did not see an answer, or is asked something later, is told how far it is."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.begun_work import begun_works
from jatan.foundation.bulk_acts.models import BegunWork
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.helpdesk.models import Issue
from jatan.programme.projects.choices import Outside
from jatan.programme.projects.commands import BeginProject
from jatan.programme.projects.models import Project, ProjectActivity
from jatan.programme.projects.services import begin_project
from jatan.web.helpdesk.desk import ISSUES
from jatan.web.ui.records import bulk
from jatan.web.ui.workbooks import pages
from tests.cast import Cast
from tests.programme.activities.builders import activity_command
from tests.programme.helpdesk.builders import an_issue
from tests.web.conftest import Browser
from tests.web.ui.workbooks.books import brought, saved, taken, with_cells

pytestmark = pytest.mark.django_db

STEP = 4
TOGETHER, LAST_ACTS = "/activities/together/", reverse("bulk_acts")
WITHDRAW = {"act": "withdraw", "all": "1", "confirm": "1", "reason": "twice"}


@pytest.fixture
def client(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(bulk, "STEP", STEP)
    monkeypatch.setattr(pages, "STEP", STEP)
    return browser("coordinator")


def _meetings(by: Actor, cast: Cast, number: int) -> list[Activity]:
    """The last ones are the newest, and first on the list."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=one) for one in range(number)]
    return list(ACTIVITY.record_all(by=by, commands=[activity_command(cast, held_on=day) for day in days]))


def _begin_withdrawal(cast: Cast, client: Client, number: int = 2 * STEP + 1) -> Any:
    with acting_as(cast.actor("coordinator")) as by:
        _meetings(by, cast, number)
    return client.post(TOGETHER, WITHDRAW | {"csrfmiddlewaretoken": "first"})


def _live(cast: Cast) -> int:
    with acting_as(cast.actor("coordinator")):
        return Activity.objects.live().count()


def _next(step: Any, **more: str) -> dict[str, str]:
    """What the page after a step, or a page that asks again, sends on."""
    return dict(step.context.get("again") or {}) | _on(step.context["begun"], **more)


def _on(begun: BegunWork, **more: str) -> dict[str, str]:
    return {"work": str(begun.pk), "worked_at": str(begun.worked_at), **more}


def _waiting(client: Client, path: str = LAST_ACTS) -> list[tuple[int, int]]:
    """How far the work is of which the page says that it waits."""
    return [(one["begun"].worked_at, one["begun"].of) for one in client.get(path).context["waiting"]]


def _levels(answer: Any) -> list[str]:
    return [str(one.level_tag) for one in answer.context["messages"]]


def test_after_a_lost_answer_the_page_says_how_far_the_work_is_and_goes_on(cast: Cast, client: Client) -> None:
    first = _begin_withdrawal(cast, client)
    second = _next(first, csrfmiddlewaretoken="second")
    client.post(TOGETHER, second)  # its answer is lost
    again = client.post(TOGETHER, second, follow=True)
    assert again.redirect_chain == [(LAST_ACTS, 302)]
    assert _waiting(client) == [(2 * STEP, 2 * STEP + 1)]
    assert _live(cast) == 1
    begun = again.context["waiting"][0]["begun"]
    asked = client.post(TOGETHER, _on(begun, act="withdraw"))
    assert (asked.status_code, asked.context["number"]) == (200, 1), "the question of the act comes anew, for the rest"
    assert _live(cast) == 1
    done = client.post(TOGETHER, _next(asked, act="withdraw", confirm="1", reason="twice"), follow=True)
    assert _levels(done) == ["success"]
    assert (_live(cast), _waiting(client)) == (0, [])


def test_a_step_that_was_done_already_is_not_taken_for_the_next_one(cast: Cast, client: Client) -> None:
    """From a page loaded anew, with another token: the answer to it was lost, and the work has come further."""
    first = _begin_withdrawal(cast, client)
    client.post(TOGETHER, _next(first, csrfmiddlewaretoken="second"))
    late = client.post(TOGETHER, _next(first, csrfmiddlewaretoken="other"), follow=True)
    assert late.redirect_chain == [(LAST_ACTS, 302)]
    assert (_live(cast), _waiting(client)) == (1, [(2 * STEP, 2 * STEP + 1)])


def test_work_at_its_end_is_not_said_to_wait(cast: Cast, client: Client) -> None:
    first = _begin_withdrawal(cast, client, STEP + 1)
    last = _next(first, csrfmiddlewaretoken="last")
    client.post(TOGETHER, last)
    for token in ("last", "other"):
        late = client.post(TOGETHER, last | {"csrfmiddlewaretoken": token}, follow=True)
        assert (_levels(late)[-1], _waiting(client), _live(cast)) == ("info", [], 0)


def test_work_whose_rest_was_done_otherwise_meanwhile_ends_where_one_would_go_on(cast: Cast, client: Client) -> None:
    _begin_withdrawal(cast, client)
    client.post(TOGETHER, WITHDRAW | {"csrfmiddlewaretoken": "anew"}, follow=True)
    with acting_as(cast.actor("coordinator")) as by:
        for row in list(Activity.objects.live()):
            ACTIVITY.withdraw(by=by, row=row, reason="twice")
    for begun in client.get(LAST_ACTS).context["waiting"]:
        answer = client.post(TOGETHER, _on(begun["begun"], act="withdraw"), follow=True)
        assert (answer.redirect_chain, _levels(answer)) == ([(LAST_ACTS, 302)], ["info"])
    assert _waiting(client) == []


def test_work_of_a_list_that_is_no_more_is_shown_and_can_be_left(cast: Cast, client: Client) -> None:
    _begin_withdrawal(cast, client)
    with acting_as(cast.actor("coordinator")) as by:
        begun_works(by).update(work="no_such_list/withdraw")
    assert _waiting(client) == [(STEP, 2 * STEP + 1)]
    begun = client.get(LAST_ACTS).context["waiting"][0]["begun"]
    client.post(LAST_ACTS, {"leave": str(begun.pk)})
    assert _waiting(client) == []


def test_a_question_of_a_later_step_is_asked_and_its_answer_goes_on(cast: Cast, client: Client) -> None:
    """The newest meetings lie within the project's days, the others before them."""
    with acting_as(cast.actor("coordinator")) as by:
        meetings = _meetings(by, cast, 2 * STEP + 2)
        begins = meetings[-STEP].held_on
        assert begins is not None
        where = {"organisation": cast.gumla.id, "place": cast.gumla_block}
        project = begin_project(by=by, command=BeginProject(name_hi="परियोजना", begins_on=begins, **where))
    sent = {"act": "project", "all": "1", "confirm": "1", "project": str(project.pk)}
    first = client.post(TOGETHER, sent)
    assert first.context["begun"].worked_at == STEP
    refused = client.post(TOGETHER, _next(first))
    assert refused.status_code == 422
    assert refused.context["form"].errors["outside"]
    assert _linked(cast, project) == STEP
    assert f'name="work" value="{first.context["begun"].pk}"' in refused.content.decode()
    assert _waiting(client) == [(STEP, 2 * STEP + 2)]
    answers = {"act": "project", "confirm": "1", "project": str(project.pk), "outside": Outside.TAKE}
    third = client.post(TOGETHER, _next(refused, **answers))
    assert (third.status_code, third.context["begun"].worked_at) == (200, 2 * STEP)
    assert client.post(TOGETHER, _next(third)).status_code == 302
    assert (_linked(cast, project), _waiting(client)) == (2 * STEP + 2, [])


def _linked(cast: Cast, project: Project) -> int:
    with acting_as(cast.actor("coordinator")):
        return ProjectActivity.objects.filter(project=project, withdrawn_at=None).count()


def test_the_rest_is_left_as_it_is_and_nobody_else_sees_or_goes_on_with_it(
    cast: Cast, client: Client, browser: Browser
) -> None:
    first = _begin_withdrawal(cast, client)
    for part in ("desk_operator", "khunti_coordinator"):
        other = browser(part)
        assert _waiting(other) == []
        assert other.post(LAST_ACTS, {"leave": str(first.context["begun"].pk)}).status_code == 404
        other.post(TOGETHER, _next(first))
    assert client.post(LAST_ACTS, {"leave": "zq"}).status_code == 404
    assert _live(cast) == STEP + 1
    assert client.post(LAST_ACTS, {"leave": str(first.context["begun"].pk)}).status_code == 302
    assert (_live(cast), _waiting(client)) == (STEP + 1, [])
    late = client.post(TOGETHER, _next(first), follow=True)
    assert (_levels(late), _live(cast)) == (["info"], STEP + 1)


def test_a_workbook_of_which_a_step_was_done_says_so_and_is_brought_once_more(cast: Cast, client: Client) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        issues = [an_issue(by, cast) for _number in range(2 * STEP + 1)]
    lines = taken(client, ISSUES)
    for one in issues:
        lines = with_cells(lines, one.pk, {"received_on": "12-03-2024"})
    book, path = saved(lines), reverse(ISSUES.url_name("workbook"))

    def corrected() -> int:
        with acting_as(cast.actor("coordinator")):
            return Issue.objects.filter(received_on=dt.date(2024, 3, 12)).count()

    preview = brought(client, ISSUES, book)
    sent = {"payload": preview.context["payload"], "csrfmiddlewaretoken": "first"}
    first = client.post(path, sent)
    assert (first.context["begun"].worked_at, corrected()) == (STEP, STEP)
    again = client.post(path, sent, follow=True)
    assert again.redirect_chain == [(path, 302)]
    for page in (path, LAST_ACTS):
        assert _waiting(client, page) == [(STEP, 2 * STEP + 1)]
    client.post(path, _next(first, left=first.context["left"], csrfmiddlewaretoken="second"))  # its answer is lost
    late = client.post(path, _next(first, left=first.context["left"], csrfmiddlewaretoken="other"), follow=True)
    assert (late.redirect_chain, corrected()) == ([(path, 302)], 2 * STEP)
    assert _waiting(client, path) == [(2 * STEP, 2 * STEP + 1)]
    rest = brought(client, ISSUES, book)
    client.post(path, {"payload": rest.context["payload"]})
    assert corrected() == 2 * STEP + 1
    with acting_as(cast.actor("coordinator")) as by:
        assert not begun_works(by).exists(), "the same workbook is the same work"
