"""Commands of the help desk: an issue as received, and a follow-up.

An imported row has its status and day of resolution; on a page an issue starts as `received`.
"""

import dataclasses
import datetime as dt
import uuid
from typing import ClassVar

from jatan.programme.helpdesk.choices import Origin, Status
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.people.base_command import Command
from jatan.programme.people.models import Person


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReceiveIssue(Command):
    """`money_recovered` is rupees. A resolution before the day of receipt is unusual but accepted."""

    MODEL: ClassVar = Issue
    OWN_DAYS: ClassVar = ("received_on", "resolved_on")
    LIMITS: ClassVar = {"description": 5000, "reply": 5000}

    received_on: dt.date
    kind: str
    kind_as_written: str = ""
    person: Person | None = None
    caller_name: str = ""
    caller_phone: str = ""
    sex: str = ""
    age: int | None = None
    description: str = ""
    sent_to: str = ""
    sent_to_as_written: str = ""
    sent_on: dt.date | None = None
    reference_number: str = ""
    reply: str = ""
    replied_on: dt.date | None = None
    status: str = Status.RECEIVED.value
    resolved_on: dt.date | None = None
    money_recovered: int | None = None
    next_follow_up_on: dt.date | None = None
    is_urgent: bool = False
    origin: str = Origin.DESK.value
    about_journey: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class FollowUpIssue(Command):
    """A follow-up of `issue`, on a day that is not in the future."""

    MODEL: ClassVar = IssueFollowUp
    OWN_DAYS: ClassVar = ("on",)
    LIMITS: ClassVar = {"note": 5000}

    issue: Issue
    on: dt.date
    note: str = ""
