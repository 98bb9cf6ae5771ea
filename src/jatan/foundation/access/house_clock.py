"""The clock of the house: what acts on deadlines runs only at a time that is sure, and a person says that it is.

A wrong clock would take missed contacts up the ladder and delete what is kept for a time. `sure_time` is asked before
each run (settings/periodic.py); docs/adr/0065-a-clock-that-is-doubted.md says why and what rests.
"""

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, actor_of, machine_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.operation import clock_watch
from jatan.foundation.operation.models import ClockWatch
from jatan.kernel import clock
from jatan.kernel.problems import Problem

CONFIRMED: Final = "house.time_confirmed"
# So long after a page was opened its time is no longer what somebody compared with her phone.
_READ_WITHIN: Final = dt.timedelta(minutes=10)


def sure_time() -> dt.datetime | None:
    """The present time, kept as sure; None while something speaks against it, which is noted for people to see."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")  # after a power cut an older reading is no loss
        watch, newest = clock_watch.locked_watch(), _newest_record()
        now = clock_watch.read_clock()
        if clock_watch.was_put_right(watch, now):
            watch.accepted_until = _latest(newest, watch.accepted_until)
        doubt = clock_watch.what_speaks_against(watch, now, newest)
        if doubt is None:
            clock_watch.write_sure(watch, now, accepted_until=watch.accepted_until)
            return now.at
        if doubt.value != watch.doubt:
            ClockWatch.objects.filter(pk=watch.pk).update(doubt=doubt, doubted_at=now.at, alerted_at=None)
        return None


def unaccepted_record() -> dt.datetime | None:
    """The time of the newest record; None if a person has said since that the clock is right all the same."""
    accepted = ClockWatch.objects.values_list("accepted_until", flat=True).first()
    newest = _newest_record()
    return None if newest is None or (accepted is not None and newest <= accepted) else newest


def confirm_time(*, by: Actor, shown: dt.datetime) -> None:
    """Say that day and time are right: the doubt ends, and records dated in the future count as no evidence any more.

    `shown`: the time that this person compared with her phone. Who said it stands in the ledger of her organisation.
    Raises gate.Forbidden; Problem if nothing is asked, or if the clock has moved on since.
    """
    home = by.home
    if home is None or not by.reach(Permission.CLOCK_CONFIRM).has_rows:
        raise gate.Forbidden(Permission.CLOCK_CONFIRM.value)
    with transaction.atomic():
        watch, newest = clock_watch.locked_watch(), _newest_record()
        now = clock_watch.read_clock()
        doubt = watch.doubt or clock_watch.what_speaks_against(watch, now, newest)
        if not doubt:
            raise Problem("not_waiting", _("The clock of the house is in order: there is nothing to answer."))
        if abs(now.at - shown) > _READ_WITHIN:
            raise Problem("outdated", _("Some time has passed. Compare day and time with your phone once more."))
        payload = {"doubt": str(doubt), "sure_at": watch.at.isoformat(), "at": now.at.isoformat()}
        record_event(organisation_id=home.id, by=by.account_id, verb=CONFIRMED, payload=payload)
        clock_watch.write_sure(watch, now, accepted_until=_latest(newest, watch.accepted_until))


def confirming_actor(account: Account) -> Actor:
    """Who answers at the server: with the postings of today, or of the last day that the house has seen.

    Where the clock was fast when the house was begun, every posting begins on a day that has not come.
    """
    by = actor_of(account)
    if by.reach(Permission.CLOCK_CONFIRM).has_rows:
        return by
    sure = ClockWatch.objects.values_list("at", flat=True).first()
    seen = _latest(_newest_record(), sure, clock.now())
    return actor_of(account, on=seen.astimezone(clock.INDIA).date()) if seen is not None else by


def _newest_record() -> dt.datetime | None:
    """The time of the newest event of all organisations."""
    everyone = machine_for(Organisation.objects.values_list("pk", flat=True))
    with acting_as(everyone):
        newest: dt.datetime | None = Event.objects.aggregate(newest=Max("at"))["newest"]
    return newest


def _latest(*instants: dt.datetime | None) -> dt.datetime | None:
    return max((one for one in instants if one is not None), default=None)
