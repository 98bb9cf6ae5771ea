"""The one rate limiter: counts attempts in PostgreSQL, for every worker alike, and atomically.

An attempt is counted before what was attempted is looked at. One statement counts and reads, so two requests at once
never see the same number; the second waits until the first one's transaction ends. What is counted (an address, a code,
an account) is kept as a keyed hash and cannot be read back.
"""

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.crypto import salted_hmac

from jatan.foundation.access.models import Attempts
from jatan.kernel import clock

__all__ = ["RateLimit", "allows", "count", "forget_old", "network_of", "reset"]

_KEPT: Final = dt.timedelta(days=1)
_COUNT: Final = """
INSERT INTO access_attempts AS a (mark, since, count) VALUES (%(mark)s, %(now)s, 1)
ON CONFLICT (mark) DO UPDATE SET
    count = CASE WHEN a.since <= %(over)s THEN 1 ELSE a.count + 1 END,
    since = CASE WHEN a.since <= %(over)s THEN %(now)s ELSE a.since END
RETURNING count
"""


@dataclass(frozen=True)
class RateLimit:
    """At most `most` attempts `within` a span that begins with the first of them. `kind` keeps the counts apart."""

    kind: str
    most: int
    within: dt.timedelta


def count(limit: RateLimit, subject: object) -> int:
    """Count one more attempt; returns how many there were in this span, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"mark": _mark(limit, subject), "now": clock.now(), "over": clock.now() - limit.within})
        return int(cursor.fetchone()[0])


def allows(limit: RateLimit, subject: object) -> bool:
    """Count one more attempt; False once there were too many."""
    return count(limit, subject) <= limit.most


def reset(limit: RateLimit, subject: object) -> None:
    """Forget the attempts: the last one was right."""
    Attempts.objects.filter(mark=_mark(limit, subject)).delete()


def forget_old() -> int:
    """Drop counts that began more than a day ago; returns how many. No limit looks back further."""
    return Attempts.objects.filter(since__lt=clock.now() - _KEPT).delete()[0]


def network_of(address: str) -> str:
    """What to count for an address: an IPv6 customer holds 2^64 of them, so they count as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _mark(limit: RateLimit, subject: object) -> bytes:
    return salted_hmac("jatan.rate_limits", f"{limit.kind}:{subject}", algorithm=hashlib.sha256().name).digest()
