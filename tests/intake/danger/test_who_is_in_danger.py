"""A leader sees that somebody is in danger until the desk has closed what came of it, on her phone and on the page,
whatever she brought of her before."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.flows.in_danger import in_danger
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.choices import Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import ISSUE, close_issue, resolve_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.services import record_unsolicited_contact
from tests.intake.danger.doors import House
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db
NOTE = "मिर्गी, रोज़ दवा"


@pytest.fixture
def house(house: House) -> House:
    with acting_as(house.cast.actor("coordinator")):
        Journey.objects.filter(pk=house.journey.pk).update(health_note=NOTE)
    return house


def _brings_her_wages(house: House) -> Issue:
    """The leader brings an issue about the journey, which she keeps in sight."""
    about = {"kind": "unpaid_wages", "person": str(house.journey.person_id), "description": "तीन महीने का"}
    assert house.field.receipt(house.field.row("help", about))["state"] == "recorded"
    with acting_as(house.cast.actor("coordinator")):
        return Issue.objects.get(about_journey=house.journey.pk, kind="unpaid_wages")


def _desk(house: House, act: Any, issue: Issue, **answers: Any) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        act(by=by, issue=Issue.objects.get(pk=issue.pk), **answers)


def _says_not_safe(house: House) -> Issue:
    with acting_as(house.cast.actor("coordinator")) as by:
        found = report_unsafe(by=by, journey=house.journey, note="मदद", at=clock.now())
        return Issue.objects.get(pk=found)


def _seen(house: House, browser: Browser, part: str = "forum_leader") -> set[bool]:
    """Whether she is in danger by the phone's rule and by the page, with her health."""
    with acting_as(house.cast.actor(part)) as by:
        by_rule = house.journey.pk in in_danger(by, [house.journey.pk])
    page = browser(part).get(reverse("journeys_detail", args=[house.journey.pk]))
    words = [f"{line.badge.text} {line.text}" for line in page.context["head"]]
    return {by_rule, any("खतरा" in one for one in words), any(NOTE in one for one in words)}


@pytest.mark.parametrize("part", ["forum_leader", "desk_operator"])
@pytest.mark.parametrize("before", ["nothing", "open", "closed", "closed_long_ago"])
def test_an_old_issue_hides_no_danger(house: House, browser: Browser, before: str, part: str) -> None:
    if before != "nothing":
        wages = _brings_her_wages(house)
        if before == "closed_long_ago":
            with acting_as(house.cast.actor("coordinator")):
                Issue.objects.filter(pk=wages.pk).update(received_on=clock.today() - dt.timedelta(days=5))
        if before != "open":
            _desk(house, resolve_issue, wages, on=clock.today())
    assert _seen(house, browser, part) == {False}
    issue = _says_not_safe(house)
    assert _seen(house, browser, part) == {True}
    _desk(house, resolve_issue, issue, on=clock.today())
    assert _seen(house, browser, part) == {False}
    again = _says_not_safe(house)
    assert again.pk != issue.pk
    assert _seen(house, browser, part) == {True}


@pytest.mark.parametrize("is_closed", [True, False])
def test_what_the_desk_closes_or_sets_back_is_over_for_the_leader(
    house: House, browser: Browser, is_closed: bool
) -> None:
    issue = _says_not_safe(house)
    if is_closed:
        _desk(house, close_issue, issue, status=Status.UNREACHABLE)
    else:
        _desk(house, lambda by, issue: ISSUE.amend(by, issue, {"is_urgent": False}), issue)
    assert _seen(house, browser) == {False}


def test_who_is_well_again_is_not_in_danger_for_the_leader(house: House, browser: Browser) -> None:
    _says_not_safe(house)
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        with acting_as(house.cast.actor("coordinator")) as by:
            record_unsolicited_contact(by=by, journey=house.journey, outcome="safe")
        assert _seen(house, browser) == {False}
