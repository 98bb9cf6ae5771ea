"""A day and hour in words, for pages and papers alike."""

import datetime as dt

from django.utils import formats

from jatan.kernel import clock
from jatan.programme.cases.legal.time_limits import has_hour


def instant_words(at: dt.datetime) -> str:
    """Day and hour in India; the day alone where nobody wrote an hour, which is stored as the day's first instant."""
    return formats.date_format(at.astimezone(clock.INDIA), "j E Y, G:i" if has_hour(at) else "j E Y")
