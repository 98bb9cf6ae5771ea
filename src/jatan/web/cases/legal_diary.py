"""Court days: of all readable cases for the next weeks, and of one case as a PDF."""

import datetime as dt
import uuid
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.programme.cases.entries.legal_dues import HEARING_CODE
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.register import selectors
from jatan.web.cases.legal_printed import diary_pdf
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["case_law_diary", "cases_diary"]

_DAYS: Final = 60


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get="what would not open is told")
@require_safe
def cases_diary(request: StaffRequest) -> HttpResponseBase:
    """Court days of the next sixty days, by day; decrypts the summary of each case."""
    today, refused = clock.today(), list[uuid.UUID]()
    hearings = [one for one in summaries(request.keyring, refused=refused) if one.due.code == HEARING_CODE]
    if refused:
        log_refusal(request.actor, Refused("altered"))
    register = selectors.register(request.actor, request.keyring)
    asked = [*refused, *(one.case for one in hearings)]
    codes = dict(register.filter(pk__in=asked).values_list("pk", "code"))
    rows = [(one.due.on, one.case, codes[one.case], one.due.what) for one in hearings if one.case in codes]
    days: dict[dt.date, list[Any]] = {}
    for on, case, code, words in rows:
        if today <= on <= today + dt.timedelta(days=_DAYS):
            days.setdefault(on, []).append((case, code, words))
    page = {
        "days": sorted(days.items()),
        "unwritten": [(on, case, code) for on, case, code, _words in rows if on < today],
        "refused": [codes[case] for case in refused if case in codes],
        "span": _DAYS,
    }
    return render(request, "cases/legal_diary.html", page)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_law_diary(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The court days of one case as a PDF: case code, no name, space for handwriting."""
    case_file = case_file_for(request, pk)
    made = diary_pdf(case_file.file, digits=request.account.uses_devanagari_digits)
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="diary.pdf"'
    return answer
