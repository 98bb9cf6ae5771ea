"""Somebody who is away reports that she is not safe: contact and desk are informed, the desk in any case."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.programme.safeguarding.builders import a_man, at, away, day, waiting, walked

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
NOTE = "मुझे यहाँ से निकालो"


def test_an_alarm_answers_the_waiting_contact_and_opens_one_urgent_issue(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=a_man() | {"phone": "9835012345"})
    walked(1)
    with as_("desk_operator") as by, clock.frozen_at(at(day(1), 10)):
        asked = waiting(journey)
        issue = report_unsafe(by=by, journey=journey, note=NOTE, at=clock.now(), phone="9431100001")
        assert asked is not None
        assert Contact.objects.get(pk=asked.pk).outcome == "unsafe"
        kept = Issue.objects.get()
    assert (kept.pk, kept.is_urgent, kept.about_journey, kept.description) == (issue, True, journey.pk, NOTE)
    assert kept.caller_phone == "9431100001"


def test_without_a_number_the_issue_has_hers(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast, person=a_man() | {"phone": "9835012345"})
        with clock.frozen_at(at(day(1), 10)):
            report_unsafe(by=by, journey=journey, note=NOTE, at=clock.now())
        assert Issue.objects.get().caller_phone == "9835012345"


def test_a_second_alarm_from_another_number_adds_it_to_the_follow_up(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast)
        with clock.frozen_at(at(day(1), 10)):
            for phone in ("9431100001", "9431100001", "9431100002"):
                # "22" and the number after it must not be read together as the twelve digits of an Aadhaar number.
                report_unsafe(by=by, journey=journey, note="22", at=clock.now(), phone=phone)
        assert Issue.objects.get().caller_phone == "9431100001"
        notes = IssueFollowUp.objects.order_by("id").values_list("note", flat=True)
        assert list(notes) == ["22", "22\n☎ 9431100002"]


def test_a_second_alarm_on_the_same_day_is_a_follow_up_of_the_first(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast)
        with clock.frozen_at(at(day(1), 10)):
            first = report_unsafe(by=by, journey=journey, note=NOTE, at=clock.now())
            second = report_unsafe(by=by, journey=journey, note="जल्दी", at=clock.now())
        assert first == second == Issue.objects.get().pk
        assert IssueFollowUp.objects.filter(issue=first, note="जल्दी").count() == 1


def test_the_desk_gets_the_issue_even_if_the_contact_cannot_be_written(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        journey = away(by, cast)
        with clock.frozen_at(at(day(1), 10)):
            issue = report_unsafe(by=by, journey=journey, note=NOTE, at=clock.now() + dt.timedelta(hours=1))
        assert not Contact.objects.filter(journey=journey, outcome="unsafe").exists()
        assert Issue.objects.get(pk=issue).is_urgent
