"""What a report says about numbers that know quarters alone, where its period is not made of whole ones."""

import datetime as dt

from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period, quarter

__all__ = ["IN_QUARTERS", "begins_quarter", "quarter_note"]

# Beside such a number in a table of months.
IN_QUARTERS = Localised(hi="तिमाही का जोड़, उसके पहले महीने में", en="the quarter's, in its first month")


def begins_quarter(month: dt.date) -> bool:
    """True for the month in whose line a quarter's number stands."""
    return quarter(month).start == month.replace(day=1)


def quarter_note(period: Period) -> Localised | None:
    """Which quarters are counted; None where the period is made of whole ones, so that there is nothing to say."""
    whole = period.whole_quarters()
    if whole == period:
        return None
    if whole is None:
        return Localised(
            hi="केस पूरी तिमाहियों से गिने जाते हैं। इस अवधि में कोई पूरी तिमाही नहीं है, इसलिए यहाँ केस नहीं गिने गए।",
            en="Cases are counted by whole quarters. This period holds none, so no case is counted here.",
        )
    first, last = f"{whole.start:%d.%m.%Y}", f"{whole.end:%d.%m.%Y}"
    return Localised(
        hi=f"केस पूरी तिमाहियों से गिने जाते हैं। यहाँ {first} से {last} तक के केस गिने गए हैं।",
        en=f"Cases are counted by whole quarters: here those from {first} to {last}.",
    )
