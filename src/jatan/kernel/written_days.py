"""Days as somebody types them: with or without a year, and with an example where they are not understood."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.kernel import clock
from jatan.kernel.dates import parse_day
from jatan.kernel.problems import Problem


def read_day(text: str, *, ahead: bool | None = False, near: dt.date | None = None) -> dt.date:
    """The day. Without a year: the next such day from `near` (today) on where it lies `ahead`, else the last.

    `ahead` None: whichever of the two is nearer. Raises Problem("unreadable") and Problem("no_such_date"), both with
    an example of today's kind in the sentence.
    """
    begin = near or clock.today()
    try:
        if ahead is not None:
            return parse_day(text, near=begin, ahead=ahead)
        days = [parse_day(text, near=begin, ahead=is_ahead) for is_ahead in (True, False)]
        return min(days, key=lambda day: abs(day - begin))
    except Problem as problem:
        raise Problem(problem.code, _words(problem.code)) from problem


def _words(code: str) -> str:
    today = clock.today()
    written = {
        "short": date_format(today, "d/m"),
        "long": date_format(today, "d-m-Y"),
        "named": date_format(today, "j M"),
    }
    if code == "no_such_date":
        return _("There is no such day in the calendar. Write it like %(short)s, %(long)s or %(named)s.") % written
    return _("This could not be read as a day. Write it like %(short)s, %(long)s or %(named)s.") % written
