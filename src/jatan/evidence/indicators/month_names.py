"""Months as reports name them, in both languages."""

import calendar
import datetime as dt

from jatan.kernel.localised import Localised

__all__ = ["month_name"]

_HI = ["जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
_EN = calendar.month_name[1:]


def month_name(month: dt.date) -> Localised:
    """A month and its year."""
    return Localised(hi=f"{_HI[month.month - 1]} {month.year}", en=f"{_EN[month.month - 1]} {month.year}")
