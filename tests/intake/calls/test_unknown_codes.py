"""A call with an unknown code is kept for the secretariat, which answers it or passes it on."""

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.calls.models import CallForHelp
from jatan.intake.calls.selectors import find_call, unanswered
from jatan.intake.calls.services import answer_call, pass_on_call
from jatan.kernel.problems import Problem
from tests.cast import Cast
from tests.intake.calls.builders import create_pass, deliver_all, issues_at, send_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def parked(cast: Cast) -> CallForHelp:
    send_call("NOSUCHCODE", words="स्टेशन पर मिली", phone="9835012345")
    deliver_all()
    with acting_as(cast.actor("secretariat")) as by:
        return unanswered(by).get()


def test_call_waits_for_the_secretariat_with_its_words(parked: CallForHelp) -> None:
    assert (parked.words, parked.phone, parked.code) == ("स्टेशन पर मिली", "9835012345", "N0SUCHC0DE")


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "researcher", "auditor", "administrator", "stranger"])
def test_no_other_role_reads_it(part: str, parked: CallForHelp, cast: Cast) -> None:
    with acting_as(cast.actor(part)) as by:
        assert list(unanswered(by)) == []
        assert not CallForHelp.objects.exists()
        with pytest.raises(CallForHelp.DoesNotExist):
            find_call(by, parked.pk)
        with pytest.raises((Forbidden, CallForHelp.DoesNotExist)):
            answer_call(by=by, call=parked, what_was_done="x")


def test_without_an_actor_no_call_is_read(cast: Cast) -> None:
    send_call("NOSUCHCODE")
    assert not CallForHelp.objects.exists()
    deliver_all()
    assert not CallForHelp.objects.exists()


def test_passed_on_call_is_an_urgent_issue_of_the_member(parked: CallForHelp, cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        pass_on_call(by=by, call=parked, to=cast.khunti)
        assert list(unanswered(by)) == []
        assert CallForHelp.objects.get().words == ""
        assert Event.objects.filter(organisation_id=cast.network.id, verb="calls.call_passed_on").count() == 1
    (issue,) = issues_at(cast.khunti.id)
    assert (issue.is_urgent, issue.origin, issue.place) == (True, "pass", cast.khunti_district)
    assert "स्टेशन पर मिली" in issue.description


def test_call_can_be_answered_only_once(parked: CallForHelp, cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        answer_call(by=by, call=parked, what_was_done="फ़ोन किया, घर पहुँचीं")
        with pytest.raises(Problem):
            answer_call(by=by, call=parked, what_was_done="फिर से")
        with pytest.raises(Problem):
            pass_on_call(by=by, call=parked, to=cast.gumla)


def test_calls_with_a_known_code_are_not_in_the_queue(cast: Cast) -> None:
    _journey, found = create_pass(cast)
    send_call(found.code)
    deliver_all()
    with acting_as(cast.actor("secretariat")) as by:
        assert list(unanswered(by)) == []
