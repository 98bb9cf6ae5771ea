"""Members of a group, with dates and office."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, connection, transaction

from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.commands import JoinGroup
from jatan.programme.groups.models import Membership
from jatan.programme.groups.selectors import memberships
from jatan.programme.groups.services import MEMBERSHIP
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]


def test_somebody_may_have_joined_before_the_forum_was_formed(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast, formed_on=dt.date(2022, 6, 5))
        member = a_member(by, group, a_person(by, cast), joined_on=dt.date(2021, 1, 1))
        kept = MEMBERSHIP.find(by, member.id)
    assert (kept.joined_on, kept.place_id, kept.organisation_id) == (dt.date(2021, 1, 1), group.place_id, cast.gumla.id)


def test_a_current_member_cannot_join_again_but_one_who_left_can(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group, person = a_group(by, cast), a_person(by, cast)
        first = a_member(by, group, person)
        with pytest.raises(Problem, match="already_member"):
            a_member(by, group, person)
        MEMBERSHIP.amend(by=by, row=first, changes={"left_on": dt.date(2023, 1, 1)})
        a_member(by, group, person, joined_on=dt.date(2023, 6, 1))
        assert memberships(by, group).count() == 2


def test_the_same_person_twice_in_one_sheet_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        command = JoinGroup(group=a_group(by, cast), person=a_person(by, cast))
        with pytest.raises(Problem, match="already_member"):
            MEMBERSHIP.record_all(by=by, commands=[command, command])
        assert not Membership.objects.exists()


def test_any_colleague_may_record_an_office_but_not_change_the_day_of_joining(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        member = a_member(by, a_group(by, cast), a_person(by, cast))
    with as_("field_worker") as other:
        assert MEMBERSHIP.amend(by=other, row=member, changes={"office": "president"})
        with pytest.raises(Exception, match="activities_record"):
            MEMBERSHIP.amend(by=other, row=member, changes={"joined_on": dt.date(2020, 1, 1)})
        assert MEMBERSHIP.find(other, member.id).office == "president"


def test_a_withdrawn_membership_is_listed_nowhere(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        member = a_member(by, a_group(by, cast), a_person(by, cast))
        MEMBERSHIP.withdraw(by=by, row=member, reason="ग़लत व्यक्ति")
        assert not memberships(by).exists()


def test_the_secretariat_sees_groups_but_not_who_is_in_them(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        a_member(by, a_group(by, cast), a_person(by, cast))
    with as_("secretariat") as by:
        assert Membership.objects.count() == 1
        assert not memberships(by).exists()


def test_a_field_worker_sees_no_member_outside_her_block(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        a_member(by, group, a_person(by, cast, place=cast.other_gumla_block))
        near = a_member(by, group, a_person(by, cast))
    with as_("field_worker") as by:
        assert [row.id for row in memberships(by, group)] == [near.id]


def test_a_person_of_another_organisation_cannot_join(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        group = a_group(by, cast)
    with as_("khunti_coordinator") as by:
        person = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with pytest.raises(Problems) as caught:
        JoinGroup(group=group, person=person)
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [("other_organisation", "person")]


def test_postgresql_refuses_a_membership_across_organisations(cast: Cast, as_: As) -> None:
    both = Actor(None, tuple(Post(Role.COORDINATOR, office.id) for office in (cast.gumla, cast.khunti)))
    with acting_as(both) as by:
        group = a_group(by, cast)
        person = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="same_org"), transaction.atomic():
            Membership.objects.create(organisation=cast.gumla, place=group.place, group=group, person=person)
