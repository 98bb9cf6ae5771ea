"""What was told before its row could be read, and what the row finds when it is put right: never is nothing open."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import revoke
from jatan.intake.fieldbook.held_rows import alike_in
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.repair import send_on, set_aside, take_up_again
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel import clock
from jatan.programme.flows.danger import Danger, report_danger
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.choices import Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import ISSUE, close_issue, receive_issue, resolve_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.escalations import join_issue, urgent_issue
from tests.intake.danger.doors import House
from tests.intake.danger.test_phone import answers_of
from tests.programme.journeys.builders import a_journey

pytestmark = pytest.mark.django_db
DOUBT = "पहले किसी दूसरे नंबर"


def _parked_and_reported(house: House, danger: str) -> tuple[Any, Issue]:
    kind, answers = answers_of(house, danger)
    row = house.field.row(kind, answers | {"colour": "red"})
    house.field.receipt(row)
    (stored,) = house.field.stored(row)
    (issue,) = house.urgent()
    return stored, issue


def _put_right(house: House, danger: str, stored: Any, **decisions: Any) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        done = send_on(by=by, row=stored, answers=answers_of(house, danger)[1], decisions=Decisions(**decisions))
    assert done.state == "recorded"


def _at_the_desk(house: House, act: Callable[..., Any], issue: Issue, **answers: Any) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        act(by=by, issue=Issue.objects.get(pk=issue.pk), **answers)


@pytest.mark.parametrize("danger", ["hard_stop", "unsafe", "help"])
def test_a_row_does_not_settle_into_an_issue_that_was_withdrawn(house: House, danger: str) -> None:
    stored, issue = _parked_and_reported(house, danger)
    _at_the_desk(house, lambda by, issue, reason: ISSUE.withdraw(by, issue, reason), issue, reason="double")
    assert house.urgent() == []
    _put_right(house, danger, stored)
    (after,) = house.urgent()
    assert after.pk != issue.pk
    assert after.person is not None


@pytest.mark.parametrize("status", [Status.UNREACHABLE, Status.WITHDRAWN])
def test_an_unsafe_answer_does_not_settle_into_an_issue_that_was_closed_unsolved(house: House, status: str) -> None:
    stored, issue = _parked_and_reported(house, "unsafe")
    _at_the_desk(house, close_issue, issue, status=status)
    _put_right(house, "unsafe", stored)
    (after,) = house.urgent()
    assert after.pk != issue.pk


def test_an_answer_that_the_desk_has_solved_already_opens_nothing_again(house: House) -> None:
    stored, issue = _parked_and_reported(house, "unsafe")
    _at_the_desk(house, resolve_issue, issue, on=clock.today())
    _put_right(house, "unsafe", stored)
    assert house.urgent() == []


def test_a_departure_is_not_about_the_journey_before_it(house: House) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        old = a_journey(by, house.girl, registered_on=clock.today(), leaves_on=clock.today())
        report_unsafe(by=by, journey=old, note="मदद", at=clock.now())
    (called,) = house.urgent()
    row = house.field.row("leaving", answers_of(house, "hard_stop")[1])
    assert house.field.receipt(row)["state"] == "parked"
    (reported,) = [one for one in house.urgent() if one.pk != called.pk]
    assert (reported.person, reported.about_journey) == (house.girl, None)
    (stored,) = house.field.stored(row)
    _put_right(house, "hard_stop", stored, despite_open=True)
    with acting_as(house.cast.actor("coordinator")):
        after = Issue.objects.get(pk=reported.pk)
        new = Journey.objects.live().filter(person=house.girl).exclude(pk=old.pk).get()
    assert after.about_journey == new.pk
    assert {one.pk for one in house.urgent()} == {called.pk, reported.pk}


def test_an_issue_moves_to_the_journey_that_was_put_right(house: House) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        old = a_journey(by, house.girl, registered_on=clock.today(), leaves_on=clock.today())
        new = a_journey(by, house.girl, registered_on=clock.today(), leaves_on=clock.today())
        issue = receive_issue(by=by, command=urgent_issue(old, kind="other", origin="message"))
        join_issue(by=by, issue_id=issue.pk, journey=new)
        assert Issue.objects.get(pk=issue.pk).about_journey == new.pk


def test_the_written_village_is_kept_where_no_place_is_known(house: House) -> None:
    danger = Danger(organisation=house.cast.gumla.pk, origin="field_book", panchayat="Basia", village="Karondi")
    with acting_as(machine_for([house.cast.gumla.pk])):
        report_danger(danger)
    (issue,) = house.urgent()
    assert (issue.panchayat, issue.village) == ("Basia", "Karondi")


def test_without_a_forum_the_danger_lies_where_its_writer_is_posted(house: House) -> None:
    device = house.field.device
    Device.objects.filter(pk=device.pk).update(group=None)
    Posting.objects.filter(account_id=device.account_id).update(place=house.cast.other_gumla_block)
    device.refresh_from_db()
    kind, answers = answers_of(house, "help", person=None, village="करौंदी")
    row = house.field.row(kind, answers | {"colour": "red"})
    house.field.receipt(row)
    (issue,) = house.urgent()
    assert (issue.place, issue.village) == (house.cast.other_gumla_block, "करौंदी")


def _faults(times: int, fault: str) -> AbstractContextManager[Any]:
    """The first commands of PostgreSQL that write an issue meet this fault, as two at once do."""
    left = [times]

    def insert(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "helpdesk_issue"') and left[0]:
            left[0] -= 1
            return execute(f"DO $$ BEGIN RAISE SQLSTATE '{fault}'; END $$", None, many, context)
        return execute(sql, params, many, context)

    return connection.execute_wrapper(insert)


@pytest.mark.parametrize(("times", "is_known"), [(1, True), (2, False)])
def test_a_deadlock_leaves_no_issue_without_a_name(house: House, times: int, is_known: bool) -> None:
    danger = Danger(
        organisation=house.cast.gumla.pk,
        origin="field_book",
        kind="violence",
        person=house.girl.pk,
        name="सोनी",
        phone="9835012345",
        place=house.cast.gumla_block,
        village="करौंदी",
    )
    with acting_as(machine_for([house.cast.gumla.pk])), _faults(times, "40P01"):
        report_danger(danger)
    (issue,) = house.urgent()
    assert (issue.person == house.girl) is is_known
    assert (issue.caller_name, issue.caller_phone, issue.kind) == ("सोनी", "9835012345", "violence")
    assert issue.place == house.cast.gumla_block


@pytest.mark.parametrize("danger", ["hard_stop", "unsafe", "help", "missing"])
def test_a_failed_repair_forgets_not_that_the_phone_was_taken_back(house: House, danger: str) -> None:
    """Whatever is repaired, nobody knows whose hand wrote it: each new danger in it is verified first."""
    kind, answers = answers_of(house, danger)
    row = house.field.row(kind, answers)
    with acting_as(house.cast.actor("coordinator")) as by:
        revoke(by=by, device=house.field.device)
    house.field.receipt(row)
    (stored,) = house.field.stored(row)
    assert stored.issues
    with acting_as(house.cast.actor("coordinator")) as by:
        ReceivedRow.objects.filter(pk=stored.pk).update(issues={})
        failed = send_on(by=by, row=stored, answers=answers | {"colour": "red"})
        assert (failed.state, [one["code"] for one in failed.problems]) == (
            "quarantined",
            ["taken_back", "unknown_question"],
        )
        again = send_on(by=by, row=failed, answers=answers | {"colour": "blue"})
        assert again.state == "quarantined"
        set_aside(by=by, row=again, reason="x")
        take_up_again(by=by, row=again)
    (stored,) = house.field.stored(row)
    assert (stored.state, stored.problems[0]["code"]) == ("quarantined", "taken_back")
    assert all(one.description.startswith(DOUBT) for one in house.urgent())
    with acting_as(house.cast.actor("coordinator")) as by:
        done = send_on(
            by=by, row=stored, answers=answers, decisions=Decisions(despite_open=True, none_of=alike_in(stored))
        )
    assert (done.state, done.problems) == ("recorded", [])


def test_a_failed_repair_forgets_not_that_two_rows_have_one_number(house: House) -> None:
    before = house.field.row("help", {"kind": "scheme_delayed"})
    house.field.send(before)
    kind, answers = answers_of(house, "help")
    row = house.field.row(kind, answers, id=before.id)
    house.field.send(row)
    stored = house.field.stored(row)[-1]
    with acting_as(house.cast.actor("coordinator")) as by:
        failed = send_on(by=by, row=stored, answers=answers | {"colour": "red"})
    assert (failed.state, failed.problems[0]["code"]) == ("conflict", "same_id")
