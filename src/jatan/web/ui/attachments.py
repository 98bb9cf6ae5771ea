"""Files of records as downloads. A `row` has the columns of `stored_files.StoredFile`; `file` is "" without one."""

from typing import Any, BinaryIO

from django.http import FileResponse, Http404

from jatan.kernel.stored_files import open_file


def stored_attachment(row: Any, *, folder: str) -> FileResponse:
    """The file as a download, never shown inline: an upload can contain anything. Raises Http404 without one."""
    content = stored_content(row, folder=folder)
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")


def stored_content(row: Any, *, folder: str) -> BinaryIO:
    """The opened file. Raises Http404 where the row has none, or it is missing or damaged; StoreProblem."""
    if not row.file:
        raise Http404
    try:
        return open_file(row.file, folder=folder, digest=row.file_digest)
    except FileNotFoundError as missing:
        raise Http404 from missing
