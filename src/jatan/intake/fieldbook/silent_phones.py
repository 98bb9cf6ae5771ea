"""A phone that is silent for longer than its rhythm: its person is asked by a text, once a week.

The text says that nothing has come, and no more: whoever picks up the telephone learns nothing. Her coordinator sees
the number of silent phones on the home page and whom to call on the board of phones.
"""

import datetime as dt
import uuid
from typing import Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.selectors import silent_among
from jatan.foundation.devices.services import enrolment_posting
from jatan.foundation.places.models import Place
from jatan.intake.messaging.choices import Purpose
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.intake.messaging.office import messaging_actor, place_of
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.texts import languages
from jatan.kernel import clock

ASKED_EVERY: Final = dt.timedelta(days=7)
_BATCH: Final = 200


def ask_silent_phones() -> int:
    """Queue a text to the person of each silent phone that was not asked within the week; returns how many.

    None without a gateway: they are asked once there is one. Safe to repeat: the text and the note that it was asked
    are one transaction.
    """
    if configured_gateway() is None:
        return 0
    count = 0
    rows = silent_among(Device.objects.exclude(account__phone="").filter(account__is_active=True))
    asked_before = rows.filter(asked_at__gt=clock.now() - ASKED_EVERY).values("pk")
    found = rows.exclude(pk__in=asked_before).order_by("id").values_list("organisation_id", "pk")
    for organisation_id, device_id in list(found):
        if count == _BATCH:  # those that need not be asked count for nothing: nobody waits behind them
            break
        with acting_as(messaging_actor([organisation_id])) as by:
            count += _ask(by, organisation_id, device_id)
    return count


def _ask(by: Actor, organisation_id: uuid.UUID, device_id: uuid.UUID) -> int:
    with transaction.atomic():
        rows = Device.objects.select_for_update(of=("self",), no_key=True).select_related("account")
        device = rows.get(organisation_id=organisation_id, pk=device_id)
        now, place = clock.now(), _place(device)
        if place is None or (device.asked_at is not None and device.asked_at > now - ASKED_EVERY):
            return 0
        language = device.account.language
        queue_message(
            by=by,
            command=QueueMessage(
                organisation=organisation_id,
                place=place,
                reference=f"phone:{device.pk}:{now:%Y-%m-%d}",
                purpose=Purpose.PHONE_SILENT.value,
                phone=device.account.phone,
                language=language if language in languages() else "",
            ),
        )
        device.asked_at = now
        device.save(update_fields=["asked_at"])
    return 1


def _place(device: Device) -> Place | None:
    """Where she works; None once her posting has ended: then the phone is taken back, not asked."""
    posting = enrolment_posting(device)
    if posting is None:
        return None
    return posting.place or place_of(device.organisation_id)
