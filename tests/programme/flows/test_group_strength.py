"""How a group is doing: facts by quarter, office-bearers, books, and forums that have not met."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.dates import MonthOnly
from jatan.kernel.periods import quarter
from jatan.kernel.problems import Problems
from jatan.programme.activities.commands import AddParticipant
from jatan.programme.activities.services import ACTIVITY, PARTICIPATION
from jatan.programme.flows.group_strength import DORMANT_AFTER, QUARTERS, dormant_forums, group_strength
from jatan.programme.groups.choices import Rhythm
from jatan.programme.groups.commands import CheckBooks
from jatan.programme.groups.models import Group
from jatan.programme.groups.services import BOOK_CHECK, GROUP
from jatan.programme.training.completion import complete_phase, phases_of_group
from jatan.programme.training.sessions import withdraw_session
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.groups.builders import a_group, a_member
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.training.builders import a_curriculum, a_forum, a_series, a_session, held, learners

As = Callable[[str], AbstractContextManager[Actor]]

pytestmark = pytest.mark.django_db


def last_quarter() -> dt.date:
    """The first day of the quarter before the running one."""
    return quarter(quarter(clock.today()).start - dt.timedelta(days=1)).start


def a_meeting(by: Actor, cast: Cast, group: Group, day: dt.date, total: int = 10) -> None:
    an_activity(by, cast, kind="forum_meeting", group=group, held_on=day, total=total, women=None, girls=None)


def test_meetings_are_counted_in_their_quarter_beside_those_agreed(cast: Cast, as_: As) -> None:
    first = last_quarter()
    with as_("desk_operator") as by:
        group, other = a_group(by, cast, meets_every=Rhythm.MONTH), a_group(by, cast, name="दूसरा फोरम")
        for day, total in ((0, 10), (31, 15), (61, 20)):
            a_meeting(by, cast, group, first + dt.timedelta(days=day), total)
        a_meeting(by, cast, other, first)
        facts = group_strength(by, group)
    assert len(facts.quarters) == QUARTERS
    assert [one.period.start for one in facts.quarters] == sorted(one.period.start for one in facts.quarters)
    assert facts.quarters[-1].period.end == clock.today()
    one = facts.quarters[-2]
    assert (one.period.start, one.held, one.planned, one.present) == (first, 3, 3, 15)
    assert [quarter.held for quarter in facts.quarters] == [0, 0, 0, 3, 0]
    assert [quarter.present for quarter in facts.quarters] == [None, None, None, 15, None]
    assert facts.last_met_on == first + dt.timedelta(days=61)


@pytest.mark.parametrize(
    ("rhythm", "planned"), [("week", 13), ("fortnight", 7), ("month", 3), ("quarter", 1), ("", None)]
)
def test_agreed_meetings_follow_the_rhythm(rhythm: str, planned: int | None, cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        facts = group_strength(by, a_group(by, cast, meets_every=rhythm))
    full = facts.quarters[-2]
    assert (full.period.end - full.period.start).days in range(89, 93)
    assert full.planned == planned or (rhythm == "fortnight" and full.planned == 6)


def test_nothing_is_agreed_before_a_group_was_formed_or_after_it_was_dissolved(cast: Cast, as_: As) -> None:
    first = last_quarter()
    with as_("desk_operator") as by:
        group = a_group(by, cast, meets_every="week", formed_on=first, dissolved_on=first + dt.timedelta(days=13))
        planned = [one.planned for one in group_strength(by, group).quarters]
    assert planned == [0, 0, 0, 2, 0]


def test_a_withdrawn_meeting_counts_nowhere(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        group = a_group(by, cast)
        meeting = an_activity(by, cast, kind="forum_meeting", group=group, held_on=last_quarter())
        ACTIVITY.withdraw(by=by, row=meeting, reason="दो बार लिखा")
        facts = group_strength(by, group)
    assert (facts.last_met_on, sum(one.held for one in facts.quarters)) == (None, 0)


def test_who_left_is_counted_for_members_and_for_the_village(cast: Cast, as_: As) -> None:
    first = last_quarter()
    before, after = first - dt.timedelta(days=5), first + dt.timedelta(days=5)
    with as_("desk_operator") as by:
        group = a_group(by, cast, village="टोटो")
        member = a_person(by, cast, name="सीता", village="कहीं और")
        a_member(by, group, member)
        a_journey(by, member, registered_on=before, leaves_on=first)
        neighbour = a_person(by, cast, name="गीता", village="टोटो")
        late = a_journey(by, neighbour, registered_on=after, leaves_on=first, village="टोटो")
        stranger = a_person(by, cast, name="मीता", village="बसिया")
        a_journey(by, stranger, registered_on=after, leaves_on=first, village="बसिया")
        without_day = a_person(by, cast, name="रीता", village="टोटो")
        a_journey(by, without_day, registered_on=first, village="टोटो")
        facts = group_strength(by, group)
    one = facts.quarters[-2]
    assert (one.left, one.registered) == (2, 1)
    assert [row.pk for row in facts.unregistered] == [late.pk]


def test_readers_without_people_see_no_journeys_and_no_names(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        group, person = a_group(by, cast), a_person(by, cast)
        a_member(by, group, person, office="president")
        a_journey(by, person, registered_on=clock.today(), leaves_on=last_quarter())
    with as_("secretariat") as reader:
        facts = group_strength(reader, group)
    assert all(one.left is None and one.registered is None for one in facts.quarters)
    assert (facts.unregistered, facts.office_bearers) == ((), ())


def test_office_bearers_with_a_training_are_told_from_those_without(cast: Cast, as_: As) -> None:
    day = last_quarter()
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        trained, untrained, member = (a_person(by, cast, name=name) for name in ("सीता", "गीता", "मीता"))
        a_member(by, group, trained, office="president")
        a_member(by, group, untrained, office="secretary")
        a_member(by, group, member)
        for kind in ("quarterly_training", "shg_meeting"):
            event = an_activity(by, cast, kind=kind, held_on=day)
            who = trained if kind == "quarterly_training" else untrained
            PARTICIPATION.record_all(by=by, commands=[AddParticipant(activity=event, person=who)])
        facts = group_strength(by, group)
    assert [(one.membership.person_id, one.trained_on) for one in facts.office_bearers] == [
        (untrained.pk, None),
        (trained.pk, day),
    ]
    assert (facts.trained, facts.members) == (1, 3)


def test_the_newest_look_at_the_books_counts_and_unknown_books_are_refused(cast: Cast, as_: As) -> None:
    today = clock.today()
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        BOOK_CHECK.record(by=by, command=CheckBooks(group=group, looked_on=today, kept=["meetings", "members"]))
        BOOK_CHECK.record(
            by=by, command=CheckBooks(group=group, looked_on=today - dt.timedelta(days=30), kept=["money"])
        )
        books = group_strength(by, group).books
        assert books is not None
        assert books.kept == ["members", "meetings"]
        with pytest.raises(Problems):
            CheckBooks(group=group, looked_on=today, kept=["horoscopes"])
        with pytest.raises(Problems):
            CheckBooks(group=group, looked_on=today + dt.timedelta(days=1))


def test_a_withdrawn_group_takes_its_book_checks_along(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        group = a_group(by, cast)
        check = BOOK_CHECK.record(by=by, command=CheckBooks(group=group, looked_on=clock.today()))
        GROUP.withdraw(by=by, row=group, reason="दो बार लिखा")
        check.refresh_from_db()
        assert check.withdrawn_at is not None


@pytest.mark.parametrize("rhythm", list(DORMANT_AFTER))
def test_a_forum_is_dormant_from_the_day_after_its_limit(rhythm: str, cast: Cast, as_: As) -> None:
    limit = clock.today() - dt.timedelta(days=DORMANT_AFTER[rhythm])
    with as_("coordinator") as by:
        group = a_group(by, cast, meets_every=rhythm)
        a_meeting(by, cast, group, limit - dt.timedelta(days=1))
        assert [row.pk for row in dormant_forums(by)] == [group.pk]
        assert group_strength(by, group).dormant_since == limit - dt.timedelta(days=1) + (clock.today() - limit)
        a_meeting(by, cast, group, limit)
        assert not dormant_forums(by)
        assert group_strength(by, group).dormant_since is None


def test_only_living_forums_of_ones_own_office_are_dormant(cast: Cast, as_: As) -> None:
    new = clock.today() - dt.timedelta(days=10)
    with as_("coordinator") as by:
        silent = a_group(by, cast, name="पुराना फोरम")
        unknown = a_group(by, cast, name="बिना तारीख का फोरम", formed_on=None)
        a_group(by, cast, name="नया फोरम", formed_on=new)
        a_group(by, cast, name="बंद फोरम", dissolved_on=new)
        a_group(by, cast, name="महिला मंडल", kind="shg")
        found = list(dormant_forums(by))
        assert {row.pk for row in found} == {silent.pk, unknown.pk}
        assert all(row.met_on is None for row in found)  # type: ignore[attr-defined]
        GROUP.amend(by=by, row=silent, changes={"dissolved_on": new})
        assert [row.pk for row in dormant_forums(by)] == [unknown.pk]
    with as_("secretariat") as reader:
        assert not dormant_forums(reader)


def test_a_group_with_much_on_record_asks_few_queries(cast: Cast, as_: As) -> None:
    day = last_quarter()
    with as_("desk_operator") as by:
        group = a_group(by, cast, village="टोटो")
        for number in range(8):
            person = a_person(by, cast, name=f"सीता {number}", village="टोटो")
            a_member(by, group, person, office="leader")
            a_journey(by, person, registered_on=clock.today(), leaves_on=day, village="टोटो")
            a_meeting(by, cast, group, day + dt.timedelta(days=number))
        with CaptureQueriesContext(connection) as asked:
            facts = group_strength(by, group)
            assert [row.person.name for row in facts.unregistered]
            assert [one.membership.person.name for one in facts.office_bearers]
    assert len(asked) <= 8


def test_a_meeting_of_which_only_the_month_is_known_counts_in_its_quarter(cast: Cast, as_: As) -> None:
    first = last_quarter()
    with as_("desk_operator") as by:
        group = a_group(by, cast)
        an_activity(by, cast, kind="forum_meeting", group=group, held_on=first, is_day_known=False)
        facts = group_strength(by, group)
    assert facts.quarters[-2].held == 1
    assert isinstance(facts.last_met_on, MonthOnly)


def test_who_was_at_a_session_of_a_phased_training_counts_as_trained(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        group = a_forum(by, cast)
        series = a_series(by, cast, a_curriculum(by, cast), group)
        assert group_strength(by, group).trained == 0
        session = held(by, a_session(by, series), kind="forum_meeting")
        (president,) = group_strength(by, group).office_bearers
        assert president.trained_on == session.planned_on
        withdraw_session(by=by, session=session, reason="दो बार")
        assert group_strength(by, group).trained == 0


def test_phases_that_a_group_completed_are_counted_with_their_last_day(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        group = a_forum(by, cast)
        series = a_series(by, cast, a_curriculum(by, cast), group)
        held(by, a_session(by, series))
        one, *others = learners(by, series)
        for people, days in (([one], 20), (others, 10)):
            day = clock.today() - dt.timedelta(days=days)
            complete_phase(by=by, series=series, phase=1, trainees_=people, completed_on=day)
        (found,) = phases_of_group(by, group)
        assert (found.phase, found.people, found.last_on) == (1, 3, clock.today() - dt.timedelta(days=10))
    with as_("secretariat") as by:
        assert [one.people for one in phases_of_group(by, group)] == [3]
    with as_("khunti_coordinator") as by:
        assert phases_of_group(by, group) == []
