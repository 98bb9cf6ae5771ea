"""What is danger is urgent, whatever was ticked: the rule of the service, so of every door that makes an issue."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import CLOSED, OPEN, URGENT_KINDS, IssueKind
from jatan.programme.helpdesk.services import ISSUE, close_issue, reopen_issue
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


@pytest.mark.parametrize("kind", IssueKind.values)
def test_a_kind_that_is_danger_is_urgent_though_nobody_ticked_it(cast: Cast, as_: As, kind: str) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, kind=kind, received_on=clock.today())
    assert issue.is_urgent is (kind in URGENT_KINDS)


@pytest.mark.parametrize("status", [*OPEN, *CLOSED])
def test_only_what_is_open_is_urgent_by_itself(cast: Cast, as_: As, status: str) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, kind="violence", received_on=clock.today(), status=status)
    assert issue.is_urgent is (status in OPEN)


@pytest.mark.parametrize(("days", "is_urgent"), [(0, True), (31, True), (32, False), (900, False)])
def test_old_lists_wake_nobody(cast: Cast, as_: As, days: int, is_urgent: bool) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, kind="violence", received_on=clock.today() - dt.timedelta(days=days))
    assert issue.is_urgent is is_urgent


def test_a_correction_that_says_danger_makes_it_urgent_and_the_desk_may_set_it_back(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        issue = an_issue(by, cast, received_on=clock.today())
        ISSUE.amend(by=by, row=issue, changes={"kind": "missing_contact"})
        assert issue.is_urgent
        ISSUE.amend(by=by, row=issue, changes={"is_urgent": False})
        assert not issue.is_urgent
        ISSUE.amend(by=by, row=issue, changes={"caller_name": "फूलो"})
        assert not issue.is_urgent
        ISSUE.amend(by=by, row=issue, changes={"kind": "violence"})
        assert issue.is_urgent


def test_what_is_opened_again_is_urgent_again(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        issue = an_issue(by, cast, kind="violence")
        assert not issue.is_urgent
        close_issue(by=by, issue=issue, status="unreachable")
        reopen_issue(by=by, issue=issue, reason="x")
        assert issue.is_urgent
