"""Download of the minutes of a meeting, for those who may read the meeting."""

import uuid

from django.http import HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.programme.allies.parts import MEETING, MINUTES
from jatan.web.ui.attachments import stored_attachment
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.ALLIES_SEE)
def ally_minutes(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The minutes as a download; 404 for a meeting without any."""
    return stored_attachment(MEETING.find(request.actor, pk), folder=MINUTES)
