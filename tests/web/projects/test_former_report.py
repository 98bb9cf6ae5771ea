"""The former address of a project's report leads to the report of its own days, whatever days it is asked with."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.projects.commands import BeginProject
from jatan.programme.projects.models import Project
from jatan.programme.projects.services import begin_project
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
As = Callable[[str], AbstractContextManager[Actor]]


def a_project(cast: Cast, as_: As, begins: int, ends: int | None) -> Project:
    """A project of Gumla that begins and ends this many days from today."""
    today = clock.today()
    with as_("coordinator") as by:
        command = BeginProject(
            name_hi="सुरक्षित रास्ता",
            begins_on=today + dt.timedelta(days=begins),
            ends_on=None if ends is None else today + dt.timedelta(days=ends),
            organisation=cast.gumla.id,
            place=cast.gumla_district,
        )
        return begin_project(by=by, command=command)


# {how it is asked: (begin, end of the project, "first", "last" asked for, "from", "to" expected)}, days from today.
ASKED = {
    "without days": (-90, None, None, None, -90, 0),
    "it has ended": (-90, -30, None, None, -90, -30),
    "it is still to come": (20, None, None, None, 20, 20),
    "it is still to come and ends": (20, 40, None, None, 20, 40),
    "the last day lies before it began": (-90, None, None, -100, -90, 0),
    "the first day lies after it has ended": (-90, -30, -20, None, -90, -30),
    "the days the wrong way round": (-90, -30, -40, -60, -90, -30),
    "days inside": (-90, -30, -60, -40, -60, -40),
}


@pytest.mark.parametrize("how", ASKED)
def test_it_opens_the_days_of_the_project(cast: Cast, as_: As, browser: Browser, how: str) -> None:
    """Before: days the wrong way round gave the last quarter, of which nobody had asked."""
    begins, ends, first, last, start, end = ASKED[how]
    row, today = a_project(cast, as_, begins, ends), clock.today()
    asked = {
        name: (today + dt.timedelta(days=days)).isoformat()
        for name, days in (("first", first), ("last", last))
        if days is not None
    }
    page = browser("coordinator").get(f"/projects/{row.pk}/report/", asked, follow=True)
    question = page.context["question"]
    assert question.is_readable
    period = question.period
    assert ((period.start - today).days, (period.end - today).days) == (start, end)
