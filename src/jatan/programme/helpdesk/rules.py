"""What needs somebody today, whatever was ticked: the rule for every door that makes an issue."""

import datetime as dt
from typing import Final

from jatan.kernel import clock
from jatan.programme.helpdesk.choices import OPEN, URGENT_KINDS

_LATELY: Final = dt.timedelta(days=31)


def is_danger(kind: str, status: str, received_on: dt.date | None) -> bool:
    """Whether an issue needs somebody today: of an urgent kind, still open, and of these days.

    Old registers and lists tell of years: a month back counts, and a day that cannot be read (None) or not be right.
    """
    if kind not in URGENT_KINDS or status not in OPEN:
        return False
    return received_on is None or received_on >= clock.today() - _LATELY
