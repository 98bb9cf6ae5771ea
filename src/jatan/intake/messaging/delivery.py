"""Sends texts from the outbox to the gateway in three steps: claim, hand over, record. A kill may fall between any two.

At most once: a text is claimed in a transaction of its own before the gateway gets it. The modem's spool can be
handed the same text again without sending it twice, so no text is lost there; with a commercial gateway, a text that
may have gone out is set to failed with reason "unclear", and a person decides.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Iterator
from typing import Final

from django.db import transaction
from django.db.models import Q

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import ACTIVE, OutState, Purpose, Reason
from jatan.intake.messaging.gateways.base import (
    DeliveryReport,
    DeliveryStatus,
    FailureKind,
    Gateway,
    GatewayError,
    Outgoing,
)
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor, sending_rules_of
from jatan.intake.messaging.outbox import decide_sending
from jatan.intake.messaging.texts import wording_of
from jatan.intake.messaging.travellers import canonical_phone
from jatan.kernel import clock

_ABANDONED_AFTER: Final = dt.timedelta(minutes=2)
_RETRY_DELAYS: Final = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=1))
_REPORT_WINDOW: Final = dt.timedelta(days=3)
_BATCH_SIZE: Final = 200
_log = logging.getLogger(__name__)


def send_due_messages(gateway: Gateway | None, *, held_back: Collection[str] = ()) -> int:
    """Send what is due, urgent first; return how many texts the gateway took. `held_back`: purposes that wait."""
    count = 0
    for organisation_id, message_id in _due_messages(held_back):
        claimed = _claim(organisation_id, message_id, gateway)
        if claimed is not None and gateway is not None:
            count += _hand_over(organisation_id, claimed, gateway)
    return count


def apply_delivery_report(reported: DeliveryReport) -> bool:
    """Apply a gateway's delivery report to its text; False when no text matches."""
    with acting_as(messaging_actor(all_organisation_ids())), transaction.atomic():
        row = _find_reported(reported)
        if row is None:
            return False
        _apply(row, reported)
    return True


def _due_messages(held_back: Collection[str]) -> Iterator[tuple[uuid.UUID, uuid.UUID]]:
    now = clock.now()
    everyone = all_organisation_ids()
    waiting = Q(state__in=(OutState.QUEUED, OutState.HELD), not_before__lte=now)
    abandoned = Q(state=OutState.CLAIMED, claimed_at__lt=now - _ABANDONED_AFTER)
    with acting_as(messaging_actor(everyone)):
        rows = OutMessage.objects.live().filter(waiting | abandoned, organisation_id__in=everyone)
        rows = rows.exclude(purpose__in=held_back)
        found = list(rows.order_by("-is_urgent", "not_before", "id").values_list("organisation_id", "id")[:_BATCH_SIZE])
    yield from found


def _claim(organisation_id: uuid.UUID, message_id: uuid.UUID, gateway: Gateway | None) -> Outgoing | None:
    """Claim one text, or record why it is not sent. Reads all organisations, since STOP holds for all of them."""
    now = clock.now()
    with acting_as(messaging_actor(all_organisation_ids())), transaction.atomic():
        rows = OutMessage.objects.live().select_for_update(of=("self",), skip_locked=True)
        mine = rows.filter(organisation_id=organisation_id, pk=message_id, state__in=ACTIVE)
        row = mine.select_related("person").first()
        if row is None or row.state == OutState.HANDED or (row.state != OutState.CLAIMED and row.not_before > now):
            return None
        if row.state == OutState.CLAIMED:
            return _resume_abandoned(row, gateway)
        rules = sending_rules_of(organisation_id)
        verdict = decide_sending(row, rules, now=now, has_gateway=gateway is not None)
        row.state, row.reason, row.changed_at = verdict.state, verdict.reason, now
        if verdict.state == OutState.HELD and verdict.not_before:
            row.not_before = verdict.not_before
        elif verdict.state == OutState.CLAIMED:
            row.attempts, row.claimed_at = row.attempts + 1, now
            row.gateway_reference = f"{row.pk.hex}-{row.attempts}"
        row.save()
        return _outgoing(row) if row.state == OutState.CLAIMED else None


def _resume_abandoned(row: OutMessage, gateway: Gateway | None) -> Outgoing | None:
    if row.claimed_at is None or row.claimed_at > clock.now() - _ABANDONED_AFTER:
        return None
    if gateway is not None and gateway.is_repeatable:
        return _outgoing(row)
    row.state, row.reason, row.changed_at = OutState.FAILED, Reason.UNCLEAR, clock.now()
    row.save(update_fields=["state", "reason", "changed_at"])
    return None


def _outgoing(row: OutMessage) -> Outgoing:
    registered = ""
    if row.purpose != Purpose.ANSWER:
        registered = wording_of(row.organisation_id, row.purpose, row.language).registered_as
    return Outgoing(row.gateway_reference, row.phone, row.text, row.is_urgent, registered)


def _hand_over(organisation_id: uuid.UUID, message: Outgoing, gateway: Gateway) -> bool:
    try:
        reference = gateway.hand_over(message)
    except GatewayError as trouble:
        _log.warning("text %s was not handed over: %s", message.key, trouble)
        with acting_as(messaging_actor([organisation_id])), transaction.atomic():
            row = _claimed(organisation_id, message.key)
            if row is not None:
                _record_failure(row, trouble.trouble)
        return False
    with acting_as(messaging_actor([organisation_id])), transaction.atomic():
        row = _claimed(organisation_id, message.key)
        if row is not None:
            row.state = OutState.SENT if gateway.is_final else OutState.HANDED
            row.sent_at = clock.now() if gateway.is_final else None
            row.gateway_reference, row.changed_at = reference, clock.now()
            row.save(update_fields=["state", "sent_at", "gateway_reference", "changed_at"])
    return True


def _claimed(organisation_id: uuid.UUID, key: str) -> OutMessage | None:
    rows = OutMessage.objects.live().select_for_update(of=("self",))
    return rows.filter(organisation_id=organisation_id, gateway_reference=key, state=OutState.CLAIMED).first()


def _record_failure(row: OutMessage, trouble: FailureKind) -> None:
    row.changed_at = clock.now()
    if trouble is FailureKind.UNREACHED and row.attempts <= len(_RETRY_DELAYS):
        row.state, row.not_before = OutState.QUEUED, clock.now() + _RETRY_DELAYS[row.attempts - 1]
    else:
        row.state = OutState.FAILED
    row.reason = {
        FailureKind.UNREACHED: Reason.UNREACHED,
        FailureKind.REFUSED: Reason.GATEWAY,
        FailureKind.UNCLEAR: Reason.UNCLEAR,
    }[trouble]
    row.save(update_fields=["state", "reason", "not_before", "changed_at"])


def _find_reported(reported: DeliveryReport) -> OutMessage | None:
    """The text that a report is about, locked. A report names no organisation, so that is looked up first."""
    if reported.key:
        condition = Q(gateway_reference=reported.key)
    elif reported.phone:
        since = clock.now() - _REPORT_WINDOW
        condition = Q(phone=canonical_phone(reported.phone), state=OutState.SENT, sent_at__gte=since)
    else:
        return None
    found = OutMessage.objects.live().filter(condition).order_by("sent_at", "id").first()
    if found is None:
        return None
    rows = OutMessage.objects.live().select_for_update(of=("self",))
    return rows.filter(condition, organisation_id=found.organisation_id, pk=found.pk).first()


def _apply(row: OutMessage, reported: DeliveryReport) -> None:
    now = clock.now()
    if reported.report is DeliveryStatus.SENT and reported.key and row.state in ACTIVE:
        row.state, row.sent_at, row.reason = OutState.SENT, now, ""
    elif reported.report is DeliveryStatus.DELIVERED and row.state in (*ACTIVE, OutState.SENT):
        row.state, row.delivered_at, row.reason = OutState.DELIVERED, now, ""
        row.sent_at = row.sent_at or now
    elif reported.report is DeliveryStatus.FAILED and row.state in ACTIVE:
        _record_failure(row, FailureKind.UNREACHED)
    elif reported.report is DeliveryStatus.UNDELIVERED and row.state in (*ACTIVE, OutState.SENT):
        row.state, row.reason = OutState.FAILED, Reason.UNDELIVERED
    row.changed_at = now
    row.save()
