"""Allies: meetings, requests, promises and their outcome."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.allies import parts, selectors, services
from jatan.programme.allies.asked import due_rows
from jatan.programme.allies.commands import RecordAsk, RecordMeeting, RecordMention
from jatan.programme.allies.models import Ally
from jatan.programme.allies.parts import COMMITMENT
from jatan.programme.allies.services import MENTION
from tests.cast import Cast
from tests.programme.allies.builders import a_promise, ally_command, an_ally, an_ask

As = Callable[[str], AbstractContextManager[Actor]]
NOON = dt.datetime(2024, 3, 11, 6, 30, tzinfo=dt.UTC)
TODAY = dt.date(2024, 3, 11)


def _in(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def test_a_meeting_leads_to_an_ask_and_the_ask_to_a_promise_that_is_kept(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast)
        where: dict[str, Any] = {"organisation": ally.organisation_id, "place": ally.place, "ally": ally}
        meeting = parts.record_meeting(by=by, command=RecordMeeting(**where, held_on=dt.date(2024, 1, 5)))
        ask = parts.ASK.record(
            by=by, command=RecordAsk(**where, meeting=meeting, asked_on=dt.date(2024, 1, 5), what="शिविर")
        )
        promise = a_promise(by, ally, ask=ask, due_on=dt.date(2024, 2, 1))
        parts.record_commitment_outcome(
            by=by, commitment=promise, outcome="kept", settled_on=dt.date(2024, 1, 30), what_became="तीन शिविर"
        )
        kept = COMMITMENT.find(by, promise.id)
        assert [row.id for row in selectors.meetings(by)] == [meeting.id]
        assert [row.meeting for row in selectors.asks(by)] == [meeting]
    assert (kept.outcome, kept.what_became, kept.ask) == ("kept", "तीन शिविर", ask)


def test_promises_and_asks_overdue_or_due_within_two_weeks_are_listed_by_day(cast: Cast, as_: As) -> None:
    with clock.frozen_at(NOON), as_("coordinator") as by:
        ally = an_ally(by, cast)
        soon, overdue = a_promise(by, ally, due_on=_in(14)), a_promise(by, ally, due_on=_in(-30))
        a_promise(by, ally, due_on=_in(15))
        a_promise(by, ally)
        asked = an_ask(by, ally, answer_by=_in(-1))
        done = a_promise(by, ally, due_on=_in(1))
        parts.record_commitment_outcome(by=by, commitment=done, outcome="broken", settled_on=TODAY)
        assert [row["id"] for row in due_rows(by, [cast.gumla.id], most=9)] == [overdue.id, asked.id, soon.id]
        assert due_rows(by, [cast.khunti.id], most=9) == []


def test_open_is_no_outcome_of_a_promise(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        promise = a_promise(by, an_ally(by, cast))
        with pytest.raises(Problem, match="unreadable"):
            parts.record_commitment_outcome(by=by, commitment=promise, outcome="open", settled_on=promise.promised_on)


def test_the_whole_network_sees_allies_and_only_their_recorder_changes_them(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast)
    for part in ("field_worker", "khunti_desk", "khunti_coordinator", "researcher"):
        with as_(part) as by:
            assert [row.id for row in selectors.allies(by)] == [ally.id], part
            with pytest.raises((Forbidden, ObjectDoesNotExist)):
                services.ALLY.amend(by=by, row=ally, changes={"name": "कुछ और"})
    with as_("stranger") as by:
        assert not selectors.allies(by).exists()


def test_an_ally_is_found_in_either_script_also_under_a_new_name(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast)
        assert [row.id for row in selectors.search(by, "gumla")] == [ally.id]
        services.ALLY.amend(by=by, row=ally, changes={"name": "Police Station Palkot"})
        assert not selectors.search(by, "गुमला").exists()
        assert [row.id for row in selectors.search(by, "पालकोट")] == [ally.id]


def test_a_withdrawn_ally_takes_its_promises_off_the_list(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ally = an_ally(by, cast)
        a_promise(by, ally, due_on=dt.date(2024, 1, 6))
        services.ALLY.withdraw(by=by, row=ally, reason="दो बार लिखा")
        assert not selectors.commitments(by).exists()
        with pytest.raises(Ally.DoesNotExist):
            selectors.find_ally(by, ally.id)


def test_corrections_are_validated_like_new_rows(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        promise = a_promise(by, an_ally(by, cast))
        assert parts.COMMITMENT.amend(by, promise, {"what": "दो शिविर"})
        with pytest.raises(Problems):
            parts.COMMITMENT.amend(by, promise, {"what": ""})
        assert COMMITMENT.find(by, promise.id).what == "दो शिविर"
        parts.COMMITMENT.withdraw(by=by, row=promise, reason="गलत")
        assert not selectors.commitments(by).exists()


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"name": " "}, "name", "missing_required"),
        ({"level": "galaxy"}, "level", "unreadable"),
        ({"email": "not an address"}, "email", "unreadable"),
    ],
)
def test_an_invalid_ally_is_refused(cast: Cast, answers: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Problems) as refused:
        ally_command(cast, **answers)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_a_media_mention_links_to_http_only(cast: Cast, as_: As) -> None:
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_district,
        "published_on": dt.date(2024, 2, 2),
        "outlet": "प्रभात खबर",
        "title": "सुरक्षित प्रवास पर कार्यशाला",
    }
    for address in ("javascript:alert(1)", "data:text/html,x", "ftp://example.org/x"):
        with pytest.raises(Problems, match="unreadable"):
            RecordMention(**usual, url=address)
    with as_("coordinator") as by:
        mention = services.MENTION.record(by=by, command=RecordMention(**usual, url="https://example.org/a"))
        services.MENTION.amend(by=by, row=mention, changes={"tone": "favourable"})
        assert MENTION.find(by, mention.id).tone == "favourable"
        services.MENTION.withdraw(by=by, row=mention, reason="दो बार")
        assert not selectors.mentions(by).exists()
