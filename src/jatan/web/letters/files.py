"""An application as a file to print (PDF) or to edit and send (DOCX). The file's name says the day and nothing else."""

import uuid

from django.http import HttpResponse, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.letters.selectors import find_letter
from jatan.web.letters.papers import as_docx, as_pdf
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["letter_docx", "letter_pdf"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(Permission.HELPDESK_SEE)
def letter_pdf(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The application as PDF."""
    row = find_letter(request.actor, pk)
    return _file(as_pdf(row), "application/pdf", f"jatan-application-{row.written_on:%Y-%m-%d}.pdf")


@needs(Permission.HELPDESK_SEE)
def letter_docx(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The application as a Word file."""
    row = find_letter(request.actor, pk)
    return _file(as_docx(row), _DOCX, f"jatan-application-{row.written_on:%Y-%m-%d}.docx")


def _file(body: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
