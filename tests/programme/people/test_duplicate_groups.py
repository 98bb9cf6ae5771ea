"""Likely duplicates in groups: five records of one name are one question, answered and undone by one act."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.ledger.models import Event
from jatan.programme.flows.acts_on_many import undo_act
from jatan.programme.people.duplicate_groups import (
    MOST_PEOPLE,
    DuplicateGroup,
    decide_groups,
    group_of,
    link_some,
    open_groups,
)
from jatan.programme.people.duplicates import linked_records, open_suggestions
from jatan.programme.people.models import Person, SamePerson, Suggestion
from tests.cast import Cast
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


def _sunitas(by: Actor, cast: Cast, number: int, village: str = "Toto") -> list[Person]:
    return [a_person(by, cast, name="Sunita Oraon", guardian_name="Mangra", village=village) for _one in range(number)]


def _recorded() -> list[tuple[object, ...]]:
    return list(Person.objects.order_by("id").values_list("name", "guardian_name", "changed_at"))


def test_five_records_of_one_name_are_one_question(cast: Cast, as_: As) -> None:
    """Before: ten pairs, each a page of its own."""
    with as_("coordinator") as by:
        people = _sunitas(by, cast, 5)
        (group,) = open_groups(by)
        assert group.people == people
        assert len(group.pairs) == Suggestion.objects.count() == 10
        assert group_of(by, group.pairs[7].pk).id == group.id


def test_one_act_decides_a_group_and_is_undone_once(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        people = _sunitas(by, cast, 5)
        before, events = _recorded(), Event.objects.count()
        outcome = decide_groups(by=by, groups=open_groups(by), is_same=True)
        assert (outcome.rows, outcome.stayed, open_groups(by)) == (10, [], [])
        assert Event.objects.count() == events + 1
        assert linked_records(by, people[0]) == people[1:]
        assert _recorded() == before
        undo_act(by=by, done=DoneTogether.objects.get())
        assert linked_records(by, people[0]) == []
        assert len(open_groups(by)[0].pairs) == 10
        assert _recorded() == before


@pytest.mark.parametrize("is_same", [True, False])
def test_many_groups_are_decided_at_once(is_same: bool, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for name in ("Sunita Oraon", "Basanti Kumari", "Phulmani Tirkey"):
            for _one in range(3):
                a_person(by, cast, name=name, guardian_name=f"Father of {name}", phone="")
        groups = open_groups(by)
        assert [len(group.people) for group in groups] == [3, 3, 3]
        decide_groups(by=by, groups=groups[:2], is_same=is_same)
        assert [group.id for group in open_groups(by)] == [groups[2].id]
        assert SamePerson.objects.count() == (6 if is_same else 0)


def test_some_of_a_group_are_one_person_and_of_the_others_nothing_is_said(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        people = _sunitas(by, cast, 5)
        (group,) = open_groups(by)
        link_some(by=by, group=group, people={one.pk for one in people[:3]})
        assert linked_records(by, people[0]) == people[1:3]
        assert linked_records(by, people[4]) == []
        assert open_suggestions(by).count() == 7


def test_records_that_no_pair_joins_are_linked_too(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        first, second, third = _sunitas(by, cast, 3)
        pairs = [pair for pair in open_suggestions(by) if {pair.first_id, pair.second_id} != {first.pk, third.pk}]
        link_some(by=by, group=DuplicateGroup(pairs), people={first.pk, third.pk})
        assert linked_records(by, first) == [third]
        assert linked_records(by, second) == []


def test_a_chain_of_likenesses_ends_before_it_joins_everybody(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        _sunitas(by, cast, MOST_PEOPLE + 3)
        groups: Sequence[DuplicateGroup] = open_groups(by)
        assert max(len(group.people) for group in groups) <= MOST_PEOPLE
        assert sum(len(group.pairs) for group in groups) == Suggestion.objects.count()


def test_a_colleague_of_another_member_finds_nothing(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        _sunitas(by, cast, 3)
        pair = open_groups(by)[0].id
    with as_("khunti_coordinator") as other:
        assert open_groups(other) == []
        with pytest.raises(Suggestion.DoesNotExist):
            group_of(other, pair)
