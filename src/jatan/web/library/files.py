"""Download of photographs and library files with permission checks. URLs contain only UUIDs."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.photographs import find_shown
from jatan.programme.library import selectors as library
from jatan.programme.library.files import FOLDER
from jatan.programme.library.recall import recall_reason
from jatan.programme.library.services import MATERIAL
from jatan.web.ui.attachments import stored_attachment
from jatan.web.ui.needs import StaffRequest, needs, public


@needs(Permission.ACTIVITIES_SEE)
def photograph(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One photograph, for users who may see its activity, and for who may put it into a report."""
    row = find_shown(request.actor, pk)
    try:
        return FileResponse(row.file, content_type="image/jpeg")
    except FileNotFoundError as missing:
        raise Http404 from missing


@needs(Permission.LIBRARY_SEE)
def material_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file of a material, for signed-in users; for one that was called back a page that says why (410)."""
    row = MATERIAL.find(request.actor, pk)
    if row.recalled_on is not None:
        return render(request, "library/recalled.html", {"material": row, "reason": recall_reason(row)}, status=410)
    return stored_attachment(row, folder=FOLDER)


@public("published materials are for everybody")
def public_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file of a public material; 404 for any other."""
    row = library.public_materials().filter(pk=pk).first()
    if row is None:
        raise Http404
    return stored_attachment(row, folder=FOLDER)
