"""Days on which courts are closed: the list of an office, writing one down, taking one back. No keys are needed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.choices import CourtKind
from jatan.programme.cases.register.court_closings import (
    RecordClosing,
    closings,
    may_withdraw_closing,
    record_closing,
    withdraw_closing,
)
from jatan.web.cases.entry_form import ProblemForm
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest, needs

_SHOWN = 200
_FEW = 6


class ClosingForm(ProblemForm):
    """Which court is closed, from which day to which. The district is asked only if there are several."""

    court = choice(gettext_lazy("Which court"), CourtKind.choices, needed=True, few=True)
    first_day = day(gettext_lazy("From day"), needed=True, ahead=True)
    last_day = day(gettext_lazy("To day"), ahead=True, hint=gettext_lazy("Empty: one day alone."))

    def __init__(self, data: Any, *, districts: list[Place]) -> None:
        super().__init__(data)
        self._districts = {str(one.pk): one for one in districts}
        if len(districts) > 1:
            pairs = [(pk, one.name) for pk, one in self._districts.items()]
            self.fields["district"] = choice(gettext_lazy("District"), pairs, needed=True, few=len(pairs) <= _FEW)

    def command(self, organisation: uuid.UUID) -> RecordClosing:
        """The closing. Raises Problem."""
        cleaned = self.cleaned_data
        district = cleaned.get("district") or next(iter(self._districts))
        return RecordClosing(
            organisation=organisation,
            place=self._districts[district],
            court=cleaned["court"],
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"] or cleaned["first_day"],
        )


@needs(Permission.CASES_RECORD)
def court_closings(request: StaffRequest) -> HttpResponseBase:
    """List the closings from today on, and write one down."""
    try:
        office = key_office(request.actor)
    except Forbidden:
        raise Http404 from None
    form = ClosingForm(
        request.POST if request.method == "POST" else None, districts=list(districts_of(office, clock.today()))
    )
    if form.is_valid() and _record(request, office, form):
        messages.success(request, _("It is written. Court days on it are asked about."))
        return redirect("court_closings")
    rows = closings(request.actor).filter(last_day__gte=clock.today())[:_SHOWN]
    page = {"form": form, "rows": [(row, may_withdraw_closing(request.actor, row)) for row in rows]}
    return render(request, "cases/court_closings.html", page, status=422 if form.errors else 200)


@needs(Permission.CASES_RECORD)
@require_POST
def court_closing_withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take a closing back."""
    row = closings(request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        withdraw_closing(by=request.actor, closing=row)
    except Forbidden:
        raise Http404 from None
    messages.success(request, _("The closed day is taken back."))
    return redirect("court_closings")


def _record(request: StaffRequest, office: uuid.UUID, form: ClosingForm) -> bool:
    try:
        record_closing(by=request.actor, command=form.command(office))
    except Problem as problem:
        form.show(problem)
        return False
    except Forbidden:
        raise Http404 from None
    return True
