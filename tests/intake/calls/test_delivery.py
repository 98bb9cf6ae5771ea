"""A call for help becomes one urgent issue at the help desk of the pass's organisation, and is never lost."""

import datetime as dt

import pytest
from django_tasks_db.models import DBTaskResult

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.intake.calls import tasks
from jatan.intake.calls.delivery import deliver_one, undelivered_call_ids
from jatan.intake.calls.models import CallForHelp
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.journeys.passes import replace_pass
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at, send_call

pytestmark = pytest.mark.django_db


def test_call_becomes_urgent_issue_of_the_travellers_organisation(cast: Cast) -> None:
    journey, found = create_pass(cast)
    assert send_call(found.code, words="मालिक काग़ज़ नहीं देता", phone="९८३५० १२३४५")
    assert deliver_all() == 1
    (issue,) = issues_at(cast.gumla.id)
    assert (issue.is_urgent, issue.origin, issue.about_journey) == (True, "pass", journey.pk)
    assert (issue.person_id, issue.place, issue.caller_phone) == (journey.person_id, journey.place, "9835012345")
    assert issue.description.startswith("मालिक काग़ज़ नहीं देता")
    assert issues_at(cast.khunti.id) == []


def test_call_without_words_and_number_becomes_issue(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code)
    deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    assert issue.kind_as_written == "मुझे मदद चाहिए"


@pytest.mark.parametrize("written", ["{0}", "{1}", " {0}\n", "{2}"])
def test_code_is_found_in_every_spelling(written: str, cast: Cast) -> None:
    _journey, found = create_pass(cast)
    code = found.code
    fours = "-".join(code[start : start + 4] for start in range(0, 16, 4))
    send_call(written.format(code, fours, code.lower().replace("0", "o").replace("1", "l")))
    deliver_all()
    assert len(issues_at(cast.gumla.id)) == 1


def test_a_lost_pass_still_reaches_the_desk(cast: Cast) -> None:
    journey, found = create_pass(cast)
    with acting_as(cast.actor("coordinator")) as by:
        fresh = replace_pass(by=by, journey=journey)
    assert fresh.code != found.code
    send_call(found.code)
    deliver_all()
    assert len(issues_at(cast.gumla.id)) == 1


def test_calls_about_one_pass_within_a_day_join_one_issue(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    for words in ("पहला", "दूसरा", "तीसरा"):
        send_call(found.code, words=words)
        deliver_all()
    assert len(issues_at(cast.gumla.id)) == 1
    with acting_as(machine_for([cast.gumla.id])):
        assert sorted(IssueFollowUp.objects.values_list("note", flat=True)) == ["तीसरा", "दूसरा"]
    with clock.frozen_at(clock.now() + dt.timedelta(days=3)):
        send_call(found.code, words="तीन दिन बाद")
        deliver_all()
    assert len(issues_at(cast.gumla.id)) == 2


def test_a_call_that_cannot_join_the_open_issue_opens_one_of_its_own(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code)
    deliver_all()
    with acting_as(machine_for([cast.gumla.id])):
        assert Issue.objects.update(received_on=clock.today() + dt.timedelta(days=30)) == 1
    send_call(found.code, words="दरवाज़ा बंद है")
    assert deliver_all() == 1
    assert undelivered_call_ids() == []
    assert [issue.description for issue in issues_at(cast.gumla.id)][-1] == "दरवाज़ा बंद है"


def test_a_call_after_the_desk_set_the_issue_back_to_not_urgent_opens_an_urgent_one(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code)
    deliver_all()
    with acting_as(machine_for([cast.gumla.id])):
        Issue.objects.update(is_urgent=False)
    send_call(found.code)
    deliver_all()
    assert sorted(issue.is_urgent for issue in issues_at(cast.gumla.id)) == [False, True]


def test_call_is_delivered_once_when_delivery_is_repeated(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code)
    (call_id,) = undelivered_call_ids()
    assert [deliver_one(call_id), deliver_one(call_id)] == [True, False]
    assert len(issues_at(cast.gumla.id)) == 1


def test_words_and_number_move_from_the_call_to_the_issue(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code, words="कुछ", phone="9835012345")
    deliver_all()
    with acting_as(cast.actor("secretariat")):
        call = CallForHelp.objects.get()
    assert (call.words, call.phone) == ("", "")
    assert call.issue is not None


def test_task_payload_holds_only_the_id(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code, words="गुप्त बात", phone="9835012345")
    task = DBTaskResult.objects.get(task_path="jatan.intake.calls.tasks.deliver_call")
    assert task.args_kwargs["args"] == [str(undelivered_call_ids()[0])]


def test_periodic_task_delivers_calls_of_failed_tasks(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code)
    DBTaskResult.objects.all().delete()
    assert tasks.deliver_waiting() == 1
    assert tasks.deliver_waiting() == 0
    assert len(issues_at(cast.gumla.id)) == 1


@pytest.mark.parametrize("words", ["मेरा नंबर 2345 6789 0124 है", "\x00\x00", "x" * 5000, "<script>alert(1)</script>"])
def test_no_text_is_refused(words: str, cast: Cast) -> None:
    _journey, found = create_pass(cast)
    assert send_call(found.code, words=words, phone="मुझे नहीं पता")
    deliver_all()
    (issue,) = issues_at(cast.gumla.id)
    assert "2345 6789 0124" not in issue.description


def test_ledger_records_the_call_without_its_words(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code, words="गुप्त बात", phone="9835012345")
    deliver_all()
    with acting_as(machine_for([cast.gumla.id])):
        events = list(Event.objects.filter(organisation_id=cast.gumla.id, verb="helpdesk.issue_received"))
    assert len(events) == 1
    assert found.code not in str(events[0].payload)
    assert "गुप्त" not in str(events[0].payload)


def test_without_a_secretariat_an_unknown_code_is_an_issue_of_the_first_member(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.network.pk).update(kind="member", code="ZZZ")
    send_call("NOSUCHCODE")
    deliver_all()
    assert len(issues_at(cast.gumla.id)) == 1
