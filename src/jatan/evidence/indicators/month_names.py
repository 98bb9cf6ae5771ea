"""Months and quarters as reports name them, in both languages."""

import calendar
import datetime as dt

from jatan.kernel.localised import Localised
from jatan.kernel.periods import quarter

_HI = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
_EN = calendar.month_name[1:]


def month_name(month: dt.date) -> Localised:
    """A month and its year."""
    return Localised(hi=f"{_HI[month.month - 1]} {month.year}", en=f"{_EN[month.month - 1]} {month.year}")


def quarter_name(month: dt.date) -> Localised:
    """The first and last month of the quarter in which `month` lies, and the year of the last."""
    first, last = quarter(month).start, quarter(month).end
    return Localised(
        hi=f"{_HI[first.month - 1]}–{_HI[last.month - 1]} {last.year}",
        en=f"{_EN[first.month - 1]}–{_EN[last.month - 1]} {last.year}",
    )
