"""Whether the clock of the house is right: every date and every deadline hangs on it."""

import datetime as dt
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.choices import Doubt
from jatan.foundation.operation.clock_watch import StandingDoubt, present_doubt
from jatan.foundation.operation.findings import Finding, Level
from jatan.kernel import clock

_REMEDY: Final = _(
    "Until then contacts are looked for by you: go through today's list. Compare date and time with a telephone. If"
    " they are wrong, call the administrator at once; if they are right, say so here."
)


def check_clock() -> list[Finding]:
    """Nothing speaks against the present time, neither for the worker nor for this process. One query."""
    standing = present_doubt()
    if standing is None:
        return [Finding("clock_jumped", Level.OK, _("The clock runs evenly."))]
    return [_found(standing)]


def _found(standing: StandingDoubt) -> Finding:
    sentence: str | Promise
    doubt = standing.doubt
    if doubt is Doubt.JUMPED:
        sentence = _("The clock of the house was set: automatic work that hangs on a day or an hour stands still.")
        return Finding("clock_jumped", Level.BAD, sentence, _REMEDY)
    if doubt is Doubt.FUTURE:
        sentence = _("A record lies in the future: automatic work that hangs on a day or an hour stands still.")
        return Finding("clock_wrong", Level.BAD, sentence, _REMEDY)
    words = _(
        "The house was off from {sure} to {since}. Is this the right day and time? Automatic work waits for the answer."
    )
    sentence = format_lazy(words, sure=_moment(standing.sure_at), since=_moment(standing.since))
    return Finding("clock_asked", Level.BAD, sentence, _REMEDY)


def _written(at: dt.datetime) -> str:
    return date_format(at.astimezone(clock.INDIA), "j E Y, G:i")


_moment = lazy(_written, str)  # in the language of whoever reads it
