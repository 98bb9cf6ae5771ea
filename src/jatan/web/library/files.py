"""Download of photographs and library files with permission checks. URLs contain only UUIDs."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.activities import selectors as activities
from jatan.programme.library import selectors as library
from jatan.programme.library.files import open_file
from jatan.programme.library.models import Material
from jatan.web.ui.needs import StaffRequest, needs, public


@needs(Permission.ACTIVITIES_SEE)
def photograph(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One photograph, for users who may see its activity."""
    row = activities.find_photograph(request.actor, pk)
    try:
        return FileResponse(row.file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as missing:
        raise Http404 from missing


@needs(Permission.LIBRARY_SEE)
def material_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file of a material, for signed-in users."""
    return _attachment(library.find_material(request.actor, pk))


@public("published materials are for everybody")
def public_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file of a public material; 404 for any other."""
    row = library.public_materials().filter(pk=pk).first()
    if row is None:
        raise Http404
    return _attachment(row)


def _attachment(row: Material) -> HttpResponseBase:
    """The file as a download, never shown inline: an upload can contain anything."""
    if not row.file:
        raise Http404
    try:
        content = open_file(row.file)
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
