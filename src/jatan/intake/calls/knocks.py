"""Counting knocks at the door, for every worker alike, in PostgreSQL: per address and per code, hour by hour."""

import datetime as dt
import hashlib
import ipaddress

from django.db import connection
from django.utils.crypto import salted_hmac

from jatan.intake.calls.models import Knock
from jatan.kernel import clock
from jatan.kernel.ids import new_id

__all__ = ["PER_ADDRESS", "PER_CODE", "forget_old", "knock"]

# Hostels and whole mobile networks share one address, so it is many; a code is one person's.
PER_ADDRESS = 60
PER_CODE = 30
_KEPT = dt.timedelta(days=1)
_COUNT = """
INSERT INTO calls_knock AS k (id, mark, hour, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (mark, hour) DO UPDATE SET count = k.count + 1 RETURNING count
"""


def knock(kind: str, text: str) -> int:
    """Count one knock; answers how many there were within this hour, this one included."""
    said = _network(text) if kind == "address" else text
    mark = salted_hmac("jatan.calls.knock", f"{kind}:{said}", algorithm=hashlib.sha256().name).digest()
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), mark, hour])
        return int(cursor.fetchone()[0])


def forget_old() -> int:
    """Drop what was counted more than a day ago; answers how many rows."""
    return Knock.objects.filter(hour__lt=clock.now() - _KEPT).delete()[0]


def _network(address: str) -> str:
    """An IPv6 customer holds 2^64 addresses: they count as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
