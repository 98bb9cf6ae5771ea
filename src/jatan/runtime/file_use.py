"""Adds up what the rows of all files say they have, so that the figure of the house (`operation.file_use`) stays right.

Workbooks and photographs of register pages are not among them: they are deleted within a month, and are counted for the
account that sends them.
"""

from typing import Any

from django.db import models
from django.db.models import Sum

from jatan.foundation.access.actors import Actor, importer_of_all, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.operation import file_use
from jatan.foundation.vault.models import SealedFile
from jatan.intake.fieldbook.models import ReceivedFile
from jatan.programme.activities.models import Photograph
from jatan.programme.allies.models import Clipping, Meeting
from jatan.programme.consultations.models import ConsultationFile
from jatan.programme.journeys.models import Attachment
from jatan.programme.library.models import Material
from jatan.programme.spoken_prompts.models import SpokenPrompt

# Table -> its column with the size of the file in bytes.
SIZES: dict[type[models.Model], str] = {
    Photograph: "size",
    Material: "file_size",
    ConsultationFile: "file_size",
    Clipping: "file_size",
    Meeting: "file_size",
    Attachment: "file_size",
    SpokenPrompt: "file_size",
    SealedFile: "length",
    ReceivedFile: "received",
}


def count_files() -> int:
    """Bytes of all files of the house, also of withdrawn records, which are kept. Run every hour; idempotent."""
    since = file_use.used_bytes()
    size = sum(sizes_by_table().values())
    file_use.set_counted(size, since=since)
    return size


def sizes_by_table() -> dict[type[models.Model], int]:
    """Bytes that the rows of each table say they have."""
    everybody = list(Organisation.objects.values_list("pk", flat=True))
    # Photographs of phones are behind the wall of imports, all others open to the machine.
    whole = Actor(None, (*machine_for(everybody).posts, *importer_of_all(everybody).posts))
    with acting_as(whole, read_only=True):
        return {model: _size(model, column) for model, column in SIZES.items()}


def _size(model: type[models.Model], column: str) -> int:
    found: dict[str, Any] = model._default_manager.aggregate(size=Sum(column))
    return found["size"] or 0
