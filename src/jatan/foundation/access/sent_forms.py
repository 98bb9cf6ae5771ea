"""The same form sent twice is one record: after a bad line, a second press, or a step back in the browser.

Whoever handles a form takes its mark first, in the transaction that records: a second one with this mark waits at the
primary key until that transaction has ended, and then finds what became of it. So nothing is recorded twice, and
nothing counts as sent that was rolled back.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.utils.crypto import salted_hmac

from jatan.foundation.access.models import SentForm
from jatan.kernel import clock

_KEPT: Final = dt.timedelta(days=2)
_TAKE: Final = """
INSERT INTO access_sentform (mark, accepted_at, goes_to) VALUES (%(mark)s, %(now)s, '')
ON CONFLICT (mark) DO NOTHING
"""


def mark_of(account_id: uuid.UUID, parts: Iterable[str | bytes]) -> bytes:
    """The keyed hash (32 bytes) of what an account sent. `parts`: all of it, with the number of the rendered form."""
    hashed = salted_hmac("jatan.sent_forms", account_id.bytes, algorithm="sha256")
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hashed.update(len(content).to_bytes(8, "big") + content)
    return hashed.digest()


def take(mark: bytes) -> SentForm | None:
    """None if this form comes for the first time, which is noted; else the one that was accepted before.

    Call it inside the transaction that records, then `accept` or `drop`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"mark": mark, "now": clock.now()})
        is_first = cursor.rowcount == 1
    return None if is_first else SentForm.objects.get(mark=mark)


def accept(mark: bytes, goes_to: str, answers: bytes | None = None) -> None:
    """Keep where the answer to this form led to, and of one that has made a record, the mark of its answers."""
    SentForm.objects.filter(mark=mark).update(goes_to=goes_to, answers=answers)


def made_before(answers: bytes, goes_to: str) -> SentForm | None:
    """The last form with the same answers that has made another record than that at `goes_to`, or None."""
    others = SentForm.objects.filter(answers=answers).exclude(goes_to=goes_to)
    return others.order_by("-accepted_at", "mark").first()


def drop(mark: bytes) -> None:
    """Forget a form that was refused, or that recorded nothing: it may be sent again as it is."""
    SentForm.objects.filter(mark=mark).delete()


def delete_old() -> int:
    """Delete the marks of two days ago and before; returns how many."""
    return SentForm.objects.filter(accepted_at__lt=clock.now() - _KEPT).delete()[0]
