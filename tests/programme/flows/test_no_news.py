"""No news of somebody: one sitting makes an urgent issue, a ladder and two requests for an FIR; each of them once."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.flows.departures import register_journey
from jatan.programme.flows.no_news import ReportNoNews, fir_requests, record_found, report_no_news
from jatan.programme.helpdesk.choices import IssueKind, Status
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.helpdesk.services import follow_up_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.services import give_letter
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.services import change_plan, record_unsolicited_contact
from tests.cast import Cast
from tests.programme.journeys.builders import journey_command
from tests.programme.people.builders import a_person
from tests.programme.safeguarding.builders import at, away, day, waiting, walked

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
PERSON = {"name": "बिरसमनी केरकेट्टा", "sex": "f", "age": 20, "phone": "9835012345", "guardian_name": "मतियस केरकेट्टा"}


def stated(journey: Journey | None = None, person: Person | None = None, **answers: Any) -> ReportNoNews:
    row: Any = journey or person
    about = journey.person if journey is not None else person
    usual = {
        "organisation": row.organisation_id,
        "place": row.place,
        "village": row.village,
        "teller": "सलोमी केरकेट्टा",
        "relation": "माँ",
        "teller_phone": "9470011223",
        "last_heard_on": clock.today() - dt.timedelta(days=9),
        "marks": "ठुड्डी पर तिल",
        "tried": "ठेकेदार को फ़ोन किया",
    }
    return ReportNoNews(journey=journey, person=about, **(usual | answers))


def test_one_sitting_opens_an_urgent_issue_with_the_mother_as_caller_a_ladder_and_two_requests(
    cast: Cast, as_: As
) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON, agent_name="रवि साहू", agent_phone="9199900011")
        with clock.frozen_at(at(day(9), 11)):
            issue = report_no_news(by=by, command=stated(journey))
            requests = fir_requests(by, issue)
    assert (issue.kind, issue.is_urgent, issue.status) == (IssueKind.MISSING_CONTACT, True, Status.RECEIVED)
    assert (issue.caller_name, issue.caller_phone) == ("सलोमी केरकेट्टा", "9470011223")
    assert (issue.person_id, issue.about_journey) == (journey.person_id, journey.pk)
    assert issue.next_follow_up_on == day(10)
    assert "9835012345" not in issue.description
    with as_("desk_operator"):
        ladder = Escalation.objects.get(journey=journey)
        assert (ladder.step_code, ladder.closed_at) == ("again", None)
    assert [row.office for row in requests] == ["police", "ahtu"]
    for row in requests:
        for words in ("बिरसमनी केरकेट्टा", "मतियस केरकेट्टा", "ठुड्डी पर तिल", "रवि साहू", "9835012345", "10 मार्च 2024"):
            assert words in row.body, words
        assert row.sender.splitlines()[:2] == ["नाम: सलोमी केरकेट्टा", "रिश्ता: माँ"]
        assert "9470011223" in row.sender
        assert "बेचा गया" not in row.body


def test_a_suspicion_of_trafficking_stands_in_both_requests(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(9), 11)):
            issue = report_no_news(by=by, command=stated(journey, is_feared=True))
            assert all("बेचा गया" in row.body for row in fir_requests(by, issue))
    assert "शक" in issue.description


def test_the_ladder_begins_where_no_contact_was_agreed(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by, clock.frozen_at(at(day(9), 11)):
        person = a_person(by, cast, **PERSON)
        journey = register_journey(
            by=by, command=journey_command(person, leaves_on=day(0)), no_talk_because="family_told"
        )
        Agreement.objects.filter(journey=journey).delete()
        report_no_news(by=by, command=stated(journey))
        assert Escalation.objects.filter(journey=journey, closed_at__isnull=True).count() == 1


def test_the_contact_that_waits_is_the_missed_one_and_a_ladder_that_climbs_goes_on(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
    walked(1)
    with as_("desk_operator") as by, clock.frozen_at(at(day(1), 11)):
        asked = waiting(journey)
        assert asked is not None
        first = report_no_news(by=by, command=stated(journey))
        second = report_no_news(by=by, command=stated(journey, marks="बाएँ हाथ पर गोदना"))
        assert first.pk == second.pk == Issue.objects.get().pk
        assert "गोदना" in IssueFollowUp.objects.get().note
        assert OfficeLetter.objects.count() == 2
        assert Contact.objects.filter(journey=journey, missed_at__isnull=False).get().pk == asked.pk
        assert Escalation.objects.count() == 1


def test_the_step_of_the_desk_takes_the_issue_of_the_family_and_opens_no_second(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(1), 11)):
            issue = report_no_news(by=by, command=stated(journey))
    walked(4, hour=12)
    with as_("desk_operator"):
        assert Issue.objects.get().pk == issue.pk
        assert EscalationStep.objects.get(code="issue").issue == issue.pk


def test_a_plan_that_waits_for_texts_first_begins_with_its_first_step_of_a_person(cast: Cast, as_: As) -> None:
    steps = [
        {"code": "again", "after": 0, "by": "sms", "within": 24},
        {"code": "family", "after": 3, "by": "forum_leader", "within": 24},
        {"code": "issue", "after": 6, "by": "desk", "within": 24},
    ]
    with as_("coordinator") as by, clock.frozen_at(at(day(0), 8)):
        change_plan(by=by, organisation_id=cast.gumla.pk, kind="ladder", body={"steps": steps})
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(2), 11)):
            report_no_news(by=by, command=stated(journey))
        assert Escalation.objects.get(journey=journey).step_code == "family"


def test_she_is_heard_from_and_lost_again_on_one_day(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(2), 9)):
            report_no_news(by=by, command=stated(journey))
        with clock.frozen_at(at(day(2), 12)):
            record_unsolicited_contact(by=by, journey=journey, outcome="safe")
            assert not Escalation.objects.filter(closed_at__isnull=True).exists()
        with clock.frozen_at(at(day(2), 15)):
            report_no_news(by=by, command=stated(journey))
        assert Escalation.objects.filter(journey=journey, closed_at__isnull=True).count() == 1


def test_somebody_who_is_not_on_record_has_an_issue_and_requests_all_the_same(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by, clock.frozen_at(at(day(2), 9)):
        command = ReportNoNews(
            organisation=cast.gumla.pk,
            place=cast.gumla_block,
            village="कोयनारा",
            name="असरिता लकड़ा",
            sex="f",
            age=17,
            teller="जोहन लकड़ा",
            teller_phone="9470011224",
        )
        issue = report_no_news(by=by, command=command)
        requests = fir_requests(by, issue)
    assert issue.person is None
    assert issue.description.startswith("किसकी खबर नहीं: असरिता लकड़ा")
    assert all("असरिता लकड़ा" in row.subject and "असरिता लकड़ा" in row.body for row in requests)
    assert "जोहन लकड़ा" in requests[0].sender


def test_who_may_not_record_on_journeys_starts_the_ladder_all_the_same(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
    with as_("counsellor") as by, clock.frozen_at(at(day(2), 9)):
        report_no_news(by=by, command=stated(journey))
    with as_("desk_operator"):
        assert Escalation.objects.filter(journey=journey, closed_at__isnull=True).count() == 1


def test_the_police_are_asked_again_every_day_until_she_is_found(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(2), 9)):
            issue = report_no_news(by=by, command=stated(journey))
            give_letter(by=by, letter=fir_requests(by, issue)[0], on=day(2))
        issue.refresh_from_db()
        assert (issue.status, issue.sent_to, issue.next_follow_up_on) == (Status.SENT, "police", day(3))
        with clock.frozen_at(at(day(3), 9)):
            follow_up_issue(by=by, issue=issue, on=day(3), note="थाने ने कल बुलाया")
            assert issue.next_follow_up_on == day(4)
        with clock.frozen_at(at(day(5), 9)):
            record_found(by=by, issue=issue, on=day(5), outcome="safe")
        issue.refresh_from_db()
        assert (issue.status, issue.resolved_on, issue.next_follow_up_on) == (Status.RESOLVED, day(5), None)
        assert Escalation.objects.get(journey=journey).closed_because == "safe"


def test_found_and_not_safe_closes_this_issue_and_opens_another(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(2), 9)):
            issue = report_no_news(by=by, command=stated(journey))
            record_found(by=by, issue=issue, on=day(2), outcome="unsafe")
        other = Issue.objects.exclude(pk=issue.pk).get()
    assert (other.is_urgent, other.status, other.about_journey) == (True, Status.RECEIVED, journey.pk)


def test_a_name_or_a_person_is_needed_and_a_journey_that_is_over_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by, clock.frozen_at(at(day(2), 9)):
        with pytest.raises(Problems) as refused:
            ReportNoNews(organisation=cast.gumla.pk, place=cast.gumla_block, teller="जोहन लकड़ा")
        assert [problem.field for problem in refused.value.problems] == ["name"]
        journey = away(by, cast, person=PERSON)
        journey.returned_on = day(2)
        with pytest.raises(Problems):
            stated(journey)


def test_she_came_home_on_the_day_that_was_told(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        with clock.frozen_at(at(day(9), 11)):
            issue = report_no_news(by=by, command=stated(journey))
        with clock.frozen_at(at(day(12), 11)):
            record_found(by=by, issue=issue, on=day(10), outcome="returned")
        journey.refresh_from_db()
        assert journey.returned_on == day(10)


@pytest.mark.parametrize("is_away", [True, False])
def test_of_two_who_tell_at_once_the_second_sees_the_issue_of_the_first(cast: Cast, as_: As, is_away: bool) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=PERSON)
        command = stated(journey) if is_away else stated(person=journey.person)
        with clock.frozen_at(at(day(9), 11)), CaptureQueriesContext(connection) as asked:
            report_no_news(by=by, command=command)
    texts = [one["sql"] for one in asked.captured_queries]
    (lock, *_) = [n for n, sql in enumerate(texts) if "pg_advisory_xact_lock" in sql and str(journey.person_id) in sql]
    (look, *_) = [n for n, sql in enumerate(texts) if 'FROM "helpdesk_issue"' in sql]
    assert lock < look
