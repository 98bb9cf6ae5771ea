"""What is due in a case: each part of the work says it by itself, this page puts it together, soonest first.

A list is kept sealed until the case is written again, so parts give what lies far ahead too, with its day.
"""

import datetime as dt

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.closure import closing_dues, review_after_closing
from jatan.programme.cases.entries.consent import consent_dues
from jatan.programme.cases.entries.due import Due, Dues
from jatan.programme.cases.entries.legal_dues import legal_dues
from jatan.programme.cases.entries.plan import plan_dues
from jatan.programme.cases.entries.referral_dues import sharing_dues
from jatan.programme.cases.entries.services import danger_dues, service_dues

__all__ = ["DUES", "WHEN_CLOSED", "Due", "dues_of"]

# Each takes the file and today and gives what is still open, overdue or to come.
DUES: tuple[Dues, ...] = (
    consent_dues,
    plan_dues,
    service_dues,
    legal_dues,
    sharing_dues,
    closing_dues,
)

# What goes on although the case is closed: duties, days of the law and of the court, and danger that was heard of.
WHEN_CLOSED: tuple[Dues, ...] = (review_after_closing, legal_dues, danger_dues)


def dues_of(file: CaseFile, today: dt.date) -> list[Due]:
    """Everything that is open, soonest first; of a closed case only what goes on after closing."""
    found = [due for part in (WHEN_CLOSED if file.is_closed else DUES) for due in part(file, today)]
    return sorted(found, key=lambda due: (*due.order, due.code, str(due.row)))
