"""Status changes of an issue, from received to a final status and back."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event, Revision
from jatan.kernel.problems import Problem, Problems
from jatan.programme.helpdesk import services
from jatan.programme.helpdesk.choices import Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import follow_ups
from jatan.programme.helpdesk.services import ISSUE
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue

As = Callable[[str], AbstractContextManager[Actor]]
DAY = dt.date(2023, 6, 1)


def test_an_issue_is_sent_answered_and_resolved_with_its_money(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, next_follow_up_on=DAY)
        services.send_issue(by=by, issue=issue, sent_to="labour_office", sent_on=DAY, reference_number="L-7")
        services.record_reply(by=by, issue=issue, reply="सुनवाई हुई", on=DAY)
        services.resolve_issue(by=by, issue=issue, on=DAY, money_recovered=12_500)
        kept = ISSUE.find(by, issue.id)
        verbs = set(Event.objects.filter(about=issue.id).values_list("verb", flat=True))
    assert (kept.status, kept.resolved_on, kept.money_recovered) == ("resolved", DAY, 12_500)
    assert (kept.sent_to, kept.reference_number, kept.replied_on) == ("labour_office", "L-7", DAY)
    assert kept.next_follow_up_on is None
    assert {"helpdesk.issue_sent", "helpdesk.issue_replied", "helpdesk.issue_resolved"} <= verbs


def test_a_refusal_resolves_nothing(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        services.refuse_issue(by=by, issue=issue, on=DAY, reply="कागज़ नहीं")
        kept = ISSUE.find(by, issue.id)
    assert (kept.status, kept.replied_on, kept.resolved_on) == ("refused", DAY, None)


@pytest.mark.parametrize("status", ["withdrawn", "unreachable"])
def test_an_issue_can_end_without_an_answer(cast: Cast, as_: As, status: str) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        services.close_issue(by=by, issue=issue, status=status)
        assert ISSUE.find(by, issue.id).status == status


def test_closing_cannot_set_the_status_resolved(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        with pytest.raises(Problem, match="unreadable"):
            services.close_issue(by=by, issue=issue, status=Status.RESOLVED)


def test_a_second_status_change_does_not_override_the_first(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        seen_before = ISSUE.find(by, issue.id)
        services.resolve_issue(by=by, issue=issue, on=DAY)
        with pytest.raises(Problem, match="not_at_this_stage"):
            services.send_issue(by=by, issue=seen_before, sent_to="police", sent_on=DAY)
        assert ISSUE.find(by, issue.id).status == "resolved"


def test_a_reopened_issue_is_not_resolved_and_keeps_its_history(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        services.send_issue(by=by, issue=issue, sent_to="police", sent_on=DAY)
        services.resolve_issue(by=by, issue=issue, on=DAY)
        services.reopen_issue(by=by, issue=issue, reason="मजदूरी नहीं मिली")
        kept = ISSUE.find(by, issue.id)
        before = Revision.objects.get(about=issue.id, verb="helpdesk.issue_reopened").before
        months = Event.objects.get(about=issue.id, verb="helpdesk.issue_reopened").payload["months"]
    assert (kept.status, kept.resolved_on) == ("sent", None)
    assert before["resolved_on"] == "2023-06-01"
    assert months == {"helpdesk.issue": ["2023-05", "2023-06"]}


def test_a_future_day_or_unknown_office_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        with pytest.raises(Problems):
            services.resolve_issue(by=by, issue=issue, on=dt.date(2999, 1, 1))
        with pytest.raises(Problems):
            services.send_issue(by=by, issue=issue, sent_to="moon", sent_on=DAY)
        assert ISSUE.find(by, issue.id).status == "received"


def test_a_follow_up_stores_a_note_and_the_next_day(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, next_follow_up_on=DAY)
        services.follow_up_issue(by=by, issue=issue, on=DAY, note="फोन किया", next_follow_up_on=dt.date(2023, 7, 1))
        (note,) = follow_ups(by).filter(issue=issue)
        kept = ISSUE.find(by, issue.id)
    assert (note.note, note.place_id) == ("फोन किया", issue.place_id)
    assert kept.next_follow_up_on == dt.date(2023, 7, 1)


def test_a_field_worker_changes_issues_of_her_block_only(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        near = an_issue(by, cast)
        far = an_issue(by, cast, place=cast.other_gumla_block)
    with as_("field_worker") as by:
        services.send_issue(by=by, issue=near, sent_to="block_office", sent_on=DAY)
        with pytest.raises(Forbidden):
            services.send_issue(by=by, issue=far, sent_to="block_office", sent_on=DAY)
        with pytest.raises(Forbidden):
            services.follow_up_issue(by=by, issue=far, on=DAY)
    with as_("desk_operator") as by:
        assert [ISSUE.find(by, row.id).status for row in (near, far)] == ["sent", "received"]


def test_correcting_a_colleagues_row_is_for_the_desk_not_for_the_field(cast: Cast, as_: As) -> None:
    with as_("counsellor") as by:
        issue = an_issue(by, cast)
    with as_("field_worker") as by, pytest.raises(Forbidden):
        services.ISSUE.amend(by=by, row=issue, changes={"caller_name": "कोई और"})
    with as_("desk_operator") as by:
        services.ISSUE.amend(by=by, row=issue, changes={"caller_name": "सोमारी"}, reason="नाम गलत")
        services.ISSUE.withdraw(by=by, row=issue, reason="दो बार लिखा")
        with pytest.raises(Issue.DoesNotExist):
            ISSUE.find(by, issue.id)
        kept = Issue._default_manager.get(pk=issue.pk)
    assert (kept.caller_name, kept.withdrawn_reason) == ("सोमारी", "दो बार लिखा")
