"""Builders of issues for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import receive_issue
from tests.cast import Cast

RECEIVED = dt.date(2023, 5, 2)


def issue_command(cast: Cast, **answers: Any) -> ReceiveIssue:
    """Unpaid wages in Gumla; `answers` override fields."""
    usual: dict[str, Any] = {
        "organisation": cast.gumla.id,
        "place": cast.gumla_block,
        "received_on": RECEIVED,
        "kind": "unpaid_wages",
        "caller_name": "बुधनी देवी",
    }
    return ReceiveIssue(**(usual | answers))


def an_issue(by: Actor, cast: Cast, **answers: Any) -> Issue:
    """One recorded issue, written by `by`."""
    return receive_issue(by=by, command=issue_command(cast, **answers))
