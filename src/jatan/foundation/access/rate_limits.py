"""Rate limits: attempts counted in PostgreSQL, shared by all workers.

Count an attempt before processing it. One statement increments and returns the count, so two concurrent requests never
see the same number: the second waits for the first one's transaction. The subject (an address, a code, an account) is
stored as a keyed hash.
"""

import datetime as dt
import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F
from django.utils.crypto import salted_hmac

from jatan.foundation.access.models import Attempts
from jatan.kernel import clock

_KEPT: Final = dt.timedelta(days=1)
_COUNT: Final = """
INSERT INTO access_attempts AS a (mark, since, count) VALUES (%(mark)s, %(now)s, 1)
ON CONFLICT (mark) DO UPDATE SET
    count = CASE WHEN a.since <= %(over)s THEN 1 ELSE a.count + 1 END,
    since = CASE WHEN a.since <= %(over)s THEN %(now)s ELSE a.since END
RETURNING count
"""
_TAKE: Final = """
INSERT INTO access_attempts AS a (mark, since, count) VALUES (%(mark)s, %(now)s, %(amount)s)
ON CONFLICT (mark) DO UPDATE SET
    count = CASE WHEN a.since <= %(over)s THEN %(amount)s ELSE a.count + %(amount)s END,
    since = CASE WHEN a.since <= %(over)s THEN %(now)s ELSE a.since END
WHERE a.since <= %(over)s OR a.count + %(amount)s <= %(most)s
RETURNING count
"""


@dataclass(frozen=True)
class RateLimit:
    """At most `most` attempts `within` the period that starts with the first one. `kind` separates the counters."""

    kind: str
    most: int
    within: dt.timedelta


def count(limit: RateLimit, subject: object) -> int:
    """Count one attempt. Returns the number of attempts in the current period, including this one."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"mark": _mark(limit, subject), "now": clock.now(), "over": clock.now() - limit.within})
        return int(cursor.fetchone()[0])


def allows(limit: RateLimit, subject: object) -> bool:
    """Count one attempt. False if the limit is exceeded."""
    return count(limit, subject) <= limit.most


def takes(counted: Iterable[tuple[RateLimit, object, int]]) -> bool:
    """Count an amount for each (limit, subject) if it fits under all of them; else False, and nothing is counted.

    Whoever takes several locks the subject before, so that two transactions do not wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for limit, subject, amount in counted:
            if not _takes(cursor, limit, subject, amount):
                transaction.set_rollback(True)
                return False
    return True


def _takes(cursor: CursorWrapper, limit: RateLimit, subject: object, amount: int) -> bool:
    if amount > limit.most:
        return False
    now = clock.now()
    mark = _mark(limit, subject)
    cursor.execute(_TAKE, {"mark": mark, "amount": amount, "most": limit.most, "now": now, "over": now - limit.within})
    return cursor.fetchone() is not None


def reset(limit: RateLimit, subject: object) -> None:
    """Delete the count of a subject, e.g. after a successful attempt."""
    Attempts.objects.filter(mark=_mark(limit, subject)).delete()


def take_back(limit: RateLimit, subject: object, amount: int = 1) -> None:
    """Uncount one attempt that succeeded, or an amount. The count of others stays, unlike with `reset`."""
    Attempts.objects.filter(mark=_mark(limit, subject), count__gte=amount).update(count=F("count") - amount)


def delete_old_counts() -> int:
    """Delete counts that started more than a day ago; returns how many. No limit has a longer period."""
    return Attempts.objects.filter(since__lt=clock.now() - _KEPT).delete()[0]


def address_key(address: str) -> str:
    """The key to count an IP address by: IPv6 addresses by /64 network, because one customer has 2^64 of them.

    An IPv4 address that arrives in IPv6 form (::ffff:203.0.113.9) counts as the IPv4 address that it is.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, 64), strict=False))
        found = found.ipv4_mapped
    return str(found)


def _mark(limit: RateLimit, subject: object) -> bytes:
    return salted_hmac("jatan.rate_limits", f"{limit.kind}:{subject}", algorithm=hashlib.sha256().name).digest()
