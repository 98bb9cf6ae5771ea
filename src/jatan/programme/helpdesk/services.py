"""Services that write help-desk issues. An issue moves from received to a final status, and can be reopened.

Any colleague within reach may record progress; other changes are corrections. Raises gate.Forbidden without the
permission, Problems or Problem for invalid values.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk import events
from jatan.programme.helpdesk.choices import CLOSED, Status
from jatan.programme.helpdesk.commands import FollowUpIssue, ReceiveIssue
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.people.base_command import changed_values, row_values
from jatan_names import names

__all__ = [
    "amend_issue",
    "close_issue",
    "follow_up_issue",
    "receive_issue",
    "receive_issues",
    "record_reply",
    "refuse_issue",
    "reopen_issue",
    "resolve_issue",
    "send_issue",
    "withdraw_issue",
]

_RECORD, _CORRECT = Permission.HELPDESK_RECORD, Permission.HELPDESK_CORRECT


def receive_issue(*, by: Actor, command: ReceiveIssue) -> Issue:
    """Record one issue."""
    return receive_issues(by=by, commands=[command])[0]


def receive_issues(*, by: Actor, commands: Sequence[ReceiveIssue]) -> list[Issue]:
    """Record issues, all or none, in the order given."""
    rows = [Issue(**_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.ISSUE_RECEIVED, rows=rows)


def send_issue(
    *,
    by: Actor,
    issue: Issue,
    sent_to: str,
    sent_on: dt.date,
    reference_number: str = "",
    next_follow_up_on: dt.date | None = None,
) -> bool:
    """Send an open issue to an office. When it is sent again, the earlier office stays in the row's history."""
    changes: dict[str, Any] = {"status": Status.SENT.value, "sent_to": sent_to, "sent_on": sent_on}
    changes |= {"reference_number": reference_number, "next_follow_up_on": next_follow_up_on}
    return _move(by, issue, events.ISSUE_SENT, changes)


def record_reply(*, by: Actor, issue: Issue, reply: str, on: dt.date) -> bool:
    """Record the office's reply and its day."""
    changes = {"status": Status.REPLIED.value, "reply": reply, "replied_on": on}
    return _move(by, issue, events.ISSUE_REPLIED, changes)


def resolve_issue(
    *, by: Actor, issue: Issue, on: dt.date, money_recovered: int | None = None, is_partly: bool = False
) -> bool:
    """Close an issue as resolved, fully or partly; `money_recovered` is rupees, None when none was due."""
    status = Status.PARTLY if is_partly else Status.RESOLVED
    changes = {"status": status.value, "resolved_on": on, "money_recovered": money_recovered}
    return _move(by, issue, events.ISSUE_RESOLVED, changes | {"next_follow_up_on": None})


def refuse_issue(*, by: Actor, issue: Issue, on: dt.date, reply: str = "") -> bool:
    """Close an issue that the office refused. `on` is the day of the reply; no day of resolution is set."""
    changes = {"status": Status.REFUSED.value, "replied_on": on, "reply": reply or issue.reply}
    return _move(by, issue, events.ISSUE_REFUSED, changes | {"next_follow_up_on": None})


def close_issue(*, by: Actor, issue: Issue, status: str) -> bool:
    """Close an issue that the caller withdrew, or whose caller cannot be reached."""
    if status not in (Status.WITHDRAWN, Status.UNREACHABLE):
        raise Problem("unreadable", field="status")
    return _move(by, issue, events.ISSUE_CLOSED, {"status": str(status), "next_follow_up_on": None})


def reopen_issue(*, by: Actor, issue: Issue, reason: str, next_follow_up_on: dt.date | None = None) -> bool:
    """Reopen a closed issue. The day of resolution is cleared; the row's history keeps it."""
    status = Status.REPLIED if issue.replied_on else Status.SENT if issue.sent_on else Status.RECEIVED
    changes = {"status": status.value, "resolved_on": None, "next_follow_up_on": next_follow_up_on}
    return _move(by, issue, events.ISSUE_REOPENED, changes, reason=reason, is_closed=True)


def follow_up_issue(
    *, by: Actor, issue: Issue, on: dt.date, note: str = "", next_follow_up_on: dt.date | None = None
) -> IssueFollowUp:
    """Record a follow-up of an issue, and when the next one is due (None: no next one)."""
    command = FollowUpIssue(
        organisation=issue.organisation_id,
        place=issue.place,
        panchayat=issue.panchayat,
        village=issue.village,
        issue=issue,
        on=on,
        note=note,
    )
    with transaction.atomic():
        current = _current(by, issue)
        row = IssueFollowUp(**row_values(command))
        acts.record(by=by, permission=_RECORD, verb=events.ISSUE_FOLLOWED_UP, rows=[row])
        _progress(by, current, issue, events.ISSUE_FOLLOWED_UP, {"next_follow_up_on": next_follow_up_on})
    return row


def amend_issue(*, by: Actor, issue: Issue, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct an issue; earlier values stay in its history."""
    values = _values(ReceiveIssue.of(issue).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.ISSUE_AMENDED,
        row=issue,
        changes=changed_values(issue, values),
        reason=reason,
    )


def withdraw_issue(*, by: Actor, issue: Issue, reason: str) -> None:
    """Withdraw an issue that should not have been recorded from every list and count."""
    acts.withdraw(by=by, permission=_RECORD, correct=_CORRECT, verb=events.ISSUE_WITHDRAWN, row=issue, reason=reason)


def _move(
    by: Actor, issue: Issue, verb: str, changes: dict[str, Any], *, reason: str = "", is_closed: bool = False
) -> bool:
    """Change the status, unless a colleague has closed (or reopened) the issue meanwhile."""
    with transaction.atomic():
        current = _current(by, issue)
        if (current.status in CLOSED) is not is_closed:
            message = _("This issue is not closed.") if is_closed else _("This issue is closed already.")
            raise Problem("not_at_this_stage", message)
        return _progress(by, current, issue, verb, changes, reason=reason)


def _progress(by: Actor, current: Issue, issue: Issue, verb: str, changes: dict[str, Any], *, reason: str = "") -> bool:
    values = row_values(ReceiveIssue.of(current).changed(changes))
    checked = {name: values[name] for name in changes}
    done = acts.amend(
        by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=current, changes=checked, reason=reason
    )
    for name, value in checked.items():
        setattr(issue, name, value)
    return done


def _current(by: Actor, issue: Issue) -> Issue:
    """The issue as stored now, locked. The gate is checked on it, because an own-rows reach covers only own rows."""
    rows = Issue._default_manager.filter(organisation_id=issue.organisation_id, pk=issue.pk, withdrawn_at__isnull=True)
    within = gate.within_reach(rows, by=by, permission=_RECORD)
    current = within.select_related("place", "person").select_for_update(of=("self",), no_key=True).first()
    if current is None:
        raise gate.Forbidden(_RECORD.value)
    return current


def _values(command: ReceiveIssue) -> dict[str, Any]:
    fold = names.fold(command.caller_name)[:600] if command.caller_name else ""
    return row_values(command) | {"caller_fold": fold}
