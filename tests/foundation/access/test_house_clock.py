"""A person who may answers that the time is right; it stands in the ledger, and what was evidence counts no more."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access import gate
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.house_clock import CONFIRMED, confirm_time, confirming_actor, sure_time
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.operation.choices import Doubt
from jatan.foundation.operation.clock_watch import present_doubt
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import Cast
from tests.clock_states import restarted, watch
from tests.programme.activities.builders import an_activity
from tests.programme.safeguarding.builders import As

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def asked(cast: Cast) -> Any:
    """The house was off for two days; a minute later, the time stands still for the test."""
    restarted()
    with clock.frozen_at(clock.now() + 2 * DAY):
        assert sure_time() is None
        yield clock.now()


def _confirmations(cast: Cast, part: str) -> list[Event]:
    with acting_as(cast.actor("auditor")):
        return list(Event.objects.filter(verb=CONFIRMED, by=cast.accounts[part].pk))


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "administrator"])
def test_an_answer_ends_the_pause_and_stands_in_the_ledger(cast: Cast, as_: As, asked: dt.datetime, part: str) -> None:
    with as_(part) as by:
        confirm_time(by=by, shown=asked)
    assert (watch().doubt, sure_time()) == ("", asked)
    (event,) = _confirmations(cast, part)
    assert event.payload["doubt"] == Doubt.LONG_OFF
    assert set(event.payload) == {"doubt", "sure_at", "at"}


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "supervisor", "researcher", "auditor"])
def test_others_may_not_answer(as_: As, asked: dt.datetime, part: str) -> None:
    with as_(part) as by, pytest.raises(gate.Forbidden):
        confirm_time(by=by, shown=asked)
    assert sure_time() is None


def test_a_time_that_was_compared_long_ago_is_asked_again(as_: As, asked: dt.datetime) -> None:
    with as_("coordinator") as by, pytest.raises(Problem):
        confirm_time(by=by, shown=asked - dt.timedelta(minutes=11))
    assert sure_time() is None


def test_where_nothing_is_asked_nothing_is_answered(cast: Cast, as_: As) -> None:
    assert sure_time() is not None
    with as_("coordinator") as by, pytest.raises(Problem):
        confirm_time(by=by, shown=clock.now())
    assert _confirmations(cast, "coordinator") == []


def test_records_from_the_future_count_no_more_once_a_person_has_said_that_the_clock_is_right(
    cast: Cast, as_: As
) -> None:
    with clock.frozen_at(clock.now() + 45 * DAY), as_("desk_operator") as by:
        an_activity(by, cast)
    assert sure_time() is None
    with as_("administrator") as by:
        confirm_time(by=by, shown=clock.now())
    assert sure_time() is not None
    with clock.frozen_at(clock.now() + 46 * DAY), as_("desk_operator") as by:
        an_activity(by, cast)
    assert sure_time() is None, "a later one is evidence again"


@pytest.mark.parametrize("moved", [45 * DAY, -400 * DAY])
def test_where_by_the_clock_nobody_is_in_office_yet_who_was_on_the_last_day_answers(
    cast: Cast, as_: As, moved: dt.timedelta
) -> None:
    """A house that was begun with a fast clock, now right; and one whose clock was put back."""
    began = clock.now() + max(moved, dt.timedelta())
    Posting.objects.update(since=began.date() - DAY)
    with clock.frozen_at(began), as_("desk_operator") as by:
        sure_time()
        an_activity(by, cast)
    with clock.frozen_at(began - abs(moved)):
        assert sure_time() is None
        assert not actor_of(cast.accounts["administrator"]).posts
        with acting_as(confirming_actor(cast.accounts["field_worker"])) as by, pytest.raises(gate.Forbidden):
            confirm_time(by=by, shown=clock.now())
        with acting_as(confirming_actor(cast.accounts["administrator"])) as by:
            confirm_time(by=by, shown=clock.now())
        assert sure_time() is not None
    with clock.frozen_at(began):
        assert len(_confirmations(cast, "administrator")) == 1


def test_a_machine_put_right_by_itself_is_asked_about_no_more(cast: Cast) -> None:
    restarted()
    with clock.frozen_at(clock.now() + 90 * DAY):
        assert sure_time() is None
    assert sure_time() is not None
    assert present_doubt() is None


def test_a_process_without_a_worker_sees_a_jump_itself(cast: Cast) -> None:
    sure_time()
    with clock.frozen_at(clock.now() + 45 * DAY):
        found = present_doubt()
    assert found is not None
    assert found.doubt is Doubt.JUMPED
