"""Download of files of consultations, for their own office."""

import uuid

from django.http import FileResponse, Http404, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.kernel.stored_files import open_file
from jatan.programme.consultations.records import FOLDER
from jatan.programme.consultations.selectors import find_file
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["consultation_file"]


@needs(Permission.ACTIVITIES_SEE)
def consultation_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file as a download, never shown inline: an upload can contain anything."""
    row = find_file(request.actor, pk)
    try:
        content = open_file(row.file, folder=FOLDER)
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
