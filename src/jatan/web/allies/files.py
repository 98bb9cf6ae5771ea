"""Clippings as files: pictures are shown, everything else is a download."""

import uuid

from django.http import FileResponse, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.allies.clippings import CLIPPING, FOLDER
from jatan.web.ui.attachments import stored_attachment, stored_content
from jatan.web.ui.needs import StaffRequest, needs

# Encoded again when they were kept, so that nothing but a picture is in them.
_SHOWN = {"jpg": "image/jpeg", "png": "image/png"}


@needs(Permission.ALLIES_SEE)
def clipping(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One copy of a media mention."""
    row = CLIPPING.find(request.actor, pk)
    if row.format in _SHOWN:
        return FileResponse(stored_content(row, folder=FOLDER), content_type=_SHOWN[row.format])
    return stored_attachment(row, folder=FOLDER)
