"""All corridors as a file."""

from django.http import HttpResponseBase

from jatan.evidence.atlas.corridors import EVERY_CORRIDOR, corridors
from jatan.evidence.atlas.workbook import corridors_workbook
from jatan.foundation.access.permissions import Permission
from jatan.web.reports.report_request import offices_of, parse_request
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper


@makes_paper
@needs(Permission.REPORTS_SEE, counts=True)
def corridors_file(request: StaffRequest) -> HttpResponseBase:
    """All corridors of the page as an XLSX workbook."""
    question = parse_request(request.GET)
    found = corridors(
        question.period,
        by=request.actor,
        organisation=question.organisation,
        district=question.district,
        most=EVERY_CORRIDOR,
    )
    chosen = next((row for row in offices_of(request.actor) if row.id == question.organisation), None)
    whose = chosen or (None if found.is_rounded else request.actor.home)
    name = whose.name if whose is not None else str(request.actor.network_name or "")
    days = f"{question.period.start:%Y-%m-%d}-{question.period.end:%Y-%m-%d}"
    return send_file(corridors_workbook(found, whose=name), f"jatan-corridors-{days}.xlsx")
