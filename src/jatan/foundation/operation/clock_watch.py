"""Whether the present time is right: what the clock says is compared with the last time of which the house is sure.

The worker keeps a reading of the clock with every run that acts on deadlines, and runs nothing of them while there is a
doubt (`foundation.access.house_clock`, settings/periodic.py). A doubt ends when the evidence agrees again, or when a
person says that day and time are right. Pages and `/readyz` ask `present_doubt`: one query, and no worker is needed.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import DateField, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate

from jatan.foundation.operation.choices import Doubt
from jatan.foundation.operation.models import ClockWatch
from jatan.kernel import clock

# A clock that is put right by network time moves by seconds.
TOLERANCE: Final = dt.timedelta(minutes=5)
# A machine that was off for longer asks whether its day is right: a night is shorter, an empty battery is not.
LONG_OFF: Final = dt.timedelta(hours=24)
_ONLY: Final = 1  # the key of the one row


@dataclass(frozen=True)
class Reading:
    """What the clock says, and how long the machine has run; `uptime` is None where the system does not say."""

    at: dt.datetime
    uptime: clock.Uptime | None


@dataclass(frozen=True)
class StandingDoubt:
    """What speaks against the present time, the last time that was sure, and when the doubt began by this clock."""

    doubt: Doubt
    sure_at: dt.datetime
    since: dt.datetime


def read_clock() -> Reading:
    """The present time and how long the machine has run."""
    return Reading(clock.now(), clock.uptime())


def what_speaks_against(watch: ClockWatch, now: Reading, newest: dt.datetime | None = None) -> Doubt | None:
    """What speaks against this time. `newest`: the time of the newest record, if it was looked up.

    Within one start of the machine the clock has to have moved as far as the machine has run. Over a start it may only
    have moved on, and by less than a day.
    """
    passed, ran = now.at - watch.at, _ran_since(watch, now)
    if ran is not None:
        if abs(passed - ran) > TOLERANCE:
            return Doubt.JUMPED
    elif passed < -TOLERANCE:
        return Doubt.JUMPED
    if newest is not None and newest > now.at + TOLERANCE and not _is_accepted(watch, newest):
        return Doubt.FUTURE
    return Doubt.LONG_OFF if ran is None and passed > LONG_OFF else None


def present_doubt() -> StandingDoubt | None:
    """The doubt that the worker has noted, or that this process sees by its own clock. One query."""
    watch = ClockWatch.objects.filter(pk=_ONLY).first()
    if watch is None:
        return None
    now = read_clock()
    doubt = Doubt(watch.doubt) if watch.doubt else what_speaks_against(watch, now)
    return StandingDoubt(doubt, watch.at, watch.doubted_at or now.at) if doubt is not None else None


def is_in_doubt() -> bool:
    """Whether nothing may be done now because of the time alone. One query."""
    return present_doubt() is not None


def locked_watch() -> ClockWatch:
    """The row, locked; made from the present reading where there is none. The caller has a transaction."""
    now = read_clock()
    rows = ClockWatch.objects.select_for_update()
    row, _is_new = rows.get_or_create(pk=_ONLY, defaults={"at": now.at, **_columns(now)})
    return row


def write_sure(watch: ClockWatch, now: Reading, **more: Any) -> None:
    """Keep this reading as the last time of which the house is sure, and end the doubt. `more`: further columns."""
    values = {"at": now.at, **_columns(now), "doubt": "", "doubted_at": None, "alerted_at": None, **more}
    ClockWatch.objects.filter(pk=watch.pk).update(**values)


def was_put_right(watch: ClockWatch, now: Reading) -> bool:
    """Whether a jump that was noted is over, as shown by how long the machine has run since the time that was sure.

    Records from the future then are of the time in between, and speak against nothing.
    """
    return (
        watch.doubt == Doubt.JUMPED and _ran_since(watch, now) is not None and what_speaks_against(watch, now) is None
    )


def likely_time(watch: ClockWatch, now: Reading) -> dt.datetime:
    """The most likely present time: where the clock was set, the last sure time and how long the machine ran since."""
    if what_speaks_against(watch, now) is not Doubt.JUMPED:
        return now.at
    return watch.at + (_ran_since(watch, now) or dt.timedelta())


def likely_now() -> dt.datetime:
    """The most likely present time. One query."""
    now, watch = read_clock(), ClockWatch.objects.filter(pk=_ONLY).first()
    return now.at if watch is None else likely_time(watch, now)


def day_not_put_back() -> Greatest:
    """For queries of what is due: today, or while the clock is put back the last day of which the house is sure."""
    today = Value(clock.today(), DateField())
    sure = ClockWatch.objects.filter(pk=_ONLY).exclude(doubt="")
    days = sure.values_list(TruncDate("at", tzinfo=clock.INDIA))
    return Greatest(today, Coalesce(Subquery(days), today), output_field=DateField())


def _ran_since(watch: ClockWatch, now: Reading) -> dt.timedelta | None:
    """How long the machine has run since the kept reading; None if it was started since, or is another machine."""
    if now.uptime is None or watch.uptime is None or now.uptime.boot != watch.boot:
        return None
    ran = now.uptime.seconds - watch.uptime
    # Less than before under the same start: a container that counts from its own.
    return dt.timedelta(seconds=ran) if ran >= 0 else None


def _is_accepted(watch: ClockWatch, newest: dt.datetime) -> bool:
    return watch.accepted_until is not None and newest <= watch.accepted_until


def _columns(now: Reading) -> dict[str, Any]:
    if now.uptime is None:
        return {"boot": "", "uptime": None}
    return {"boot": now.uptime.boot, "uptime": now.uptime.seconds}
