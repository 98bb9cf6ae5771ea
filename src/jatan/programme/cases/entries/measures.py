"""What supervision asks of one file: how soon the first service came, and what she says of our work. Codes, no words.

The codes stay sealed, in the case's summary: beside district and quarter they could tell of one woman (ADR 36).
"""

import datetime as dt
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.legal.time_limits import in_india

_SPANS: Final = ((7, "week"), (30, "month"), (90, "three_months"))
# In the order in which they are shown. "none": nothing received so far; "unknown": the day of opening is not in the
# file, or its summary was written before this was kept.
FIRST_SERVICE: Final = (*(word for _days, word in _SPANS), "later", "none", "unknown")
FEEDBACK: Final = ("yes", "unsure", "no", "asked", "refused", "not_possible", "not_asked", "unknown")


def first_service_of(file: CaseFile) -> str:
    """Time from the opening of the case to the first service that she received: a code of `FIRST_SERVICE`."""
    received = [one.get("received_on") for one in file.all("service") if one.get("state") == "received"]
    days = [day for day in received if isinstance(day, dt.date)]
    if not days:
        return "none"
    register = file.last("register")
    opened_on = register.get("opened_on") if register else None
    if not isinstance(opened_on, dt.date):
        return "unknown"
    waited = (min(days) - opened_on).days
    return next((word for days, word in _SPANS if waited <= days), "later")


def feedback_of(file: CaseFile) -> str:
    """Whether she would come to us again, by the newest answer: a code of `FEEDBACK`.

    "asked": she said something else, or nothing about that.
    """
    answers = [
        (one.get("on") or in_india(one.written_at), one.get("asked") or one.get("feedback_asked"), one)
        for one in file.all("feedback", "closure_request")
    ]
    if not answers:
        return "not_asked"
    _day, asked, newest = max(answers, key=lambda line: (line[0], line[2].written_at))
    if asked in ("refused", "not_possible"):
        return str(asked)
    return str(newest.get("again") or newest.get("feedback_again") or "asked")
