"""The order of the queue, and who sees it."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.helpdesk import services
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import follow_ups, issues, overdue_follow_ups, queue
from jatan.programme.helpdesk.services import ISSUE
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]
NOON = dt.datetime(2024, 3, 11, 6, 30, tzinfo=dt.UTC)
TODAY = dt.date(2024, 3, 11)


def test_urgent_issues_come_first_newest_first_then_others_oldest_first(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("desk_operator") as by:
        young = an_issue(by, cast, received_on=TODAY - dt.timedelta(days=3))
        old = an_issue(by, cast, received_on=TODAY - dt.timedelta(days=40))
        done = an_issue(by, cast, received_on=TODAY - dt.timedelta(days=90))
        services.resolve_issue(by=by, issue=done, on=TODAY)
        early = an_issue(by, cast, received_on=TODAY - dt.timedelta(days=50), is_urgent=True)
        with clock.frozen_at(NOON + dt.timedelta(minutes=5)):
            late = an_issue(by, cast, received_on=TODAY, is_urgent=True)
        assert [row.id for row in queue(by)] == [late.id, early.id, old.id, young.id]


def test_a_follow_up_is_due_on_its_day_and_after_while_the_issue_is_open(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("desk_operator") as by:
        today = an_issue(by, cast, next_follow_up_on=TODAY)
        late = an_issue(by, cast, next_follow_up_on=TODAY - dt.timedelta(days=9))
        an_issue(by, cast, next_follow_up_on=TODAY + dt.timedelta(days=1))
        an_issue(by, cast, next_follow_up_on=TODAY, status="refused")
        assert [row.id for row in overdue_follow_ups(by)] == [late.id, today.id]


def test_a_list_with_people_takes_one_query(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast)
        for _ in range(3):
            an_issue(by, cast, person=person)
        with CaptureQueriesContext(connection) as queries:
            seen = [(row.place.name_en, row.person.name if row.person else "") for row in issues(by)]
    assert len(queries) == 1
    assert len(seen) == 3


@pytest.mark.parametrize("part", ["khunti_desk", "secretariat", "researcher", "administrator", "stranger"])
def test_other_members_see_no_issue_and_no_follow_up(cast: Cast, as_: As, part: str) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        services.follow_up_issue(by=by, issue=issue, on=TODAY)
    with as_(part) as by:
        assert not issues(by).exists()
        assert not follow_ups(by).exists()
        assert not Issue._default_manager.exists()  # row-level security refuses as well
        with pytest.raises(Issue.DoesNotExist):
            ISSUE.find(by, issue.id)


def test_a_field_worker_sees_her_block_and_what_she_wrote_herself(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        near = an_issue(by, cast)
        an_issue(by, cast, place=cast.other_gumla_block)
    with as_("field_worker") as by:
        own = an_issue(by, cast, place=cast.other_gumla_block)
        assert {row.id for row in issues(by)} == {near.id, own.id}
