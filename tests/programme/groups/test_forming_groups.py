"""Recording, correcting, finding and withdrawing groups."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel.problems import Problems
from jatan.programme.groups import events
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import (
    groups,
    groups_named,
    search_groups,
)
from jatan.programme.groups.services import GROUP
from jatan_names import fold
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member, group_command
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


def test_groups_are_recorded_in_order_with_their_months_in_the_event(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        days = [dt.date(2022, 6, 5), None, dt.date(2021, 4, 30)]
        rows = GROUP.record_all(
            by=by, commands=[group_command(cast, name=f"समूह {n}", formed_on=day) for n, day in enumerate(days)]
        )
        event = Event.objects.get(verb=events.GROUP_FORMED)
    assert [row.formed_on for row in rows] == days
    assert event.payload["months"] == {"groups.group": ["2021-04", "2022-06"]}


def test_two_groups_of_one_organisation_may_have_the_same_name(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        a_group(by, cast, name="सरना महिला समूह", kind="shg")
        a_group(by, cast, name="Sarna Mahila Samuh", kind="shg")
        assert groups_named(cast.gumla.id, fold("सरना महिला समूह")).count() == 2


def test_a_group_formed_tomorrow_is_refused(cast: Cast) -> None:
    with pytest.raises(Problems) as caught:
        group_command(cast, formed_on=dt.date(2999, 1, 1))
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [("date_in_future", "formed_on")]


def test_a_number_in_the_name_distinguishes_two_forums(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        first = a_group(by, cast, name="छोटापुर प्रवासी फोरम 1")
        a_group(by, cast, name="छोटापुर प्रवासी फोरम 2")
        assert [group.id for group in groups_named(cast.gumla.id, fold("छोटापुर प्रवासी फोरम १"))] == [first.id]


def test_a_group_is_found_in_either_script(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast, name="छोटापुर प्रवासी फोरम 1")
        a_group(by, cast, name="सरना महिला समूह", kind="shg")
        assert [found.id for found in search_groups(by, "Chotapur")] == [group.id]
        assert not search_groups(by, "  ").exists()


def test_dissolving_a_group_keeps_its_history(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        assert GROUP.amend(by=by, row=group, changes={"dissolved_on": dt.date(2024, 1, 1)})
        kept = GROUP.find(by, group.id)
    assert (kept.formed_on, kept.dissolved_on) == (dt.date(2022, 6, 5), dt.date(2024, 1, 1))


def test_a_withdrawn_group_takes_its_memberships_with_it(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        a_member(by, group, a_person(by, cast))
        assert group.memberships.filter(withdrawn_at__isnull=True).count() == 1
        GROUP.withdraw(by=by, row=group, reason="दो बार लिखा गया")
        assert not groups(by).exists()
        assert not group.memberships.filter(withdrawn_at__isnull=True).exists()


def test_withdrawing_a_group_is_all_or_nothing(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        group = a_group(by, cast)
    with as_("desk_operator") as other:
        a_member(other, group, a_person(other, cast))
    with as_("field_worker") as by:
        with pytest.raises(Forbidden):
            GROUP.withdraw(by=by, row=group, reason="x")
        assert groups(by).get().withdrawn_at is None


@pytest.mark.parametrize(
    ("part", "count"),
    [("field_worker", 1), ("coordinator", 2), ("secretariat", 2), ("khunti_coordinator", 0), ("researcher", 0)],
)
def test_groups_are_listed_within_reach(cast: Cast, as_: As, part: str, count: int) -> None:
    with as_("coordinator") as by:
        a_group(by, cast)
        a_group(by, cast, place=cast.other_gumla_block)
    with as_(part) as by:
        assert groups(by).count() == count
        assert Group.objects.count() in (count, 2 if count else 0)
