"""Photographs of phones that are here, and could not be attached because the store of the files was away just then."""

import uuid

from django.db.models import Exists, OuterRef

from jatan.foundation.access.actors import importer_for, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.network.selectors import members
from jatan.intake.fieldbook import files
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.choices import State
from jatan.intake.fieldbook.locks import lock_row
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow


def attach_waiting() -> int:
    """Periodic: attach them, as if their phone had sent them now; returns of how many rows. Safe to repeat.

    What cannot be attached for another reason is noted, and a person looks at it.
    """
    with acting_as(machine_for([])):
        organisations = list(members().values_list("pk", flat=True))
    return sum(_attach_waiting(one) for one in organisations)


def _attach_waiting(organisation_id: uuid.UUID) -> int:
    importer = importer_for(organisation_id)
    waiting = ReceivedFile.objects.filter(
        organisation_id=organisation_id,
        row=OuterRef("row"),
        account=OuterRef("account"),
        complete_at__isnull=False,
        attached={},
        problem="",
    )
    with acting_as(importer):
        rows = ReceivedRow.objects.filter(Exists(waiting), organisation_id=organisation_id, state=State.RECORDED)
        found = list(rows.order_by("received_at").values_list("pk", "account", "row"))
    count = 0
    for pk, account, row_id in found:
        with acting_as(importer):
            lock_row(organisation_id, account, row_id)
            row = ReceivedRow.objects.get(organisation_id=organisation_id, pk=pk)
            device = Device.objects.select_related("account", "organisation").filter(pk=row.device).first()
            if device is None:
                continue
            files.attach_complete(row, by=sender_of(device).actor)
            count += not ReceivedFile.objects.filter(
                organisation_id=organisation_id, row=row_id, account=account, attached={}, problem=""
            ).exists()
    return count
