"""Clippings as files: pictures are shown, everything else is a download."""

import uuid

from django.http import FileResponse, Http404, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.kernel.stored_files import open_file
from jatan.programme.allies.clippings import FOLDER
from jatan.programme.allies.selectors import find_clipping
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["clipping"]

# Encoded again when they were kept, so that nothing but a picture is in them.
_SHOWN = {"jpg": "image/jpeg", "png": "image/png"}


@needs(Permission.ALLIES_SEE)
def clipping(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One copy of a media mention."""
    row = find_clipping(request.actor, pk)
    try:
        content = open_file(row.file, folder=FOLDER)
    except FileNotFoundError as missing:
        raise Http404 from missing
    if row.format in _SHOWN:
        return FileResponse(content, content_type=_SHOWN[row.format])
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
