"""Two records of one person are linked without overwriting anything, and unlinked again."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.kernel.problems import Problem
from jatan.programme.people.duplicates import find_suggestion, linked_records, links_of, open_suggestions
from jatan.programme.people.models import Person, SamePerson, Suggestion
from jatan.programme.people.same_person import decide_suggestion, link_people, unlink_people
from jatan.programme.people.services import withdraw_person
from tests.cast import Cast
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def pair(cast: Cast, as_: As) -> Suggestion:
    with as_("coordinator") as by:
        a_person(by, cast)
        a_person(by, cast, name="Sunita Oraon", place=cast.other_gumla_block)
        return Suggestion.objects.select_related("first", "second").get()


def _recorded_values() -> list[tuple[object, ...]]:
    return list(Person.objects.order_by("id").values_list("name", "place_id", "phone", "age", "changed_at"))


def test_linking_changes_no_record_and_unlinking_restores_two_people(pair: Suggestion, as_: As) -> None:
    with as_("desk_operator") as by:
        before = _recorded_values()
        decide_suggestion(by=by, suggestion=pair, is_same=True)
        assert linked_records(by, pair.first) == [pair.second]
        assert _recorded_values() == before
        unlink_people(by=by, link=links_of(by, pair.first).get(), reason="asked her mother")
        assert linked_records(by, pair.first) == []
        assert _recorded_values() == before
        assert find_suggestion(by, pair.id).state == "different"
        verbs = list(Event.objects.order_by("sequence").values_list("verb", flat=True))
    assert [verb for verb in verbs if "person" not in verb] == [
        "people.people_linked",
        "people.suggestion_decided",
        "people.people_unlinked",
        "people.suggestion_decided",
    ]


def test_deciding_twice_writes_one_link(pair: Suggestion, as_: As) -> None:
    with as_("desk_operator") as by:
        for _time in range(2):
            decide_suggestion(by=by, suggestion=find_suggestion(by, pair.id), is_same=True)
        assert SamePerson.objects.count() == 1
        assert not open_suggestions(by).exists()
        events = Event.objects.filter(verb__in=["people.people_linked", "people.suggestion_decided"])
        assert events.count() == 2


def test_a_decision_may_be_changed(pair: Suggestion, as_: As) -> None:
    with as_("desk_operator") as by:
        for is_same, links in ((False, 0), (True, 1), (False, 0), (True, 1)):
            decide_suggestion(by=by, suggestion=find_suggestion(by, pair.id), is_same=is_same)
            assert links_of(by, pair.first).count() == links


def test_both_records_must_lie_within_reach(pair: Suggestion, as_: As) -> None:
    with as_("field_worker") as by:
        with pytest.raises(Suggestion.DoesNotExist):
            find_suggestion(by, pair.id)
        for is_same in (True, False):
            with pytest.raises(Forbidden):
                decide_suggestion(by=by, suggestion=pair, is_same=is_same)
        assert not SamePerson.objects.exists()
    with as_("khunti_coordinator") as by, pytest.raises(Forbidden):
        decide_suggestion(by=by, suggestion=pair, is_same=True)


def test_indirect_links_are_one_person(pair: Suggestion, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        third = a_person(by, cast, name="Sunita Tirkey", village="Elsewhere", guardian_name="")
        link_people(by=by, one=pair.first, other=pair.second)
        link_people(by=by, one=third, other=pair.second)
        assert {person.id for person in linked_records(by, pair.first)} == {pair.second.id, third.id}


def test_links_to_oneself_withdrawn_records_or_other_members_are_refused(pair: Suggestion, cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        other = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with as_("coordinator") as by:
        with pytest.raises(Problem):
            link_people(by=by, one=pair.first, other=pair.first)
        with pytest.raises(Forbidden):
            link_people(by=by, one=pair.first, other=other)
        withdraw_person(by=by, person=pair.second, reason="twice")
        with pytest.raises(Problem):
            link_people(by=by, one=pair.first, other=pair.second)


def test_postgresql_refuses_a_link_out_of_order_or_across_members(pair: Suggestion, cast: Cast, as_: As) -> None:
    with as_("coordinator"):
        first, second = pair.first, pair.second
        with pytest.raises(IntegrityError), transaction.atomic():
            SamePerson.objects.create(organisation=cast.gumla, place=first.place, first=second, second=first)
