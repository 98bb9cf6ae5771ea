"""With which period a report is compared unless the reader chose one."""

import datetime as dt

from jatan.kernel.periods import Period


def compared_period(period: Period, kind: str, today: dt.date) -> Period | None:
    """The period before of the same length ("before"), the same days a year earlier ("year"), or None ("none").

    Of a period that is not over only as many days are compared as have passed.
    """
    if kind == "none":
        return None
    if kind == "year":
        return period.until(today).year_before()
    earlier = period.before()
    return earlier.until(earlier.start + (today - period.start)) if today in period else earlier
