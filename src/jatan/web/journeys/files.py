"""Photographs, papers and spoken notes of journeys: pictures are shown, recordings played, papers downloaded."""

import uuid
from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html

from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.attachments import ATTACHMENT, FOLDER
from jatan.programme.journeys.models import Attachment
from jatan.web.ui.attachments import stored_attachment, stored_content
from jatan.web.ui.needs import StaffRequest, needs

# Encoded again when they were kept, so that nothing but a picture is in them.
_PICTURES = {"jpg": "image/jpeg", "png": "image/png"}
# Sent as sound and with `nosniff`: whatever else were in such a file, a browser tries to play it and nothing more.
_SOUNDS = {"mp3": "audio/mpeg", "mp4": "audio/mp4", "ogg": "audio/ogg", "webm": "audio/webm", "amr": "audio/amr"}


def as_html(row: Attachment) -> Any:
    """A small picture, a player, or the kind of file as a link."""
    url, words = reverse("journey_attachment", args=[row.pk]), row.get_kind_display()
    if row.format in _PICTURES:
        return format_html('<a href="{0}"><img src="{0}" alt="{1}" width="160" loading="lazy"></a>', url, words)
    if row.format in _SOUNDS:
        return format_html('<audio controls preload="none" src="{}" aria-label="{}"></audio>', url, words)
    return format_html('<a href="{}">{}</a>', url, row.format.upper())


@needs(Permission.PEOPLE_SEE)
def journey_attachment(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One of them, for whoever may see the journey."""
    row = ATTACHMENT.find(request.actor, pk)
    shown = _PICTURES.get(row.format) or _SOUNDS.get(row.format)
    if shown:
        return FileResponse(stored_content(row, folder=FOLDER), content_type=shown)
    return stored_attachment(row, folder=FOLDER)
