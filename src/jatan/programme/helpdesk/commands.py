"""Commands of the help desk: an issue as it was received, and one look after it.

An imported row carries its status and the day it was resolved; on a page an issue starts as `received`.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from jatan.foundation.places.models import Place
from jatan.programme.helpdesk import rules
from jatan.programme.helpdesk.choices import Status
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.people.models import Person


@dataclass(frozen=True, kw_only=True)
class ReceiveIssue:
    """`organisation` is an id; `money_recovered` is rupees. Raises Problem(s) for what no row may hold."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    received_on: date
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
    sent_on: date | None = None
    reference_number: str = ""
    reply: str = ""
    replied_on: date | None = None
    status: str = Status.RECEIVED
    resolved_on: date | None = None
    money_recovered: int | None = None
    next_follow_up_on: date | None = None

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, Issue, not_future=("received_on", "resolved_on"))


@dataclass(frozen=True, kw_only=True)
class FollowUpIssue:
    """One look after `issue`. Place and organisation are the issue's own."""

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""
    issue: Issue
    on: date
    note: str = ""

    def __post_init__(self) -> None:
        rules.refuse_impossible(self, IssueFollowUp, not_future=("on",))
