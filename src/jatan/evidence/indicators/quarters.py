"""Notes of a report about quarterly numbers."""

import datetime as dt

from jatan.kernel.localised import Localised, localised_day
from jatan.kernel.periods import Period, quarter

# Label of a quarterly number in a table of months.
IN_QUARTERS = Localised(hi="तिमाही का जोड़, उसके पहले महीने में", en="the quarter's, in its first month")


def begins_quarter(month: dt.date) -> bool:
    """True for a quarter's first month, whose line has the quarter's numbers."""
    return quarter(month).start == month.replace(day=1)


def comes_in_words(day: dt.date) -> Localised:
    """When a number of a quarter comes."""
    words = localised_day(day)
    return Localised(hi=f"तिमाही के बाद, {words.hi} को आएगा", en=f"comes on {words.en}, after the quarter")


def quarter_note(period: Period) -> Localised | None:
    """A note on which quarters are counted; None where the period consists of whole quarters."""
    whole = period.whole_quarters()
    if whole == period:
        return None
    if whole is None:
        return Localised(
            hi="केस पूरी तिमाहियों से गिने जाते हैं। इस अवधि में कोई पूरी तिमाही नहीं है, इसलिए यहाँ केस नहीं गिने गए।",
            en="Cases are counted by whole quarters. This period holds none, so no case is counted here.",
        )
    first, last = localised_day(whole.start), localised_day(whole.end)
    return Localised(
        hi=f"केस पूरी तिमाहियों से गिने जाते हैं। यहाँ {first.hi} से {last.hi} तक के केस गिने गए हैं।",
        en=f"Cases are counted by whole quarters: here those from {first.en} to {last.en}.",
    )
