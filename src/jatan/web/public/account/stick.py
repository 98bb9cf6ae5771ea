"""The public pages and library as a ZIP file, for a memory stick."""

import tempfile

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.web.public.account.export import LARGEST_ZIP, bytes_of_files, write_zip
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.LIBRARY_SEE)
@require_safe
def memory_stick(request: StaffRequest) -> HttpResponseBase:
    """A page that says what it is and how large; `?file=1`: the ZIP itself."""
    size = bytes_of_files()
    if "file" not in request.GET or size > LARGEST_ZIP:
        page = {"size": size, "is_too_large": size > LARGEST_ZIP}
        return render(request, "library/stick.html", page)
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the answer
    try:
        write_zip(packed)
    except BaseException:
        packed.close()
        raise
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="jatan-library.zip", content_type="application/zip")
