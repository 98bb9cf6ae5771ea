"""A list of people becomes members of a group in one act."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access import gate
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.flows.group_members import NEW, TWIN, AddMembers, ListedMember, UnclearLines, add_members
from jatan.programme.groups.models import Group, Membership
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db

NAMES = ["सुषमा कुजूर", "बिरसी मुंडा", "फूलमनी उराँव", "जसिंता तिर्की", "एतवारी लकड़ा"]


@pytest.fixture
def forum(cast: Cast) -> Group:
    with acting_as(cast.actor("coordinator")) as by:
        return a_group(by, cast, village="टोटो", panchayat="टोटो पंचायत")


def line(name: str, **answers: Any) -> ListedMember:
    usual: dict[str, Any] = {"number": 7, "sex": "f", "age": "३०"}
    return ListedMember(name=name, **(usual | answers))


def decided(name: str, choice: object, *shown: object, **answers: Any) -> ListedMember:
    """A line after somebody has said who it is."""
    return line(name, choice=str(choice), shown_for=name, shown=frozenset(map(str, shown)), **answers)


def add(cast: Cast, forum: Group, *lines: ListedMember, part: str = "coordinator", **answers: Any) -> Any:
    with acting_as(cast.actor(part)) as by:
        village: dict[str, Any] = {"panchayat": "टोटो पंचायत", "village": "टोटो"}
        return add_members(by=by, command=AddMembers(group=forum, lines=lines, **(village | answers)))


def unclear(cast: Cast, forum: Group, *lines: ListedMember) -> dict[int, list[str]]:
    """{index of a line: codes of its problems}, where nothing was recorded."""
    before = counted(cast)
    with pytest.raises(UnclearLines) as raised:
        add(cast, forum, *lines)
    assert counted(cast) == before
    return {index: [one.code for one in found] for index, found in raised.value.problems.items()}


def events(cast: Cast) -> int:
    with acting_as(cast.actor("coordinator")):
        return Event.objects.count()


def counted(cast: Cast) -> tuple[int, int]:
    with acting_as(cast.actor("coordinator")):
        return Person.objects.count(), Membership.objects.count()


def test_everybody_of_a_list_is_registered_and_joins(cast: Cast, forum: Group) -> None:
    before = events(cast)
    found = add(cast, forum, *(line(name, phone=f"98765 432{n}") for n, name in enumerate(NAMES, start=10)))
    assert (found.joined, found.registered, found.already) == (5, 5, 0)
    assert events(cast) == before + 2  # one that people were registered, one that they joined
    with acting_as(cast.actor("coordinator")):
        rows = list(Membership.objects.filter(group=forum).select_related("person"))
    assert sorted(row.person.name for row in rows) == sorted(NAMES)
    assert {(row.person.village, row.person.panchayat, row.person.place_id, row.person.age) for row in rows} == {
        ("टोटो", "टोटो पंचायत", forum.place_id, 30)
    }


def test_the_day_of_joining_is_that_of_the_list(cast: Cast, forum: Group) -> None:
    add(cast, forum, line(NAMES[0]), joined_on=dt.date(2026, 2, 1))
    with acting_as(cast.actor("coordinator")):
        assert Membership.objects.get().joined_on == dt.date(2026, 2, 1)
    with pytest.raises(Problems) as raised:
        add(cast, forum, line(NAMES[1]), joined_on=clock.today() + dt.timedelta(days=1))
    assert [one.field for one in raised.value.problems] == ["joined_on"]
    assert counted(cast) == (1, 1)


def test_one_line_that_cannot_be_read_holds_the_whole_list(cast: Cast, forum: Group) -> None:
    lines = [line(NAMES[0]), line(NAMES[1], age="बहुत"), line(NAMES[2], phone="12", age="130"), line(" ", age="20")]
    assert unclear(cast, forum, *lines) == {
        1: ["unreadable"],
        2: ["unreadable", "unreadable"],
        3: ["missing_required"],
    }


def test_somebody_who_may_be_on_record_is_never_chosen(cast: Cast, forum: Group) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
    assert unclear(cast, forum, line("सरोज उराँव"), line(NAMES[0])) == {0: ["likely"]}
    # A choice for somebody who was not shown, and one made for another name, hold no more.
    assert unclear(cast, forum, line("सरोज उराँव", choice=str(known.pk), shown_for="सरोज उराँव")) == {0: ["likely"]}
    other = line("सरोज उराँव", choice=str(known.pk), shown_for="सरोजनी", shown=frozenset({str(known.pk)}))
    assert unclear(cast, forum, other) == {0: ["likely"]}
    assert unclear(cast, forum, line("सरोज उराँव", choice=NEW, shown_for="सरोज उराँव")) == {0: ["likely"]}


def test_this_one_joins_and_somebody_else_is_registered(cast: Cast, forum: Group) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
    found = add(cast, forum, decided("सरोज उराँव", known.pk, known.pk, phone="9876543210"))
    assert (found.joined, found.registered) == (1, 0)
    with acting_as(cast.actor("coordinator")):
        assert Membership.objects.get().person_id == known.pk
        assert Person.objects.get().phone == "9876543210"
    found = add(cast, forum, decided("सरोज उराँव", NEW, known.pk))
    assert (found.joined, found.registered) == (1, 1)


def test_two_lines_of_one_name_are_asked_about(cast: Cast, forum: Group) -> None:
    twins = (line("सुषमा कुजूर"), line("बिरसी मुंडा"), line("Sushma Kujur"))
    assert unclear(cast, forum, *twins) == {2: [TWIN]}
    found = add(cast, forum, *twins[:2], decided("Sushma Kujur", NEW, TWIN))
    assert found.registered == 3


def test_one_person_is_not_taken_for_two_lines(cast: Cast, forum: Group) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
    twice = [decided("सरोज उराँव", known.pk, known.pk), decided("सरोज उरांव", known.pk, known.pk)]
    assert unclear(cast, forum, *twice) == {1: ["same_person"]}


def test_members_already_stay_as_they_are(cast: Cast, forum: Group) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
        a_member(by, forum, known)
    found = add(cast, forum, decided("सरोज उराँव", known.pk, known.pk), line(NAMES[0]))
    assert (found.joined, found.registered, found.already) == (1, 1, 1)


def test_the_same_list_sent_twice_asks_about_everybody(cast: Cast, forum: Group) -> None:
    lines = [line(name) for name in NAMES]
    add(cast, forum, *lines)
    assert unclear(cast, forum, *lines) == {index: ["likely"] for index in range(5)}


def test_an_empty_list_and_one_too_long_are_refused(cast: Cast, forum: Group) -> None:
    for lines in ([], [line(f"नाम {n}") for n in range(121)]):
        with pytest.raises(Problem):
            add(cast, forum, *lines)


def test_whoever_may_not_record_groups_adds_nobody(cast: Cast, forum: Group) -> None:
    with pytest.raises(gate.Forbidden):
        add(cast, forum, line(NAMES[0]), part="counsellor")
