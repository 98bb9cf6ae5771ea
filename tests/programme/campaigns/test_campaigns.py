"""A campaign is begun, joined, planned; records are put in, taken in after a preview, and taken out."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.commands import ChooseMaterial, PlanPlace, SetTarget
from jatan.programme.campaigns.models import Campaign, CampaignActivity
from jatan.programme.campaigns.report import campaign_report
from jatan.programme.campaigns.services import (
    CAMPAIGN,
    CHOSEN_MATERIAL,
    PLANNED_PLACE,
    TARGET,
    join_campaign,
)
from jatan.programme.campaigns.taking_in import TABLES, TakeIn, preview_take_in, put_in, take_in, take_out
from jatan.programme.library.commands import RecordDistribution
from jatan.programme.library.services import DISTRIBUTION
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.campaigns.builders import a_camp, a_campaign
from tests.programme.journeys.builders import a_journey
from tests.programme.library.builders import a_material
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
FIRST, LAST = dt.date(2021, 4, 1), dt.date(2021, 12, 31)


def shared(by: Actor, cast: Cast) -> Campaign:
    """A campaign of the secretariat."""
    days = {"begins_on": FIRST, "ends_on": LAST, "theme": "covid19"}
    return a_campaign(by, cast, organisation=cast.network.id, place=cast.gumla_district.parent, **days)


def covid(by: Actor, cast: Cast, day: int, **answers: object) -> object:
    fields = {"theme": "covid19", "held_on": dt.date(2021, 6, day)} | answers
    return an_activity(by, cast, **fields)


def test_a_campaign_needs_a_name_and_days_in_order(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        with pytest.raises(Problems) as refused:
            a_campaign(by, cast, name_hi="", name_en="", ends_on=dt.date(2000, 1, 1))
        assert [one.field for one in refused.value.problems] == ["name_hi", "ends_on"]


def test_members_read_and_join_a_campaign_of_the_network_and_no_other(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        own = a_campaign(by, cast, organisation=cast.khunti.id, place=cast.khunti_district)
    with as_("secretariat") as by:
        network = shared(by, cast)
        assert network.is_shared
    with as_("coordinator") as by:
        assert list(selectors.campaigns(by)) == [network]
        with pytest.raises(Campaign.DoesNotExist):
            selectors.find_campaign(by, own.pk)
        assert selectors.may_join(by, network)
        part = join_campaign(by=by, campaign=network, organisation=cast.gumla.id, place=cast.gumla_district)
        assert (part.name_hi, part.common_id, part.is_shared) == (network.name_hi, network.common_id, False)
        assert list(selectors.campaigns(by)) == [part]
        assert not selectors.may_join(by, network)
        with pytest.raises(Problem, match="already_recorded"):
            join_campaign(by=by, campaign=network, organisation=cast.gumla.id, place=cast.gumla_district)
        with pytest.raises(Problem, match="other_organisation"):
            join_campaign(by=by, campaign=own, organisation=cast.gumla.id, place=cast.gumla_district)
    with as_("desk_operator") as by, pytest.raises(Problem):
        put_in(by=by, campaign=own, records=[an_activity(by, cast)])


def test_a_counsellor_begins_no_campaign(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by, pytest.raises(Forbidden):
        a_campaign(by, cast)


def test_targets_are_set_once_and_keep_what_they_were(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast)
        target = TARGET.record(by=by, command=SetTarget(campaign=campaign, counted="camps", amount=4))
        with pytest.raises(Problem, match="already_recorded"):
            TARGET.record(by=by, command=SetTarget(campaign=campaign, counted="camps", amount=5))
        assert TARGET.amend(by, target, {"amount": 6})
        assert Revision.objects.get(about=target.pk).before == {"amount": 4}
        with pytest.raises(Problems):
            SetTarget(campaign=campaign, counted="camps", amount=0)


def test_existing_records_of_a_theme_are_taken_in_as_one_act_after_a_preview(cast: Cast, as_: As) -> None:
    asked = TakeIn(TABLES["activities"], FIRST, LAST, theme="covid19")
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast, begins_on=FIRST, ends_on=LAST)
        rows = [covid(by, cast, day) for day in (3, 5)]
        an_activity(by, cast, held_on=dt.date(2021, 6, 4))
        covid(by, cast, 1, held_on=dt.date(2022, 1, 1))
        found = preview_take_in(by, campaign, asked)
        assert list(found.rows) == rows[::-1]
        assert not found.is_cut
        events = Event.objects.count()
        assert take_in(by=by, campaign=campaign, asked=asked, seen=found.digest) == 2
        assert Event.objects.count() == events + 1
        event = Event.objects.order_by("-sequence").first()
        assert event is not None
        assert event.payload["rows"] == {"campaigns.campaignactivity": 2}
        # The activities themselves are untouched: no month has changed.
        assert event.payload["months"] == {}
        assert preview_take_in(by, campaign, asked).rows == []
        assert campaign_report(by, campaign).total.held == 2


def test_what_was_not_seen_is_not_taken_in(cast: Cast, as_: As) -> None:
    asked = TakeIn(TABLES["activities"], FIRST, LAST, theme="covid19")
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast)
        covid(by, cast, 3)
        seen = preview_take_in(by, campaign, asked).digest
        covid(by, cast, 4)
        with pytest.raises(Problem, match="changed_meanwhile"):
            take_in(by=by, campaign=campaign, asked=asked, seen=seen)
        assert not CampaignActivity.objects.exists()


def test_a_field_worker_takes_in_what_lies_in_her_place_alone(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast)
        mine = covid(by, cast, 3)
        covid(by, cast, 4, place=cast.other_gumla_block)
    with as_("field_worker") as by:
        assert list(preview_take_in(by, campaign, TakeIn(TABLES["activities"], FIRST, LAST)).rows) == [mine]


def test_a_record_taken_out_stays_on_record_and_may_come_back(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast)
        activity = an_activity(by, cast)
        put_in(by=by, campaign=campaign, records=[activity])
        with pytest.raises(Problem, match="already_recorded"):
            put_in(by=by, campaign=campaign, records=[activity])
        with pytest.raises(Problem, match="still_counted"):
            CAMPAIGN.withdraw(by=by, row=campaign, reason="ग़लती")
        take_out(by=by, link=CampaignActivity.objects.get(), reason="दूसरे अभियान का है")
        assert campaign_report(by, campaign).total.held == 0
        put_in(by=by, campaign=campaign, records=[activity])
        assert campaign_report(by, campaign).total.held == 1


def test_the_report_counts_by_kind_member_place_and_month(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        network = shared(by, cast)
        TARGET.record(by=by, command=SetTarget(campaign=network, counted="participants", amount=50))
    with as_("coordinator") as by:
        part = join_campaign(by=by, campaign=network, organisation=cast.gumla.id, place=cast.gumla_district)
        rows = [
            covid(by, cast, 3, kind="awareness", women=20, men=0),
            covid(by, cast, 3, held_on=dt.date(2021, 10, 2), women=4, men=1, place=cast.other_gumla_block),
        ]
        put_in(by=by, campaign=part, records=rows)
        journey = a_journey(by, a_person(by, cast))
        put_in(by=by, campaign=part, records=[journey])
        PLANNED_PLACE.record(by=by, command=PlanPlace(campaign=part, place=cast.other_gumla_block))
        PLANNED_PLACE.record(by=by, command=PlanPlace(campaign=part, place=cast.gumla_block, panchayat="कहीं और"))
        material = a_material(by, cast)
        CHOSEN_MATERIAL.record(by=by, command=ChooseMaterial(campaign=part, material=material))
        where = {"organisation": cast.gumla.id, "place": cast.gumla_block}
        given = RecordDistribution(**where, material=material, given_on=dt.date(2021, 6, 3), copies=120)
        put_in(by=by, campaign=part, records=[DISTRIBUTION.record(by=by, command=given)])
        TARGET.record(by=by, command=SetTarget(campaign=part, counted="registrations", amount=10))
        own = campaign_report(by, part)
        assert [(kind, done.held, done.present) for kind, done in own.by_kind] == [
            ("awareness", 1, 20),
            ("forum_meeting", 1, 5),
        ]
        assert [(place.pk, done.held) for place, done in own.by_place] == [(cast.gumla_district.pk, 2)]
        assert own.is_by_month
        assert [(day, done.held) for day, done in own.by_time] == [
            (dt.date(2021, month, 1), held) for month, held in ((6, 1), (7, 0), (8, 0), (9, 0), (10, 1))
        ]
        assert (own.places_planned, own.places_reached) == (2, 1)
        assert own.materials == [(material.pk, material.title, 120)]
        assert [(one.counted, one.amount, one.done, one.percent) for one in own.targets] == [
            ("registrations", 10, 1, 10)
        ]
    with as_("khunti_coordinator") as by:
        assert campaign_report(by, network).total.held == 0
        assert campaign_report(by, network).materials == []
    with as_("secretariat") as by:
        assert list(selectors.campaigns(by)) == [network]
        whole = campaign_report(by, network)
        assert [(line.organisation, line.done.held, line.registrations) for line in whole.members] == [
            (cast.gumla, 2, None),
            (cast.network, 0, None),
        ]
        assert whole.hides_persons
        assert [(one.organisation, one.done) for one in whole.targets] == [(None, 25), (cast.gumla, None)]


def test_the_report_asks_few_questions_whatever_its_size(
    cast: Cast, as_: As, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast)
        put_in(by=by, campaign=campaign, records=[covid(by, cast, day) for day in range(1, 20)])
        for number in range(3):
            a_camp(by, cast, campaign, village=f"गाँव {number}")
        with django_assert_max_num_queries(11):
            assert campaign_report(by, campaign).total.held == 22


def test_a_running_campaign_is_offered_on_its_days(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        running = a_campaign(by, cast)
        a_campaign(by, cast, begins_on=FIRST, ends_on=LAST)
        assert list(selectors.running_campaigns(by, Permission.ACTIVITIES_RECORD)) == [running]
        assert running.is_running
        assert clock.today() >= running.begins_on
