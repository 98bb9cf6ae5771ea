"""An application as a file to print (PDF) or to edit and send (DOCX). The file's name says the day and nothing else."""

import io
import uuid

from django.http import HttpResponseBase
from PIL import Image

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock, stored_files
from jatan.programme.flows.no_news import fir_requests
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys.attachments import FOLDER
from jatan.programme.journeys.choices import AttachmentKind
from jatan.programme.journeys.selectors import attachments
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.services import LETTER
from jatan.programme.letters.texts import has_slip
from jatan.web.letters.papers import as_docx, as_pdf
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs

_PICTURES = ("jpg", "png")
_LARGEST_PICTURE = (480, 600)  # pixels: 34 mm at about 360 dots an inch


@needs(Permission.HELPDESK_SEE)
def letter_pdf(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The application as PDF."""
    row = LETTER.find(request.actor, pk)
    picture = _photograph(request, row.issue) if has_slip(row.kind) else b""
    body = as_pdf([row], photograph=picture)
    return send_file(body, f"jatan-application-{row.written_on:%Y-%m-%d}.pdf")


@needs(Permission.HELPDESK_SEE)
def fir_requests_pdf(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The requests for an FIR about somebody missing in one file, each with its acknowledgement; 404 without any."""
    issue = ISSUE.find(request.actor, pk)
    rows = fir_requests(request.actor, issue)
    if not rows:
        raise OfficeLetter.DoesNotExist
    body = as_pdf(rows, photograph=_photograph(request, issue))
    return send_file(body, f"jatan-application-{clock.today():%Y-%m-%d}.pdf")


@needs(Permission.HELPDESK_SEE)
def letter_docx(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The application as a Word file."""
    row = LETTER.find(request.actor, pk)
    return send_file(as_docx(row), f"jatan-application-{row.written_on:%Y-%m-%d}.docx")


def _photograph(request: StaffRequest, issue: Issue) -> bytes:
    """The newest photograph of who travels, small enough for a sheet; empty without one or without its permission."""
    if issue.about_journey is None or not request.actor.may(Permission.PEOPLE_SEE):
        return b""
    kept = attachments(request.actor).filter(journey=issue.about_journey, kind=AttachmentKind.FACE)
    row = kept.filter(format__in=_PICTURES).first()
    if row is None:
        return b""
    opened = stored_files.open_file(row.file, folder=FOLDER, digest=row.file_digest)
    with opened as content, Image.open(content) as picture:
        picture.thumbnail(_LARGEST_PICTURE)
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()
