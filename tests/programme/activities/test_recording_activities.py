"""Recording activities: attendance counts as a register states them."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.activities import events
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.activities.selectors import activities, search_activities
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.programme.activities.builders import activity_command, an_activity

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.mark.parametrize(
    ("answers", "total"),
    [
        ({"women": 6, "men": 5, "total": None}, 11),
        ({"women": 6, "men": None, "total": None}, 6),
        ({"women": None, "men": None, "total": 14}, 14),
        ({"women": 6, "men": 5, "total": 20}, 20),
        ({"women": 0, "men": 0, "girls": 0, "boys": 0, "total": None}, 0),
    ],
)
def test_the_total_is_as_written_or_defaults_to_the_sum(cast: Cast, answers: dict[str, Any], total: int) -> None:
    assert activity_command(cast, **answers).total == total


def test_a_part_that_was_not_recorded_stays_unknown(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        an_activity(by, cast, women=4, men=None, girls=0)
        kept = activities(by).get()
    assert (kept.women, kept.men, kept.girls, kept.boys, kept.total) == (4, None, 0, None, 4)


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"women": 12, "men": 5, "total": 11}, [("parts_exceed_total", "total")]),
        ({"women": -3}, [("negative_number", "women")]),
        ({"women": None, "men": None, "total": -1}, [("negative_number", "total")]),
        ({"women": None, "men": None}, [("missing_required", "total")]),
        ({"held_on": None}, [("missing_required", "held_on")]),
        ({"kind": ""}, [("missing_required", "kind")]),
        ({"kind": "party"}, [("unreadable", "kind")]),
        ({"women": 3_000_000_000}, [("unreadable", "women"), ("unreadable", "total")]),
        ({"held_on": dt.date(2999, 1, 1), "women": -1}, [("negative_number", "women"), ("date_in_future", "held_on")]),
        ({"decisions": "9999 4105 7058"}, [("aadhaar_number", "decisions")]),
    ],
)
def test_an_impossible_row_is_refused(cast: Cast, answers: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(Problems) as caught:
        activity_command(cast, **answers)
    found = [(problem.code, problem.field) for problem in caught.value.problems]
    assert set(problems) <= set(found)
    assert {code for code, _field in found} == {code for code, _field in problems}


def test_today_is_the_day_in_india(cast: Cast) -> None:
    with clock.frozen_at(dt.datetime(2023, 5, 3, 19, 0, tzinfo=dt.UTC)):  # half past midnight on the fourth in Ranchi
        assert activity_command(cast, held_on=dt.date(2023, 5, 4)).held_on == dt.date(2023, 5, 4)
        with pytest.raises(Problems):
            activity_command(cast, held_on=dt.date(2023, 5, 5))


@pytest.mark.parametrize("kind", ActivityKind.values)
def test_every_kind_can_be_recorded_with_any_theme(cast: Cast, as_: As, kind: str) -> None:
    with as_("desk_operator") as by:
        an_activity(by, cast, kind=kind, theme="covid19")
        assert activities(by).filter(kind=kind, theme="covid19").count() == 1


def test_a_sheet_of_activities_is_one_event_with_its_months(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        days = [dt.date(2023, 2, 14), dt.date(2023, 2, 28), dt.date(2022, 11, 1)]
        rows = ACTIVITY.record_all(by=by, commands=[activity_command(cast, held_on=day) for day in days])
        event = Event.objects.get(verb=events.ACTIVITY_RECORDED)
        assert [row.held_on for row in rows] == days
        assert event.payload["rows"] == {"activities.activity": 3}
        assert event.payload["months"] == {"activities.activity": ["2022-11", "2023-02"]}


def test_a_total_equal_to_the_sum_follows_a_corrected_part(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, women=6, men=5)
        ACTIVITY.amend(by=by, row=activity, changes={"women": 9})
        assert ACTIVITY.find(by, activity.id).total == 14


def test_a_total_different_from_the_sum_does_not_follow(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, women=6, men=5, total=20)
        ACTIVITY.amend(by=by, row=activity, changes={"women": 9})
        assert ACTIVITY.find(by, activity.id).total == 20
        with pytest.raises(Problems):
            ACTIVITY.amend(by=by, row=activity, changes={"women": 30})


def test_a_changed_day_touches_the_old_and_the_new_month(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, held_on=dt.date(2023, 2, 14))
        ACTIVITY.amend(by=by, row=activity, changes={"held_on": dt.date(2023, 3, 14)})
        event = Event.objects.get(verb=events.ACTIVITY_AMENDED)
    assert event.payload["months"] == {"activities.activity": ["2023-02", "2023-03"]}


def test_a_withdrawn_activity_is_not_counted(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
        ACTIVITY.withdraw(by=by, row=activity, reason="नहीं हुई")
        assert not activities(by).exists()


def test_the_latest_activity_stands_first(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        for day in (3, 20, 11):
            an_activity(by, cast, held_on=dt.date(2023, 1, day))
        assert [row.held_on.day for row in activities(by)] == [20, 11, 3]


def test_search_finds_topic_and_group_name(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        activity = an_activity(by, cast, topic="बाल विवाह", group_name="सरना महिला समूह")
        an_activity(by, cast)
        assert [row.id for row in search_activities(by, "विवाह")] == [activity.id]
        assert [row.id for row in search_activities(by, "Sarna")] == [activity.id]
        assert not search_activities(by, " ").exists()


@pytest.mark.parametrize("part", ["counsellor", "supervisor", "secretariat", "khunti_desk", "auditor", "stranger"])
def test_roles_without_the_permission_cannot_record_activities(cast: Cast, as_: As, part: str) -> None:
    with as_(part) as by, pytest.raises(Forbidden):
        an_activity(by, cast)


@pytest.mark.parametrize(
    ("part", "count"), [("field_worker", 1), ("counsellor", 2), ("secretariat", 2), ("khunti_coordinator", 0)]
)
def test_activities_are_listed_within_reach(cast: Cast, as_: As, part: str, count: int) -> None:
    with as_("coordinator") as by:
        an_activity(by, cast)
        an_activity(by, cast, place=cast.other_gumla_block)
    with as_(part) as by:
        assert activities(by).count() == count
