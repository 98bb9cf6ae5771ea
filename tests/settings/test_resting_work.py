"""By a clock that is in doubt no step is taken and nothing is published or deleted; a quiet week is no doubt."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.operation.choices import Doubt
from jatan.foundation.operation.heartbeats import read_beats
from jatan.foundation.operation.models import ClockWatch
from jatan.kernel import clock
from jatan.programme.journeys.drafts import begin_draft
from jatan.programme.journeys.models import Draft
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.selectors import due_today
from jatan.settings import periodic
from tests.cast import Cast
from tests.clock_states import passed, restarted, walk_as_the_worker, watch
from tests.programme.activities.builders import an_activity
from tests.programme.safeguarding.builders import As, at, away, day, walked

pytestmark = pytest.mark.django_db
MORNING = at(day(2), 10)
DAY = dt.timedelta(days=1)

# They look at no time, or hold back by themselves what only a time asks for: see RESTING.
GOING_ON = {
    "tasks.give_back",
    "people.rekey",
    "agents.rekey",
    "groups.refold",
    "cases.seal_waiting",
    "registers.rewrite",
    "cases.shuffle_facts",
    "keys.check",
    "messages.take_in",
    "messages.send",
    "cases.sweep_exports",
    "alerts.tell",
    "alerts.send",
    "calls.deliver",
    "phones.tell_danger",
    "phones.attach",
    "files.count",
}


@pytest.fixture(autouse=True)
def _every_heartbeat_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_recorded", {})


@pytest.fixture
def climbing(cast: Cast) -> None:
    """On day 2 a first contact was missed and its ladder has begun; the house was sure of the time then."""
    with acting_as(cast.actor("coordinator")) as by:
        away(by, cast)
    walked(1)
    walked(2)
    with clock.frozen_at(MORNING):
        walk_as_the_worker()
        assert watch().doubt == ""


def _rows(cast: Cast) -> list[Any]:
    """All that a walk may change."""
    with acting_as(cast.actor("coordinator")):
        return [list(model.objects.order_by("id").values()) for model in (Contact, Escalation, EscalationStep)]


def test_every_periodic_entry_is_judged() -> None:
    assert set(periodic.PERIODIC) == RESTING_AND_GOING
    assert not periodic.RESTING & GOING_ON


RESTING_AND_GOING = periodic.RESTING | GOING_ON


@pytest.mark.parametrize("moved", [45 * DAY, -400 * DAY, 2 * DAY, -2 * DAY, dt.timedelta(minutes=6)])
def test_a_jump_of_the_clock_moves_no_step_and_its_end_is_the_end_of_the_pause(
    cast: Cast, climbing: None, moved: dt.timedelta
) -> None:
    before = _rows(cast)
    with clock.frozen_at(MORNING + moved):
        walk_as_the_worker()
        walk_as_the_worker()
    assert _rows(cast) == before
    assert (watch().doubt, watch().at) == (Doubt.JUMPED, MORNING)
    with clock.frozen_at(MORNING):
        walk_as_the_worker()
    assert watch().doubt == ""


def test_what_was_recorded_during_a_jump_holds_nothing_up_when_it_is_over(cast: Cast, as_: As, climbing: None) -> None:
    with clock.frozen_at(MORNING + 45 * DAY):
        walk_as_the_worker()
        with as_("desk_operator") as by:
            an_activity(by, cast, held_on=MORNING.date())
    with clock.frozen_at(MORNING):
        walk_as_the_worker()
        walk_as_the_worker()
    assert watch().doubt == ""


@pytest.mark.parametrize("moved", [-400 * DAY, -DAY])
def test_a_clock_put_back_over_a_start_of_the_machine_moves_no_step(
    cast: Cast, climbing: None, moved: dt.timedelta
) -> None:
    before = _rows(cast)
    with clock.frozen_at(MORNING):
        restarted()
    with clock.frozen_at(MORNING + moved):
        walk_as_the_worker()
    assert (_rows(cast), watch().doubt) == (before, Doubt.JUMPED)


def test_a_record_in_the_future_moves_no_step(cast: Cast, as_: As, climbing: None) -> None:
    before = _rows(cast)
    with clock.frozen_at(MORNING + 45 * DAY), as_("desk_operator") as by:
        an_activity(by, cast, held_on=MORNING.date())
    with clock.frozen_at(MORNING + dt.timedelta(minutes=1)):
        walk_as_the_worker()
    assert (_rows(cast), watch().doubt) == (before, Doubt.FUTURE)


def test_after_a_quiet_week_the_walk_goes_on(cast: Cast, climbing: None) -> None:
    before = _rows(cast)
    with clock.frozen_at(MORNING):
        passed(7 * DAY)
    with clock.frozen_at(MORNING + 7 * DAY):
        walk_as_the_worker()
    assert watch().doubt == ""
    assert len(_rows(cast)[2]) > len(before[2]), "every step whose time has come"


def test_after_a_night_without_power_the_walk_goes_on_and_after_two_days_it_asks(cast: Cast, climbing: None) -> None:
    before = _rows(cast)
    with clock.frozen_at(MORNING):
        restarted()
    with clock.frozen_at(MORNING + dt.timedelta(hours=15)):
        walk_as_the_worker()
        assert watch().doubt == ""
        restarted()
    with clock.frozen_at(MORNING + dt.timedelta(hours=15) + 2 * DAY):
        walk_as_the_worker()
    assert (_rows(cast), watch().doubt) == (before, Doubt.LONG_OFF)


def test_the_walk_that_rests_is_not_late(cast: Cast, climbing: None) -> None:
    with clock.frozen_at(MORNING + 45 * DAY):
        periodic._recorded.clear()
        walk_as_the_worker()
    assert not read_beats()["safeguarding.walk"].has_failed


@pytest.mark.parametrize("moved", [DAY, -DAY])
def test_what_is_due_stays_listed(cast: Cast, as_: As, moved: dt.timedelta) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        away(by, cast)
    with clock.frozen_at(at(day(1))):
        walk_as_the_worker()
        with as_("coordinator") as by:
            listed = {row.pk for row in due_today(by)}
    assert listed
    with clock.frozen_at(at(day(1)) + moved):
        walk_as_the_worker()
        with as_("coordinator") as by:
            assert {row.pk for row in due_today(by)} == listed


def test_what_is_kept_for_a_time_is_not_deleted_by_a_clock_that_was_put_forward(cast: Cast, as_: As) -> None:
    table = {name: periodic.PERIODIC[name] for name in sorted(periodic.RESTING)}
    with as_("field_worker") as by:
        begin_draft(by=by, organisation=cast.gumla.pk, body={})
    periodic.run_once(table)
    with clock.frozen_at(clock.now() + 400 * DAY):
        periodic.run_once(table)
        periodic.run_once(table)
    with as_("field_worker"):
        assert Draft.objects.count() == 1
    passed(400 * DAY)
    with clock.frozen_at(clock.now() + 400 * DAY):
        periodic.run_once(table)
    with as_("field_worker"):
        assert Draft.objects.count() == 0, "with a right clock it goes"


def test_the_first_run_of_a_house_has_nothing_to_compare_with(cast: Cast) -> None:
    assert not ClockWatch.objects.exists()
    walk_as_the_worker()
    assert watch().doubt == ""
