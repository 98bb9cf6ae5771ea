"""An issue in words: kind, status, urgency, how long it has waited, and the columns it is shown by elsewhere."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.programme.helpdesk.choices import CLOSED, OPEN, IssueKind, Origin, Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.safeguarding.choices import Outcome
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import display_fields
from jatan.web.ui.records.desk import DisplayField


def is_open(row: Issue) -> bool:
    """True while the issue waits for somebody."""
    return row.status in OPEN


def status_badge(row: Issue) -> states.Badge:
    """The status as a badge."""
    status = Status(row.status)
    if status in (Status.RESOLVED, Status.PARTLY):
        return states.done(status.label)
    return states.plain(status.label, "close") if status in CLOSED else states.normal(status.label)


def urgency(row: Issue) -> states.Badge | str:
    """A badge if the issue is urgent, else ""."""
    return states.late(_("urgent")) if row.is_urgent else ""


def waiting_words(row: Issue) -> str:
    """How long an open issue has waited; "" for a closed one."""
    return states.waiting_for(row.received_on, row.recorded_at) if row.status in OPEN else ""


def kind_words(row: Issue) -> Any:
    """The kind in words. While it is "other": "call for help" from a pass or text, "not safe" from a contact."""
    if row.kind != IssueKind.OTHER:
        return row.get_kind_display()
    if row.origin in (Origin.PASS, Origin.MESSAGE):
        return capfirst(_("call for help"))
    if row.is_urgent and row.origin in (Origin.CONTACT, Origin.FIELD_BOOK):
        return capfirst(str(Outcome.UNSAFE.label))
    return row.get_kind_display()


ISSUE_COLUMNS = (
    DisplayField(_("Issue"), kind_words),
    DisplayField(_("Status"), status_badge, "badge"),
    DisplayField(_("Urgency"), lambda row: urgency(row) if is_open(row) else "", "badge"),
    *display_fields(Issue, "received_on"),
)
