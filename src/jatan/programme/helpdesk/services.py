"""Services that write help-desk issues. An issue moves from received to a final status, and can be reopened.

Any colleague within reach may record progress; other changes are corrections. Raises gate.Forbidden without the
permission, Problems or Problem for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts.selectors import was_alerted_since
from jatan.foundation.alerts.services import alert_anew
from jatan.foundation.db.new_rows import new_row
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk import events, selectors
from jatan.programme.helpdesk.choices import CLOSED, OPEN, UNSOLVED, URGENT_KINDS, IssueKind, Status
from jatan.programme.helpdesk.commands import FollowUpIssue, ReceiveIssue
from jatan.programme.helpdesk.models import Issue, IssueFollowUp, IssueReading
from jatan.programme.helpdesk.rules import is_danger
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan_names import names

_RECORD = Permission.HELPDESK_RECORD
_FILLED_IN = ("person", "about_journey", "caller_name", "caller_fold", "caller_phone", "sex", "age", "description")
# Longer than the steps of a usual plan take: an issue that nobody has opened is not told anew with each text of hers.
_GOES_ROUND = dt.timedelta(hours=1)
_WHERE = ("place", "panchayat", "village")
_MOVED = (
    *("status", "sent_to", "sent_to_as_written", "sent_on", "reference_number", "reply", "replied_on"),
    *("resolved_on", "money_recovered"),
)


def receive_issue(*, by: Actor, command: ReceiveIssue, standing: uuid.UUID | None = None) -> Issue:
    """Record one issue. `standing`: the issue that was opened of the same thing when it arrived; it is taken over,
    unless it was withdrawn meanwhile."""
    held = take_over_issue(by=by, standing=standing, command=command) if standing is not None else None
    return held or ISSUE.record_all(by=by, commands=[command])[0]


def complete_issue(*, by: Actor, command: ReceiveIssue, standing: uuid.UUID | None) -> Issue:
    """Record one issue of a register. `standing`: the issue that told of its row before it could be read; it gets all
    that the row says, except where somebody has written something else meanwhile."""
    if standing is None:
        return ISSUE.record_all(by=by, commands=[command])[0]
    with transaction.atomic():
        issue = take_over_issue(by=by, standing=standing, command=command)
        if issue is None:
            return ISSUE.record_all(by=by, commands=[command])[0]
        values = ISSUE.values(command)
        rest = {"kind_as_written": values["kind_as_written"]}
        if issue.received_on == issue.recorded_at.astimezone(clock.INDIA).date():
            rest["received_on"] = values["received_on"]
        if issue.status == Status.RECEIVED and not any(getattr(issue, name) for name in _MOVED if name != "status"):
            rest |= {name: values[name] for name in _MOVED}
            if command.status in CLOSED:
                rest["next_follow_up_on"] = None
        acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=events.ISSUE_AMENDED, row=issue, changes=rest)
    return issue


class _Issues(OrdinaryKind[Issue, ReceiveIssue]):
    """What is danger is urgent, whatever was ticked (`rules`)."""

    def values(self, command: ReceiveIssue) -> dict[str, Any]:
        fold = names.fold(command.caller_name)[:600] if command.caller_name else ""
        return super().values(command) | {"caller_fold": fold}

    def record_all(self, by: Actor, commands: Sequence[ReceiveIssue]) -> list[Issue]:
        """Record issues, all or none, in the order given."""
        people = [command.person for command in commands if command.person is not None]
        by = gate.within_group(by, self.rights.record, *people)
        rows = [new_row(Issue, **self.values(command)) for command in commands]
        for row in rows:
            row.is_urgent = row.is_urgent or is_danger(row.kind, row.status, row.received_on)
        return acts.record(by=by, permission=self.rights.record, verb=self.recorded, rows=rows)

    def amend(self, by: Actor, row: Issue, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct an issue; earlier values stay in its history. What becomes danger by it is urgent from now on."""
        values = self.values(ReceiveIssue.of(row).changed(changes))
        values["is_urgent"] = values["is_urgent"] or _becomes_danger(row, values)
        return self.revise(by, row, changed_values(row, values), self.amended, reason)


ISSUE = _Issues(
    model=Issue,
    command=ReceiveIssue,
    rights=Rights(see=Permission.HELPDESK_SEE, record=Permission.HELPDESK_RECORD, correct=Permission.HELPDESK_CORRECT),
    listed=selectors.issues,
    recorded="helpdesk.issue_received",
    amended=events.ISSUE_AMENDED,
    withdrawn="helpdesk.issue_withdrawn",
)


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
    changes: dict[str, Any] = {"status": status.value, "resolved_on": None, "next_follow_up_on": next_follow_up_on}
    if issue.kind in URGENT_KINDS:
        changes["is_urgent"] = True
    return _move(by, issue, events.ISSUE_REOPENED, changes, reason=reason, is_closed=True)


def follow_up_issue(
    *, by: Actor, issue: Issue, on: dt.date, note: str = "", next_follow_up_on: dt.date | None = None
) -> IssueFollowUp:
    """Record a follow-up of an issue, and when the next one is due (None: no next one)."""
    return _follow_up(by, issue, on, note, next_follow_up_on, is_alarm=False)


def _follow_up(
    by: Actor, issue: Issue, on: dt.date, note: str, next_follow_up_on: dt.date | None, *, is_alarm: bool
) -> IssueFollowUp:
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
        row = IssueFollowUp(**row_values(command), is_alarm=is_alarm)
        acts.record(by=by, permission=_RECORD, verb=events.ISSUE_FOLLOWED_UP, rows=[row])
        _progress(by, current, issue, events.ISSUE_FOLLOWED_UP, {"next_follow_up_on": next_follow_up_on})
    return row


def follow_up_alarm(*, by: Actor, issue: Issue, note: str, next_follow_up_on: dt.date | None = None) -> None:
    """Record that there was another alarm of an open urgent issue: followed up today, and told and opened anew.

    `next_follow_up_on`: the day on which to ask again (None: today).

    Not told anew while the last alarm still goes round: somebody was told within the hour, and nobody has opened it.
    Who was told and who has opened it before stays to be seen.
    """
    now, today = clock.now(), clock.today()
    opened = IssueReading.objects.filter(organisation_id=issue.organisation_id, issue=issue, until__isnull=True)
    with transaction.atomic():
        _follow_up(by, issue, today, note, next_follow_up_on or today, is_alarm=True)
        if opened.exists() or not was_alerted_since(issue.pk, now - _GOES_ROUND):
            opened.update(until=now)
            alert_anew(issue.pk)


def note_reading(*, by: Actor, issue: Issue) -> bool:
    """Note that the actor has opened an open urgent issue, the first time; False for any other, and for her own.

    Whoever recorded it has not answered it by looking at it. One statement, which is one of none where it stands there.
    """
    is_own = issue.recorded_by is not None and issue.recorded_by == by.account_id
    if by.account_id is None or is_own or not issue.is_urgent or issue.status not in OPEN:
        return False
    row = IssueReading(organisation_id=issue.organisation_id, issue=issue, account=by.account_id)
    IssueReading.objects.bulk_create([row], ignore_conflicts=True)
    return True


def take_over_issue(*, by: Actor, standing: uuid.UUID, command: ReceiveIssue, is_unsafe: bool = False) -> Issue | None:
    """Fill in what the issue does not say yet, and whom it is about where somebody has put that right.

    Nothing else that stands there is written over, its status least of all. None, with nothing written, where the
    issue was withdrawn; with `is_unsafe` (she said that she is not safe) also where it was closed and nothing solved;
    and where it names another person of whom somebody else told too: what one calls for herself stays hers.
    """
    with transaction.atomic():
        rows = Issue._default_manager.select_for_update(of=("self",), no_key=True).select_related("place", "person")
        issue = rows.get(organisation_id=command.organisation, pk=standing)
        if issue.withdrawn_at is not None or (is_unsafe and issue.status in UNSOLVED):
            return None
        is_of_another = command.person is not None and issue.person is not None and issue.person != command.person
        if is_of_another and _has_other_alarms(issue):
            return None
        values = ISSUE.values(command)
        missing = {name: values[name] for name in _FILLED_IN if values[name] and not getattr(issue, name)}
        if is_of_another or (command.person is not None and issue.person is None):
            missing |= {name: values[name] for name in ("person", "about_journey", *_WHERE)}
        if issue.person is None and issue.place.level == "district" and issue.village in ("", values["village"]):
            missing |= {name: values[name] for name in _WHERE if values[name]}
        if command.about_journey is not None:
            missing["about_journey"] = values["about_journey"]
        if "caller_name" not in missing:
            missing.pop("caller_fold", None)
        if missing:
            acts.amend(
                by=by, permission=_RECORD, correct=_RECORD, verb=events.ISSUE_AMENDED, row=issue, changes=missing
            )
    return issue


def _has_other_alarms(issue: Issue) -> bool:
    """Whether the issue tells of more than one alarm, whichever of them opened it."""
    rows = IssueFollowUp.objects.live().filter(organisation_id=issue.organisation_id, issue=issue, is_alarm=True)
    return rows.exists()


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
    if "next_follow_up_on" in changes and changes.get("status", current.status) in OPEN:
        changes["next_follow_up_on"] = _day_to_ask_again(current, changes["next_follow_up_on"])
    values = row_values(ReceiveIssue.of(current).changed(changes))
    checked = {name: values[name] for name in changes}
    done = acts.amend(
        by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=current, changes=checked, reason=reason
    )
    for name, value in checked.items():
        setattr(issue, name, value)
    return done


def _day_to_ask_again(issue: Issue, wanted: dt.date | None) -> dt.date | None:
    """The day that was named. Without one, of somebody of whom there is no news: tomorrow, until she is found."""
    if wanted is None and issue.is_urgent and issue.kind == IssueKind.MISSING_CONTACT:
        return clock.today() + dt.timedelta(days=1)
    return wanted


def _becomes_danger(issue: Issue, values: Mapping[str, Any]) -> bool:
    """Whether a correction says of danger what the issue did not say before: its kind, its status or its day."""
    before = is_danger(issue.kind, issue.status, issue.received_on)
    kind, status, received_on = values["kind"], values["status"], values["received_on"]
    return is_danger(kind, status, received_on) and not (before and kind == issue.kind)


def _current(by: Actor, issue: Issue) -> Issue:
    """The issue as stored now, locked. The gate is checked on it, because an own-rows reach covers only own rows."""
    rows = Issue._default_manager.filter(organisation_id=issue.organisation_id, pk=issue.pk, withdrawn_at__isnull=True)
    within = gate.within_reach(rows, by=by, permission=_RECORD)
    current = within.select_related("place", "person").select_for_update(of=("self",), no_key=True).first()
    if current is None:
        raise gate.Forbidden(_RECORD.value)
    return current
