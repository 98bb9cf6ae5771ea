"""Acts on many records: one event, a revision of each row, bounded statements, undone once, as it was before."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.models import MonthlyCell
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.verify import verify
from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.models import DoneTogether, RowsDone
from jatan.foundation.bulk_acts.services import MOST_ROWS, Outcome, do_together, ids_digest, one_by_one
from jatan.foundation.bulk_acts.undo import undo_together
from jatan.foundation.ledger.models import Event, Revision
from jatan.foundation.ledger.verify import verify_chain
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.programme.activities.builders import activity_command

pytestmark = pytest.mark.django_db


def _activities(by: Actor, cast: Cast, number: int) -> list[Activity]:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=one % 60) for one in range(number)]
    return list(ACTIVITY.record_all(by=by, commands=[activity_command(cast, held_on=day) for day in days]))


def _withdraw(by: Actor, rows: Sequence[Activity], **how: Any) -> Outcome:
    return do_together(
        by=by,
        act="withdraw",
        rows=rows,
        doing=lambda found: one_by_one(found, lambda row: ACTIVITY.withdraw(by=by, row=row, reason="twice")),
        **how,
    )


def _cells(cast: Cast) -> list[tuple[Any, ...]]:
    recount_pending([cast.gumla.id])
    with acting_as(machine_for([cast.gumla.id])):
        assert verify([cast.gumla.id]) == []
        names = [one.attname for one in MonthlyCell._meta.concrete_fields if one.name not in ("id", "counted_at")]
        return sorted(MonthlyCell.objects.values_list(*names), key=str)


def _rows(cast: Cast) -> list[tuple[Any, ...]]:
    with acting_as(machine_for([cast.gumla.id])):
        names = [one.attname for one in Activity._meta.concrete_fields if one.name != "changed_at"]
        return list(Activity._default_manager.order_by("pk").values_list(*names))


def test_five_thousand_rows_are_one_event_and_come_back(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = _activities(by, cast, 5_000)
    before, cells = _rows(cast), _cells(cast)
    with acting_as(cast.actor("coordinator")) as by:
        events = Event.objects.count()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            outcome = _withdraw(by, rows)
        assert len(asked) <= 40
        assert (outcome.rows, outcome.stayed) == (5_000, [])
        assert Event.objects.count() == events + 1
        (done,) = outcome.done
        event = Event.objects.get(about=done.pk)
        assert event.payload["rows"] == {"activities.activity": 5_000}
        assert event.payload["ids"] == ids_digest(RowsDone.objects.get(act=done).rows)
        assert set(event.payload["months"]["activities.activity"]) == {"2024-01", "2024-02"}
        assert sum(event.payload["month_rows"].values()) == 5_000
        assert Revision.objects.filter(at=event.at).count() == 5_000
        assert not Activity.objects.live().exists()
    assert _cells(cast) != cells
    with acting_as(cast.actor("coordinator")) as by:
        events = Event.objects.count()
        with CaptureQueriesContext(connection) as asked:
            undoing = undo_together(by=by, done=done)
        assert len(asked) <= 40
        assert (len(undoing.rows["activities.activity"]), undoing.stayed) == (5_000, [])
        assert Event.objects.count() == events + 1
    assert _rows(cast) == before
    assert _cells(cast) == cells
    with acting_as(machine_for([cast.gumla.id])):
        assert not verify_chain(cast.gumla.id).faults


def test_the_number_of_statements_does_not_grow_with_the_rows(cast: Cast) -> None:
    numbers = []
    for number in (5, 300):
        with acting_as(cast.actor("coordinator")) as by:
            rows = _activities(by, cast, number)
            with CaptureQueriesContext(connection) as asked:
                (done,) = _withdraw(by, rows).done
            with CaptureQueriesContext(connection) as asked_back:
                undo_together(by=by, done=done)
            numbers.append((len(asked), len(asked_back)))
    assert numbers[0] == numbers[1]


def test_a_trial_writes_nothing(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = _activities(by, cast, 3)
    before = _rows(cast)
    with acting_as(cast.actor("coordinator")) as by:
        outcome = _withdraw(by, rows, is_trial=True)
        assert (outcome.rows, outcome.done) == (3, [])
        assert not DoneTogether.objects.exists()
    assert _rows(cast) == before


def test_what_stays_is_said_with_its_reason(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        mine = _activities(by, cast, 2)
        ACTIVITY.withdraw(by=by, row=mine[0], reason="wrong")
    with acting_as(cast.actor("desk_operator")) as by:
        own = _activities(by, cast, 1)
        outcome = _withdraw(by, [*mine, *own])
        assert outcome.rows == 1
        assert {one.row.pk: one.code for one in outcome.stayed} == {mine[0].pk: "withdrawn", mine[1].pk: "not_yours"}
        assert outcome.done[0].stayed == {"withdrawn": 1, "not_yours": 1}
        assert Activity.objects.live().get(pk=mine[1].pk).withdrawn_reason == ""
        assert Activity._default_manager.get(pk=own[0].pk).withdrawn_at is not None


def test_nothing_done_leaves_no_event(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = _activities(by, cast, 1)
    with acting_as(cast.actor("desk_operator")) as by:
        events = Event.objects.count()
        assert _withdraw(by, rows).done == []
        assert Event.objects.count() == events


def test_too_many_rows_are_refused(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        row = _activities(by, cast, 1)[0]
        with pytest.raises(Problem, match="too_many"):
            _withdraw(by, [row] * (MOST_ROWS + 1))


def test_rows_changed_since_stay_withdrawn_or_changed(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = _activities(by, cast, 3)
        (done,) = _withdraw(by, rows).done
        first = Activity._default_manager.select_related("place").get(pk=rows[0].pk)
        who: dict[str, Any] = {"by": by, "permission": acts.Permission.ACTIVITIES_RECORD}
        who |= {"correct": acts.Permission.RECORDS_CORRECT, "row": first}
        acts.restore(verb="test.restored", **who)
        acts.withdraw(verb="test.withdrawn", reason="again", **who)
    with acting_as(cast.actor("coordinator")) as by:
        undoing = undo_together(by=by, done=done)
        assert [(one.row.pk, one.code) for one in undoing.stayed] == [(rows[0].pk, "changed")]
        assert set(Activity.objects.live().values_list("pk", flat=True)) == {rows[1].pk, rows[2].pk}
        assert Activity._default_manager.get(pk=rows[0].pk).withdrawn_reason == "again"


def test_an_act_is_undone_once(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        (done,) = _withdraw(by, _activities(by, cast, 2)).done
        undo_together(by=by, done=done)
        with pytest.raises(Problem, match="undone"):
            undo_together(by=by, done=done)


def test_who_did_it_and_a_coordinator_undo_it_and_nobody_else(cast: Cast) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        (done,) = _withdraw(by, _activities(by, cast, 2)).done
    for part in ("field_worker", "counsellor", "khunti_coordinator"):
        with acting_as(cast.actor(part)) as by, pytest.raises((gate.Forbidden, DoneTogether.DoesNotExist)):
            undo_together(by=by, done=done)
    with acting_as(cast.actor("coordinator")) as by:
        assert len(undo_together(by=by, done=done).rows["activities.activity"]) == 2


def test_an_error_half_way_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = _activities(by, cast, 4)
    before = _rows(cast)

    def fail(*_args: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(RowsDone.objects, "bulk_create", fail)
    with pytest.raises(OSError, match="disk"), acting_as(cast.actor("coordinator")) as by:
        _withdraw(by, rows)
    assert _rows(cast) == before
    with acting_as(cast.actor("coordinator")):
        assert not DoneTogether.objects.exists()
        assert not Event.objects.filter(verb="bulk.done").exists()
