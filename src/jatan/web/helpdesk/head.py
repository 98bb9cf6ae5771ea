"""What matters now of an issue: how urgent, where it lies and since when, the follow-up, whom to call."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.foundation.access.selectors import account_names
from jatan.foundation.alerts.selectors import notified_of
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import SentTo, Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import readings
from jatan.programme.letters.choices import LetterKind
from jatan.web.helpdesk.issue_links import numbers_of_issue
from jatan.web.ui.components import states
from jatan.web.ui.issue_words import is_open, status_badge, waiting_words
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine

# What is done next with an open issue, by its status.
_NEXT = {Status.RECEIVED: "send", Status.SENT: "reply", Status.REPLIED: "resolve"}


def issue_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """How urgent and where it lies; the day of the follow-up; whom to call. A closed issue has one line."""
    row: Issue = opened.row
    if not is_open(row):
        ended = row.resolved_on or row.replied_on
        return [HeadLine(status_badge(row), day_text(ended) if ended else "")]
    found = (_waiting(opened), _alerted(row), _lies(opened), _follow_up(opened), _call(opened))
    return [line for line in found if line is not None]


def _waiting(opened: OpenedRecord) -> HeadLine:
    """How long it has waited. Of somebody of whom there is no news: to what is done then, and to print."""
    row: Issue = opened.row
    words = _("waiting %(time)s") % {"time": waiting_words(row)}
    is_lost = any(letter.kind == LetterKind.MISSING for letter in opened.rows("applications"))
    act = Act(reverse("no_news_next", args=[row.pk]), _("What to do now"), "print") if is_lost else None
    return HeadLine(states.late(_("urgent")) if row.is_urgent else states.soon(_("open")), words, act=act)


def _alerted(row: Issue) -> HeadLine | None:
    """Of an urgent issue: who has opened it, who was told of it, and whether nobody could be at first."""
    if not row.is_urgent:
        return None
    known, notified = readings(row), notified_of(row.pk)
    opened = [(one.account, one.at) for one in known]
    alerted = [(account, at) for account, at, _step in notified]
    names = account_names({account for account, _at in (*opened, *alerted)})
    lines = [(_("opened by %(names)s"), opened), (_("told: %(names)s"), alerted)]
    words = [str(text) % {"names": _people(listed, names)} for text, listed in lines if listed]
    badge = states.done(_("opened")) if any(one.until is None for one in known) else states.late(_("not opened yet"))
    if notified and all(step for _account, _at, step in notified):
        words.append(_("None of those who are told first could be reached."))
    return HeadLine(badge, words[0] if words else _("Nobody was told yet."), " · ".join(words[1:]))


def _people(listed: Sequence[tuple[uuid.UUID, dt.datetime]], names: Mapping[uuid.UUID, str]) -> str:
    """Names with day and time; each person once, when it was first."""
    first: dict[uuid.UUID, dt.datetime] = {}
    for account, at in listed:
        first.setdefault(account, at)
    moments = {account: date_format(at.astimezone(clock.INDIA), "j E, G:i") for account, at in first.items()}
    return ", ".join(f"{names.get(account, '–')} ({when})" for account, when in moments.items())


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
