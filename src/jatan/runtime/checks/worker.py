"""Whether the worker runs, does what is due by the clock, and takes the tasks that wait."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db.models.functions import Now
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from jatan.foundation.operation.findings import Finding, Level
from jatan.foundation.operation.heartbeats import Beat, read_beats
from jatan.settings.periodic import PERIODIC

WALK: Final = "safeguarding.walk"
_SILENT_SECONDS: Final = 45  # the quickest entries write a heartbeat every 15 s
_LATE_SECONDS: Final = 600
_CLOCK_SECONDS: Final = 60


def check_heartbeats() -> list[Finding]:
    """The worker lives; the walk is on time; the other entries are; no heartbeat lies in the future. One query."""
    beats = read_beats()
    return [_worker(beats), _walk(beats), _other_entries(beats), _clock(beats)]


def check_waiting_tasks() -> list[Finding]:
    """No task waits for longer than ten minutes. One query."""
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=Now() - dt.timedelta(seconds=_LATE_SECONDS))
    if not waiting.exists():
        return [Finding("tasks_waiting", Level.OK, _("No task waits for long."))]
    sentence = _("Tasks have waited for more than ten minutes: numbers and imports are behind.")
    return [
        Finding("tasks_waiting", Level.WARN, sentence, _("If this is still here in an hour, call the administrator."))
    ]


def _worker(beats: Mapping[str, Beat]) -> Finding:
    # One in the future is of the time before the clock was put back, and says nothing about now.
    if any(-_CLOCK_SECONDS < beat.begun < _SILENT_SECONDS for beat in beats.values()):
        return Finding("worker_dead", Level.OK, _("Automatic work goes on."))
    sentence = _("Automatic work has stopped: no text message leaves, and missed contacts raise no alarm.")
    remedy = _("Call the administrator at once, and go through today's contacts yourself. To start it: ./jatan run")
    return Finding("worker_dead", Level.BAD, sentence, remedy)


def _walk(beats: Mapping[str, Beat]) -> Finding:
    late = _seconds_late(beats, WALK)
    if late is not None and late < _LATE_SECONDS:
        return Finding("walk_late", Level.OK, _("Missed contacts are looked for every minute."))
    if late is None:
        sentence: Any = _("Missed contacts have never been looked for here.")
    else:
        words = _(
            "For {minutes} minutes nobody has looked for missed contacts: no alarm is raised for whoever is silent."
        )
        sentence = format_lazy(words, minutes=round(late / 60))
    remedy = _("Call the administrator at once, and go through today's contacts yourself.")
    return Finding("walk_late", Level.BAD, sentence, remedy)


def _other_entries(beats: Mapping[str, Beat]) -> Finding:
    """Entries other than the walk that fail or have not succeeded in time."""
    late = sorted(name for name in beats if name in PERIODIC and name != WALK and _is_late(beats, name))
    if not late:
        return Finding("entry_late", Level.OK, _("The other periodic work is done on time."))
    sentence = format_lazy(_("Periodic work is not done on time: {names}."), names=", ".join(late))
    return Finding("entry_late", Level.WARN, sentence, _("Call the administrator: the log of the worker says why."))


def _clock(beats: Mapping[str, Beat]) -> Finding:
    if not beats or min(beat.begun for beat in beats.values()) > -_CLOCK_SECONDS:
        return Finding("clock_put_back", Level.OK, _("The clock has not been put back."))
    sentence = _("The clock of the server has been put back: what was recorded last lies in the future.")
    return Finding(
        "clock_put_back", Level.BAD, sentence, _("Call the administrator: date and time have to be set right.")
    )


def _is_late(beats: Mapping[str, Beat], name: str) -> bool:
    late = _seconds_late(beats, name)
    return beats[name].has_failed if late is None else late >= _LATE_SECONDS


def _seconds_late(beats: Mapping[str, Beat], name: str) -> float | None:
    """Seconds since the last success, less the interval of the entry; None if it never succeeded."""
    beat = beats.get(name)
    if beat is None or beat.succeeded is None:
        return None
    return beat.succeeded - PERIODIC[name][1]
