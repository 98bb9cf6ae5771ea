"""Who read what: each reading is recorded in the ledger and as a `Reading` row for supervisors.

A name shown by a search counts as a reading of that card, and reading a letter counts like reading a file.
A repeated reading within the hour is not recorded again. Unusual reading creates an alert in the same transaction,
before the page is sent.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.room_acts import open_for_records
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event, record_events
from jatan.foundation.network.rooms import Room
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases import file_events, sharing_events
from jatan.programme.cases.choices import Unusual, What
from jatan.programme.cases.models import Case, Reading, ReadingAlert

# A counsellor works on about ten cases a day; a member has about a hundred open cases.
MANY_IN_AN_HOUR: Final = 15
MANY_IN_A_DAY: Final = 40
_NIGHT: Final = (22, 5)
_RECORDED_FOR: Final = dt.timedelta(hours=1)


def is_reading_recorded(by: Actor, what: What) -> Exists:
    """Subquery for cases: whether the actor's reading was recorded within the last hour."""
    mine: QuerySet[Reading] = Reading.objects.filter(organisation_id=OuterRef("organisation_id"))
    mine = mine.none() if by.account_id is None else mine.filter(account=by.account_id)
    return Exists(mine.filter(case=OuterRef("pk"), what=what, at__gt=clock.now() - _RECORDED_FOR))


def record_reading(by: Actor, case: Case, what: What) -> None:
    """Record that `by` reads this case now, unless recorded within the last hour."""
    record_readings(by, case.organisation_id, [case.pk], what)


def record_readings(by: Actor, organisation_id: uuid.UUID, cases: Sequence[uuid.UUID], what: What) -> None:
    """The same for several cases of one organisation, with a constant number of queries."""
    event = {"verb": file_events.FILE_READ, "about_type": Case._meta.label_lower, "payload": {"what": what.value}}
    _record_new_readings(by, organisation_id, cases, what, event)


def record_letter_reading(by: Actor, letter: Letter) -> None:
    """Record that `by` reads a letter now, unless recorded within the last hour; it opens its room.

    Not when it was sent: an event of that instant in both houses would join them (docs/adr/0015).
    """
    event = {"verb": sharing_events.LETTER_READ, "about_type": "vault.letter", "payload": {"kind": letter.kind}}
    for written in _record_new_readings(by, letter.organisation_id, [letter.pk], What.LETTER, event):
        open_for_records(written, [Room.HELP])


def _record_new_readings(
    by: Actor, organisation_id: uuid.UUID, read: Sequence[uuid.UUID], what: What, event: Mapping[str, Any]
) -> list[Event]:
    """Record rows and ledger events for readings not recorded within the last hour, and raise alerts."""
    if not read:
        return []
    now = clock.now()
    mine: dict[str, Any] = {"organisation_id": organisation_id, "account": by.account_id}
    lately = Reading.objects.filter(case__in=read, what=what, at__gt=now - _RECORDED_FOR, **mine)
    noted = set(lately.values_list("case", flat=True))
    fresh = [one for one in read if one not in noted]
    if not fresh:
        return []
    Reading.objects.bulk_create([Reading(case=one, what=what, at=now, **mine) for one in fresh])
    written = record_events(organisation_id=organisation_id, by=by.account_id, about=fresh, **event)
    for why, how_many in _unusual(mine, now):
        _alert(by, mine, why, how_many, now)
    return written


def _unusual(mine: dict[str, Any], now: dt.datetime) -> list[tuple[Unusual, int]]:
    """Reasons for an alert in her readings of the last day, with counts: two queries on one index."""
    found = []
    for why, since, many in (
        (Unusual.HOUR, now - dt.timedelta(hours=1), MANY_IN_AN_HOUR),
        (Unusual.DAY, now - dt.timedelta(days=1), MANY_IN_A_DAY),
    ):
        files = Reading.objects.filter(at__gt=since, **mine).values("case").distinct().count()
        if files >= many:
            found.append((why, files))
    hour = now.astimezone(clock.INDIA).hour
    if hour >= _NIGHT[0] or hour < _NIGHT[1]:
        found.append((Unusual.NIGHT, 1))
    return found


def _alert(by: Actor, mine: dict[str, Any], why: Unusual, how_many: int, now: dt.datetime) -> None:
    """Create an alert, or update the count of the unanswered one of the same reason and day."""
    open_one = ReadingAlert.objects.filter(why=why, raised_at__gt=now - dt.timedelta(days=1), **mine).first()
    if open_one is not None:
        ReadingAlert.objects.filter(pk=open_one.pk).update(how_many=max(how_many, open_one.how_many))
        return
    row = ReadingAlert.objects.create(why=why, how_many=how_many, raised_at=now, **mine)
    event = record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=file_events.READING_ALERTED,
        about_type="cases.readingalert",
        about=row.pk,
        payload={"why": why.value},
    )
    open_for_records(event, [Room.HELP])
