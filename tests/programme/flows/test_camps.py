"""A camp and its list: every line passes the services of the single pages, and what is in doubt waits."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.camps import CAMP, MOST_LINES, set_line_aside
from jatan.programme.campaigns.models import Camp, CampaignJourney, CampLine
from jatan.programme.campaigns.outcomes import camp_outcome
from jatan.programme.campaigns.report import campaign_report
from jatan.programme.campaigns.taking_in import put_in, take_out
from jatan.programme.flows.camps import take_lines, withdraw_camp
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue
from jatan.programme.journeys.models import Counselling, Journey
from jatan.programme.journeys.services import record_return
from jatan.programme.people.models import Consent, Person
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.services import receive_linkage
from tests.cast import Cast
from tests.programme.campaigns.builders import a_camp, a_campaign, a_line, again, chosen, leaving
from tests.programme.flows.rules import faults_of
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def problems_of(name: str) -> list[tuple[str, str]]:
    """(field, code) of what a line waits for."""
    line = CampLine.objects.get(name=name, withdrawn_at=None)
    assert line.state == "waiting"
    return [(field, code) for field, code, _message in line.problems]


def test_a_camp_makes_one_activity_and_needs_its_panchayat(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        assert [(row.kind, row.total) for row in Activity.objects.all()] == [("camp", 40)]
        assert camp.activity.panchayat == "टोटो"
        with pytest.raises(Problems):
            a_camp(by, cast, panchayat="")
        assert Activity.objects.count() == Camp.objects.count() == 1


def test_a_line_brings_all_that_its_person_came_for(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        campaign = a_campaign(by, cast, place=cast.gumla_block)
        camp = a_camp(by, cast, campaign)
        line = a_line(
            camp,
            "फुलमनी टोप्पो",
            guardian_name="बुधु टोप्पो",
            sex="f",
            age_as_written="२२",
            phone_as_written="९४३१२ ३४५६७",
            scheme="eshram",
            issue_kind="unpaid_wages",
            what_happened="पिछले साल की मज़दूरी",
            consents=["record", "contact"],
            **leaving(),
        )
        assert take_lines(by=by, camp=camp, commands=[line]) == {"taken": 1}
        kept = CampLine.objects.select_related("person", "journey", "linkage", "issue").get()
        person, journey = kept.person, kept.journey
        assert person is not None
        assert journey is not None
        assert (person.age, person.age_on, person.phone) == (22, camp.activity.held_on, "9431234567")
        assert (person.panchayat, person.village) == ("टोटो", "टोटो")
        assert journey.registered_on == camp.activity.held_on
        assert faults_of([journey]) == []
        assert Counselling.objects.get().topics == ["rights", "help"]
        consents = Consent.objects.filter(person=person).order_by("purpose")
        assert [(row.purpose, row.given_on) for row in consents] == [
            ("contact", camp.activity.held_on),
            ("record", camp.activity.held_on),
        ]
        assert kept.linkage is not None
        assert (kept.linkage.scheme, kept.linkage.applied_on) == ("eshram", camp.activity.held_on)
        assert kept.issue is not None
        assert (kept.issue.kind, kept.issue.person_id, kept.issue.age) == ("unpaid_wages", person.pk, 22)
        # The registration is part of the camp's campaign.
        assert [row.journey_id for row in CampaignJourney.objects.all()] == [journey.pk]


def test_who_only_came_is_counted_and_has_no_record_of_her_own(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        assert take_lines(by=by, camp=camp, commands=[a_line(camp, "सोमरी")]) == {"taken": 1}
        assert not Person.objects.exists()


def test_what_cannot_be_read_waits_with_all_its_reasons_and_is_put_right(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        line = a_line(
            camp, "जीतनी", age_as_written="बीस", phone_as_written="12345", **leaving() | {"leaves_on_as_written": "कल"}
        )
        assert take_lines(by=by, camp=camp, commands=[line]) == {"waiting": 1}
        assert problems_of("जीतनी") == [
            ("age_as_written", "unreadable"),
            ("phone_as_written", "unreadable"),
            ("leaves_on_as_written", "unreadable"),
        ]
        assert not Person.objects.exists()
        kept = CampLine.objects.get()
        assert (kept.age_as_written, kept.phone_as_written) == ("बीस", "12345")
        right = again(line, age_as_written="२०", phone_as_written="", leaves_on_as_written="")
        assert take_lines(by=by, camp=camp, commands=[right]) == {"taken": 1}
        assert Journey.objects.get().person.age == 20


def test_a_child_for_work_is_a_hard_stop_of_the_desk(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        take_lines(by=by, camp=camp, commands=[a_line(camp, "रीना", age_as_written="१५", **leaving())])
        journey = Journey.objects.get()
        assert [row.code for row in journey.triggers.all()] == ["minor_for_work"]
        assert faults_of([journey]) == []
        assert Issue.objects.get().is_urgent
        assert camp_outcome(by, camp).open_stops == 1


def test_an_unknown_age_is_asked_for_and_not_knowing_protects_as_a_child(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        line = a_line(camp, "रीना", **leaving())
        take_lines(by=by, camp=camp, commands=[line])
        assert problems_of("रीना") == [("under_18", "missing_required")]
        take_lines(by=by, camp=camp, commands=[again(line, under_18="unknown")])
        assert [row.code for row in Journey.objects.get().triggers.all()] == ["minor_for_work"]


def test_somebody_on_record_is_never_chosen_silently(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        known = a_person(by, cast)
        camp = a_camp(by, cast)
        line = a_line(camp, "सुनीता उरांव", guardian_name="मंगरा उराँव", sex="f", age_as_written="24", scheme="eshram")
        take_lines(by=by, camp=camp, commands=[line])
        assert problems_of("सुनीता उरांव") == [("choice", "likely")]
        assert CampLine.objects.get().listed == [known.pk]
        assert not Linkage.objects.exists()
        take_lines(by=by, camp=camp, commands=[again(line, **chosen(known.pk))])
        assert Linkage.objects.get().person_id == known.pk
        assert Person.objects.count() == 1


def test_somebody_new_is_registered_once_everybody_alike_was_shown(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        a_person(by, cast)
        camp = a_camp(by, cast)
        details = {"guardian_name": "मंगरा उराँव", "sex": "f", "age_as_written": "24", "scheme": "eshram"}
        line = a_line(camp, "सुनीता उराँव", choice="new", **details)
        take_lines(by=by, camp=camp, commands=[line])
        assert problems_of("सुनीता उराँव") == [("choice", "likely")]
        take_lines(by=by, camp=camp, commands=[line])
        assert Person.objects.count() == 2


def test_a_person_of_another_member_cannot_be_chosen(cast: Cast, as_: As) -> None:
    with as_("khunti_coordinator") as by:
        other = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        line = a_line(camp, "सुनीता", scheme="eshram", **chosen(other.pk))
        take_lines(by=by, camp=camp, commands=[line])
        # As if nothing had been chosen: somebody new, for nobody of Gumla is alike.
        assert Linkage.objects.get().person.organisation_id == cast.gumla.id


def test_one_name_twice_in_a_list_is_asked_about(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        first, second = a_line(camp, "बिरसी मुंडा"), a_line(camp, "बिरसी मुण्डा")
        assert take_lines(by=by, camp=camp, commands=[first, second]) == {"taken": 1, "waiting": 1}
        line = CampLine.objects.get(state="waiting")
        assert [code for _field, code, _words in line.problems] == ["twice_in_list"]
        set_line_aside(by=by, line=line, reason="दो बार लिखा")
        assert [row.number for row in selectors.lines(by, camp)] == [1]
        third = a_line(camp, "बिरसी मुण्डा", choice="new")
        assert take_lines(by=by, camp=camp, commands=[third]) == {"taken": 1}


def test_an_open_journey_has_to_be_looked_at(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        take_lines(by=by, camp=camp, commands=[a_line(camp, "फुलमनी", age_as_written="30", **leaving())])
        person = Person.objects.get()
        line = a_line(camp, "फुलमनी", age_as_written="30", **leaving(20), **chosen(person.pk))
        take_lines(by=by, camp=camp, commands=[line])
        waiting = CampLine.objects.get(state="waiting")
        assert [(field, code) for field, code, _words in waiting.problems] == [("open_journey_seen", "open_journey")]
        assert take_lines(by=by, camp=camp, commands=[again(line, open_journey_seen=True)]) == {"taken": 1}
        assert Journey.objects.count() == 2


def test_who_has_left_already_is_not_registered_before_leaving(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        day = camp.activity.held_on - dt.timedelta(days=1)
        fields = leaving() | {"leaves_on_as_written": f"{day:%d/%m/%Y}"}
        take_lines(by=by, camp=camp, commands=[a_line(camp, "रीना", age_as_written="25", **fields)])
        assert problems_of("रीना") == [("leaves_on_as_written", "left_already")]


def test_a_list_sent_twice_is_recorded_once(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        commands = [a_line(camp, name, age_as_written="30", scheme="eshram") for name in ("एतवारी", "शनिचरी")]
        assert take_lines(by=by, camp=camp, commands=commands) == {"taken": 2}
        assert take_lines(by=by, camp=camp, commands=commands) == {}
        assert CampLine.objects.count() == Linkage.objects.count() == Person.objects.count() == 2


def test_a_line_that_is_refused_leaves_nothing_of_itself(cast: Cast, as_: As) -> None:
    """The third of its records is refused: the person and the application before it go too."""
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        line = a_line(camp, "एतवारी", age_as_written="30", scheme="eshram", phone_as_written="94312 34567", **leaving())
        unreachable = again(line, place=cast.other_gumla_block)
        with pytest.raises(Forbidden):
            take_lines(by=by, camp=camp, commands=[unreachable])
        assert not CampLine.objects.exists()
        assert not Person.objects.exists()


def test_the_secretariat_keeps_no_list(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        camp = a_camp(by, cast)
    with as_("secretariat") as by, pytest.raises(Forbidden):
        take_lines(by=by, camp=camp, commands=[a_line(camp, "एतवारी")])


def test_a_list_has_an_end(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        many = [a_line(camp, f"नाम {number}") for number in range(MOST_LINES + 1)]
        with pytest.raises(Problem, match="too_many"):
            take_lines(by=by, camp=camp, commands=many)
        assert not CampLine.objects.exists()


def test_what_became_of_a_camp_is_counted_from_its_records(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        campaign = a_campaign(by, cast)
        camp = a_camp(by, cast, campaign)
        commands = [
            a_line(camp, "एतवारी", age_as_written="30", **leaving(0)),
            a_line(camp, "शनिचरी", age_as_written="31", scheme="eshram"),
            a_line(camp, "सोमरी", age_as_written="32", scheme="pension"),
            a_line(camp, "बुधनी", age_as_written="33", issue_kind="fraud"),
        ]
        assert take_lines(by=by, camp=camp, commands=commands) == {"taken": 4}
        receive_linkage(by=by, linkage=Linkage.objects.get(scheme="eshram"), on=clock.today())
        resolve_issue(by=by, issue=Issue.objects.select_related("place", "person").get(), on=clock.today())
        record_return(by=by, journey=Journey.objects.select_related("place", "person").get(), on=clock.today())
        found = camp_outcome(by, camp)
        assert (found.came, found.taken, found.registered, found.returned) == (40, 4, 1, 1)
        assert (found.applied, found.received, found.issues, found.issues_open, found.issues_resolved) == (
            2,
            1,
            1,
            0,
            1,
        )
        report = campaign_report(by, campaign)
        assert [report.number(what) for what in ("camps", "registrations", "applications", "linkages", "issues")] == [
            1,
            1,
            2,
            1,
            1,
        ]
    with as_("secretariat") as by:
        hidden = camp_outcome(by, CAMP.find(by, camp.pk))
        assert (hidden.came, hidden.lines, hidden.shows_people) == (40, (), False)


def test_the_outcome_asks_few_questions_whatever_the_list(
    cast: Cast, as_: As, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with as_("coordinator") as by:
        camp = a_camp(by, cast)
        commands = [a_line(camp, f"नाम{number} टोप्पो", age_as_written="30", **leaving()) for number in range(5)]
        take_lines(by=by, camp=camp, commands=[again(one, choice="new") for one in commands])
        with django_assert_max_num_queries(4):
            assert len(camp_outcome(by, camp).lines) == 5


def test_registrations_follow_when_a_camp_is_put_into_a_campaign_later(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        camp = a_camp(by, cast)
        take_lines(by=by, camp=camp, commands=[a_line(camp, "एतवारी", age_as_written="30", **leaving())])
        campaign = a_campaign(by, cast)
        put_in(by=by, campaign=campaign, records=[camp.activity])
        assert campaign_report(by, campaign).number("registrations") == 1
        link = CampaignJourney.objects.select_related("place").get()
        take_out(by=by, link=link, reason="नहीं")
        assert campaign_report(by, campaign).number("registrations") == 0


def test_a_camp_with_recorded_lines_is_not_withdrawn(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        take_lines(by=by, camp=camp, commands=[a_line(camp, "एतवारी")])
        with pytest.raises(Problem, match="still_counted"):
            withdraw_camp(by=by, camp=camp, reason="ग़लती")
        set_line_aside(by=by, line=selectors.lines(by, camp)[0], reason="ग़लती")
        withdraw_camp(by=by, camp=camp, reason="ग़लती")
        assert not selectors.camps(by).exists()
        assert Activity.objects.get().withdrawn_at is not None


def test_a_list_is_for_those_who_may_see_people(cast: Cast, as_: As) -> None:
    with as_("field_worker") as by:
        camp = a_camp(by, cast)
        take_lines(by=by, camp=camp, commands=[a_line(camp, "एतवारी")])
    for part, sees in (("desk_operator", True), ("secretariat", False), ("khunti_coordinator", False)):
        with as_(part) as by:
            assert selectors.lines(by, camp).exists() is sees, part
            assert by.may(Permission.ACTIVITIES_SEE)
