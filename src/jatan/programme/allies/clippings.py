"""Services that write clippings: copies of media mentions, which may be gone from the web or the shelf tomorrow."""

from django.core.files.base import File

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.kernel import stored_files
from jatan.kernel.stored_files import FileFormat
from jatan.programme.allies import events, selectors
from jatan.programme.allies.commands import AddClipping
from jatan.programme.allies.models import Clipping
from jatan.programme.allies.parts import RIGHTS
from jatan.programme.people.base_command import row_values
from jatan.programme.people.record_kind import OrdinaryKind

FOLDER = "clippings"
LARGEST = 20 * 1024 * 1024
FORMATS = (FileFormat.JPG, FileFormat.PNG, FileFormat.PDF, FileFormat.TXT)
_RECORD = RIGHTS.record


def add_clipping(*, by: Actor, command: AddClipping, upload: "File[bytes]") -> Clipping:
    """Keep a copy of a mention. Nothing is fetched: somebody saved the page, and of that its text is kept.

    Raises Problem with field "upload" as `stored_files.store_file`.
    """
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with stored_files.kept_file(upload, folder=FOLDER, largest=LARGEST, formats=FORMATS) as kept:
        row = Clipping(**row_values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.CLIPPING_ADDED, rows=[row])[0]


# The file of one that is withdrawn stays until the retention rules delete it.
CLIPPING = OrdinaryKind(
    model=Clipping,
    command=AddClipping,
    rights=RIGHTS,
    listed=selectors.clippings,
    withdrawn="allies.clipping_withdrawn",
)
