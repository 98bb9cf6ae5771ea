"""Download of the minutes of a meeting, for those who may read the meeting."""

import uuid

from django.http import FileResponse, Http404, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.kernel.stored_files import open_file
from jatan.programme.allies.parts import MINUTES
from jatan.programme.allies.selectors import find_meeting
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["ally_minutes"]


@needs(Permission.ALLIES_SEE)
def ally_minutes(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file as a download, never shown inline: an upload can contain anything."""
    row = find_meeting(request.actor, pk)
    if not row.file:
        raise Http404
    try:
        content = open_file(row.file, folder=MINUTES)
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
