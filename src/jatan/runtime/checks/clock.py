"""Whether the clock jumped while this process ran: every date and every deadline hangs on it."""

import time
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level

__all__ = ["check_clock"]

_JUMP_SECONDS: Final = 300


def _offset() -> float | None:
    """Wall clock less the clock that counts through sleep and is never set; None where the system has none."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return None
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)


_OFFSET_AT_START: Final = _offset()


def check_clock() -> list[Finding]:
    """The wall clock was not set by more than five minutes since this process began."""
    now = _offset()
    if now is None or _OFFSET_AT_START is None or abs(now - _OFFSET_AT_START) < _JUMP_SECONDS:
        return [Finding("clock_jumped", Level.OK, _("The clock runs evenly."))]
    words = _("The clock of the server was set by {minutes} minutes while it ran: dates and deadlines may be wrong.")
    sentence = format_lazy(words, minutes=round((now - _OFFSET_AT_START) / 60))
    remedy = _("Compare date and time with a telephone. If they are wrong, call the administrator at once.")
    return [Finding("clock_jumped", Level.WARN, sentence, remedy)]
