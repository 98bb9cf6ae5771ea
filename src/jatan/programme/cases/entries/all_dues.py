"""The table of everything that can be due in a case, and the list of it, soonest first."""

import datetime as dt

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.closing import closing_dues, review_after_closing
from jatan.programme.cases.entries.consent import consent_dues
from jatan.programme.cases.entries.dues import Due, Dues
from jatan.programme.cases.entries.plan import plan_dues
from jatan.programme.cases.entries.services import service_dues

__all__ = ["DUES", "WHEN_CLOSED", "dues_of"]

DUES: tuple[Dues, ...] = (
    consent_dues,
    plan_dues,
    service_dues,
    closing_dues,
)

# What goes on although the case is closed.
WHEN_CLOSED: tuple[Dues, ...] = (review_after_closing,)


def dues_of(file: CaseFile, today: dt.date) -> list[Due]:
    """Everything that is open, soonest first; of a closed case only what goes on after closing."""
    found = [due for part in (WHEN_CLOSED if file.is_closed else DUES) for due in part(file, today)]
    return sorted(found, key=lambda due: (due.on, due.code, str(due.row)))
