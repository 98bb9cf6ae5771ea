"""Answers that are files which the house has made, with the name under which they are kept."""

from collections.abc import Mapping
from typing import BinaryIO, Final

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "geojson": "application/geo+json",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/octet-stream",  # sealed files and packages: nothing opens them by itself
}


def send_file(content: bytes, name: str, *, is_shown: bool = False) -> HttpResponse:
    """The bytes as the file `name`, whose ending says its type. `is_shown`: in the browser, to be printed from there.

    Raises KeyError for an ending that no page answers with.
    """
    answer = HttpResponse(content, content_type=_type_of(name))
    answer.headers["Content-Disposition"] = content_disposition_header(not is_shown, name) or "attachment"
    return answer


def send_open_file(content: BinaryIO, name: str) -> FileResponse:
    """As `send_file`, of an open file: it goes out in pieces and is closed afterwards."""
    return FileResponse(content, as_attachment=True, filename=name, content_type=_type_of(name))


def _type_of(name: str) -> str:
    return _TYPES[name.rpartition(".")[2]]
