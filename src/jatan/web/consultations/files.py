"""Download of files of consultations, for their own office."""

import uuid

from django.http import HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.consultations.records import FILE, FOLDER
from jatan.web.ui.attachments import stored_attachment
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.ACTIVITIES_SEE)
def consultation_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One file as a download."""
    return stored_attachment(FILE.find(request.actor, pk), folder=FOLDER)
