"""The outbox of alerts: an alert is a row first, and goes out afterwards.

Three steps: claim, send, record. A kill may fall between any two: a claimed row that nobody records is sent again after
two minutes, so an alert arrives at least once, and once more for each kill. A phone shows the same one once, because
both carry the same mark.

Where the clock was set, the likely time says who is in office and when to try again: by the wrong one an
alert would be given up for good, or tried again in a year. A first attempt may be due by either of them.
"""

import datetime as dt
import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, F, Q, When

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import FINAL, Channel, Code, Ended, Kind, State
from jatan.foundation.alerts.mail import send_mail
from jatan.foundation.alerts.models import AlertChoice, Browser, BrowserSet, Delivery, Notified
from jatan.foundation.alerts.push_services import NotSent, post_push
from jatan.foundation.alerts.words import coded_words
from jatan.foundation.network.models import Organisation
from jatan.foundation.operation import clock_watch
from jatan.kernel import clock

_ABANDONED_AFTER: Final = dt.timedelta(minutes=2)
_DELAYS: Final = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
_BATCH: Final = 200
_KEPT: Final = dt.timedelta(days=90)
_OVER: Final = (*FINAL, State.HANDED)
_OUR_WAYS: Final = (Channel.PUSH, Channel.MAIL)
_log = logging.getLogger(__name__)


def queue_alerts(
    *,
    organisation_id: uuid.UUID,
    account_id: uuid.UUID,
    kind: str,
    channels: Sequence[str],
    number: int,
    not_before: dt.datetime | None = None,
) -> list[Delivery]:
    """Queue an alert for each of these channels, a push for each browser; return the new rows.

    Adds to one that still waits for the end of quiet hours instead, so that a night is one alert in the morning. The
    caller's transaction may write alerts of the organisation.
    """
    when, browsers = not_before or clock.now(), list[uuid.UUID]()
    if Channel.PUSH in channels:
        living = Browser.objects.living().filter(account_id=account_id)
        browsers = list(living.order_by("made_at", "id").values_list("id", flat=True))
    ways = [(channel, key) for channel in channels for key in (browsers if channel == Channel.PUSH else [None])]
    about = {"organisation_id": organisation_id, "account_id": account_id, "kind": kind}
    held = {} if not_before is None else _held(about)
    added = [held[way] for way in ways if way in held]
    if added:
        Delivery.objects.filter(organisation_id=organisation_id, pk__in=added).update(number=F("number") + number)
    return Delivery.objects.bulk_create(
        Delivery(**about, channel=channel, number=number, browser_id=key, not_before=when)
        for channel, key in ways
        if (channel, key) not in held
    )


def _held(about: Mapping[str, Any]) -> dict[tuple[str, uuid.UUID | None], uuid.UUID]:
    """(channel, browser) -> the delivery about the same that waits for the end of quiet hours, locked."""
    rows = Delivery.objects.select_for_update().filter(
        **about, state=State.QUEUED, attempts=0, not_before__gt=clock.now()
    )
    return {(row.channel, row.browser_id): row.pk for row in rows.order_by("-id")}


def due(limit: int = _BATCH) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(organisation, delivery) of what is to be sent now, calls for help first, with what killed workers left."""
    now, everyone = clock_watch.likely_now(), _everyone()
    waiting = Q(state=State.QUEUED) & (Q(not_before__lte=now) | Q(attempts=0, not_before__lte=clock.now()))
    abandoned = Q(state=State.CLAIMED, claimed_at__lt=now - _ABANDONED_AFTER)
    urgency = Case(When(kind=Kind.CALL, then=0), When(kind=Kind.URGENT, then=1), default=2)
    with acting_as(machine_for(everyone)):
        rows = Delivery.objects.filter(waiting | abandoned, organisation_id__in=everyone, channel__in=_OUR_WAYS)
        return list(rows.order_by(urgency, "not_before", "id").values_list("organisation_id", "id")[:limit])


def deliver(organisation_id: uuid.UUID, delivery_id: uuid.UUID) -> bool:
    """Send one delivery if it is due; return whether it went out. Safe to repeat."""
    present, likely = clock.now(), clock_watch.likely_now()
    with clock.frozen_at(likely):
        row = _claim(organisation_id, delivery_id, present=present)
        if row is None:
            return False
        try:
            _send(row)
        except NotSent as trouble:
            _log.warning("alert %s was not sent: %s", row.pk, trouble.code.value)
            _record(row, trouble)
            return False
        _record(row, None)
        return True


def delete_old() -> int:
    """Delete deliveries of more than three months ago, and what was told then; return how many deliveries.

    A text whose end nobody learned of goes with them; what may still go out stays, however old.
    """
    before, everyone = clock.now() - _KEPT, _everyone()
    with acting_as(machine_for(everyone)):
        old = Delivery.objects.filter(organisation_id__in=everyone, state__in=_OVER, made_at__lt=before)
        number, _by_model = old.delete()
        Notified.objects.filter(at__lt=before).delete()
    return number


def _claim(organisation_id: uuid.UUID, delivery_id: uuid.UUID, *, present: dt.datetime) -> Delivery | None:
    """The row, claimed for this worker; None if it is not due, is another worker's, or can never be sent."""
    now = clock.now()
    with acting_as(machine_for([organisation_id])):
        rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        row = rows.filter(organisation_id=organisation_id, pk=delivery_id, channel__in=_OUR_WAYS).first()
        if row is None or row.state in FINAL:
            return None
        if row.state == State.QUEUED and row.not_before > (now if row.attempts else max(now, present)):
            return None
        if row.state == State.CLAIMED and (row.claimed_at is None or row.claimed_at > now - _ABANDONED_AFTER):
            return None
        trouble = _hindrance(row)
        if trouble is None and row.attempts > len(_DELAYS):
            trouble = Code(row.code or Code.UNREACHED)
        if trouble is not None:
            row.state, row.code, row.ended_at = State.FAILED, trouble, now
        else:
            row.state, row.attempts, row.claimed_at = State.CLAIMED, row.attempts + 1, now
        row.save(update_fields=["state", "code", "ended_at", "attempts", "claimed_at"])
        return row if row.state == State.CLAIMED else None


def _hindrance(row: Delivery) -> Code | None:
    """Why this can never be sent: asked at the last moment, because people leave and switch things off."""
    posts = Posting.objects.filter(account_id=row.account_id).in_force(clock.today())
    if not Account.objects.filter(pk=row.account_id, is_active=True).exists() or not posts.exists():
        return Code.CLOSED
    if row.channel == Channel.MAIL:
        if not settings.MAIL_ENABLED:
            return Code.OFF
        return None if _mail_of(row.account_id) else Code.NO_ADDRESS
    if not settings.PUSH_ENABLED:
        return Code.OFF
    return None if _browser_of(row).exists() else Code.GONE


def _send(row: Delivery) -> None:
    """Hand a claimed delivery over. Raises NotSent. Nothing is locked meanwhile."""
    language = Account.objects.values_list("language", flat=True).get(pk=row.account_id)
    words = coded_words(row.kind, row.number, language)
    if row.channel == Channel.MAIL:
        send_mail(to=_mail_of(row.account_id), words=words, key=row.pk.hex)
        return
    browser = _browser_of(row).first()
    if browser is None:
        raise NotSent(Code.GONE)
    post_push(
        endpoint=browser.endpoint,
        public=bytes(browser.public),
        secret=bytes(browser.secret),
        words=json.dumps({"words": words, "tag": row.pk.hex, "language": language}, ensure_ascii=False).encode(),
        kind=row.kind,
        topic=row.pk.hex,
    )


def _record(row: Delivery, trouble: NotSent | None) -> None:
    """Write what became of this attempt, unless a later one was begun meanwhile."""
    now = clock.now()
    with acting_as(machine_for([row.organisation_id])):
        rows = Delivery.objects.select_for_update(of=("self",))
        mine = rows.filter(organisation_id=row.organisation_id, pk=row.pk, state=State.CLAIMED, attempts=row.attempts)
        kept = mine.first()
        if trouble is not None and trouble.code in (Code.GONE, Code.OTHER_KEY):
            _browser_of(row).end(Ended(trouble.code.value))
        if kept is None:
            return
        if trouble is None:
            kept.state, kept.code, kept.ended_at = State.SENT, "", now
        elif trouble.may_repeat and kept.attempts <= len(_DELAYS):
            kept.state, kept.code, kept.not_before = State.QUEUED, trouble.code, now + _DELAYS[kept.attempts - 1]
        else:
            kept.state, kept.code, kept.ended_at = State.FAILED, trouble.code, now
        kept.save(update_fields=["state", "code", "ended_at", "not_before"])


def _browser_of(row: Delivery) -> BrowserSet[Browser]:
    """The browser of a delivery while it takes alerts; none for a delivery of another channel."""
    return Browser.objects.living().filter(pk__in=[row.browser_id])


def _mail_of(account_id: uuid.UUID) -> str:
    return AlertChoice.objects.filter(account_id=account_id).values_list("mail", flat=True).first() or ""


def _everyone() -> list[uuid.UUID]:
    return list(Organisation.objects.order_by("code").values_list("id", flat=True))
