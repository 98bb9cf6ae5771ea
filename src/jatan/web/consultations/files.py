"""Download of files of consultations, for their own office."""

import uuid

from django.http import HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.consultations.records import FOLDER
from jatan.programme.consultations.selectors import find_file
from jatan.web.ui.attachments import stored_attachment
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["consultation_file"]


@needs(Permission.ACTIVITIES_SEE)
def consultation_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One file as a download."""
    return stored_attachment(find_file(request.actor, pk), folder=FOLDER)
