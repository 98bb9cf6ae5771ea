"""A forum leader reaches her forum, its present members and their journeys, and nothing of the forum next door."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.access.services import GivePosting, give_posting
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.activities import selectors as activities
from jatan.programme.agents import selectors as agents
from jatan.programme.flows.departures import register_departures
from jatan.programme.flows.group_meetings import RecordGroupMeeting, record_group_meeting
from jatan.programme.groups import selectors as groups
from jatan.programme.groups.models import Group, Membership
from jatan.programme.groups.services import MEMBERSHIP
from jatan.programme.helpdesk import selectors as helpdesk
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys import selectors as journeys
from jatan.programme.journeys.models import Journey
from jatan.programme.people import selectors as people
from jatan.programme.people.choices import Scope
from jatan.programme.people.models import Person
from jatan.programme.safeguarding import selectors as safeguarding
from jatan.programme.safeguarding.choices import Outcome
from jatan.programme.safeguarding.services import record_contact, walk
from tests.cast import Cast
from tests.programme.groups.builders import a_group
from tests.programme.groups.leaders import Forum, forum_of, own_forum
from tests.programme.journeys.builders import a_traveller, departures_command
from tests.programme.people.builders import a_person

__all__ = ["own_forum"]

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def next_door(cast: Cast) -> Forum:
    return forum_of(cast, "टोटो दूसरा फोरम", "अनीता तिर्की", "सोमरी मिंज")


def _membership(forum: Forum, number: int) -> Membership:
    return Membership.objects.get(group=forum.group, person=forum.members[number])


def test_the_table_gives_her_nothing_but_her_forum() -> None:
    levels = {level for given in TABLE[Role.FORUM_LEADER].values() for level in given}
    assert levels == {Level.OWN, Level.GROUP}
    for denied in (Permission.AGENTS_SEE, Permission.CASES_SEE, Permission.ROWS_EXPORT, Permission.REPORTS_SEE):
        assert denied not in TABLE[Role.FORUM_LEADER]


def test_she_sees_exactly_her_forum_its_people_and_their_journeys(
    cast: Cast, as_: As, own_forum: Forum, next_door: Forum
) -> None:
    with as_("forum_leader") as by:
        assert set(groups.groups(by)) == {own_forum.group}
        assert set(people.people(by)) == set(own_forum.members)
        assert set(journeys.journeys(by)) == set(own_forum.journeys)
        assert set(activities.activities(by)) == {own_forum.meeting}
        assert {row.person_id for row in groups.memberships(by)} == {one.pk for one in own_forum.members}
        contacts = list(safeguarding.contacts(by))
        assert contacts
        assert {row.journey_id for row in contacts} == {row.pk for row in own_forum.journeys}
    with as_("coordinator") as by:
        assert set(people.people(by)) == {*own_forum.members, *next_door.members}


def test_the_contacts_of_a_forum_leader_are_her_part(as_: As, own_forum: Forum) -> None:
    with as_("forum_leader") as by:
        assert safeguarding.assignee_codes(by) == {"forum_leader"}
        due = list(safeguarding.due_today(by))
        assert due
        assert all(row.is_mine == (row.by_whom == "forum_leader") for row in due)


@pytest.mark.parametrize("written", ["अनीता", "anita", "सोमरी", "somri", "उराँव"])
@pytest.mark.parametrize("scope", list(Scope))
def test_search_finds_her_people_only(written: str, scope: Scope, as_: As, own_forum: Forum, next_door: Forum) -> None:
    with as_("forum_leader") as by:
        found = {hit.person.pk for hit in people.search(by, written, scope=scope).hits}
    assert found <= {one.pk for one in own_forum.members}
    assert found or written == "उराँव"


def test_no_duplicate_next_door_is_shown_to_her(cast: Cast, as_: As, own_forum: Forum, next_door: Forum) -> None:
    twin = next_door.members[0]
    with as_("forum_leader") as by:
        a_person(by, cast, name=twin.name, guardian_name=twin.guardian_name)
        assert twin not in set(people.people(by))


@pytest.mark.parametrize("how", ["left", "withdrawn", "group_withdrawn"])
def test_who_is_no_member_any_more_is_out_of_reach(how: str, cast: Cast, as_: As, own_forum: Forum) -> None:
    with as_("coordinator") as by:
        if how == "left":
            yesterday = clock.today() - dt.timedelta(days=1)
            MEMBERSHIP.amend(by=by, row=_membership(own_forum, 0), changes={"left_on": yesterday})
        elif how == "withdrawn":
            MEMBERSHIP.withdraw(by=by, row=_membership(own_forum, 0), reason="written by mistake")
        else:
            Group.objects.filter(pk=own_forum.group.pk).update(withdrawn_at=clock.now())
    with as_("forum_leader") as by:
        assert set(people.people(by)) == (set() if how == "group_withdrawn" else {own_forum.members[1]})
        assert not journeys.journeys(by).exists()
        assert not safeguarding.contacts(by).exists()


def test_who_leaves_today_is_a_member_until_the_evening(as_: As, own_forum: Forum) -> None:
    with as_("coordinator") as by:
        MEMBERSHIP.amend(by=by, row=_membership(own_forum, 0), changes={"left_on": clock.today()})
    with as_("forum_leader") as by:
        assert own_forum.members[0] in set(people.people(by))


def test_a_stranger_whom_she_registers_is_her_traveller_with_all_contacts(
    cast: Cast, as_: As, own_forum: Forum
) -> None:
    with as_("forum_leader") as by:
        made = register_departures(
            by=by,
            command=departures_command(
                cast, a_traveller(cast, person={"name": "नई यात्री"}), registered_on=clock.today(),
                journey={"leaves_on": clock.today() - dt.timedelta(days=20)},
            ),
        )  # fmt: skip
        from_agent = agents.statements(by)
        assert list(from_agent) == []
    walk(clock.now())
    with as_("forum_leader") as by:
        assert made[0] in set(journeys.journeys(by))
        contact = safeguarding.contacts(by).filter(journey=made[0]).first()
        assert contact is not None
        record_contact(by=by, contact=contact, outcome=Outcome.SAFE)


def test_she_writes_in_the_block_of_her_forum_only(cast: Cast, as_: As, own_forum: Forum) -> None:
    with as_("forum_leader") as by:
        a_person(by, cast, name="मीना")
        record_group_meeting(
            by=by,
            command=RecordGroupMeeting(
                group=own_forum.group, present=[], answers={"held_on": clock.today(), "women": 3, "topic": "x"}
            ),
        )
        with pytest.raises(Forbidden):
            a_person(by, cast, name="मीना", place=cast.other_gumla_block)
        with pytest.raises(Forbidden):
            a_person(by, cast, name="मीना", organisation=cast.khunti.pk, place=cast.khunti_block)


def test_issues_of_others_about_her_people_stay_with_the_desk(cast: Cast, as_: As, own_forum: Forum) -> None:
    with as_("desk_operator") as by:
        journey = Journey.objects.get(pk=own_forum.journeys[0].pk)
        contact = safeguarding.contacts(by).filter(journey=journey).first()
        assert contact is not None
        record_contact(by=by, contact=contact, outcome=Outcome.UNSAFE, note="x")
        assert Issue.objects.exists()
    with as_("forum_leader") as by:
        assert not helpdesk.issues(by).exists()


def test_every_row_by_which_a_group_is_reached_has_a_way_to_it() -> None:
    """A path that does not lead to an id would fail on the first page that asks; this fails here."""
    for model in _guarded():
        for way in (model.OF_GROUP, model.OF_PERSON):
            if way and way != "id":
                assert str(model.objects.values_list(way).query)  # type: ignore[attr-defined]


def test_no_case_agent_or_issue_belongs_to_a_group() -> None:
    reached = {model._meta.app_label for model in _guarded() if model.OF_GROUP or model.OF_PERSON}
    assert reached == {"people", "journeys", "groups", "activities", "safeguarding"}


def _guarded() -> list[Any]:
    found: list[Any] = list(Guarded.__subclasses__())
    return found


def test_a_posting_of_a_forum_leader_names_forum_and_place(cast: Cast, as_: As, own_forum: Forum) -> None:
    for missing in ({"group": None}, {"place": None}):
        answers: dict[str, Any] = {"group": own_forum.group.pk, "place": cast.gumla_block} | missing
        with pytest.raises(Problem, match="missing_required"):
            GivePosting(role=Role.FORUM_LEADER, organisation_id=cast.gumla.pk, **answers)
    with pytest.raises(Problem, match="invalid_choice"):
        GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.pk, group=own_forum.group.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(account=cast.accounts["desk_operator"]).update(group=own_forum.group.pk)


def test_a_coordinator_posts_one_and_two_forums_add_up(cast: Cast, as_: As, own_forum: Forum, next_door: Forum) -> None:
    command = GivePosting(
        role=Role.FORUM_LEADER, organisation_id=cast.gumla.pk, group=next_door.group.pk, place=cast.gumla_block
    )
    with as_("coordinator") as by:
        assert give_posting(by=by, account=cast.accounts["forum_leader"], command=command).posting is not None
    with as_("forum_leader") as by:
        assert set(groups.groups(by)) == {own_forum.group, next_door.group}
        assert set(people.people(by)) == {*own_forum.members, *next_door.members}


def test_ended_groups_of_others_and_her_own_new_group(cast: Cast, as_: As, own_forum: Forum) -> None:
    """A group that she forms herself is own_forum to see; it makes nobody own_forum."""
    with as_("forum_leader") as by:
        made = a_group(by, cast, name="नया")
        assert made in set(groups.groups(by))
        assert set(Person.objects.filter(pk__in=people.people(by).values("pk"))) == set(own_forum.members)
