"""The page of indicator definitions, in both languages."""

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.evidence.indicators.casework import CASEWORK
from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.further_work import FURTHER_WORK
from jatan.evidence.indicators.loop import LOOP
from jatan.evidence.indicators.rounding_rule import BASE
from jatan.foundation.access.permissions import Permission
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.REPORTS_SEE, counts=True)
def indicator_page(request: StaffRequest) -> HttpResponseBase:
    """The table of indicators in published order."""
    return render(
        request,
        "reports/indicators.html",
        {"indicators": INDICATORS, "annex": LOOP + CASEWORK, "further_work": FURTHER_WORK, "base": BASE},
    )
