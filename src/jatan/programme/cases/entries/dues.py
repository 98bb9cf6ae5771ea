"""What is due in a case: the items of all `DUE_SOURCES`, soonest first.

The list is stored sealed until the case is next written, so sources also yield items far in the future.
"""

import datetime as dt

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.child import child_dues
from jatan.programme.cases.entries.closure import (
    closure_request_dues,
    danger_dues_when_closed,
    plan_dues_when_closed,
    review_dues,
)
from jatan.programme.cases.entries.consent import consent_dues
from jatan.programme.cases.entries.due import Due, DueSource
from jatan.programme.cases.entries.duty_answer import duty_answer_dues
from jatan.programme.cases.entries.file_request import file_request_dues
from jatan.programme.cases.entries.legal_dues import legal_dues
from jatan.programme.cases.entries.plan import plan_dues
from jatan.programme.cases.entries.referral_dues import answer_dues, sharing_dues
from jatan.programme.cases.entries.services import service_dues
from jatan.programme.cases.entries.to_dos import to_do_dues
from jatan.programme.cases.entries.urgency import urgency_dues

# Each takes the file and today and yields open, overdue and future items.
DUE_SOURCES: tuple[DueSource, ...] = (
    consent_dues,
    urgency_dues,
    child_dues,
    plan_dues,
    to_do_dues,
    service_dues,
    legal_dues,
    sharing_dues,
    file_request_dues,
    duty_answer_dues,
    closure_request_dues,
)

# Sources that still apply to a closed case: reviews, follow-ups that the request let go on, legal duties and deadlines,
# court days, reported danger, referrals whose answer is still to come, what court or police ask for, and what a
# supervisor decides about a duty or danger.
DUE_SOURCES_WHEN_CLOSED: tuple[DueSource, ...] = (
    review_dues,
    plan_dues_when_closed,
    legal_dues,
    danger_dues_when_closed,
    answer_dues,
    file_request_dues,
    duty_answer_dues,
)


def dues_of(file: CaseFile, today: dt.date) -> list[Due]:
    """All open items, soonest first; for a closed case only those of `DUE_SOURCES_WHEN_CLOSED`."""
    found = [due for part in (DUE_SOURCES_WHEN_CLOSED if file.is_closed else DUE_SOURCES) for due in part(file, today)]
    return sorted(found, key=lambda due: (*due.order, due.code, str(due.row)))
