"""Print her own copy: goals, agreed services, coming days, whom to call.

It has no name, place or account of what happened, because somebody at home may find it.
"""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Office
from jatan.kernel import clock
from jatan.programme.cases.sharing.exports import make_print, require_exportable
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.web.cases.export_paper import Paper, as_pdf, parts_of
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.referral_forms import PrintForm
from jatan.web.ui.downloads import send_file
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

_OFFICES = 2


@needs_keys
@needs(Permission.CASES_EXPORT, writes_on_get=READING_IS_RECORDED, fresh_second_step=True)
def case_print(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Ask whether the paper is safe with her; only then return the PDF."""
    require_exportable(request.actor, pk)
    case_file = case_file_for(request, pk)
    form = PrintForm(request.POST if request.method == "POST" else None, initial={"language": "hi"})
    if not form.is_valid():
        page = {"case": case_file.case, "form": form, "parts": parts_of(case_file.file)}
        return render(request, "cases/export_print.html", page, status=422 if form.errors else 200)
    language = form.cleaned_data["language"]
    row = make_print(by=request.actor, keyring=request.keyring, case_file=case_file)
    paper = Paper(
        file=case_file.file,
        language=language,
        offices=_offices(request, language),
        numbers=help_numbers_on(clock.today(), language),
        mark=row.pk.hex[-8:],
    )
    return send_file(as_pdf(paper), f"{row.pk.hex[-8:]}.pdf")


def _offices(request: StaffRequest, language: str) -> list[tuple[str, str]]:
    """(name, telephone) of our own offices."""
    rows: Any = Office.objects.filter(organisation_id=request.keyring.organisation_id).exclude(phone="").order_by("id")
    return [(one.name_en if language == "en" else one.name_hi, one.phone) for one in rows[:_OFFICES]]
