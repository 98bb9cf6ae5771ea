"""Follow-ups of activities."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel.problems import Problems
from jatan.programme.activities.commands import PlanFollowUp
from jatan.programme.activities.selectors import due_follow_ups, follow_ups
from jatan.programme.activities.services import (
    ACTIVITY,
    FOLLOW_UP,
    complete_follow_up,
)
from tests.cast import Cast
from tests.programme.activities.builders import an_activity

As = Callable[[str], AbstractContextManager[Actor]]
DUE = dt.date(2023, 3, 1)


def test_due_follow_ups_are_listed_longest_overdue_first(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
        for day in (1, 20, 10, 31):
            due = dt.date(2023, 3, day)
            FOLLOW_UP.record(by=by, command=PlanFollowUp(activity=activity, what="पंचायत से बात", due_on=due))
        assert [row.due_on.day for row in due_follow_ups(by, dt.date(2023, 3, 20)) if row.due_on] == [1, 10, 20]


def test_any_colleague_may_complete_a_follow_up(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = FOLLOW_UP.record(
            by=by, command=PlanFollowUp(activity=an_activity(by, cast), what="सूची बनाना", due_on=DUE)
        )
    with as_("field_worker") as other:
        assert complete_follow_up(by=other, follow_up=row, on=dt.date(2023, 2, 28))
        assert not due_follow_ups(other, DUE).exists()
        assert follow_ups(other).get().done_on == dt.date(2023, 2, 28)


def test_a_follow_up_cannot_be_completed_on_a_future_day(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        row = FOLLOW_UP.record(
            by=by, command=PlanFollowUp(activity=an_activity(by, cast), what="सूची बनाना", due_on=DUE)
        )
        with pytest.raises(Problems, match="date_in_future"):
            complete_follow_up(by=by, follow_up=row, on=dt.date(2999, 1, 1))


def test_nothing_is_due_after_a_withdrawn_activity_or_follow_up(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        first, second = an_activity(by, cast), an_activity(by, cast)
        FOLLOW_UP.record(by=by, command=PlanFollowUp(activity=first, what="क", due_on=DUE))
        row = FOLLOW_UP.record(by=by, command=PlanFollowUp(activity=second, what="ख", due_on=DUE))
        ACTIVITY.withdraw(by=by, row=first, reason="नहीं हुई")
        FOLLOW_UP.withdraw(by=by, row=row, reason="ज़रूरत नहीं")
        assert not due_follow_ups(by, DUE).exists()
