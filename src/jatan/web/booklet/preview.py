"""An edition that is not fixed yet, as it will look in print."""

import uuid

from django.http import Http404, HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.booklet import selectors
from jatan.programme.booklet.services import EDITION
from jatan.programme.booklet.sheets import as_pdf
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper


@makes_paper
@needs(Permission.LIBRARY_RECORD)
def edition_preview(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The draft as PDF, marked as one. Stories that may no longer be printed are left out."""
    edition = EDITION.find(request.actor, pk)
    if edition.is_fixed:
        raise Http404
    found = {story.pk: story for story in selectors.printable(request.actor).filter(pk__in=edition.chosen)}
    content = [
        {
            "title": getattr(found[key], f"title_{edition.language}"),
            "body": getattr(found[key], f"body_{edition.language}"),
        }
        for key in edition.chosen
        if key in found
    ]
    return send_file(as_pdf(edition, content, number=None, on=None), f"booklet-draft-{edition.language}.pdf")
