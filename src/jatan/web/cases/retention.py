"""How long each part of a file is kept, and why; and how it is deleted, by two people."""

import uuid

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.cases.entries.retention import clocks_of, closed_on, is_held, is_kept_longer
from jatan.programme.cases.file.withdrawal import may_withdraw_file
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_retention(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The clock of each section of one file."""
    case_file = case_file_for(request, pk)
    clocks = clocks_of(case_file.file, clock.today(), clock.now())
    page = {
        "case": case_file.case,
        "clocks": clocks,
        "closed_on": closed_on(case_file.file),
        "is_held": is_held(case_file.file, clock.today(), clock.now()),
        "is_child": is_kept_longer(case_file.file, closed_on(case_file.file) or clock.today()),
        "is_over": all(one.is_over for one in clocks),
        "may_withdraw": may_withdraw_file(request.actor, case_file.case),
    }
    return render(request, "cases/retention.html", page)
