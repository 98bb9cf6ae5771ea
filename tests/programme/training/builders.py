"""Builders of curricula, series and sessions for tests; they call the services."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.groups.models import Group
from jatan.programme.training.commands import HoldSession, PlanSeries, PlanSession
from jatan.programme.training.curricula import take_shipped
from jatan.programme.training.models import Curriculum, Series, Session, Trainee
from jatan.programme.training.selectors import find_session, trainees
from jatan.programme.training.services import SERIES
from jatan.programme.training.sessions import hold_session, plan_session
from jatan.programme.training.shipped import shipped_curricula
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person

NAMES = ("सुषमा कुजूर", "बिरसी मुंडा", "मंगल मिंज")


def a_curriculum(by: Actor, cast: Cast, **where: Any) -> Curriculum:
    """The shipped curriculum for forums, taken in by Gumla or as `where` says."""
    usual: dict[str, Any] = {"organisation_id": cast.gumla.id, "place": cast.gumla_district}
    return take_shipped(by=by, shipped=shipped_curricula()[0], **(usual | where))


def a_forum(by: Actor, cast: Cast, **answers: Any) -> Group:
    """A forum with three members: two women and a man."""
    group = a_group(by, cast, **answers)
    for number, name in enumerate(NAMES):
        person = a_person(by, cast, name=name, sex="m" if number == 2 else "f", guardian_name=f"पिता {number}")
        a_member(by, group, person, office="president" if number == 0 else "")
    return group


def a_series(by: Actor, cast: Cast, curriculum: Curriculum, group: Group | None, **answers: Any) -> Series:
    """A series that began forty days ago; with a group, of its members."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "village": "टोटो",
        "curriculum_id": curriculum.pk,
        "title": "टोटो फोरम का प्रशिक्षण",
        "audience": "forum",
        "group": group,
        "begins_on": clock.today() - dt.timedelta(days=40),
    }
    return SERIES.record(by=by, command=PlanSeries(**(usual | answers)))


def a_session(by: Actor, series: Series, phase: int = 1, days_ago: int = 30, **answers: Any) -> Session:
    """A session planned for a day that is `days_ago`."""
    day = clock.today() - dt.timedelta(days=days_ago)
    return plan_session(by=by, command=PlanSession(series=series, phase=phase, planned_on=day, **answers))


def learners(by: Actor, series: Series) -> list[Trainee]:
    """The participants of a series, by name."""
    return list(trainees(by, series))


def held(by: Actor, session: Session, present: Sequence[Trainee] | None = None, **answers: Any) -> Session:
    """A session held on the day it was planned for; by default everybody was there."""
    everybody = learners(by, session.series)
    there = everybody if present is None else present
    usual: dict[str, Any] = {
        "held_on": session.planned_on,
        "kind": "quarterly_training",
        "listed": [row.pk for row in everybody],
        "present": [row.pk for row in there],
    }
    hold_session(by=by, session=session, command=HoldSession(**(usual | answers)))
    return find_session(by, session.pk)
