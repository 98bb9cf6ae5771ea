"""The last time of which a house is sure, put where a test needs it."""

import datetime as dt

from django.db.models import F

from jatan.foundation.access.house_clock import sure_time
from jatan.foundation.operation.models import ClockWatch
from jatan.settings import periodic

__all__ = ["passed", "restarted", "walk_as_the_worker", "watch"]


def watch() -> ClockWatch:
    """The row of the clock."""
    return ClockWatch.objects.get()


def passed(time: dt.timedelta) -> None:
    """The machine has run for so long since the time that was sure last: without waiting for it."""
    sure_time()
    ClockWatch.objects.update(uptime=F("uptime") - time.total_seconds())


def restarted() -> None:
    """The machine was started again since the time that was sure last."""
    sure_time()
    ClockWatch.objects.update(boot="another start")


def walk_as_the_worker() -> None:
    """One run of the walk, as the worker does it by the clock."""
    periodic.run_once({"safeguarding.walk": periodic.PERIODIC["safeguarding.walk"]})
