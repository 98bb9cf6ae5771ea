"""A record goes into a project inside its days and places, else it is asked; what stands in it keeps being checked."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel.problems import Problem
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.people.reach import live
from jatan.programme.projects.bounds import is_outside, links_outside, outside_ids, whole_of
from jatan.programme.projects.choices import Outside
from jatan.programme.projects.link_tables import BY_MODEL, KINDS
from jatan.programme.projects.models import Project, ProjectActivity
from jatan.programme.projects.services import PROJECT
from jatan.programme.projects.tags import tag, tag_rows
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.groups.builders import a_group
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person
from tests.programme.projects.test_projects import a_project

pytestmark = pytest.mark.django_db

_DAYS = {"begins_on": dt.date(2023, 4, 4), "ends_on": dt.date(2024, 4, 4)}
_BEFORE, _INSIDE, _AFTER = dt.date(2022, 5, 1), dt.date(2023, 5, 1), dt.date(2024, 5, 1)


def _outside(by: Actor, project: Project) -> dict[str, int]:
    found = {table.kind: links_outside(by, project, table).count() for table in KINDS}
    return {kind: number for kind, number in found.items() if number}


def test_meetings_of_other_years_are_asked_about_and_none_goes_in_without_a_word(cast: Cast) -> None:
    """Before: 221 meetings of 2024 went into a grant that begins in 2026."""
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast, **_DAYS)
        rows = [an_activity(by, cast, held_on=day) for day in (_BEFORE, _INSIDE, _AFTER)]
        with pytest.raises(Problem, match="outside_project") as raised:
            tag_rows(by=by, project=project, records=rows)
        assert raised.value.field == "outside"
        assert "2" in str(raised.value.message)
        assert not live(ProjectActivity).exists()
        stayed = tag_rows(by=by, project=project, records=rows, outside=Outside.LEAVE)
        assert [(one.row, one.code) for one in stayed] == [
            (rows[0], "outside_project"),
            (rows[2], "outside_project"),
        ]
        assert _outside(by, project) == {}
        with pytest.raises(Problem, match="outside_project"):
            tag(by=by, project=project, record=rows[0])
        tag(by=by, project=project, record=rows[0], outside=Outside.TAKE)
        assert _outside(by, project) == {"activities": 1}


def test_what_stands_in_a_project_keeps_being_checked(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast, **_DAYS)
        rows = [an_activity(by, cast, held_on=_INSIDE) for _time in range(3)]
        tag_rows(by=by, project=project, records=rows)
        ACTIVITY.amend(by=by, row=rows[0], changes={"held_on": _BEFORE}, reason="the day was wrong")
        assert [link.activity_id for link in links_outside(by, project, BY_MODEL[type(rows[0])])] == [rows[0].pk]
        PROJECT.amend(by, project, {"begins_on": dt.date(2023, 6, 1)}, "began later")
        assert _outside(by, PROJECT.find(by, project.pk)) == {"activities": 3}
        PROJECT.amend(by, project, {"begins_on": _BEFORE}, "began earlier")
        assert _outside(by, PROJECT.find(by, project.pk)) == {}


@pytest.mark.parametrize(
    ("answers", "is_beyond"),
    [
        ({"held_on": _DAYS["begins_on"]}, False),
        ({"held_on": _DAYS["ends_on"]}, False),
        ({"held_on": _DAYS["begins_on"] - dt.timedelta(days=1)}, True),
        ({"held_on": _DAYS["ends_on"] + dt.timedelta(days=1)}, True),
        ({"held_on": dt.date(2023, 4, 1), "is_day_known": False}, False),
        ({"held_on": dt.date(2023, 3, 1), "is_day_known": False}, True),
        ({"held_on": dt.date(2024, 4, 1), "is_day_known": False}, False),
    ],
)
def test_the_days_of_a_meeting(cast: Cast, answers: dict[str, Any], is_beyond: bool) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast, **_DAYS)
        row = an_activity(by, cast, **answers)
        assert bool(outside_ids(project, BY_MODEL[type(row)], [row])) is is_beyond


def test_an_issue_of_before_that_was_resolved_in_the_project_is_inside(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast, **_DAYS)
        inside = an_issue(by, cast, received_on=_BEFORE, status="resolved", resolved_on=_INSIDE)
        beyond = an_issue(by, cast, received_on=_BEFORE)
        assert outside_ids(project, BY_MODEL[type(inside)], [inside, beyond]) == {beyond.pk}


def test_people_and_groups_have_no_days_and_lie_outside_by_their_places_alone(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast, **_DAYS, place=cast.gumla_block)
        other = cast.other_gumla_block
        for here, there in (
            (a_person(by, cast), a_person(by, cast, name="Phulmani Tirkey", place=other)),
            (a_group(by, cast), a_group(by, cast, place=other)),
        ):
            assert outside_ids(project, BY_MODEL[type(here)], [here, there]) == {there.pk}
        of_district = an_activity(by, cast, held_on=_INSIDE, place=cast.gumla_district)
        assert not outside_ids(project, BY_MODEL[type(of_district)], [of_district]), "its block is not known"
        wide = a_project(by, cast, **_DAYS, place=cast.gumla_district)
        row = an_activity(by, cast, held_on=_INSIDE, place=other)
        assert not outside_ids(wide, BY_MODEL[type(row)], [row])


def test_a_project_of_the_network_has_its_days_for_every_member_and_no_place(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        whole = a_project(by, cast, organisation=cast.network.id, place=cast.khunti_block, **_DAYS)
    with acting_as(cast.actor("coordinator")) as by:
        link = tag(by=by, project=whole, record=an_activity(by, cast, held_on=_INSIDE))
        assert whole_of(link.project) == whole
        with pytest.raises(Problem, match="outside_project"):
            tag(by=by, project=whole, record=an_activity(by, cast, held_on=_BEFORE))
    with acting_as(cast.actor("secretariat")) as by:
        PROJECT.amend(by, whole, {"begins_on": dt.date(2023, 8, 1)}, "began later")
        assert _outside(by, PROJECT.find(by, whole.pk)) == {"activities": 1}


def test_every_kind_has_a_condition_that_can_be_asked(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast, begins_on=_INSIDE)
        for table in KINDS:
            assert not live(table.model).filter(is_outside(project, table)).exists()
            assert not links_outside(by, project, table).exists()
