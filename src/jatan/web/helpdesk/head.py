"""What matters now of an issue: how urgent, where it lies and since when, the follow-up, whom to call."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from jatan.kernel import clock
from jatan.programme.helpdesk.choices import SentTo, Status
from jatan.programme.helpdesk.models import Issue
from jatan.web.helpdesk.issue_links import numbers_of_issue
from jatan.web.ui.components import states
from jatan.web.ui.issue_words import is_open, status_badge, waiting_words
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine

__all__ = ["issue_head"]

# What is done next with an open issue, by its status.
_NEXT = {Status.RECEIVED: "send", Status.SENT: "reply", Status.REPLIED: "resolve"}


def issue_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """How urgent and where it lies; the day of the follow-up; whom to call. A closed issue has one line."""
    row: Issue = opened.row
    if not is_open(row):
        ended = row.resolved_on or row.replied_on
        return [HeadLine(status_badge(row), day_text(ended) if ended else "")]
    found = (_waiting(row), _lies(opened), _follow_up(opened), _call(opened))
    return [line for line in found if line is not None]


def _waiting(row: Issue) -> HeadLine:
    words = _("waiting %(time)s") % {"time": waiting_words(row)}
    return HeadLine(states.late(_("urgent")) if row.is_urgent else states.soon(_("open")), words)


def _lies(opened: OpenedRecord) -> HeadLine:
    """With whom it lies: with us until it is sent, then with the office."""
    row: Issue = opened.row
    act = opened.step(_NEXT[Status(row.status)])
    if row.status == Status.RECEIVED:
        return HeadLine(states.soon(_("with us")), _("Not sent to any office yet."), act=act)
    office = row.sent_to_as_written or (SentTo(row.sent_to).label if row.sent_to else "")
    if row.status == Status.REPLIED:
        return HeadLine(status_badge(row), _joined(office, row.replied_on), row.reply, act=act)
    note = _("Number %(number)s") % {"number": row.reference_number} if row.reference_number else ""
    return HeadLine(status_badge(row), _joined(office, row.sent_on), note, act=act)


def _follow_up(opened: OpenedRecord) -> HeadLine | None:
    row: Issue = opened.row
    act: Act | None = opened.add("follow-ups")
    day = row.next_follow_up_on
    if day is None:
        return HeadLine(states.plain(_("no day for following up"), "clock"), act=act) if act else None
    badge = states.late(_("follow up")) if day <= clock.today() else states.plain(_("follow up"), "clock")
    return HeadLine(badge, day_text(day), act=act)


def _call(opened: OpenedRecord) -> HeadLine | None:
    phones = numbers_of_issue(opened)
    return HeadLine(states.plain(_("call"), "phone"), phones=phones) if phones else None


def _joined(words: Any, day: Any) -> str:
    return " · ".join(str(part) for part in (words, day_text(day) if day else "") if part)
