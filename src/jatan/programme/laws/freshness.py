"""When a row of the law has to be read again: laws change, and a row that nobody looked at says so by itself."""

import datetime as dt
from typing import Final

# Our practice: half a year, in which Acts, rules and amounts have changed before.
REREAD_AFTER: Final = dt.timedelta(days=180)


def wants_rereading(read_on: dt.date | None, today: dt.date) -> bool:
    """Whether more than 180 days passed since the text was looked up. None, of what was never read, is no such row."""
    return read_on is not None and today - read_on > REREAD_AFTER
