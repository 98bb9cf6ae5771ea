"""Of two that look alike, the one that is more alive never goes, nor one on which something hangs alone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.look_alikes.decisions import take_as_one
from jatan.intake.registers.look_alikes.pairs import KINDS, Pair
from jatan.kernel.problems import Problem
from jatan.programme.journeys.services import JOURNEY, issue_pass, record_return
from jatan.programme.projects.commands import BeginProject
from jatan.programme.projects.services import begin_project
from jatan.programme.projects.tags import tag
from jatan.programme.safeguarding.services import start_contacts
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

_DAY = dt.date(2022, 3, 12)
type Make = Callable[[Actor, Cast], Any]


def _issue(by: Actor, cast: Cast, **answers: Any) -> Any:
    usual = {"received_on": _DAY, "caller_name": "Sunita Munda", "village": "Navapur", "person": None}
    return an_issue(by, cast, **(usual | answers))


def _journey(by: Actor, cast: Cast, returned_on: dt.date | None = None) -> Any:
    woman = a_person(by, cast, name="Sunita Munda", guardian_name="बिरसा मुंडा", village="Navapur")
    return a_journey(by, woman, registered_on=_DAY, leaves_on=_DAY, returned_on=returned_on)


def _meeting(by: Actor, cast: Cast) -> Any:
    return an_activity(by, cast, held_on=_DAY, village="Navapur", group_name="Navapur Mandal")


def _in_project(make: Make) -> Make:
    def made(by: Actor, cast: Cast) -> Any:
        command = BeginProject(
            organisation=cast.gumla.id, place=cast.gumla_block, name_hi="रास्ता", begins_on=dt.date(2022, 1, 1)
        )
        row = make(by, cast)
        tag(by=by, project=begin_project(by=by, command=command), record=row)
        return row

    return made


def _in_contact(by: Actor, cast: Cast) -> Any:
    journey = _journey(by, cast)
    start_contacts(by, [journey])
    return journey


def _with_pass(by: Actor, cast: Cast) -> Any:
    journey = _journey(by, cast)
    issue_pass(by=by, journey=journey)
    return journey


# {why: kind, the one that may not go, the one that may}
CASES: dict[str, tuple[str, Make, Make]] = {
    "urgent_goes": ("issue", lambda by, cast: _issue(by, cast, is_urgent=True), _issue),
    "urgent_goes, the other closed": (
        "issue",
        lambda by, cast: _issue(by, cast, is_urgent=True),
        lambda by, cast: _issue(by, cast, is_urgent=True, status="resolved", resolved_on=_DAY),
    ),
    "open_goes": ("issue", _issue, lambda by, cast: _issue(by, cast, status="resolved", resolved_on=_DAY)),
    "asked_sooner_goes": (
        "issue",
        lambda by, cast: _issue(by, cast, next_follow_up_on=_DAY),
        lambda by, cast: _issue(by, cast, next_follow_up_on=_DAY + dt.timedelta(days=30)),
    ),
    "under_way_goes": ("journey", _journey, lambda by, cast: _journey(by, cast, _DAY + dt.timedelta(days=60))),
    "more_hangs, agreed contacts": ("journey", _in_contact, _journey),
    "more_hangs, a pass": ("journey", _with_pass, _journey),
    "more_hangs, an activity's project": ("activity", _in_project(_meeting), _meeting),
    "more_hangs, another project": ("activity", _in_project(_meeting), _in_project(_meeting)),
    "more_hangs, an issue's project": ("issue", _in_project(_issue), _issue),
}


@pytest.mark.parametrize("why", CASES)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_more_alive_stays(why: str, is_first: bool, cast: Cast, as_: Any) -> None:
    what, more, less = CASES[why]
    with as_("coordinator") as by:
        if is_first:
            lives, goes = more(by, cast), less(by, cast)
        else:
            goes, lives = less(by, cast), more(by, cast)
        pair = Pair(what, *sorted((lives, goes), key=lambda row: row.pk))
        with pytest.raises(Problem, match=why.split(",")[0]):
            take_as_one(by=by, pair=pair, stays=goes.pk)
        model = KINDS[what].model
        assert model.objects.live().filter(pk__in=pair.ids).count() == 2
        if why != "more_hangs, another project":
            take_as_one(by=by, pair=pair, stays=lives.pk)
            assert [row.pk for row in model.objects.live().filter(pk__in=pair.ids)] == [lives.pk]


def test_a_journey_that_ended_goes_for_another(cast: Cast, as_: Any) -> None:
    with as_("coordinator") as by:
        one, other = (_journey(by, cast) for _time in range(2))
        record_return(by=by, journey=one, on=_DAY + dt.timedelta(days=60))
        take_as_one(by=by, pair=Pair("journey", one, other), stays=other.pk)
        assert not JOURNEY.rows(by).filter(pk=one.pk).exists()
