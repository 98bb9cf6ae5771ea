"""Records that look alike among themselves: found by month, decided by a person, undone once; nothing is merged."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.ledger.models import Event
from jatan.intake.registers.look_alikes.decisions import decisions, keep_apart, take_as_one, undo_decision
from jatan.intake.registers.look_alikes.pairs import KINDS, Pair, pairs_of_month
from jatan.intake.registers.models import ImportedRow, ImportRun
from jatan.intake.registers.undo.services import undo_run
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.flows.acts_on_many import undo_act
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings
from tests.programme.activities.builders import an_activity
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.schemes.builders import a_linkage

MONTH = dt.date(2022, 3, 1)
_DAY = dt.date(2022, 3, 12)
type Make = Callable[[Actor, Cast, dt.date], Any]


def _meeting(by: Actor, cast: Cast, day: dt.date, **answers: Any) -> Any:
    return an_activity(by, cast, **({"held_on": day, "village": "Navapur", "group_name": "Navapur Mandal"} | answers))


def _person(by: Actor, cast: Cast, name: str) -> Any:
    return a_person(by, cast, name=name, guardian_name="बिरसा मुंडा", village="Navapur")


def _journey(by: Actor, cast: Cast, day: dt.date, name: str = "Sunita Munda") -> Any:
    return a_journey(by, _person(by, cast, name), registered_on=day, leaves_on=day, returned_on=None)


def _linkage(by: Actor, cast: Cast, day: dt.date, name: str = "Sunita Munda") -> Any:
    return a_linkage(by, _person(by, cast, name), applied_on=day, sanctioned_on=None, received_on=None)


def _issue(by: Actor, cast: Cast, day: dt.date, name: str = "Sunita Munda") -> Any:
    return an_issue(by, cast, received_on=day, caller_name=name, village="Navapur", person=None, caller_phone="")


_MAKERS: dict[str, Make] = {"activity": _meeting, "journey": _journey, "linkage": _linkage, "issue": _issue}
_LATER = {"activity": 0, "journey": 3, "linkage": 20, "issue": 3}
_FAR = {"activity": 1, "journey": 40, "linkage": 60, "issue": 40}


def _pairs(by: Actor, cast: Cast, month: dt.date = MONTH) -> list[tuple[str, uuid.UUID, uuid.UUID]]:
    return [(pair.what, *pair.ids) for pair in pairs_of_month(by, cast.gumla.id, month)]


def _pair(by: Actor, cast: Cast) -> Pair:
    (pair,) = pairs_of_month(by, cast.gumla.id, MONTH)
    return pair


def test_every_kind_that_is_listed_is_tried_here() -> None:
    assert _MAKERS.keys() == KINDS.keys()


@pytest.mark.parametrize("what", list(KINDS))
def test_a_fact_that_is_on_record_twice_is_a_pair_of_its_month(what: str, cast: Cast, as_: Any) -> None:
    make = _MAKERS[what]
    with as_("coordinator") as by:
        one = make(by, cast, _DAY)
        other = make(by, cast, _DAY + dt.timedelta(days=_LATER[what]))
        make(by, cast, _DAY + dt.timedelta(days=_FAR[what] + 30))
        assert _pairs(by, cast) == [(what, one.pk, other.pk)]
        assert _pairs(by, cast, dt.date(2022, 8, 1)) == []
    with as_("khunti_coordinator") as by:
        assert _pairs(by, cast) == []


def test_others_are_no_pair(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        for day in (_DAY, _DAY + dt.timedelta(days=1)):
            _meeting(by, cast, day)
        _meeting(by, cast, _DAY, group_name="Kotari Mandal")
        for name in ("Sunita Munda", "Phulmani Tirkey"):
            _journey(by, cast, _DAY, name)
            _linkage(by, cast, _DAY, name)
            _issue(by, cast, _DAY, name)
        assert _pairs(by, cast) == []


def test_queries_are_bounded_whatever_the_month_holds(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        for number in range(3):
            for make in _MAKERS.values():
                make(by, cast, _DAY)
            with CaptureQueriesContext(connection) as asked:
                found = pairs_of_month(by, cast.gumla.id, MONTH)
            assert len(found) == len(KINDS) * number * (number + 1) // 2
            assert len(asked) <= 8


@pytest.mark.parametrize("what", list(KINDS))
@pytest.mark.parametrize("keeps_first", [True, False])
def test_one_stays_and_the_other_is_withdrawn_and_comes_back(
    what: str, keeps_first: bool, cast: Cast, as_: Any
) -> None:
    with as_("coordinator") as by:
        made = [_MAKERS[what](by, cast, _DAY) for _time in range(2)]
        stays, gone = made if keeps_first else reversed(made)
        decision = take_as_one(by=by, pair=_pair(by, cast), stays=stays.pk)
        assert _pairs(by, cast) == []
        live = type(stays).objects.live()
        assert [row.pk for row in live.filter(pk__in=[stays.pk, gone.pk])] == [stays.pk]
        gone.refresh_from_db()
        assert gone.withdrawn_reason != ""
        assert Event.objects.filter(verb="registers.look_alikes_one").get().payload == {"kind": what}
        undo_decision(by=by, decision=decision)
        assert [pair[1:] for pair in _pairs(by, cast)] == [tuple(one.pk for one in made)]
        with pytest.raises(Problem, match="undone"):
            undo_decision(by=by, decision=decision)


def test_two_different_ones_are_not_asked_again_until_that_is_undone(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        for _time in range(2):
            _meeting(by, cast, _DAY)
        pair = _pair(by, cast)
        decision = keep_apart(by=by, pair=pair)
        assert keep_apart(by=by, pair=pair) == decision
        assert _pairs(by, cast) == []
        assert Activity.objects.live().count() == 2
        undo_decision(by=by, decision=decision)
        assert len(_pairs(by, cast)) == 1
        with pytest.raises(Problem, match="undone"):
            undo_decision(by=by, decision=decision)
        keep_apart(by=by, pair=pair)
        assert [one.undone_at is None for one in decisions(by)] == [True, False]


def test_what_was_changed_or_withdrawn_since_is_not_decided_unseen(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        one, other = (_meeting(by, cast, _DAY) for _time in range(2))
        pair = _pair(by, cast)
        ACTIVITY.amend(by=by, row=other, changes={"women": 60, "men": 9}, reason="recounted")
        with pytest.raises(Problem, match="not_alike"):
            take_as_one(by=by, pair=pair, stays=one.pk)
        ACTIVITY.withdraw(by=by, row=other, reason="no meeting")
        for act in (lambda: take_as_one(by=by, pair=pair, stays=one.pk), lambda: keep_apart(by=by, pair=pair)):
            with pytest.raises(Problem, match="record_withdrawn"):
                act()
        one.refresh_from_db()
        assert one.withdrawn_at is None


@pytest.mark.parametrize("role", ["field_worker", "khunti_coordinator", "secretariat"])
def test_others_may_not_decide(role: str, cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        one, _other = (_meeting(by, cast, _DAY) for _time in range(2))
        pair = _pair(by, cast)
    with as_(role) as by:
        for act in (lambda: take_as_one(by=by, pair=pair, stays=one.pk), lambda: keep_apart(by=by, pair=pair)):
            with pytest.raises(gate.Forbidden):
                act()


def _taken_in(tmp_path: Path, take_in: Any, cast: Cast, as_: Any, name: str = "a.xlsx") -> Any:
    take_in(meetings(tmp_path / name, meeting(1)))
    with as_("coordinator"):
        row = ImportedRow.objects.get(run__file_name=name)
        return Activity.objects.get(pk=row.record_id)


def _as_on_page(by: Actor, cast: Cast, like: Any) -> Any:
    names = ("kind", "held_on", "place", "village", "group_name", "women", "total")
    return an_activity(by, cast, men=0, **{name: getattr(like, name) for name in names})


def test_a_row_of_a_workbook_tells_of_the_record_that_stays(tmp_path: Path, take_in: Any, cast: Cast, as_: Any) -> None:
    """The workbook came first, and somebody recorded the meeting on a page: counted twice, and shown."""
    came = _taken_in(tmp_path, take_in, cast, as_)
    with as_("coordinator") as by:
        typed = _as_on_page(by, cast, came)
        assert _pairs(by, cast) == [("activity", came.pk, typed.pk)]
        decision = take_as_one(by=by, pair=_pair(by, cast), stays=typed.pk)
        row = ImportedRow.objects.get()
        assert (row.record_id, row.is_joined) == (typed.pk, True)
    again = take_in(meetings(tmp_path / "a.xlsx", meeting(1)))["shg_meeting"]
    assert (again["imported"], again["already_in"]) == (0, 1)
    with as_("coordinator") as by:
        undo_decision(by=by, decision=decision)
        row.refresh_from_db()
        assert (row.record_id, row.is_joined) == (came.pk, False)
        assert Activity.objects.live().count() == 2


def test_undoing_a_workbook_leaves_the_record_for_which_another_was_withdrawn(
    tmp_path: Path, take_in: Any, cast: Cast, as_: Any
) -> None:
    came = _taken_in(tmp_path, take_in, cast, as_)
    with as_("coordinator") as by:
        _as_on_page(by, cast, came)
        take_as_one(by=by, pair=_pair(by, cast), stays=came.pk)
        run = ImportRun.objects.get()
    with pytest.raises(Problem, match="nothing_to_undo"):
        undo_run(run, by=None, reason="wrong file")
    with as_("coordinator"):
        assert [row.pk for row in Activity.objects.live()] == [came.pk]


def test_rows_of_one_sheet_are_not_compared(tmp_path: Path, take_in: Any, cast: Cast, as_: Any) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1), meeting(2, women=12)))
    with as_("coordinator") as by:
        assert Activity.objects.live().count() == 2
        assert _pairs(by, cast) == []


def test_an_act_that_was_undone_in_the_list_of_acts_is_asked_about_again(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        one, _other = (_meeting(by, cast, _DAY) for _time in range(2))
        decision = take_as_one(by=by, pair=_pair(by, cast), stays=one.pk)
        undo_act(by=by, done=DoneTogether.objects.get())
        assert len(_pairs(by, cast)) == 1
        undo_decision(by=by, decision=decision)
        assert take_as_one(by=by, pair=_pair(by, cast), stays=one.pk).stays == one.pk


def test_decisions_are_undone_the_last_first(tmp_path: Path, take_in: Any, cast: Cast, as_: Any) -> None:
    """A row of a workbook told of Y, then of X for which Y went, then of Z for which X went."""
    last = _taken_in(tmp_path, take_in, cast, as_)
    with as_("coordinator") as by:
        middle, stays = (_as_on_page(by, cast, last) for _time in range(2))
        first = take_as_one(by=by, pair=Pair("activity", last, middle), stays=middle.pk)
        second = take_as_one(by=by, pair=Pair("activity", middle, stays), stays=stays.pk)
        with pytest.raises(Problem, match="decided_since"):
            undo_decision(by=by, decision=first)
        assert [row.pk for row in Activity.objects.live()] == [stays.pk]
        for decision in (second, first):
            undo_decision(by=by, decision=decision)
        assert Activity.objects.live().count() == 3
        row = ImportedRow.objects.get()
        assert (row.record_id, row.is_joined) == (last.pk, False)
