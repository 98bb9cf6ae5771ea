"""The report of a campaign as a file: one printed page."""

import uuid

from django.http import HttpResponseBase

from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging.campaign_texts import texts_sent
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.report import campaign_report
from jatan.web.campaigns.printed import as_pdf
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper


@makes_paper
@needs(Permission.ACTIVITIES_SEE)
def campaign_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The report as one printed page."""
    row = selectors.find_campaign(request.actor, pk)
    report, texts = campaign_report(request.actor, row), texts_sent(request.actor, row)
    return send_file(as_pdf(report, row.organisation.name, texts), f"jatan-campaign-{row.begins_on:%Y-%m-%d}.pdf")
