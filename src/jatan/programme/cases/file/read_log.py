"""Who read what: each reading of a file is told in the chained ledger and noted for those who supervise the case.

A name that a search shows is a reading of her card, and a letter is read before it is a case: both count as files do.
What is read again within the hour is not told twice. Unusual reading raises an alert in the same transaction, so it
stands before the page does.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event, record_events
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases import file_events, sharing_events
from jatan.programme.cases.choices import Unusual, What
from jatan.programme.cases.models import Case, Reading, ReadingAlert

__all__ = ["MANY_IN_AN_HOUR", "MANY_IN_A_DAY", "What", "tell_letter_read", "tell_reading", "tell_readings", "was_told"]

# A counsellor works on some ten cases a day; a network of this size has about a hundred open cases a member.
MANY_IN_AN_HOUR: Final = 15
MANY_IN_A_DAY: Final = 40
_NIGHT: Final = (22, 5)
_AGAIN: Final = dt.timedelta(hours=1)


def was_told(by: Actor, what: What) -> Exists:
    """For a query of cases: whether her reading of each was noted within the hour."""
    mine: QuerySet[Reading] = Reading.objects.filter(organisation_id=OuterRef("organisation_id"))
    mine = mine.none() if by.account_id is None else mine.filter(account=by.account_id)
    return Exists(mine.filter(case=OuterRef("pk"), what=what, at__gt=clock.now() - _AGAIN))


def tell_reading(by: Actor, case: Case, what: What) -> None:
    """Note that `by` reads this now, unless it was noted within the hour."""
    tell_readings(by, case.organisation_id, [case.pk], what)


def tell_readings(by: Actor, organisation_id: uuid.UUID, cases: Sequence[uuid.UUID], what: What) -> None:
    """The same for several cases of one organisation, in as many statements as for one."""
    told = {"verb": file_events.FILE_READ, "about_type": Case._meta.label_lower, "payload": {"what": what.value}}
    _note(by, organisation_id, cases, what, told)


def tell_letter_read(by: Actor, letter: Letter) -> None:
    """Note that `by` reads a letter of another house now, unless it was noted within the hour."""
    told = {"verb": sharing_events.LETTER_READ, "about_type": "vault.letter", "payload": {"kind": letter.kind}}
    _note(by, letter.organisation_id, [letter.pk], What.LETTER, told)


def _note(
    by: Actor, organisation_id: uuid.UUID, read: Sequence[uuid.UUID], what: What, told: Mapping[str, Any]
) -> None:
    """Note and tell those that were not noted within the hour, and what is unusual about it."""
    if not read:
        return
    now = clock.now()
    mine: dict[str, Any] = {"organisation_id": organisation_id, "account": by.account_id}
    lately = Reading.objects.filter(case__in=read, what=what, at__gt=now - _AGAIN, **mine)
    noted = set(lately.values_list("case", flat=True))
    fresh = [one for one in read if one not in noted]
    if not fresh:
        return
    Reading.objects.bulk_create([Reading(case=one, what=what, at=now, **mine) for one in fresh])
    record_events(organisation_id=organisation_id, by=by.account_id, about=fresh, **told)
    for why, how_many in _unusual(mine, now):
        _alert(by, mine, why, how_many, now)


def _unusual(mine: dict[str, Any], now: dt.datetime) -> list[tuple[Unusual, int]]:
    """What is unusual about her readings of the last day: two questions to one index."""
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
    """One alert for one reason within a day; it counts on while it stands."""
    open_one = ReadingAlert.objects.filter(why=why, raised_at__gt=now - dt.timedelta(days=1), **mine).first()
    if open_one is not None:
        ReadingAlert.objects.filter(pk=open_one.pk).update(how_many=max(how_many, open_one.how_many))
        return
    row = ReadingAlert.objects.create(why=why, how_many=how_many, raised_at=now, **mine)
    record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=file_events.READING_ALERTED,
        about_type="cases.readingalert",
        about=row.pk,
        payload={"why": why.value},
    )
