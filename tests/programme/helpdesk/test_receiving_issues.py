"""Recording an issue, and what is refused."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.helpdesk.selectors import search
from jatan.programme.helpdesk.services import ISSUE
from jatan_names import fold
from tests.cast import Cast
from tests.programme.helpdesk.builders import RECEIVED, an_issue, issue_command
from tests.programme.people.builders import a_person

As = Callable[[str], AbstractContextManager[Actor]]
TOMORROW = dt.timedelta(days=1)


def test_a_new_issue_is_received_with_one_event_without_names(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        kept = ISSUE.find(by, issue.id)
        event = Event.objects.get(about=issue.id)
    assert (kept.status, kept.caller_fold) == ("received", fold("Budhni Devi"))
    assert event.verb == "helpdesk.issue_received"
    assert event.payload["months"] == {"helpdesk.issue": ["2023-05"]}
    assert "बुधनी" not in str(event.payload)


def test_an_imported_issue_carries_its_status_and_day_even_before_it_was_received(cast: Cast) -> None:
    by = importer_for(cast.gumla.id)
    odd = issue_command(cast, status="resolved", resolved_on=RECEIVED - TOMORROW)
    undated = issue_command(cast, status="resolved")
    with acting_as(by), acts.one_act(by=by, organisation_id=cast.gumla.id, verb="registers.sheet_imported"):
        first, second = ISSUE.record_all(by=by, commands=[odd, undated])
    assert (first.resolved_on, second.resolved_on) == (dt.date(2023, 5, 1), None)
    assert second.status == "resolved"


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"received_on": None}, "received_on", "missing_required"),
        ({"kind": ""}, "kind", "missing_required"),
        ({"kind": "witchcraft"}, "kind", "unreadable"),
        ({"sex": "x"}, "sex", "unreadable"),
        ({"age": -1}, "age", "negative_number"),
        ({"money_recovered": -500}, "money_recovered", "negative_number"),
        ({"reference_number": "x" * 61}, "reference_number", "unreadable"),
        ({"description": "आधार 2341 2341 2346"}, "description", "aadhaar_number"),
    ],
)
def test_an_invalid_issue_is_refused_with_its_field(cast: Cast, answers: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Problems) as refused:
        issue_command(cast, **answers)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


@pytest.mark.parametrize("field", ["received_on", "resolved_on"])
def test_receipt_and_resolution_cannot_be_in_the_future(cast: Cast, field: str) -> None:
    with pytest.raises(Problems) as refused:
        issue_command(cast, **{field: clock.today() + TOMORROW})
    assert [problem.code for problem in refused.value.problems] == ["date_in_future"]


def test_the_next_follow_up_may_be_in_the_future(cast: Cast) -> None:
    ahead = clock.today() + TOMORROW
    assert issue_command(cast, next_follow_up_on=ahead).next_follow_up_on == ahead


def test_a_person_of_another_member_cannot_be_named(cast: Cast, as_: As) -> None:
    with as_("khunti_desk") as by:
        person = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with pytest.raises(Problems) as refused:
        issue_command(cast, person=person)
    assert refused.value.problems[0].code == "other_organisation"


def test_recording_for_another_member_is_refused(cast: Cast, as_: As) -> None:
    with as_("khunti_desk") as by, pytest.raises(Forbidden):
        an_issue(by, cast)


def test_a_caller_is_found_in_either_script_by_phone_and_by_reference(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, caller_phone="9431000001", reference_number="LC/12")
        an_issue(by, cast, caller_name="मंगल सिंह")
        for text in ("Budhni", "बुधनी देवी", "94310 00001", "lc/12"):
            assert [row.id for row in search(by, text)] == [issue.id], text
        assert not search(by, "  ").exists()
