"""Services that write what is kept beside a journey: photographs of a card, a ticket or a contract, a spoken note.

It stays with the journey in the walls of its organisation: nothing of it goes to an agent's page, an export or a count.
"""

from django.core.files.base import File

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import stored_files
from jatan.kernel.stored_files import SOUNDS, FileFormat
from jatan.programme.journeys import events, selectors
from jatan.programme.journeys.commands import AddAttachment
from jatan.programme.journeys.models import Attachment
from jatan.programme.people.base_command import row_values
from jatan.programme.people.record_kind import OrdinaryKind, Rights

FOLDER = "journeys"
LARGEST = 12 * 1024 * 1024
_FORMATS = (FileFormat.JPG, FileFormat.PNG, FileFormat.PDF, *SOUNDS)
_RECORD = Permission.PEOPLE_RECORD


def add_attachment(*, by: Actor, command: AddAttachment, upload: "File[bytes]") -> Attachment:
    """Keep a photograph, a paper or a recording. Where and when it was taken is removed from pictures and recordings.

    Raises Problem with field "upload" as `stored_files.store_file`.
    """
    by = gate.within_group(by, _RECORD, command.journey)
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with stored_files.kept_file(upload, folder=FOLDER, largest=LARGEST, formats=_FORMATS, is_spoken=True) as kept:
        row = Attachment(**row_values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.ATTACHMENT_ADDED, rows=[row])[0]


# The file of one that is withdrawn stays until the retention rules delete it.
ATTACHMENT = OrdinaryKind(
    model=Attachment,
    command=AddAttachment,
    rights=Rights(see=Permission.PEOPLE_SEE, record=_RECORD, correct=Permission.RECORDS_CORRECT),
    listed=selectors.attachments,
    withdrawn="journeys.attachment_withdrawn",
)
